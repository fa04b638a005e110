"""Makes the extension's Python: two archives of modules, and a memory snapshot with all imported.

A debug build has Kakomi's modules as sources, and line numbers and docstrings in the standard
library, so that a traceback names file and line.
"""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

from tools import node, snapshot_format, vendor, wasm
from tools.environment import PYTHON
from tools.paths import (
    CACHE,
    EXTENSION,
    EXTENSION_REQUIREMENTS,
    NODE_LOCK,
    SOURCE,
    TOOLS,
    TOOLS_REQUIREMENTS,
    files,
)
from tools.tasks import run_program, task

if TYPE_CHECKING:
    from pathlib import Path

WHEELS = CACHE / "wheels"
OUT = CACHE / "python"
DEBUG_OUT = CACHE / "python-debug"
MADE = ("stdlib.zip", "kakomi.zip", "snapshot.bin")
_LOCKS = (EXTENSION_REQUIREMENTS, NODE_LOCK, TOOLS_REQUIREMENTS)
_RECIPE = (
    *vendor.patch_files(),
    *(
        TOOLS / name
        for name in (
            "archive.py",
            "build_in_pyodide.mjs",
            "bundle_python.py",
            "replaced_modules.toml",
            "shared_constants.py",
            "snapshot_format.py",
            "trim_pyodide.py",
            "vendor.py",
            "wasm.py",
        )
    ),
)
# The wheels are for Pyodide's Python, not for the one that runs the build.
_TARGET = ("--python-version", "3.14", "--only-binary", ":all:")
_NEVER_IMPORTED = "cpython"  # the ports under CPython


def prepare(*, debug: bool = False) -> Path:
    """Makes the files of ``MADE`` if their sources changed. Returns their folder. Raises
    BuildError.
    """
    task("wheels for the extension", _download, inputs=[EXTENSION_REQUIREMENTS], outputs=[WHEELS])
    own = [*files(SOURCE / "kakomi"), EXTENSION / "interpreter.js", EXTENSION / "snapshot.js"]
    inputs = [*own, *_RECIPE, *_LOCKS]
    if debug:
        _prepare_debug(inputs)
        return DEBUG_OUT
    task(
        "Python for the extension, with its snapshot",
        _make,
        inputs=inputs,
        outputs=[OUT / name for name in MADE],
    )
    return OUT


def _prepare_debug(inputs: list[Path]) -> None:
    library = DEBUG_OUT / "stdlib.zip"
    task(
        "standard library for debugging",
        lambda: _run_in_pyodide("library", DEBUG_OUT, vendor.standard_library()),
        inputs=[*_RECIPE, *_LOCKS],
        outputs=[library],
    )
    task(
        "Python for debugging, with its snapshot",
        _make_debug,
        inputs=inputs,
        outputs=[DEBUG_OUT / name for name in MADE],
    )


def _download() -> None:
    shutil.rmtree(WHEELS, ignore_errors=True)
    run_program(
        PYTHON, "-m", "pip", "download", "--require-hashes", "--no-deps", "--no-input", *_TARGET,
        "-r", EXTENSION_REQUIREMENTS, "-d", WHEELS,
        why="the extension's wheels did not download",
    )  # fmt: skip


def _run_in_pyodide(step: str, out: Path, *sources: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    program = (node.program(), TOOLS / "build_in_pyodide.mjs", step)
    why = f"Pyodide could not make the extension's {step}"
    run_program(*program, vendor.PYODIDE, out, *sources, why=why)


def _make() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    _run_in_pyodide("archives", OUT, vendor.standard_library(), WHEELS, SOURCE / "kakomi")
    _make_snapshot(OUT)


def _make_debug() -> None:
    own = SOURCE / "kakomi"
    with zipfile.ZipFile(DEBUG_OUT / "kakomi.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files(own, suffixes=(".py", ".txt")):
            name = path.relative_to(own)
            if name.parts[0] != _NEVER_IMPORTED:
                archive.write(path, f"kakomi/{name.as_posix()}")
        for wheel in sorted(WHEELS.glob("pyotp-*.whl")):
            with zipfile.ZipFile(wheel) as package:
                for member in package.namelist():
                    archive.writestr(member, package.read(member))
    _make_snapshot(DEBUG_OUT)


def _make_snapshot(folder: Path) -> None:
    _run_in_pyodide("snapshot", folder)
    pack_memory(folder)


def pack_memory(folder: Path) -> None:
    """Make ``snapshot.bin`` from a folder's ``memory.bin`` and ``begun.bin``."""
    memory, begun = folder / "memory.bin", folder / "begun.bin"
    snapshot = memory.read_bytes()
    fresh = wasm.first_memory((vendor.PYODIDE / "pyodide.asm.wasm").read_bytes(), len(snapshot))
    packed = snapshot_format.packed(snapshot, fresh, begun.read_bytes())
    (folder / "snapshot.bin").write_bytes(packed)
    memory.unlink()
    begun.unlink()


def package(folder: Path, target: Path) -> None:
    """Write ``folder`` as one archive. Pyodide does it, so that the bytes don't depend on the
    machine's zlib.
    """
    _run_in_pyodide("package", OUT, vendor.standard_library(), folder)
    (OUT / "package.zip").replace(target)
