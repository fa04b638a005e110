"""Makes ``.venv``, the Python of the build tools, from a list that pins every file by hash.

uv installs the packages if it is on the machine. Otherwise pip does, which comes from Python's
``ensurepip``, from the Python that runs the build, or from Debian.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from tools import apt
from tools.paths import SOURCE, TESTS, TOOLS_REQUIREMENTS, VENV, installed_packages, program_in
from tools.tasks import BuildError, run_program, task

PYTHON = program_in(VENV, "python")
PIP_OPTIONS = ("--require-hashes", "--only-binary", ":all:", "--no-input", "--progress-bar", "off")
_UV_OPTIONS = ("--quiet", "--require-hashes", "--only-binary", ":all:", "--python", PYTHON)
_MARK = VENV / "complete"  # written last; has the path of the Python with which .venv was made


def prepare() -> None:
    """Make ``.venv`` unless it exists with the same list and Python. Raises BuildError."""
    task(
        "Python tools into .venv",
        _make,
        inputs=[TOOLS_REQUIREMENTS],
        outputs=[PYTHON, _MARK],
        facts=[_base()],
    )


def _base() -> str:
    """Returns the Python that runs the build. ``.venv`` is made with it."""
    return f"{sys.version} {Path(sys.executable).resolve()}"


def _make() -> None:
    is_usable = _MARK.is_file() and _MARK.read_text("utf-8") == _base() and PYTHON.exists()
    if not is_usable:
        shutil.rmtree(VENV, ignore_errors=True)
    install = installer(is_usable=is_usable)
    _MARK.unlink(missing_ok=True)
    run_program(*install, "-r", TOOLS_REQUIREMENTS, why="the Python tools did not install")
    _MARK.write_text(_base(), "utf-8", newline="\n")


def installer(*, is_usable: bool) -> list[str | Path]:
    """Makes ``.venv`` if necessary. Returns the command that installs a list into it."""
    return _installer_uv(is_usable) or _installer_pip(is_usable)


def _installer_uv(is_usable: bool) -> list[str | Path] | None:
    """Makes ``.venv`` with uv if necessary. Returns uv's command; None without uv."""
    uv = shutil.which("uv")
    if uv is None:
        return None
    if not is_usable:
        run_program(uv, "venv", "--quiet", "--python", sys.executable, VENV, why="uv venv failed")
    return [uv, "pip", "install", *_UV_OPTIONS]


def _installer_pip(is_usable: bool) -> list[str | Path]:
    """Makes ``.venv`` with pip if necessary. Returns pip's command. Raises BuildError."""
    if is_usable and (installed_packages(VENV) / "pip").is_dir():
        pip: list[str | Path] | None = [PYTHON, "-m", "pip"]
    else:
        shutil.rmtree(VENV, ignore_errors=True)
        pip = _pip_by_venv() or _pip_by_system() or _pip_by_apt()
    if pip is None:
        raise BuildError(
            "Python's venv has no pip here: install it (on Debian: apt-get install python3-venv)"
        )
    # Modules are compiled when they are first imported: most of them never are.
    return [*pip, "install", "--no-compile", *PIP_OPTIONS]


def _pip_by_venv() -> list[str | Path] | None:
    """Returns the pip that ``venv`` installs by ensurepip. Debian has ensurepip in another
    package.
    """
    if importlib.util.find_spec("ensurepip") is None:
        return None
    run_program(sys.executable, "-m", "venv", VENV, why="python -m venv failed")
    return [PYTHON, "-m", "pip"]


def _pip_by_system() -> list[str | Path] | None:
    """Returns this Python's pip, which can install into a virtual environment without pip."""
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
    """Returns environment variables with which Python can import the sources and the tests.

    Python writes UTF-8, also on Windows. It keeps its bytecode, also where the user's environment
    forbids it: to compile the tests and their libraries again takes longer than most tests. Git
    ignores the files.
    """
    return {
        "PYTHONPATH": os.pathsep.join([str(SOURCE), str(TESTS)]),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def site_packages() -> Path:
    """Returns the folder of the packages in ``.venv``."""
    return installed_packages(VENV)


def tool(name: str) -> Path:
    """Returns a program that was installed with the Python tools."""
    return program_in(VENV, name)
