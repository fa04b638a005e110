"""What is left of Pyodide, and of its memory, is what is used."""

from __future__ import annotations

import struct

import pytest
from tools import snapshot_format, trim_pyodide, wasm
from tools.tasks import BuildError

FUNCTION, GLOBAL = 0, 3


def vector(*entries: bytes) -> bytes:
    return bytes([len(entries)]) + b"".join(entries)


def text(of: str) -> bytes:
    return bytes([len(of)]) + of.encode()


def section(number: int, content: bytes) -> bytes:
    return bytes([number, len(content)]) + content


def module(imports: list[bytes], exports: list[str], *data: bytes) -> bytes:
    passed_on = [text(name) + bytes([FUNCTION, 0]) for name in exports]
    return b"".join(
        (
            b"\0asm\1\0\0\0",
            section(2, vector(*imports)),
            section(7, vector(*passed_on)),
            section(10, b"\x01\x02\x00\x0b"),
            section(11, vector(*data)),
        )
    )


def function(name: str, place: str = "env") -> bytes:
    return text(place) + text(name) + bytes([FUNCTION, 0])


def pointer(name: str) -> bytes:
    return text("GOT.func") + text(name) + bytes([GLOBAL, 0x7F, 1])


def placed(at: bytes, data: bytes) -> bytes:
    return b"\0\x41" + at + b"\x0b" + bytes([len(data)]) + data


SCRIPT = (
    "var fine=1;var _glDraw=()=>{};var _Mix_Play=()=>{};var _out=()=>{};"
    "var _set_method_docstring,_malloc,_PyList_New,wasmMemory;"
    'Module["_glDraw"]=_glDraw;Module["_out"]=_out;'
    "function assignWasmExports(wasmExports){"
    '_set_method_docstring=Module["_set_method_docstring"]=wasmExports["set_method_docstring"];'
    '_malloc=Module["_malloc"]=wasmExports["malloc"];'
    '_PyList_New=Module["_PyList_New"]=wasmExports["PyList_New"].value>>>0;'
    'memory=Module["memory"]=wasmMemory=wasmExports["memory"]}'
    "var wasmImports={glDraw:_glDraw,Mix_Play:_Mix_Play,out:_out,set_js};"
    "function applySignatureConversions(wasmExports){"
    'wasmExports["malloc"]=makeWrapper_pp(wasmExports["malloc"]);'
    'wasmExports["PyList_New"]=makeWrapper_p(wasmExports["PyList_New"]);}'
    'run(_malloc(8));wasmExports["__ctors"]();'
)
ASKED = [function("set_js"), function("out"), pointer("glDraw"), pointer("out")]
HANDED = ["memory", "__ctors", "malloc", "PyList_New", "set_method_docstring", "other"]


def test_only_used_exports_are_left_in_the_script() -> None:
    script, data = trim_pyodide.pruned(SCRIPT, module(ASKED, HANDED), "e._set_method_docstring(1)")
    assert wasm.exports(data) == ["memory", "__ctors", "malloc", "set_method_docstring"]
    assert script == (
        SCRIPT.replace("_malloc,_PyList_New,", "_malloc,")
        .replace('_PyList_New=Module["_PyList_New"]=wasmExports["PyList_New"].value>>>0;', "")
        .replace('wasmExports["PyList_New"]=makeWrapper_p(wasmExports["PyList_New"]);', "")
        .replace("glDraw:_glDraw,Mix_Play:_Mix_Play,", "")
        .replace('Module["_glDraw"]=_glDraw;', "")
    )


def test_exports_that_the_loader_uses_stay() -> None:
    _, data = trim_pyodide.pruned(SCRIPT, module(ASKED, HANDED), "e._PyList_New")
    assert "PyList_New" in wasm.exports(data)


@pytest.mark.parametrize("missing", ["var _set_method_docstring,", "var wasmImports={"])
def test_an_unexpected_script_stops_the_build(missing: str) -> None:
    with pytest.raises(BuildError, match="look anew"):
        trim_pyodide.pruned(SCRIPT.replace(missing, "let "), module(ASKED, HANDED), "")


def test_imports_and_exports_are_read() -> None:
    made = module([*ASKED, text("env") + text("t") + bytes([1, 0x70, 1, 2, 3])], HANDED)
    asked = [("env", "set_js"), ("env", "out"), ("GOT.func", "glDraw"), ("GOT.func", "out")]
    assert wasm.imports(made) == [*asked, ("env", "t")]
    assert wasm.exports(made) == HANDED
    assert wasm.exporting(made, HANDED) == made
    with pytest.raises(BuildError):
        wasm.exports(b"GIF89a")


def test_data_lies_where_the_module_puts_it() -> None:
    made = module([], [], placed(b"\x03", b"abc"), placed(b"\x88\x01", b"d"))
    assert wasm.first_memory(made, 140) == b"\0\0\0abc" + bytes(130) + b"d\0\0\0"
    with pytest.raises(BuildError, match="unknown way"):
        wasm.first_memory(module([], [], b"\1\1x"), 140)


def test_uncalled_functions_only_trap() -> None:
    body = {
        "handed out, calls 3": b"\0\x10\x03\x0b",
        "called by nobody, calls 4": b"\0\x10\x04\x0b",
        "called": b"\0\x01\x0b",
        "called by what nobody calls": b"\0\x01\x01\x0b",
        "has an address, takes 6's": b"\0\xd2\x06\x0b",
        "has one too": b"\0\x0b",
    }
    made = b"".join(
        (
            b"\0asm\1\0\0\0",
            section(2, vector(function("outside"))),
            section(7, vector(text("f") + bytes([FUNCTION, 1]), text("m") + b"\2\0")),
            section(9, vector(b"\0\x41\0\x0b" + vector(b"\x05"))),
            section(10, vector(*(bytes([len(b)]) + b for b in body.values()))),
        )
    )
    [kept] = [
        content for number, content in wasm.sections(wasm.without_uncalled(made)) if number == 10
    ]
    trap = b"\0\0\x0b"
    bodies = list(body.values())
    bodies[1] = bodies[3] = trap
    assert kept == vector(*(bytes([len(b)]) + b for b in bodies))


def pages(*letters: bytes) -> bytes:
    return b"".join(letter * snapshot_format.PAGE for letter in letters)


def test_a_snapshot_has_only_the_pages_that_differ() -> None:
    notes = struct.pack("<II8x", 7, 16)
    fresh, begun = pages(b"a", b"b", b"c", b"\0"), pages(b"a", b"x", b"c", b"\0")
    packed = snapshot_format.packed(
        notes + pages(b"a", b"b", b"d", b"\0", b"\0", b"e"), fresh, begun
    )
    fields = struct.unpack_from("<4sIIII", packed)
    assert fields == (b"KKMS", len(notes), 6 * snapshot_format.PAGE, snapshot_format.PAGE, 2)
    assert struct.unpack_from("<IIII", packed, 20) == (1, 2, 5, 1)
    assert packed[36:] == notes + pages(b"b", b"d", b"e")


def test_a_memory_of_partial_pages_is_refused() -> None:
    with pytest.raises(ValueError, match="in an unknown way"):
        snapshot_format.packed(struct.pack("<II8x", 7, 16) + b"\1" * 100, b"", b"")
