"""The estimate of a passphrase's strength, with the vendored zxcvbn, under Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from tools import node, paths, vendor

if TYPE_CHECKING:
    from pathlib import Path

WEAK = [
    *("password", "passw0rd1", "qwertyuiop", "aaaaaaaaaaaa", "abcdefghijkl", "12345678901"),
    *("kakomi2026", "sakura1234", "arigatou1", "doraemon99", "watanabe2001", "letmein!!"),
    *("hernandez1987", "obrien2020", "kowalski77", "MacDonald1999", "Rodriguez!", "papadopoulos3"),
]
STRONG = [
    "cobalt ferry mustard plenty orbit lantern",
    "T7#qv!m2Zr@8kLw$",
    "ゆきのあさにはしをわたるねこ 91",
]
SCRIPT = """
const { strengthLevel } = await import(process.argv[1]);
const rated = JSON.parse(process.argv[2]).map((text) => [text, strengthLevel(text)]);
const before = process.cpuUsage();
for (const text of ["x7".repeat(2000), "1234567890".repeat(50)]) strengthLevel(text);
const longMs = process.cpuUsage(before).user / 1000;
console.log(JSON.stringify({ levels: Object.fromEntries(rated), longMs }));
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's module in the folder layout it has in the extension."""
    vendor.prepare()
    folder = tmp_path_factory.mktemp("extension")
    (folder / "options").mkdir()
    shutil.copy(paths.EXTENSION / "options" / "passphrase_strength.js", folder / "options")
    shutil.copytree(vendor.VENDOR, folder / "vendor")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    return folder / "options" / "passphrase_strength.js"


def _rated(module: Path, *passphrases: str) -> dict[str, dict[str, int]]:
    command: list[str | Path] = [node.program(), "--input-type=module", "--eval", SCRIPT]
    done = subprocess.run(  # noqa: S603  the Node that the tools install
        [*command, module.as_uri(), json.dumps(passphrases)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, dict[str, int]] = json.loads(done.stdout)
    return found


def test_common_words_and_patterns_of_both_languages_are_weak(module: Path) -> None:
    levels = _rated(module, *WEAK)["levels"]
    assert set(levels) == set(WEAK)
    assert max(levels.values()) == 0, levels


def test_several_words_or_random_characters_are_strong(module: Path) -> None:
    levels = _rated(module, *STRONG)["levels"]
    assert min(levels.values()) >= 3, levels


def test_each_further_word_makes_it_stronger(module: Path) -> None:
    words = ["cobalt", "ferry", "mustard", "plenty", "orbit", "lantern"]
    phrases = [" ".join(words[:count]) for count in range(1, 7)]
    levels = list(_rated(module, *phrases)["levels"].values())
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0, 4)


@pytest.mark.timing
def test_very_long_texts_take_less_than_a_second_of_the_processor(module: Path) -> None:
    assert _rated(module, "x")["longMs"] < 1_000  # type: ignore[operator]
