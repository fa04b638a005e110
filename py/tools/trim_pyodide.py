"""Pyodide without what it could link at run time.

Pyodide is built so that libraries can be loaded into it: it hands out 8,500 functions and globals,
and all that Emscripten has for windows and sound. No library is ever loaded into Kakomi's. Handing
out and taking up what nobody asks for was a third of its start; so that much is left out here, of
the WebAssembly and of the script around it. What is left is Pyodide's, letter for letter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools import wasm
from tools.tasks import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"[\w$]+")
# What is taken up from the module, shown, and made ready for whoever is loaded later.
_TAKEN = re.compile(r'(\w+)=Module\["(\w+)"\]=wasmExports\["([^"]+)"\](?:\.value>>>0)?')
_EXPORTED = re.compile(r'wasmExports\["([^"]+)"\]')
_WRAPPED = re.compile(r'wasmExports\["([^"]+)"\]=makeWrapper_\w+\(wasmExports\["\1"\]\);')
_SHOWN = re.compile(r'Module\["(\w+)"\]=\1;')
# Asked for by address alone, by functions that nobody calls: pictures, and notes to the console.
_UNCALLED = re.compile(r"(emscripten_)?(gl|egl)[A-Z]\w*|emscripten_(console_\w+|err|out)")


def pruned(script: str, module: bytes, beside: str) -> tuple[str, bytes]:
    """The script and the WebAssembly without what neither uses, nor ``beside``, the script that
    loads both. Raises BuildError where they are not built as they were.
    """
    declared = _passage(script, "var _set_method_docstring,", ";")
    taken = _passage(script, "function assignWasmExports(wasmExports){", "}")
    rest = _WRAPPED.sub("", script.replace(declared, "").replace(taken, ""))
    used = {*_WORD.findall(rest), *_WORD.findall(beside)}
    gone = set()

    def stays(statement: str) -> bool:
        found = _TAKEN.fullmatch(statement)
        if found is None or used.intersection(found.groups()):
            return True
        gone.add(found[1])
        return False

    script = script.replace(taken, _filtered(taken, ";", stays))
    script = script.replace(declared, _filtered(declared, ",", lambda name: name not in gone))
    kept = set(_EXPORTED.findall(_WRAPPED.sub("", script)))
    script = _WRAPPED.sub(lambda found: found[0] if found[1] in kept else "", script)
    module = wasm.exporting(module, kept)
    return _fewer_imports(script, module), wasm.without_uncalled(module)


def _passage(script: str, start: str, end: str) -> str:
    """The one passage that begins with ``start``, up to ``end`` and with it."""
    if script.count(start) != 1:
        raise BuildError(f"Pyodide's script has {script.count(start)} of {start!r}: look anew")
    at = script.index(start)
    return script[at : script.index(end, at + len(start)) + len(end)]


def _filtered(passage: str, mark: str, stays: Callable[[str], bool]) -> str:
    """A list in its frame (``var …;`` or ``…{…}``), without what does not stay."""
    found = re.fullmatch(r"(var (?:\w+=\{)?|function .*?\{)(.*)([;}])", passage, re.DOTALL)
    if found is None:
        raise BuildError(f"Pyodide's script has another form at {passage[:40]!r}: look anew")
    head, body, tail = found.groups()
    return f"{head}{mark.join(filter(stays, body.split(mark)))}{tail}"


def _fewer_imports(script: str, module: bytes) -> str:
    """Offer what the module asks for, and nothing else; what would only be shown goes with it."""
    asked = wasm.imports(module)
    called = {name for place, name in asked if not place.startswith("GOT")}
    by_address = {name for _, name in asked if not _UNCALLED.fullmatch(name)}
    offered = _passage(script, "var wasmImports={", "}")
    idle = set()

    def stays(entry: str) -> bool:
        name, _, value = entry.partition(":")
        if name in called or name in by_address:
            return True
        idle.add(value or name)
        return False

    script = script.replace(offered, _filtered(offered, ",", stays))
    return _SHOWN.sub(lambda found: "" if found[1] in idle else found[0], script)
