"""The paths of the repository's files and folders, and of those that the build makes."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "py"
FORMATS = SOURCE / "kakomi" / "formats"
EXTENSION = ROOT / "extension"
TESTS = ROOT / "tests"
MANIFEST = ROOT / "manifest.json"
PROJECT = ROOT / "pyproject.toml"
CHANGELOG = ROOT / "CHANGELOG.md"
TOOLS = SOURCE / "tools"
TOOLS_REQUIREMENTS = TOOLS / "requirements-tools.txt"
EXTENSION_REQUIREMENTS = TOOLS / "requirements-extension.txt"
UV_REQUIREMENTS = TOOLS / "requirements-uv.txt"
PUBLIC_SUFFIX_LIST = SOURCE / "kakomi" / "public_suffix_list.txt"
NODE_LOCK = EXTENSION / "package-lock.json"

# Made by the build, not committed.
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
NODE_MODULES = EXTENSION / "node_modules"
MODULES = CACHE / "modules"  # the extension before its worker becomes one script
SHAPES = EXTENSION / "shapes.d.ts"
FACTS = EXTENSION / "facts"
LOCALES = EXTENSION / "_locales"
DIST = ROOT / "dist"
UNPACKED = DIST / "kakomi"
DEBUG_UNPACKED = DIST / "kakomi-debug"
OUTPUT = TESTS / "output"


def files(*roots: Path, suffixes: tuple[str, ...] = ()) -> list[Path]:
    """Returns every file under ``roots`` (a root may be a file), sorted.

    Leaves out ``__pycache__`` and ``node_modules``.
    """
    found = [root for root in roots if root.is_file()]
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if name not in ("__pycache__", "node_modules")]
            found += [Path(folder, name) for name in names]
    return sorted(path for path in found if not suffixes or path.name.endswith(suffixes))


def display_path(path: Path) -> str:
    """Returns the path relative to the repository's root with forward slashes; the full path for
    files outside it.
    """
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def program_in(venv: Path, name: str, system: str = os.name) -> Path:
    """Returns the path of a program in a virtual environment. ``system`` is a value of
    ``os.name``.
    """
    return venv / "Scripts" / f"{name}.exe" if system == "nt" else venv / "bin" / name


def installed_packages(venv: Path, system: str = os.name) -> Path:
    """Returns the folder of a virtual environment's packages."""
    if system == "nt":
        return venv / "Lib" / "site-packages"
    [found] = (venv / "lib").glob("python3*/site-packages")
    return found
