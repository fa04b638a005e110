"""What ``build.py release`` refuses, and what it makes, in a repository of its own."""

from __future__ import annotations

import hashlib
import subprocess
from typing import TYPE_CHECKING

import pytest
from tools import assemble, release, run_tests
from tools.paths import CHANGELOG as CHANGELOG_PATH
from tools.tasks import BuildError

if TYPE_CHECKING:
    from pathlib import Path

CHANGELOG = """# Changelog

## Unreleased

## 0.2.0 – 2026-11-28

### English

- Reads more codes.

### 日本語

- より多くのコードを読み取ります。

## 0.1.5

### English

- Half of an entry.
"""
PROJECT = '[project]\nname = "kakomi"\nversion = "0.1.0"\n\n[tool.x]\nversions = "0.1.0"\n'


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603, S607
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Committed, with tests that pass and a package that is a file of bytes."""
    for variable, value in (("NAME", "Tester"), ("EMAIL", "tester@example.com")):
        monkeypatch.setenv(f"GIT_AUTHOR_{variable}", value)
        monkeypatch.setenv(f"GIT_COMMITTER_{variable}", value)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    (tmp_path / "pyproject.toml").write_text(PROJECT, "utf-8")
    (tmp_path / ".gitignore").write_text("dist\n")
    (tmp_path / "dist").mkdir()
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setattr(release, "DIST", tmp_path / "dist")
    monkeypatch.setattr(release, "CHANGELOG", tmp_path / "CHANGELOG.md")
    for module in (release, assemble):
        monkeypatch.setattr(module, "PROJECT", tmp_path / "pyproject.toml")

    def package(_args: list[str]) -> int:
        (tmp_path / "dist" / f"kakomi-{assemble.version()}.zip").write_bytes(b"zip")
        return 0

    monkeypatch.setattr(assemble, "package", package)
    monkeypatch.setattr(run_tests, "test", lambda _args: 0)
    return tmp_path


def test_a_release_has_one_version_a_tag_a_package_its_hash_and_notes(repository: Path) -> None:
    assert release.release(["0.2.0"]) == 0
    assert assemble.version() == "0.2.0"
    assert 'versions = "0.1.0"' in (repository / "pyproject.toml").read_text("utf-8")
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "describe", "--exact-match") == "v0.2.0"
    assert git(repository, "show", "v0.2.0:pyproject.toml").count('"0.2.0"') == 1
    dist = repository / "dist"
    assert sorted(p.name for p in dist.iterdir()) == [
        "kakomi-0.2.0-notes.md",
        "kakomi-0.2.0.zip",
        "kakomi-0.2.0.zip.sha256",
    ]
    sha256 = hashlib.sha256(b"zip").hexdigest()
    assert (dist / "kakomi-0.2.0.zip.sha256").read_text() == f"{sha256}  kakomi-0.2.0.zip\n"
    notes = (dist / "kakomi-0.2.0-notes.md").read_text("utf-8")
    for text in ("# Kakomi 0.2.0", "Reads more codes.", "より多くのコード", sha256):
        assert text in notes
    assert "Half of an entry" not in notes


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("0.2", "no version"),
        ("v0.2.0", "no version"),
        ("0.02.0", "no version"),
        ("0.0.9", "earlier than 0.1.0"),
        ("0.3.0", "no entry ## 0.3.0"),
        ("0.1.5", "nothing under ## 0.1.5, ### 日本語"),
    ],
)
def test_an_invalid_version_or_one_without_an_entry_is_refused(
    repository: Path, version: str, why: str
) -> None:
    with pytest.raises(BuildError, match=why):
        release.release([version])
    assert is_as_before(repository)


def is_as_before(repository: Path) -> bool:
    """Whether nothing was released."""
    same = (repository / "pyproject.toml").read_text("utf-8") == PROJECT
    return same and git(repository, "tag") == "" and not list((repository / "dist").iterdir())


def test_a_tree_with_changes_is_refused(repository: Path) -> None:
    (repository / "new.py").write_text("")
    with pytest.raises(BuildError, match=r"new\.py"):
        release.release(["0.2.0"])
    assert is_as_before(repository)


def test_a_version_that_was_tagged_is_refused(repository: Path) -> None:
    git(repository, "tag", "v0.2.0")
    with pytest.raises(BuildError, match=r"v0\.2\.0 is there already"):
        release.release(["0.2.0"])
    assert (repository / "pyproject.toml").read_text("utf-8") == PROJECT


def test_a_failed_run_is_refused(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_tests, "test", lambda _args: 1)
    with pytest.raises(BuildError, match="nothing is released"):
        release.release(["0.2.0"])
    assert is_as_before(repository)


def test_a_package_that_fails_leaves_the_version(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_args: list[str]) -> int:
        raise BuildError("no room")

    monkeypatch.setattr(assemble, "package", fails)
    with pytest.raises(BuildError, match="no room"):
        release.release(["0.2.0"])
    assert is_as_before(repository)


def test_a_missing_author_is_refused_before_anything_is_made(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_COMMITTER_NAME")
    monkeypatch.delenv("GIT_COMMITTER_EMAIL")
    monkeypatch.setenv("HOME", str(repository / "dist"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(repository / "dist"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git(repository, "config", "user.useConfigOnly", "true")
    with pytest.raises(BuildError, match="git var failed"):
        release.release(["0.2.0"])
    assert is_as_before(repository)


def test_the_top_section_of_this_changelog_can_be_released() -> None:
    """It is "Unreleased" until a release names its version, and the run before that release sees
    the version.
    """
    text = CHANGELOG_PATH.read_text("utf-8")
    top = text.partition("\n## ")[2].split()[0]
    assert set(release.changes_of(top, text)) == set(release.LANGUAGES)
