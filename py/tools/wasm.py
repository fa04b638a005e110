"""Reads and changes WebAssembly binaries (WebAssembly Core 2.0, chapter 5): imports, exports,
calls, and the initial content of the memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.tasks import BuildError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_MAGIC = b"\0asm\1\0\0\0"
_IMPORT, _GLOBALS, _EXPORT, _START, _ELEMENTS, _CODE, _DATA = 2, 6, 7, 8, 9, 10, 11
_FUNCTION, _TABLE, _MEMORY, _GLOBAL, _TAG = range(5)  # kinds of imports and exports
_I32_CONST, _END = 0x41, 0x0B
_CALLS = (0x10, 0x12, 0xD2)  # call, return_call, ref.func; a function's index follows each
_TRAP = b"\0\0\x0b"  # a body without locals: unreachable, end


@dataclass(slots=True)
class _Reader:
    """Bytes and a reading position."""

    data: bytes
    at: int = 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """Returns an unsigned LEB128 number (5.2.2)."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def signed(self) -> int:
        """Returns a signed LEB128 number."""
        start = self.at
        value = self.number()
        bits = 7 * (self.at - start)
        return value - (1 << bits) if value >> (bits - 1) else value

    def octets(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def name(self) -> str:
        return self.octets(self.number()).decode("utf-8")

    def limits(self) -> None:
        if self.byte() & 1:
            self.number()
        self.number()


def _number(value: int) -> bytes:
    """Returns the number in unsigned LEB128."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """Yields the number and content of each section (5.5.2). Raises BuildError."""
    if not module.startswith(_MAGIC):
        raise BuildError("this is not WebAssembly")
    reader = _Reader(module, len(_MAGIC))
    while reader.at < len(module):
        number = reader.byte()
        yield number, reader.octets(reader.number())


def _section(module: bytes, wanted: int) -> _Reader:
    found = (content for number, content in sections(module) if number == wanted)
    return _Reader(next(found, b"\0"))


def imports(module: bytes) -> list[tuple[str, str]]:
    """Returns the module and name of each import (5.5.5)."""
    reader = _section(module, _IMPORT)
    found = []
    for _ in range(reader.number()):
        found.append((reader.name(), reader.name()))
        _skip_import(reader, reader.byte())
    return found


def _skip_import(reader: _Reader, kind: int) -> None:
    if kind in (_TABLE, _TAG):
        reader.byte()
    if kind in (_TABLE, _MEMORY):
        reader.limits()
    elif kind == _GLOBAL:
        reader.octets(2)
    else:
        reader.number()


def exports(module: bytes) -> list[str]:
    """Returns the names of the exports (5.5.10)."""
    return [name for name, _ in _exported(module)]


def _exported(module: bytes) -> list[tuple[str, bytes]]:
    """Returns the name and the bytes of each export's entry."""
    reader = _section(module, _EXPORT)
    found = []
    for _ in range(reader.number()):
        start = reader.at
        name = reader.name()
        reader.byte()
        reader.number()
        found.append((name, reader.data[start : reader.at]))
    return found


def exporting(module: bytes, kept: Collection[str]) -> bytes:
    """Returns the module with only the exports in ``kept``."""
    entries = [entry for name, entry in _exported(module) if name in kept]
    return _with(module, _EXPORT, _number(len(entries)) + b"".join(entries))


def _with(module: bytes, section: int, changed: bytes) -> bytes:
    """Returns the module with ``changed`` as the content of one section."""
    out = [_MAGIC]
    for number, content in sections(module):
        new = changed if number == section else content
        out += [bytes([number]), _number(len(new)), new]
    return b"".join(out)


def without_uncalled(module: bytes) -> bytes:
    """Returns the module with a trap as the body of every function that can't be reached.

    A function is reachable if it is exported, is in the table, or a reachable function calls it.
    Every byte that may be a call counts as one, so no instruction is parsed. Raises BuildError if
    the table is not filled by one list.
    """
    bodies = _bodies(module)
    first = _imported_functions(module)
    called: set[int] = set()
    waiting = [
        *_table_functions(module),
        *_exported_functions(module),
        *_calls(_section(module, _GLOBALS).data),
    ]
    waiting.append(_section(module, _START).number())
    while waiting:
        number = waiting.pop()
        if number not in called and first <= number < first + len(bodies):
            called.add(number)
            waiting += _calls(bodies[number - first])
    kept = [b if i + first in called else _TRAP for i, b in enumerate(bodies)]
    code = _number(len(kept)) + b"".join(_number(len(body)) + body for body in kept)
    return _with(module, _CODE, code)


def _bodies(module: bytes) -> list[bytes]:
    """Returns the locals and instructions of each function (5.5.13)."""
    reader = _section(module, _CODE)
    return [reader.octets(reader.number()) for _ in range(reader.number())]


def _imported_functions(module: bytes) -> int:
    """Returns the number of imported functions, which precede the module's own in the index."""
    reader = _section(module, _IMPORT)
    count = 0
    for _ in range(reader.number()):
        reader.name()
        reader.name()
        kind = reader.byte()
        _skip_import(reader, kind)
        count += kind == _FUNCTION
    return count


def _exported_functions(module: bytes) -> list[int]:
    """Returns the numbers of the exported functions."""
    found = []
    for name, entry in _exported(module):
        reader = _Reader(entry, len(_number(len(name.encode()))) + len(name.encode()))
        if reader.byte() == _FUNCTION:
            found.append(reader.number())
    return found


def _table_functions(module: bytes) -> list[int]:
    """Returns the numbers of the functions in the table (5.5.12)."""
    reader = _section(module, _ELEMENTS)
    found: list[int] = []
    for _ in range(reader.number()):
        if reader.number() != 0 or reader.byte() != _I32_CONST:
            raise BuildError("this WebAssembly fills its table in an unknown way")
        reader.signed()
        if reader.byte() != _END:
            raise BuildError("this WebAssembly fills its table in an unknown way")
        found += [reader.number() for _ in range(reader.number())]
    return found


def _calls(instructions: bytes) -> set[int]:
    """Returns every number after a byte that may be a call. Some are not function numbers."""
    found = set()
    for call in _CALLS:
        at = instructions.find(call)
        while at >= 0:
            reader = _Reader(instructions[at + 1 : at + 6] + b"\0")
            found.add(reader.number())
            at = instructions.find(call, at + 1)
    return found


def first_memory(module: bytes, size: int) -> bytes:
    """Returns the memory's content after instantiation: the active data segments (5.5.14).

    Raises BuildError if a segment's offset is not a constant.
    """
    memory = bytearray(size)
    reader = _section(module, _DATA)
    for _ in range(reader.number()):
        if reader.number() != 0 or reader.byte() != _I32_CONST:
            raise BuildError("this WebAssembly places its data in an unknown way")
        start = reader.signed()
        if reader.byte() != _END:
            raise BuildError("this WebAssembly places its data in an unknown way")
        data = reader.octets(reader.number())
        memory[start : start + len(data)] = data
    return bytes(memory)
