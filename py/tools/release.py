"""``build.py release X.Y.Z``: tests, sets the version, tags it, and writes the package and its
notes.

Only ``pyproject.toml`` has the version. ``CHANGELOG.md`` describes a release under ``## X.Y.Z``, in
a part in English and one in Japanese.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from tools import assemble, run_tests
from tools.paths import CHANGELOG, DIST, PROJECT, ROOT, display_path
from tools.tasks import BuildError, log, run_program

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("English", "日本語")
_VERSION = re.compile(r"(?:0|[1-9]\d{0,3})(?:\.(?:0|[1-9]\d{0,3})){2}")  # as the store takes it
_VERSION_LINE = re.compile(r'^version = "([^"]*)"$', re.MULTILINE)


def release(args: list[str]) -> int:
    """Make the release of the given version. Pushes and publishes nothing.

    Raises BuildError if a check fails, and then changes nothing.
    """
    if len(args) != 1:
        raise BuildError("name the version: build.py release X.Y.Z")
    [version] = args
    check_version(version)
    notes = changes_of(version, CHANGELOG.read_text("utf-8"))
    check_repository(version)
    if run_tests.test([]) != 0:
        raise BuildError("the checks or tests failed: nothing is released")
    before = PROJECT.read_text("utf-8")
    set_version(version)
    try:
        assemble.package([])
    except BaseException:
        PROJECT.write_text(before, "utf-8", newline="\n")
        raise
    package = DIST / f"kakomi-{version}.zip"
    made = [package, *write_notes(version, notes, package)]
    record(version)
    for path in made:
        log(display_path(path))
    log(f"tagged v{version}; to publish it: git push --follow-tags")
    return 0


def check_version(version: str) -> None:
    """Raises BuildError unless the version has the form X.Y.Z and is later than the current one."""
    if not _VERSION.fullmatch(version):
        raise BuildError(f"{version} is no version: three numbers of at most four digits, X.Y.Z")
    present = assemble.version()
    if _numbers(version) < _numbers(present):
        raise BuildError(f"{version} is earlier than {present}, which pyproject.toml has")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def changes_of(version: str, changelog: str) -> dict[str, str]:
    """Returns the changelog's text on the version, for each language. Raises BuildError."""
    sections = _split(changelog, "## ")
    if version not in sections:
        raise BuildError(f"CHANGELOG.md has no entry ## {version}")
    parts = _split(sections[version], "### ")
    for language in LANGUAGES:
        if not parts.get(language):
            raise BuildError(f"CHANGELOG.md says nothing under ## {version}, ### {language}")
    return {language: parts[language] for language in LANGUAGES}


def _split(text: str, heading: str) -> dict[str, str]:
    """Returns the text below each heading of that level, by the heading's first word."""
    found: dict[str, str] = {}
    for part in re.split(f"^{heading}", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        found[title.split()[0] if title.split() else ""] = body.strip()
    return found


def check_repository(version: str) -> None:
    """Raises BuildError if something is not committed, the version was tagged before, or git knows
    no author for the commit and the tag.
    """
    changed = _git("status", "--porcelain")
    if changed:
        raise BuildError(f"not everything is committed:\n{changed.rstrip()}")
    if _git("tag", "--list", f"v{version}"):
        raise BuildError(f"the tag v{version} is there already")
    _git("var", "GIT_COMMITTER_IDENT")


def set_version(version: str) -> None:
    """Write the version into ``pyproject.toml``."""
    text, count = _VERSION_LINE.subn(f'version = "{version}"', PROJECT.read_text("utf-8"))
    if count != 1:
        raise BuildError(f"pyproject.toml has {count} lines that set the version, not one")
    PROJECT.write_text(text, "utf-8", newline="\n")


def write_notes(version: str, changes: dict[str, str], package: Path) -> list[Path]:
    """Write the package's SHA-256 and the release notes into its folder. Returns both files."""
    sha256 = hashlib.sha256(package.read_bytes()).hexdigest()
    checksum = package.with_name(f"{package.name}.sha256")
    checksum.write_text(f"{sha256}  {package.name}\n", "utf-8", newline="\n")
    notes = package.with_name(f"kakomi-{version}-notes.md")
    parts = "\n\n".join(f"## {language}\n\n{text}" for language, text in changes.items())
    notes.write_text(
        f"# Kakomi {version}\n\n{parts}\n\n---\n\n`{package.name}`\nSHA-256 `{sha256}`\n",
        "utf-8",
        newline="\n",
    )
    return [checksum, notes]


def record(version: str) -> None:
    """Commit the version, if it has changed, and tag the commit."""
    if _git("status", "--porcelain"):
        _git("commit", "--quiet", "--message", f"Release {version}", "--", str(PROJECT))
    _git("tag", "--annotate", f"v{version}", "--message", f"Kakomi {version}")


def _git(*args: str) -> str:
    return run_program("git", *args, why=f"git {args[0]} failed", cwd=ROOT)
