"""The extension's Python: two archives of compiled modules, and a snapshot with all imported."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tools import node, snapshot_format, vendor, wasm
from tools.environment import PYTHON
from tools.paths import CACHE, EXTENSION, EXTENSION_REQUIREMENTS, NODE_LOCK, SOURCE, TOOLS, files
from tools.paths import TOOLS_REQUIREMENTS as TOOLS_LOCK
from tools.tasks import run_program, task

if TYPE_CHECKING:
    from pathlib import Path

WHEELS = CACHE / "wheels"
OUT = CACHE / "python"
_RECIPE = (
    "archive.py",
    "trim_pyodide.py",
    "snapshot_format.py",
    "build_in_pyodide.mjs",
    "vendor.py",
    "wasm.py",
)
MADE = ("stdlib.zip", "kakomi.zip", "snapshot.bin")
# The wheels are for Pyodide's Python, not for the one that runs the build.
_TARGET = ("--python-version", "3.14", "--only-binary", ":all:")


def prepare() -> None:
    """Make ``stdlib.zip``, ``kakomi.zip`` and ``snapshot.bin``. Raises BuildError."""
    task("wheels for the extension", _download, inputs=[EXTENSION_REQUIREMENTS], outputs=[WHEELS])
    recipe = [TOOLS / name for name in _RECIPE]
    locks = [EXTENSION_REQUIREMENTS, NODE_LOCK, TOOLS_LOCK]
    own = files(SOURCE / "kakomi")
    task(
        "Python for the extension, with its snapshot",
        _make,
        inputs=[*own, *recipe, *locks, EXTENSION / "interpreter.js"],
        outputs=[OUT / name for name in MADE],
    )


def _download() -> None:
    shutil.rmtree(WHEELS, ignore_errors=True)
    run_program(
        PYTHON, "-m", "pip", "download", "--require-hashes", "--no-deps", "--no-input", *_TARGET,
        "-r", EXTENSION_REQUIREMENTS, "-d", WHEELS,
        why="the extension's wheels did not download",
    )  # fmt: skip


def _make() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    runtime = [node.program(), TOOLS / "build_in_pyodide.mjs"]
    why = "the extension's Python could not be made"
    sources = (vendor.standard_library(), WHEELS, SOURCE / "kakomi")
    run_program(*runtime, "archives", vendor.PYODIDE, OUT, *sources, why=why)
    run_program(*runtime, "snapshot", vendor.PYODIDE, OUT, why=why)
    pack_memory(OUT)


def pack_memory(folder: Path) -> None:
    """Turn a folder's ``memory.bin`` and ``begun.bin`` into ``snapshot.bin``."""
    memory, begun = folder / "memory.bin", folder / "begun.bin"
    snapshot = memory.read_bytes()
    fresh = wasm.first_memory((vendor.PYODIDE / "pyodide.asm.wasm").read_bytes(), len(snapshot))
    (folder / "snapshot.bin").write_bytes(
        snapshot_format.packed(snapshot, fresh, begun.read_bytes())
    )
    memory.unlink()
    begun.unlink()


def package(folder: Path, target: Path) -> None:
    """Write ``folder`` as one archive; by Pyodide, so that every machine deflates alike."""
    runtime: list[str | Path] = [node.program(), TOOLS / "build_in_pyodide.mjs"]
    sources = (OUT, vendor.standard_library(), folder)
    run_program(*runtime, "package", vendor.PYODIDE, *sources, why="the package could not be made")
    (OUT / "package.zip").replace(target)
