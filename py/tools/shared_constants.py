"""Writes code objects so that equal constants in one module are one object in memory.

``marshal.dumps`` shares only what the compiler made as one object. The names of a function's
variables, their kinds, and tables of exceptions are an object for each function, although many are
equal: a tenth of the memory of Python's code. Runs inside Pyodide at build time.

The format is marshal's (CPython's ``Python/marshal.c``): a byte that says the type, then the
content. Bit 7 of that byte gives the object the next number, counted in the order in which objects
begin; "r" and a number stand for that object again.
"""

from __future__ import annotations

import marshal
import struct
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import types

_NUMBERED = 0x80
_SINGLETONS = b"NFTS."
_FIXED = {ord("i"): 4, ord("g"): 8, ord("y"): 16}
_LONG, _REFERENCE, _SLICE, _CODE = ord("l"), ord("r"), ord(":"), ord("c")
_SHORT_TEXTS, _TEXTS = b"zZ", b"stuaA"
_SHORT_TUPLE, _COLLECTIONS = ord(")"), b"(<>"
# A code object: five numbers, eight objects, the first line, two objects.
_BEFORE, _OBJECTS, _BETWEEN, _LAST = 5 * 4, 8, 4, 2


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """An object: its type, the bytes before its parts, and its parts. For a code object,
    ``between`` are the bytes of its first line.
    """

    kind: int
    content: bytes
    parts: tuple[_Node, ...] = ()
    between: bytes = b""


def dumps(code: types.CodeType) -> bytes:
    """Returns the code in marshal's format. Raises ValueError if it holds what is not known."""
    written = marshal.dumps(code)
    shared = _Writer(_Reader(written).node()).written()
    if marshal.loads(shared) != code:  # noqa: S302  its own bytes
        raise ValueError(f"{code.co_filename}: other code after its constants were shared")
    return shared


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._numbered: list[_Node | None] = []

    def node(self) -> _Node:
        kind = self._taken(1)[0]
        if kind == _REFERENCE:
            node = self._numbered[self._number()]
            if node is None:
                raise ValueError("an object that holds itself")
            return node
        number = len(self._numbered)
        if kind & _NUMBERED:
            self._numbered.append(None)
        node = self._node(kind & ~_NUMBERED)
        if kind & _NUMBERED:
            self._numbered[number] = node
        return node

    def _node(self, kind: int) -> _Node:
        if kind in _SINGLETONS:
            return _Node(kind, b"")
        if kind in _FIXED:
            return _Node(kind, self._taken(_FIXED[kind]))
        if kind in _SHORT_TEXTS or kind in _TEXTS:
            size = self._taken(1 if kind in _SHORT_TEXTS else 4)
            return _Node(kind, size + self._taken(int.from_bytes(size, "little")))
        if kind == _LONG:
            size = self._taken(4)
            return _Node(kind, size + self._taken(2 * abs(struct.unpack("<i", size)[0])))
        if kind == _SHORT_TUPLE or kind in _COLLECTIONS:
            size = self._taken(1 if kind == _SHORT_TUPLE else 4)
            return _Node(kind, size, self._nodes(int.from_bytes(size, "little")))
        if kind == _SLICE:
            return _Node(kind, b"", self._nodes(3))
        if kind == _CODE:
            numbers, objects = self._taken(_BEFORE), self._nodes(_OBJECTS)
            line = self._taken(_BETWEEN)
            return _Node(kind, numbers, objects + self._nodes(_LAST), line)
        raise ValueError(f"marshal has a type {chr(kind)!r}")

    def _nodes(self, count: int) -> tuple[_Node, ...]:
        return tuple(self.node() for _ in range(count))

    def _number(self) -> int:
        return int.from_bytes(self._taken(4), "little")

    def _taken(self, size: int) -> bytes:
        self._at += size
        if self._at > len(self._data):
            raise ValueError("marshal's data ends early")
        return self._data[self._at - size : self._at]


class _Writer:
    def __init__(self, root: _Node) -> None:
        self._root = root
        self._keys: dict[_Node, object] = {}
        self._numbers: dict[object, int] = {}
        self._found: Counter[object] = Counter()
        self._count(root)

    def written(self) -> bytes:
        return self._bytes(self._root)

    def _count(self, node: _Node) -> None:
        key = self._key(node)
        self._found[key] += 1
        if self._found[key] == 1:
            for part in node.parts:
                self._count(part)

    def _key(self, node: _Node) -> object:
        """Returns a value that two objects share if one may stand for the other: the same type and
        the same content, down to the last part. Each code object is its own.
        """
        if node not in self._keys:
            parts = tuple(map(self._key, node.parts))
            one = id(node) if node.kind == _CODE else 0
            self._keys[node] = (node.kind, node.content, parts, one)
        return self._keys[node]

    def _bytes(self, node: _Node) -> bytes:
        key = self._key(node)
        if key in self._numbers:
            return struct.pack("<BI", _REFERENCE, self._numbers[key])
        kind = node.kind
        if self._found[key] > 1 and kind not in _SINGLETONS:
            self._numbers[key] = len(self._numbers)
            kind |= _NUMBERED
        first, last = node.parts[:_OBJECTS], node.parts[_OBJECTS:]
        if node.kind != _CODE:
            first, last = node.parts, ()
        before = b"".join(map(self._bytes, first))
        return (
            bytes([kind]) + node.content + before + node.between + b"".join(map(self._bytes, last))
        )
