"""Other people's files that go into the extension, as npm brought them.

Nothing may be fetched at run time: an address that a vendored file would fetch is taken out, and
the build stops where the place to change is no longer what it was.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from workshop.places import CACHE, EXTENSION, NODE_LOCK, NODE_MODULES, WORKSHOP
from workshop.steps import Missing, step

if TYPE_CHECKING:
    from pathlib import Path

VENDOR = CACHE / "vendor"
PYODIDE = VENDOR / "pyodide"
_CDN = "https://cdn.jsdelivr.net/pyodide/v${U}/full/"  # packageBaseUrl is always given instead


def prepare() -> None:
    """Lay out what the extension's ``vendor/`` will hold. Raises Missing."""
    step(
        "vendored files",
        _lay_out,
        inputs=[NODE_LOCK, WORKSHOP / "vendor.py", *sorted((EXTENSION / "vendor").rglob("*"))],
        outputs=[PYODIDE / "lock.js", VENDOR / "jsqr" / "jsQR.js"],
    )


def _lay_out() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    _pyodide(NODE_MODULES / "pyodide")
    jsqr = VENDOR / "jsqr"
    jsqr.mkdir()
    shutil.copyfile(NODE_MODULES / "jsqr" / "dist" / "jsQR.js", jsqr / "jsQR.js")
    shutil.copyfile(NODE_MODULES / "jsqr" / "LICENSE", jsqr / "LICENSE")


def _pyodide(source: Path) -> None:
    PYODIDE.mkdir(parents=True)
    for name in ("pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        shutil.copyfile(source / name, PYODIDE / name)
    loader = (source / "pyodide.mjs").read_text("utf-8")
    loader = replaced(loader, _CDN, "./")
    loader = replaced(loader, "\n//# sourceMappingURL=pyodide.mjs.map", "")
    (PYODIDE / "pyodide.mjs").write_text(loader, "utf-8")
    # The stock list names 357 packages, none of which is there.
    info = json.loads((source / "pyodide-lock.json").read_text("utf-8"))["info"]
    empty = json.dumps(json.dumps({"info": info, "packages": {}}))
    (PYODIDE / "lock.js").write_text(f"export default {empty};\n", "utf-8")


def replaced(text: str, old: str, new: str) -> str:
    """``text`` with its one ``old`` replaced. Raises Missing if there is not exactly one."""
    if text.count(old) != 1:
        raise Missing(f"a vendored file has {text.count(old)} of {old!r}, not one: look at it anew")
    return text.replace(old, new)
