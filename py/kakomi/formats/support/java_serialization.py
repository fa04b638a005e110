"""Reads one HashMap of texts from Java's object serialization (its specification, section 6.4.2).

Everything else is refused: another class than java.util.HashMap, a value other than a text, or a
field that this class does not write. A repeated text is a reference to its first occurrence.
"""

from __future__ import annotations

import struct

from kakomi.errors import FileMalformed, FileTooLarge
from kakomi.formats.support import limits
from kakomi.pacing import paced

MAGIC = b"\xac\xed\x00\x05"
_REFERENCE, _CLASS, _OBJECT, _STRING = 0x71, 0x72, 0x73, 0x74
_BLOCK, _END, _LONG_STRING, _NULL = 0x77, 0x78, 0x7C, 0x70
_FIRST_HANDLE = 0x7E_0000
_HASH_MAP = b"java.util.HashMap"
_SERIAL = bytes.fromhex("0507dac1c31660d1")
_FIELDS = ((b"F", b"loadFactor"), (b"I", b"threshold"))
_FIELD_BYTES = 4


class _Reader:
    """The stream, and the objects that have a handle."""

    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, len(MAGIC)
        self.handles: list[str | None] = []

    def take(self, count: int) -> bytes:
        piece = self.data[self.position : self.position + count]
        if len(piece) != count:
            self.fail()
        self.position += count
        return piece

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def expect(self, content: bytes) -> None:
        if self.take(len(content)) != content:
            self.fail()

    def fail(self) -> None:
        raise FileMalformed(f"java[{self.position}]")

    def text(self) -> str:
        """Returns a text, or the text that a reference names."""
        kind = self.number(1)
        if kind == _REFERENCE:
            handle = self.number(4) - _FIRST_HANDLE
            found = self.handles[handle] if 0 <= handle < len(self.handles) else None
            if found is None:
                raise FileMalformed(f"java[{self.position}]")
            return found
        if kind not in (_STRING, _LONG_STRING):
            self.fail()
        text = self._decoded(self.take(self.number(2 if kind == _STRING else 8)))
        self.handles.append(text)
        return text

    def _decoded(self, data: bytes) -> str:
        """Returns the text of modified UTF-8, which has zero in two bytes and characters beyond 16
        bits as two surrogates.
        """
        text: str | None
        try:
            text = data.replace(b"\xc0\x80", b"\x00").decode("utf-8", "surrogatepass")
            text = text.encode("utf-16-be", "surrogatepass").decode("utf-16-be")
        except UnicodeDecodeError:
            text = None
        if text is None:
            raise FileMalformed(f"java[{self.position}]")
        return text


async def text_map(data: bytes) -> dict[str, str]:
    """Returns the map, in the order of the stream. Raises FileMalformed, FileTooLarge."""
    reader = _Reader(data)
    reader.expect(bytes([_OBJECT, _CLASS]) + struct.pack(">H", len(_HASH_MAP)) + _HASH_MAP)
    reader.expect(_SERIAL)
    reader.handles.append(None)  # the class
    reader.expect(b"\x03")  # the flags: serializable, with a writeObject method
    # Android 6 and older write only the load factor.
    count = reader.number(2)
    if not 1 <= count <= len(_FIELDS):
        reader.fail()
    for kind, field in _FIELDS[:count]:
        reader.expect(kind + struct.pack(">H", len(field)) + field)
    reader.expect(bytes([_END, _NULL]))  # no annotation, no superclass
    reader.handles.append(None)  # the object
    reader.take(_FIELD_BYTES * count)
    reader.expect(bytes([_BLOCK, 8]))
    reader.take(4)  # the number of buckets
    count = reader.number(4)
    if count > limits.MAX_ENTRIES * 3:
        raise FileTooLarge("java.count")
    found: dict[str, str] = {}
    async for _ in paced(range(count)):
        name = reader.text()
        if name in found:
            reader.fail()
        found[name] = reader.text()
    reader.expect(bytes([_END]))
    return found
