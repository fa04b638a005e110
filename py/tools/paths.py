"""Paths: the folders and files of the repository, and of what the build makes."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "py"
EXTENSION = ROOT / "extension"
TESTS = ROOT / "tests"
MANIFEST = ROOT / "manifest.json"
PROJECT = ROOT / "pyproject.toml"
TOOLS = SOURCE / "tools"
TOOLS_REQUIREMENTS = TOOLS / "requirements-tools.txt"
EXTENSION_REQUIREMENTS = TOOLS / "requirements-extension.txt"
UV_REQUIREMENTS = TOOLS / "requirements-uv.txt"
NODE_LOCK = EXTENSION / "package-lock.json"

# Made by the build, not committed.
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
NODE_MODULES = EXTENSION / "node_modules"
MODULES = CACHE / "modules"  # the extension before its worker becomes one script
SHAPES = EXTENSION / "shapes.d.ts"
DIST = ROOT / "dist"
UNPACKED = DIST / "kakomi"
DEBUG_UNPACKED = DIST / "kakomi-debug"
OUTPUT = TESTS / "output"


def files(*roots: Path, suffixes: tuple[str, ...] = ()) -> list[Path]:
    """Returns every file under ``roots`` (a root may be a file), sorted.

    Leaves out ``__pycache__`` and ``node_modules``.
    """
    found: list[Path] = []
    for root in roots:
        candidates = [root] if root.is_file() else root.rglob("*")
        for path in candidates:
            parts = path.relative_to(ROOT).parts if path.is_relative_to(ROOT) else path.parts
            if "__pycache__" in parts or "node_modules" in parts or not path.is_file():
                continue
            if not suffixes or path.name.endswith(suffixes):
                found.append(path)
    return sorted(found)


def display_path(path: Path) -> str:
    """Returns the path from the repository's root if it lies there, with forward slashes."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
