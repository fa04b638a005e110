"""Words: both languages say everything, and every word that a page asks for is there."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

import pytest
from kakomi import formats
from kakomi.errors import all_codes

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "extension"
LANGUAGES = ("en", "ja")
NOT_OURS = {"node_modules", "vendor"}

# How a script puts a key together: `error_${code}`, `${kind}_title`.
TEMPLATE = re.compile(r"`((?:[a-z0-9_]|\$\{[^{}`]*\})+)`")


def _messages(language: str) -> dict[str, dict[str, object]]:
    path = EXTENSION / "_locales" / language / "messages.json"
    loaded: dict[str, dict[str, object]] = json.loads(path.read_text("utf-8"))
    return loaded


@functools.cache
def _sources(suffix: str) -> list[Path]:
    folders = [
        EXTENSION,
        *(f for f in EXTENSION.iterdir() if f.is_dir() and f.name not in NOT_OURS),
    ]
    found = [f.glob(f"*{suffix}") if f == EXTENSION else f.rglob(f"*{suffix}") for f in folders]
    return sorted(path for paths in found for path in paths)


def _keys_in_html() -> set[str]:
    asked = re.compile(r'data-message(?:-\w+)?="([^"]+)"')
    return {key for page in _sources(".html") for key in asked.findall(page.read_text("utf-8"))}


def _keys_in_scripts() -> set[str]:
    """Every key in a call of message(), alone or as one of a choice; plural() takes two."""
    call = re.compile(r"\bmessage\(([^(),]*)")
    key = re.compile(r'(?:^|[?:])\s*"([a-z][a-z0-9_]*)"')
    counted = re.compile(r'\bplural\("(\w+)"')
    keys = set()
    for script in _sources(".js"):
        text = script.read_text("utf-8")
        for first in call.findall(text):
            keys.update(key.findall(first))
        for name in counted.findall(text):
            keys.update((f"{name}_one", f"{name}_many"))
    return keys


def _keys_of_overlay() -> set[str]:
    call = re.compile(r'\bword\("([a-z_]+)"')
    folder = EXTENSION / "overlay"
    scripts = [path.read_text("utf-8") for path in folder.glob("*.js")]
    return {f"overlay_{name}" for text in scripts for name in call.findall(text)}


def _made_up_keys() -> re.Pattern[str]:
    """What the keys look like that scripts put together from a fixed part and another."""
    shapes = {
        re.sub(r"\$\{[^{}]*\}", r"\\w+", template)
        for script in _sources(".js")
        for template in TEMPLATE.findall(script.read_text("utf-8"))
    }
    return re.compile("|".join(sorted(shape for shape in shapes if "_" in shape)))


def _keys_in_manifest() -> set[str]:
    return set(re.findall(r"__MSG_(\w+)__", (ROOT / "manifest.json").read_text("utf-8")))


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(_messages("en")) == list(_messages("ja"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_words(language: str) -> None:
    missing = {
        code for code in all_codes() if f"error_{code.replace('.', '_')}" not in _messages(language)
    }
    assert sorted(missing) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_permission_is_explained_and_no_other(language: str) -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text("utf-8"))
    asked = {*manifest["permissions"], *manifest["optional_permissions"]}
    told = {
        key.removeprefix("options_asked_").removesuffix("_text")
        for key in _messages(language)
        if key.startswith("options_asked_")
    }
    assert told == asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_format_without_a_title_has_a_name_in_every_language(language: str) -> None:
    named = {
        key.removeprefix("options_format_")
        for key in _messages(language)
        if key.startswith("options_format_")
    }
    assert named == {format_.id for format_ in formats.REGISTRY if not format_.title}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_a_page_asks_for_is_there(language: str) -> None:
    asked = _keys_in_html() | _keys_in_scripts() | _keys_of_overlay() | _keys_in_manifest()
    assert len(asked) > 50
    assert sorted(asked - set(_messages(language))) == []


def test_no_word_is_left_over() -> None:
    scripts = "\n".join(path.read_text("utf-8") for path in _sources(".js"))
    asked = _keys_in_html() | _keys_in_manifest()
    made_up = _made_up_keys()
    unused = {
        key
        for key in _messages("en")
        if key not in asked and f'"{key}"' not in scripts and not made_up.fullmatch(key)
    }
    assert sorted(unused) == []


def test_placeholders_agree_between_the_languages() -> None:
    """The same names for the same places, and each used in the message of either language."""
    for (key, english), (_, japanese) in zip(
        _messages("en").items(), _messages("ja").items(), strict=True
    ):
        assert english.get("placeholders") == japanese.get("placeholders"), key
        declared = set(english.get("placeholders") or {})  # type: ignore[call-overload]
        for message in (english["message"], japanese["message"]):
            used = {name.lower() for name in re.findall(r"\$(\w+)\$", str(message))}
            assert used == declared, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty_or_untidy(language: str) -> None:
    for key, entry in _messages(language).items():
        message = str(entry["message"])
        assert message, key
        assert message == message.strip() or key.startswith("label_"), key
        assert "..." not in message, key


def test_japanese_is_japanese() -> None:
    """Nothing was left in English; names and abbreviations are no words: Aegis, PIN."""
    left = {
        key
        for key, entry in _messages("ja").items()
        if not re.search(r"[぀-ヿ一-鿿]", str(entry["message"]))
        and not all(
            word[0].isupper() or not word[0].isalpha() for word in str(entry["message"]).split()
        )
    }
    assert sorted(left - {"lang"}) == []
