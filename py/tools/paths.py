"""Where things lie: the repository's rooms, and what the workshop makes."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "py"
EXTENSION = ROOT / "extension"
TESTS = ROOT / "tests"
MANIFEST = ROOT / "manifest.json"
PROJECT = ROOT / "pyproject.toml"
WORKSHOP = SOURCE / "workshop"
WORKSHOP_LOCK = WORKSHOP / "workshop.lock"
BUNDLE_LOCK = WORKSHOP / "bundle.lock"
NODE_LOCK = EXTENSION / "package-lock.json"

# Made, and not committed.
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
NODE_MODULES = EXTENSION / "node_modules"
MODULES = CACHE / "modules"  # the extension before its worker becomes one script
SHAPES = EXTENSION / "shapes.d.ts"
DIST = ROOT / "dist"
UNPACKED = DIST / "kakomi"
OUTPUT = TESTS / "output"


def files(*roots: Path, suffixes: tuple[str, ...] = ()) -> list[Path]:
    """Every file under ``roots`` (or a root that is one), sorted; not what tools leave there."""
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


def shown(path: Path) -> str:
    """The path as a person reads it, from the repository's root where it lies in it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
