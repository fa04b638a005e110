"""The papers name files and functions that exist."""

from __future__ import annotations

import re
import subprocess
from fnmatch import fnmatchcase
from functools import cache
from pathlib import PurePosixPath

import pytest
from tools import bundle_js
from tools.paths import ROOT

PAPERS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, ROOT / ".github", ROOT / ".github" / "decisions")
    for path in folder.glob("*.md")
)
CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
_PATH = re.compile(r"[\w.*/-]+(?:/|\.(?:css|html|js|json|md|mjs|py|svg|toml|ts|txt|yml))")
# What is made by the build, lies beside the repository, or stands for any name.
_NOT_IN_GIT = (
    "dist/*",
    "extension/facts/",
    "tests/output/",
    "../shared/data",
    "vendor/*",
    "NOTICE.txt",
    "FOLDER.json",
    "*/NAME.py",
    "*/NOUN.py",
    *bundle_js.WORKER.values(),
)


@cache
def tracked() -> frozenset[str]:
    """Returns the paths of all files in git, and of their folders with a slash at the end."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    files = listed.stdout.splitlines()
    folders = {f"{folder}/" for file in files for folder in PurePosixPath(file).parents}
    return frozenset([*files, *folders])


def found(path: str) -> list[str]:
    """Returns the files and folders with this path, or with this path as its last part."""
    patterns = (path, f"*/{path}")
    return [file for file in tracked() if any(fnmatchcase(file, each) for each in patterns)]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("paper", PAPERS)
def test_files_that_a_paper_names_exist(paper: str) -> None:
    text = (ROOT / paper).read_text("utf-8")
    named = [each for each in quoted(text) if _PATH.fullmatch(each)]
    missing = [
        name
        for name in named
        if not found(name) and not any(fnmatchcase(name, each) for each in _NOT_IN_GIT)
    ]
    assert missing == []
    links = [link.partition("#")[0] for link in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text)]
    assert [link for link in links if not ((ROOT / paper).parent / link).exists()] == []


def where_rows() -> list[tuple[str, str]]:
    """Returns the questions of the table "Where is …?" and their answers."""
    table = CONTRIBUTING.read_text("utf-8").partition("## Where is …?")[2].partition("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return [(row[0].strip(), row[1]) for row in rows[1:]]


def test_the_table_answers_the_fifteen_questions_and_more() -> None:
    numbers = [int(question.partition(".")[0]) for question, _ in where_rows()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 15


@pytest.mark.parametrize(("question", "answer"), where_rows())
def test_an_answer_names_something_in_a_file_that_it_names(question: str, answer: str) -> None:
    del question
    heading = re.search(r'below, "(.+)"', answer)
    if heading:
        assert f"\n**{heading[1]}.** " in CONTRIBUTING.read_text("utf-8")
        return
    files = [name for name in quoted(answer) if _PATH.fullmatch(name)]
    assert files
    sources = [ROOT / path for name in files for path in found(name) if not path.endswith("/")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    for name in quoted(answer):
        if name.startswith("@"):
            assert name.partition("…")[0] in text, name
        elif not _PATH.fullmatch(name):
            assert re.search(rf"\b{name}\b", text), name
