"""``build.py lock``: resolves all dependencies again, and pins them by hash, without addresses.

A pinned uv in a separate virtual environment resolves Python's lists for every platform, and its
own list. npm resolves JavaScript's list. The Public Suffix List is written from its pinned package.
"""

from __future__ import annotations

import shutil
import sys

from tools import environment, node, public_suffix_list
from tools.paths import (
    CACHE,
    EXTENSION,
    NODE_LOCK,
    PROJECT,
    PUBLIC_SUFFIX_LIST,
    TOOLS,
    UV_REQUIREMENTS,
    display_path,
    program_in,
)
from tools.tasks import BuildError, build_lock, run_program, timed

GROUPS = {"tools": "3.11", "extension": "3.14", "lists": "3.11", "uv": "3.11"}
_UV = CACHE / "uv"


def lock(args: list[str]) -> int:
    """Write the lock files. ``--upgrade`` takes the newest versions. Raises BuildError."""
    upgrade = ["--upgrade"] if "--upgrade" in args else []
    with build_lock():
        environment.prepare()
        with timed("uv"):
            _install()
        for group, python in GROUPS.items():
            requirements = TOOLS / f"requirements-{group}.txt"
            with timed(display_path(requirements)):
                run_program(
                    program_in(_UV, "uv"), "pip", "compile", "--quiet", "--universal",
                    "--generate-hashes", "--no-header", "--python-version", python, *upgrade,
                    "--group", f"{display_path(PROJECT)}:{group}", "--output-file", requirements,
                    why=f"{group} could not be pinned",
                )  # fmt: skip
        with timed(display_path(PUBLIC_SUFFIX_LIST)):
            public_suffix_list.write()
        with timed(display_path(NODE_LOCK)):
            _npm(upgrade)
    return 0


def _install() -> None:
    shutil.rmtree(_UV, ignore_errors=True)
    run_program(sys.executable, "-m", "venv", _UV, why="python -m venv failed")
    run_program(
        program_in(_UV, "python"), "-m", "pip", "install", *environment.PIP_OPTIONS,
        "-r", UV_REQUIREMENTS, why="uv did not install",
    )  # fmt: skip


def _npm(upgrade: list[str]) -> None:
    """Resolve in an empty folder, so that installed packages don't affect the result."""
    beside = CACHE / "npm-lock"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name in ("package.json", *([] if upgrade else ["package-lock.json"])):
        shutil.copyfile(EXTENSION / name, beside / name)
    node.npm(
        "install", "--package-lock-only", "--omit-lockfile-registry-resolved",
        why="npm's packages could not be pinned", cwd=beside,
    )  # fmt: skip
    text = (beside / "package-lock.json").read_text("utf-8")
    if '"resolved"' in text:
        raise BuildError("npm put addresses into its lock file: it needs a newer npm")
    NODE_LOCK.write_text(text, "utf-8", newline="\n")
