"""Scripts: which modules a page or a worker takes, and the worker's as one.

A worker that is started reads and compiles each of its modules before it runs the first; one script
takes half the time, and the first can ask for what Python is made from before that
(``extension/begin.js``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workshop import node
from workshop.places import NODE_MODULES, WORKSHOP
from workshop.steps import run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# A module of the extension -> the script that is made of it.
WORKER = {"begin.js": "begin.js", "service_worker.js": "worker.js"}

_IMPORTED = re.compile(
    r"""(?:^(?:import|export)\b(?:[^;"'()]*\bfrom)?\s*|\bimport\()["'](\.[^"']+)["']""",
    re.MULTILINE,
)
_NAMED = re.compile(r"""<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+\.m?js)\"""")


def taken(entries: Iterable[Path]) -> set[Path]:
    """The modules at ``entries``, and all that they import."""
    found: set[Path] = set()
    waiting = [path.resolve() for path in entries]
    while waiting:
        path = waiting.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        names = _IMPORTED.findall(path.read_text("utf-8"))
        waiting += [(path.parent / name).resolve() for name in names]
    return found


def of_pages(folder: Path) -> set[Path]:
    """What the pages in there take."""
    named: list[Path] = []
    for page in folder.rglob("*.html"):
        names = _NAMED.findall(page.read_text("utf-8"))
        named += [(folder if name[0] == "/" else page.parent) / name.strip("/") for name in names]
    return taken(named)


def join(modules: Path, target: Path) -> None:
    """Make the worker's scripts of an extension whose modules lie in ``modules``.

    Raises WorkshopError.
    """
    for entry, script in WORKER.items():
        program = [node.program(), WORKSHOP / "scripts.mjs", NODE_MODULES]
        why = "the worker's modules could not be made one script"
        run(*program, modules / entry, target / script, why=why)


def only_joined(modules: Path) -> set[Path]:
    """The modules that nobody takes but the worker: in one script, they need not be there again."""
    classic = {p for p in taken([modules / "service_worker.js"]) if _is_classic(p)}
    return taken(modules / entry for entry in WORKER) - of_pages(modules) - classic


def _is_classic(path: Path) -> bool:
    """Whether it is loaded by itself (``scripts.mjs`` has the same rule)."""
    return path.parent.name in ("hash-wasm", "jsqr")
