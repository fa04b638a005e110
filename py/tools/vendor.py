"""Other people's files that go into the extension, as npm brought them.

Nothing may be fetched at run time: an address that a vendored file would fetch is taken out. The
build stops where a place to change is no longer what it was.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from tools import trim_pyodide
from tools.paths import CACHE, NODE_LOCK, NODE_MODULES, TOOLS
from tools.tasks import BuildError, task

if TYPE_CHECKING:
    from pathlib import Path

VENDOR = CACHE / "vendor"
PYODIDE = VENDOR / "pyodide"

# npm's package -> folder in vendor/, and the files to take: names there, or paths that are cut to
# what stands after the colon.
_TAKEN: dict[str, tuple[str, list[str]]] = {
    "pyodide": ("pyodide", ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"]),
    "jsqr": ("jsqr", ["dist/:jsQR.js", "LICENSE"]),
    "zxing-wasm": (
        "zxing-wasm",
        [
            "dist/es/:reader/index.js",
            "dist/es/:share.js",
            "dist/reader/:zxing_reader.wasm",
            "LICENSE",
        ],
    ),
    "hash-wasm": (
        "hash-wasm",
        ["dist/:argon2.umd.min.js", "dist/:scrypt.umd.min.js", "LICENSE"],
    ),
    "@noble/ciphers": (
        "noble-ciphers",
        ["chacha.js", "salsa.js", "_arx.js", "_poly1305.js", "utils.js", "LICENSE"],
    ),
    "uqr": ("uqr", ["dist/:index.mjs", "LICENSE"]),
}
# File in vendor/ -> what in it is changed, and what stands there instead. Addresses that would be
# fetched go; whoever loads the file says where its parts are, so none of them is ever read. And
# Pyodide lets us bring the WebAssembly and the library, and makes its module while the snapshot is
# still being read (extension/interpreter.js).
_CHANGED: dict[str, list[tuple[str, str]]] = {
    "pyodide/pyodide.mjs": [
        ("https://cdn.jsdelivr.net/pyodide/v${U}/full/", "./"),
        ("\n//# sourceMappingURL=pyodide.mjs.map", ""),
        ('globalThis.importScripts("data:text/javascript,"),!0', "!1"),  # no such script is welcome
        ("function he(e){let t=j(e);", 'function he(e){let t=typeof e=="string"?j(e):e;'),
        ("n={noImageDecoding:!0,", "n={noInitialRun:!!e._loadSnapshot,noImageDecoding:!0,"),
        ("s=await ke(t,n),r=await Re(i,n);", "[s,r]=await Promise.all([ke(t,n),Re(i,n)]);"),
        (
            "instantiateWasm:Ie(e.indexURL)",
            "instantiateWasm:e._instantiateWasm?.(K)??Ie(e.indexURL)",
        ),
    ],
    "pyodide/pyodide.asm.mjs": [
        (
            "else if(!value){throw new Error(`Dynamic linking error: "
            "undefined symbol '${symName}'`)}",
            "else if(!value){entry.value=0;continue}",
        ),
        (
            "if(isInternalSym(symName)){continue}var value=exports[symName];",
            "if(isInternalSym(symName)||!(symName in GOT)){continue}var value=exports[symName];",
        ),
        (
            'let[r,n]=API.rawRun("import _pyodide_core");',
            'let[r,n]=t?[0]:API.rawRun("import _pyodide_core");',
        ),
        (
            'API.runPythonInternal_dict=API._pyodide._base.eval_code("{}"),'
            'API.importlib=API.runPythonInternal("import importlib; importlib");'
            "let o=API.importlib.import_module;",
            "0;let o=API._pyodide._base.import_module;"
            'API.runPythonInternal_dict=o("builtins").dict(),API.importlib=o("importlib"),',
        ),
        ('API.runPythonInternal("import __main__; __main__.__dict__")', 'o("__main__").__dict__'),
        ('API.runPythonInternal("import builtins; builtins.__dict__")', 'o("builtins").__dict__'),
        # Looks through the file system for packages that nobody brought: 8 ms of a start.
        (",API.package_loader.init_loaded_packages()}", "}"),
        # Each function that has an address, to find none of ours among them: 9 ms of a start.
        (
            "if(!functionsInTableMap){functionsInTableMap=new WeakMap;"
            "updateTableMap(0,wasmTable.length)}return functionsInTableMap.get(func)||0",
            "functionsInTableMap??=new WeakMap;return functionsInTableMap.get(func)||0",
        ),
        # Two things that a worker is warned of, with the place where it happened; for that place
        # Chromium compiles this whole script again, 20 ms. Kakomi's Python waits for neither.
        ('addEventListener("message",__setImmediate_cb,true);', ""),
        ("new WebAssembly.Memory({shared:!0,initial:1,maximum:1}).buffer", "1"),
    ],
    "jsqr/jsQR.js": [
        (
            'root["jsQR"] = factory();',
            'root["jsQR"] = (...args) => (root["jsQR"] = factory())(...args);',
        ),
    ],
    "zxing-wasm/share.js": [
        ("https://fastly.jsdelivr.net/npm/zxing-wasm@3.1.4/dist/${n[1]}/${e}", "./${e}"),
    ],
}


def prepare() -> None:
    """Lay out what the extension's ``vendor/`` will hold. Raises BuildError."""
    task(
        "vendored files",
        _lay_out,
        inputs=[NODE_LOCK, *(TOOLS / name for name in ("vendor.py", "trim_pyodide.py", "wasm.py"))],
        outputs=[VENDOR / folder for folder, _ in _TAKEN.values()],
    )


