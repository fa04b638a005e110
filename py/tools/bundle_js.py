"""Scripts: which modules a page or a worker takes, and one file of those it needs at once.

A worker that is started reads and compiles each of its modules before it runs the first; one script
takes half the time, and the first can ask for what Python is made from before that
(``extension/begin.js``). The popup likewise: each file it names is a way to the browser and back
before the first code is on the screen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools import node
from tools.paths import NODE_MODULES, TOOLS
from tools.tasks import run_program

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# A module of the extension -> the script that is made of it.
WORKER = {"begin.js": "begin.js", "service_worker.js": "worker.js"}
# Pages that are opened all day long, each with one script and one style sheet.
PAGES = ("popup/popup.js", "popup/popup.css")

_IMPORTED = re.compile(
    r"""(?:^(?:import|export)\b(?:[^;"'()]*\bfrom)?\s*|\bimport\()["'](\.[^"']+)["']""",
    re.MULTILINE,
)
_NAMED = re.compile(r"""<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+\.(?:m?js|css))\"""")
_STYLED = re.compile(r"""^@import "([^"]+)";""", re.MULTILINE)


def taken(entries: Iterable[Path]) -> set[Path]:
    """The modules and style sheets at ``entries``, and all that they import."""
    found: set[Path] = set()
    waiting = [path.resolve() for path in entries]
    while waiting:
        path = waiting.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        imported = _STYLED if path.suffix == ".css" else _IMPORTED
        names = imported.findall(path.read_text("utf-8"))
        waiting += [(path.parent / name).resolve() for name in names]
    return found


def of_pages(folder: Path) -> set[Path]:
    """What the pages in there take that are no one file's."""
    named: list[Path] = []
    for page in folder.rglob("*.html"):
        names = _NAMED.findall(page.read_text("utf-8"))
        named += [(folder if name[0] == "/" else page.parent) / name.strip("/") for name in names]
    joined = {(folder / entry).resolve() for entry in PAGES}
    return taken(path for path in named if path.resolve() not in joined)


def join(modules: Path, target: Path) -> None:
    """Make the worker's scripts, and the pages', of an extension whose files lie in ``modules``.

    Raises BuildError.
    """
    parts = [(entry, script, "worker") for entry, script in WORKER.items()]
    parts += [(entry, entry, "page") for entry in PAGES]
    for entry, out, whose in parts:
        program = [node.program(), TOOLS / "bundle_js.mjs", NODE_MODULES]
        why = f"{entry} could not be made one file"
        run_program(*program, modules / entry, target / out, whose, why=why)


def only_joined(modules: Path) -> set[Path]:
    """What is in those and taken by nobody else: it need not be there again."""
    classic = {p for p in taken([modules / "service_worker.js"]) if _is_classic(p)}
    joined = taken(modules / entry for entry in (*WORKER, *PAGES))
    return joined - of_pages(modules) - classic


def _is_classic(path: Path) -> bool:
    """Whether it is loaded by itself (``bundle_js.mjs`` has the same rule)."""
    return path.parent.name in ("hash-wasm", "jsqr")
