"""The Python of the build tools: ``.venv``, installed from a list that pins every file by hash."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from tools import apt
from tools.paths import SOURCE, TESTS, TOOLS_REQUIREMENTS, VENV
from tools.tasks import BuildError, run_program, task

PYTHON = VENV / "bin" / "python"
PIP_OPTIONS = ("--require-hashes", "--only-binary", ":all:", "--no-input", "--progress-bar", "off")


def prepare() -> None:
    """Make ``.venv`` if it is not there or its list has changed. Raises BuildError."""
    task(
        "Python tools into .venv",
        _make,
        inputs=[TOOLS_REQUIREMENTS],
        outputs=[PYTHON, VENV / "complete"],
        facts=[_base()],
    )


def _base() -> str:
    """The Python that ``.venv`` is made of."""
    return f"{sys.version} {Path(sys.executable).resolve()}"


def _make() -> None:
    mark = VENV / "complete"
    pip: list[str | Path] | None
    if mark.is_file() and mark.read_text() == _base() and PYTHON.exists():
        pip = [PYTHON, "-m", "pip"]  # only the list has changed
    else:
        shutil.rmtree(VENV, ignore_errors=True)
        pip = _pip_by_venv() or _pip_by_system() or _pip_by_apt()
    if pip is None:
        raise BuildError(
            "Python's venv has no pip here: install it (on Debian: apt-get install python3-venv)"
        )
    mark.unlink(missing_ok=True)
    run_program(
        *pip,
        "install",
        *PIP_OPTIONS,
        "-r",
        TOOLS_REQUIREMENTS,
        why="the Python tools did not install",
    )
    mark.write_text(_base())


def _pip_by_venv() -> list[str | Path] | None:
    """The usual way. Debian keeps ensurepip in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        return None
    run_program(sys.executable, "-m", "venv", VENV, why="python -m venv failed")
    return [PYTHON, "-m", "pip"]


def _pip_by_system() -> list[str | Path] | None:
    """A pip that is beside this Python can fill a venv that has none."""
    if importlib.util.find_spec("pip") is None:
        return None
    run_program(sys.executable, "-m", "venv", "--without-pip", VENV, why="python -m venv failed")
    return [sys.executable, "-m", "pip", "--python", PYTHON]


def _pip_by_apt() -> list[str | Path] | None:
    if not apt.apt_install("python3-venv"):
        return None
    importlib.invalidate_caches()
    return _pip_by_venv()


def python_environment() -> dict[str, str]:
    """What a Python of ours needs to find the sources and the console."""
    return {"PYTHONPATH": os.pathsep.join([str(SOURCE), str(TESTS)])}


def site_packages() -> Path:
    """Returns the folder of the packages in ``.venv``."""
    [found] = (VENV / "lib").glob("python3*/site-packages")
    return found


def tool(name: str) -> Path:
    """A program that came with the Python tools."""
    return VENV / "bin" / name