def _lay_out() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, (folder, names) in _TAKEN.items():
        for name in names:
            source = NODE_MODULES / package / name.replace(":", "")
            if not source.is_file():
                raise BuildError(f"npm's {package} has no {name.replace(':', '')} any more")
            target = VENDOR / folder / name.rpartition(":")[2]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    for name, changes in _CHANGED.items():
        path = VENDOR / name
        text = path.read_text("utf-8")
        for old, new in changes:
            text = replaced(text, old, new, name)
        path.write_text(text, "utf-8")
    _prune()
    (PYODIDE / "lock.js").write_text(_empty_lock(), "utf-8")
    (VENDOR / "NOTICE.txt").write_text(_notice(), "utf-8")


def _prune() -> None:
    """Pyodide's two files, without what nobody here asks for."""
    script, module = PYODIDE / "pyodide.asm.mjs", PYODIDE / "pyodide.asm.wasm"
    beside = (PYODIDE / "pyodide.mjs").read_text("utf-8")
    text, data = trim_pyodide.pruned(script.read_text("utf-8"), module.read_bytes(), beside)
    script.write_text(text, "utf-8")
    module.write_bytes(data)


def replaced(text: str, old: str, new: str, where: str) -> str:
    """``text`` with its one ``old`` replaced. Raises BuildError if there is not exactly one."""
    count = text.count(old)
    if count != 1:
        raise BuildError(f"vendored {where} has {count} of {old!r}, not one: look at it anew")
    return text.replace(old, new)


def _empty_lock() -> str:
    """Pyodide's own package list names 357 packages, none of which is there: without them."""
    stock = json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    empty = json.dumps({"info": stock["info"], "packages": {}})
    return f"export default {json.dumps(empty)};\n"


def _notice() -> str:
    """What is in ``vendor/`` and ``python/``, of which version, under which licence."""
    lines = ["What Kakomi brings along of other people's work.", ""]
    for package, (folder, _) in _TAKEN.items():
        about = json.loads((NODE_MODULES / package / "package.json").read_text("utf-8"))
        changed = ", changed" if any(n.startswith(folder + "/") for n in _CHANGED) else ""
        lines.append(
            f"{folder}/: {package} {about['version']} from npm, {about['license']}{changed}"
        )
    lines += [
        "../python/stdlib.zip: Python's standard library as Pyodide has it, compiled; PSF-2.0",
        "../python/kakomi.zip: Kakomi's own, and pyotp with its licence inside",
        "",
    ]
    return "\n".join(lines)


def standard_library() -> Path:
    """The archive of sources that ours is compiled from."""
    return NODE_MODULES / "pyodide" / "python_stdlib.zip"
