"""The extension's Python: two archives of compiled modules, and a snapshot with all imported."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from workshop import image, node, vendor, wasm
from workshop.environment import PYTHON
from workshop.places import BUNDLE_LOCK, CACHE, EXTENSION, NODE_LOCK, SOURCE, WORKSHOP, files
from workshop.places import WORKSHOP_LOCK as TOOLS_LOCK
from workshop.steps import run, step

if TYPE_CHECKING:
    from pathlib import Path

WHEELS = CACHE / "wheels"
OUT = CACHE / "python"
_RECIPE = ("archive.py", "glue.py", "image.py", "runtime.mjs", "vendor.py", "wasm.py")
MADE = ("stdlib.zip", "kakomi.zip", "snapshot.bin")
# Pyodide's Python, not the workshop's, is who the wheels are for.
_TARGET = ("--python-version", "3.14", "--only-binary", ":all:")


def prepare() -> None:
    """Make ``stdlib.zip``, ``kakomi.zip`` and ``snapshot.bin``. Raises WorkshopError."""
    step("wheels for the extension", _download, inputs=[BUNDLE_LOCK], outputs=[WHEELS])
    recipe = [WORKSHOP / name for name in _RECIPE]
    locks = [BUNDLE_LOCK, NODE_LOCK, TOOLS_LOCK]
    own = files(SOURCE / "kakomi")
    step(
        "Python for the extension, with its snapshot",
        _make,
        inputs=[*own, *recipe, *locks, EXTENSION / "interpreter.js"],
        outputs=[OUT / name for name in MADE],
    )


def _download() -> None:
    shutil.rmtree(WHEELS, ignore_errors=True)
    run(
        PYTHON, "-m", "pip", "download", "--require-hashes", "--no-deps", "--no-input", *_TARGET,
        "-r", BUNDLE_LOCK, "-d", WHEELS,
        why="the extension's wheels did not download",
    )  # fmt: skip


def _make() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    runtime = [node.program(), WORKSHOP / "runtime.mjs"]
    why = "the extension's Python could not be made"
    sources = (vendor.standard_library(), WHEELS, SOURCE / "kakomi")
    run(*runtime, "archives", vendor.PYODIDE, OUT, *sources, why=why)
    run(*runtime, "snapshot", vendor.PYODIDE, OUT, why=why)
    pack_memory(OUT)


def pack_memory(folder: Path) -> None:
    """Turn a folder's ``memory.bin`` and ``begun.bin`` into ``snapshot.bin``."""
    memory, begun = folder / "memory.bin", folder / "begun.bin"
    snapshot = memory.read_bytes()
    fresh = wasm.first_memory((vendor.PYODIDE / "pyodide.asm.wasm").read_bytes(), len(snapshot))
    (folder / "snapshot.bin").write_bytes(image.packed(snapshot, fresh, begun.read_bytes()))
    memory.unlink()
    begun.unlink()


def package(folder: Path, target: Path) -> None:
    """Write ``folder`` as one archive; by Pyodide, so that every machine deflates alike."""
    runtime: list[str | Path] = [node.program(), WORKSHOP / "runtime.mjs"]
    sources = (OUT, vendor.standard_library(), folder)
    run(*runtime, "package", vendor.PYODIDE, *sources, why="the package could not be made")
    (OUT / "package.zip").replace(target)
