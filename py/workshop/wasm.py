"""WebAssembly's binary format, as far as the build looks into it (WebAssembly Core 2.0, chapter 5):
which functions come from outside, what is handed out, and what its memory begins with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workshop.steps import WorkshopError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_MAGIC = b"\0asm\1\0\0\0"
_IMPORT, _EXPORT, _DATA = 2, 7, 11
_, _TABLE, _MEMORY, _GLOBAL, _TAG = range(5)  # kinds of what is imported and exported
_I32_CONST, _END = 0x41, 0x0B


@dataclass(slots=True)
class _Reader:
    """Bytes, and how far they are read."""

    data: bytes
    at: int = 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """LEB128, unsigned (5.2.2)."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def signed(self) -> int:
        """LEB128, signed."""
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
    """LEB128, unsigned."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """Each section's number and content (5.5.2). Raises WorkshopError."""
    if not module.startswith(_MAGIC):
        raise WorkshopError("this is no WebAssembly")
    reader = _Reader(module, len(_MAGIC))
    while reader.at < len(module):
        number = reader.byte()
        yield number, reader.octets(reader.number())


def _section(module: bytes, wanted: int) -> _Reader:
    found = (content for number, content in sections(module) if number == wanted)
    return _Reader(next(found, b"\0"))


def imports(module: bytes) -> list[tuple[str, str]]:
    """Where each import comes from, and its name (5.5.5)."""
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
    """What is handed out, by name (5.5.10)."""
    return [name for name, _ in _exported(module)]


def _exported(module: bytes) -> list[tuple[str, bytes]]:
    """Each name and its whole entry."""
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
    """The same module, handing out no more than ``kept``."""
    entries = [entry for name, entry in _exported(module) if name in kept]
    out = [_MAGIC]
    for number, content in sections(module):
        changed = _number(len(entries)) + b"".join(entries) if number == _EXPORT else content
        out += [bytes([number]), _number(len(changed)), changed]
    return b"".join(out)


def first_memory(module: bytes, size: int) -> bytes:
    """What the memory holds once the module is made: its data, each at its place (5.5.14).

    Raises WorkshopError where data is placed in another way than by a constant.
    """
    memory = bytearray(size)
    reader = _section(module, _DATA)
    for _ in range(reader.number()):
        if reader.number() != 0 or reader.byte() != _I32_CONST:
            raise WorkshopError("this WebAssembly places its data in a way unknown here")
        start = reader.signed()
        if reader.byte() != _END:
            raise WorkshopError("this WebAssembly places its data in a way unknown here")
        data = reader.octets(reader.number())
        memory[start : start + len(data)] = data
    return bytes(memory)
