"""The same sources give the same bytes in another folder, with another Python and environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tools import bundle_python, paths

if TYPE_CHECKING:
    from pathlib import Path

CANDIDATES = ("python3.14", "python3.13", "python3.12", "python3.11", "/usr/bin/python3")
STRANGE = {"TZ": "Asia/Tokyo", "LANG": "ja_JP.UTF-8", "PYTHONHASHSEED": "7", "KAKOMI": "x" * 500}
BUILD = """
import sys
sys.path.insert(0, "py")
from tools import assemble
assemble.make_package(assemble.make())
"""


@cache
def other_python() -> str | None:
    """Returns another supported version of Python."""
    for name in CANDIDATES:
        found = shutil.which(name)
        if found is None:
            continue
        asked = [found, "-c", "import sys; print(*sys.version_info[:3])"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
        version = tuple(int(part) for part in done.stdout.split()) if not done.returncode else ()
        if version >= (3, 11) and version != sys.version_info[:3]:
            return found
    return None


@pytest.fixture
def source_copy(tmp_path: Path) -> Path:
    """Copies the sources and the downloads, without anything that was built."""
    source_copy = tmp_path / "another folder"
    for name in ("manifest.json", "pyproject.toml", "py", "extension"):
        source, target = paths.ROOT / name, source_copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        left_out = shutil.ignore_patterns("node_modules", "__pycache__")
        if source.is_dir():
            shutil.copytree(source, target, ignore=left_out)
        else:
            shutil.copyfile(source, target)
    downloaded = bundle_python.WHEELS.relative_to(paths.ROOT)
    shutil.copytree(bundle_python.WHEELS, source_copy / downloaded)
    shutil.copytree(paths.CACHE / "stamps", source_copy / ".cache" / "stamps")
    (source_copy / ".venv").symlink_to(paths.VENV)
    (source_copy / "extension" / "node_modules").symlink_to(paths.NODE_MODULES)
    return source_copy


def test_a_build_in_another_folder_gives_the_same_bytes(source_copy: Path, tmp_path: Path) -> None:
    python = other_python()
    if python is None:
        pytest.skip(f"needs a second Python from 3.11 on, one of {', '.join(CANDIDATES)}")
    environ = {**os.environ, **STRANGE}
    subprocess.run([python, "-c", BUILD], cwd=source_copy, env=environ, check=True)  # noqa: S603
    [package] = (source_copy / "dist").glob("kakomi-*.zip")
    ours, theirs = paths.UNPACKED, source_copy / "dist" / "kakomi"
    names = {p.relative_to(ours) for p in paths.files(ours)}
    assert names == {p.relative_to(theirs) for p in paths.files(theirs)}
    differing = [n for n in names if (ours / n).read_bytes() != (theirs / n).read_bytes()]
    assert differing == []
    bundle_python.package(ours, tmp_path / "ours.zip")
    assert package.read_bytes() == (tmp_path / "ours.zip").read_bytes()
