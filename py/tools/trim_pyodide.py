"""Removes the parts of Pyodide that are needed only for linking libraries at run time.

Pyodide exports 8,500 functions and globals for dynamic linking, and has Emscripten's functions for
windows and sound. Kakomi loads no library. Connecting the unused exports took a third of the
start-up, so they are removed from the WebAssembly and from the script that loads it. Nothing else
changes. The figures are in ``.github/decisions/003-pyodide-trimmed.md``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools import wasm
from tools.tasks import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"[\w$]+")
# Statements of the script. An export is assigned to a variable and to Module; an export is used; an
# export is wrapped for the calling convention; a function is assigned to Module.
_TAKEN = re.compile(r'(\w+)=Module\["(\w+)"\]=wasmExports\["([^"]+)"\](?:\.value>>>0)?')
_EXPORTED = re.compile(r'wasmExports\["([^"]+)"\]')
_WRAPPED = re.compile(r'wasmExports\["([^"]+)"\]=makeWrapper_\w+\(wasmExports\["\1"\]\);')
_SHOWN = re.compile(r'Module\["(\w+)"\]=\1;')
# Imports that only dead code reaches, through the function table: images and console helpers.
_UNCALLED = re.compile(r"(emscripten_)?(gl|egl)[A-Z]\w*|emscripten_(console_\w+|err|out)")


def pruned(script: str, module: bytes, loader: str) -> tuple[str, bytes]:
    """Returns the script and the WebAssembly without unused exports and imports.

    ``loader`` is the script that loads both; the names in it count as used. Raises BuildError if
    the script or the module has another layout than expected.
    """
    declared = _passage(script, "var _set_method_docstring,", ";")
    taken = _passage(script, "function assignWasmExports(wasmExports){", "}")
    rest = _WRAPPED.sub("", script.replace(declared, "").replace(taken, ""))
    used = {*_WORD.findall(rest), *_WORD.findall(loader)}
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
    """Returns the only passage from ``start`` to the next ``end``, both included."""
    if script.count(start) != 1:
        raise BuildError(f"Pyodide's script has {script.count(start)} of {start!r}: look anew")
    at = script.index(start)
    return script[at : script.index(end, at + len(start)) + len(end)]


def _filtered(passage: str, mark: str, stays: Callable[[str], bool]) -> str:
    """Returns a list (``var …;`` or ``…{…}``) with only the entries for which ``stays`` is true."""
    found = re.fullmatch(r"(var (?:\w+=\{)?|function .*?\{)(.*)([;}])", passage, re.DOTALL)
    if found is None:
        raise BuildError(f"Pyodide's script has another form at {passage[:40]!r}: look anew")
    head, body, tail = found.groups()
    return f"{head}{mark.join(filter(stays, body.split(mark)))}{tail}"


def _fewer_imports(script: str, module: bytes) -> str:
    """Returns the script with only the imports that the module needs."""
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
