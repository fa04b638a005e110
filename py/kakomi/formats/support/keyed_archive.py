"""Reads Apple's keyed archives (NSKeyedArchiver) in binary property lists into plain values.

The standard library parses the binary property list. It holds a table of objects that refer to each
other by index. Dictionaries and lists become Python's; any other object becomes the dictionary of
its fields. A cycle of references is refused, and the number of objects is limited.
"""

from __future__ import annotations

import plistlib
from xml.parsers.expat import ExpatError

from kakomi.errors import FileMalformed, FileTooLarge
from kakomi.formats.support import limits

MAGIC = b"bplist00"
_LISTS = ("NSArray", "NSMutableArray", "NSSet", "NSMutableSet", "NSOrderedSet")
_DICTIONARIES = ("NSDictionary", "NSMutableDictionary")
_STRINGS = ("NSString", "NSMutableString")
_DATA = ("NSData", "NSMutableData")
_MAX_DEPTH = 32
_TRAILER_BYTES = 32
_LENGTH_FOLLOWS = 15  # in an object's first byte: the length is the number after that byte


def load(data: bytes) -> object:
    """Returns the root of the archive. Raises FileMalformed, FileTooLarge."""
    archive = _property_list(data)
    objects = archive.get("$objects")
    top = archive.get("$top")
    if not isinstance(objects, list) or not isinstance(top, dict) or not top:
        raise FileMalformed("archive")
    root = top.get("root", next(iter(top.values())))
    return _Archive(objects).value(root, 0)


def _property_list(data: bytes) -> dict[str, object]:
    value: object = None
    if data.startswith(MAGIC):
        if int.from_bytes(data[-24:-16], "big") > limits.MAX_PLIST_OBJECTS or _overlaps(data):
            raise FileTooLarge("archive")
        try:
            value = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
        except (
            plistlib.InvalidFileException,
            ExpatError,
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            OverflowError,
            RecursionError,
            MemoryError,
        ):
            value = None
    if not isinstance(value, dict):
        raise FileMalformed("archive")
    return value


def _overlaps(data: bytes) -> bool:
    """Returns whether the objects together have more bytes than the file, because some overlap.

    The parser makes each object separately, so overlapping objects of a small file could fill the
    memory.
    """
    if len(data) < len(MAGIC) + _TRAILER_BYTES:
        return False
    offset_bytes, reference_bytes = data[-26], data[-25]
    count = int.from_bytes(data[-24:-16], "big")
    table = int.from_bytes(data[-8:], "big")
    total = 0
    for start in range(table, table + count * offset_bytes, max(1, offset_bytes)):
        total += _object_bytes(
            data, int.from_bytes(data[start : start + offset_bytes], "big"), reference_bytes
        )
        if total > len(data):
            return True
    return False


def _object_bytes(data: bytes, at: int, reference_bytes: int) -> int:
    """Returns the size in bytes of the object that begins at ``at``; 1 for anything else."""
    if at >= len(data):
        return 1
    kind, length = data[at] >> 4, data[at] & 15
    header = 1
    if length == _LENGTH_FOLLOWS and at + 1 < len(data):
        width = 1 << (data[at + 1] & 15)
        length = int.from_bytes(data[at + 2 : at + 2 + width], "big")
        header = 2 + width
    unit = {4: 1, 5: 1, 6: 2, 10: reference_bytes, 12: reference_bytes, 13: 2 * reference_bytes}
    return header + length * unit[kind] if kind in unit else 1


class _Archive:
    def __init__(self, objects: list[object]) -> None:
        self._objects = objects
        self._open: set[int] = set()
        self._count = 0

    def value(self, item: object, depth: int) -> object:
        """Returns the value itself, or the plain value of the object that a UID refers to."""
        if not isinstance(item, plistlib.UID):
            return item
        self._count += 1
        if depth > _MAX_DEPTH or self._count > 2 * limits.MAX_PLIST_OBJECTS:
            raise FileTooLarge("archive")
        if item.data in self._open or item.data >= len(self._objects):
            raise FileMalformed("archive")
        record = self._objects[item.data]
        if record == "$null":
            return None
        if not isinstance(record, dict):
            return record
        self._open.add(item.data)
        value = self._plain(record, self._class(record), depth + 1)
        self._open.discard(item.data)
        return value

    def _class(self, record: dict[str, object]) -> str:
        uid = record.get("$class")
        if not isinstance(uid, plistlib.UID) or uid.data >= len(self._objects):
            return ""
        description = self._objects[uid.data]
        name = description.get("$classname") if isinstance(description, dict) else None
        return name if isinstance(name, str) else ""

    def _plain(self, record: dict[str, object], class_name: str, depth: int) -> object:
        if class_name in _STRINGS:
            return record.get("NS.string")
        if class_name in _DATA:
            return record.get("NS.data")
        values = self._all(record.get("NS.objects"), depth) if "NS.objects" in record else []
        if class_name in _LISTS:
            return values
        if class_name in _DICTIONARIES:
            keys = self._all(record.get("NS.keys"), depth)
            if len(keys) != len(values) or not all(isinstance(key, str) for key in keys):
                raise FileMalformed("archive")
            return dict(zip(keys, values, strict=True))
        return {key: self.value(item, depth) for key, item in record.items() if key != "$class"}

    def _all(self, items: object, depth: int) -> list[object]:
        if not isinstance(items, list):
            raise FileMalformed("archive")
        return [self.value(item, depth) for item in items]
