"""Bundles the modules of the worker into two scripts, and those of the popup into a script and a
style sheet.

A starting worker reads and compiles every module before it runs the first one. A single script
takes half the time. The worker has two, so that the first can request Python's files before the
second is compiled (``extension/begin.js``). Each file that the popup loads costs a round trip to
the browser before the first code is painted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from posixpath import join, normpath
from typing import TYPE_CHECKING

from tools import node
from tools.paths import NODE_MODULES, TOOLS
from tools.tasks import run_program

if TYPE_CHECKING:
    from pathlib import Path

# The worker's entry modules, and the names of their bundles.
WORKER = {"begin.js": "begin.js", "service_worker.js": "worker.js"}
# The popup is bundled because it is opened most often.
PAGES = ("popup/popup.js", "popup/popup.css")


@dataclass(frozen=True, slots=True)
class Bundled:
    """Paths in the extension. ``inputs`` are in a bundle, ``loaded`` are loaded by other pages."""

    inputs: frozenset[str]
    loaded: frozenset[str]

    @property
    def superfluous(self) -> frozenset[str]:
        """The files that are only in bundles."""
        return self.inputs - self.loaded


class _Names(HTMLParser):
    """Collects the scripts and style sheets that a page names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attribute = {"script": "src", "link": "href"}.get(tag)
        name = dict(attrs).get(attribute or "")
        if name and name.endswith((".js", ".mjs", ".css")):
            self.found.append(name)


def named_by_pages(modules: Path) -> set[str]:
    """Returns the scripts and style sheets that the HTML files name, without the bundled ones."""
    found = set()
    for page in modules.rglob("*.html"):
        names = _Names()
        names.feed(page.read_text("utf-8"))
        folder = page.parent.relative_to(modules).as_posix()
        found |= {
            name.lstrip("/") if name[0] == "/" else normpath(join(folder, name))
            for name in names.found
        }
    return found - set(PAGES)


def bundle(modules: Path, target: Path, *, debug: bool = False) -> Bundled:
    """Write the bundles of the extension whose files are in ``modules`` into ``target``.

    With ``debug`` they are not minified and have source maps. Raises BuildError.
    """
    scripts = [{"entry": e, "script": s, "worker": True} for e, s in WORKER.items()]
    scripts += [{"entry": e, "script": e, "worker": False} for e in PAGES]
    request = {
        "folder": str(modules),
        "out": str(target),
        "scripts": scripts,
        "pages": sorted(named_by_pages(modules)),
        "debug": debug,
    }
    output = run_program(
        node.program(), TOOLS / "bundle_js.mjs", NODE_MODULES, json.dumps(request),
        why="the scripts could not be bundled",
    )  # fmt: skip
    found = json.loads(output.splitlines()[-1])
    return Bundled(frozenset(found["bundled"]), frozenset(found["loaded"]))
