"""Reads the tables of SQLite 3 databases (sqlite.org/fileformat2.html).

A table's b-tree is walked from its root page, each page once. Write-ahead logs, WITHOUT ROWID
tables, indexes and views are not read. Column names come from the CREATE TABLE text.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.errors import FileMalformed, FileTooLarge
from kakomi.formats.support import limits
from kakomi.pacing import paced

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"SQLite format 3\x00"
Value = int | float | str | bytes | None
_HEADER_BYTES = 100
_INTERIOR, _LEAF = 5, 13
_ENCODINGS = {1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_NAME = re.compile(r'\s*(?:"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|\'([^\']*)\'|(\w+))')
_CONSTRAINTS = {"constraint", "primary", "unique", "check", "foreign"}


@dataclass(frozen=True, slots=True)
class Database:
    """The pages, and the values of the header."""

    data: bytes = field(repr=False)
    page_bytes: int
    usable_bytes: int
    encoding: str
    tables: dict[str, tuple[int, tuple[str, ...]]]  # root page, columns

    def rows(self, table: str) -> Iterator[dict[str, Value]]:
        """Yields a table's rows by column name, in the order of the rowid. Raises FileMalformed,
        FileTooLarge.
        """
        if table not in self.tables:
            raise FileMalformed("tables")
        root, columns = self.tables[table]
        for count, (rowid, values) in enumerate(self._walk(root)):
            if count >= limits.MAX_ROWS:
                raise FileTooLarge("rows")
            # A column added later is missing in older rows; an INTEGER PRIMARY KEY is the rowid.
            padded = [*values, *[None] * (len(columns) - len(values))]
            row = dict(zip(columns, padded, strict=False))
            row.setdefault("rowid", rowid)
            yield row

    def has(self, table: str, *columns: str) -> bool:
        """Returns whether the database has that table with these columns."""
        return table in self.tables and set(columns) <= set(self.tables[table][1])

    def _page(self, number: int) -> bytes:
        page = self.data[(number - 1) * self.page_bytes : number * self.page_bytes]
        if number < 1 or len(page) != self.page_bytes:
            raise FileMalformed(f"pages[{number}]")
        return page

    def _walk(self, root: int) -> Iterator[tuple[int, list[Value]]]:
        seen: set[int] = set()
        left = [root]
        unpacked = 0
        while left:
            number = left.pop()
            if number in seen:
                raise FileMalformed(f"pages[{number}]")
            seen.add(number)
            page = self._page(number)
            try:
                kind, cells, last = _cells(page, _HEADER_BYTES if number == 1 else 0)
                if kind == _INTERIOR:
                    children = [struct.unpack_from(">I", page, cell)[0] for cell in cells]
                    left += [last, *reversed(children)]
                    continue
                rows = [self._row(page, cell) for cell in cells]
            except (IndexError, struct.error, UnicodeDecodeError):
                rows = None
            if rows is None:
                raise FileMalformed(f"pages[{number}]")
            for rowid, values, length in rows:
                unpacked += length
                if unpacked > limits.MAX_UNPACKED_BYTES:
                    raise FileTooLarge("rows")  # rows may share overflow pages
                yield rowid, values

    def _row(self, page: bytes, cell: int) -> tuple[int, list[Value], int]:
        length, cell = _varint(page, cell)
        rowid, cell = _varint(page, cell)
        return rowid, self._record(self._payload(page, cell, length)), length

    def _payload(self, page: bytes, cell: int, length: int) -> bytes:
        """Returns the record, including its part on overflow pages (section 1.6)."""
        if length > limits.MAX_UNPACKED_BYTES:
            raise FileTooLarge("rows")
        most = self.usable_bytes - 35
        if length <= most:
            return page[cell : cell + length]
        least = (self.usable_bytes - 12) * 32 // 255 - 23
        here = least + (length - least) % (self.usable_bytes - 4)
        here = here if here <= most else least
        pieces = [page[cell : cell + here]]
        following = struct.unpack_from(">I", page, cell + here)[0]
        missing, steps = length - here, len(self.data) // self.page_bytes
        while missing > 0 and following and steps > 0:
            overflow = self._page(following)
            piece = overflow[4 : self.usable_bytes][:missing]
            pieces.append(piece)
            missing -= len(piece)
            steps -= 1
            following = struct.unpack_from(">I", overflow, 0)[0]
        if missing:
            raise FileMalformed("rows")
        return b"".join(pieces)

    def _record(self, record: bytes) -> list[Value]:
        """Returns the record's values (section 2.1)."""
        size, position = _varint(record, 0)
        if size > len(record):
            raise IndexError
        kinds: list[int] = []
        while position < size:
            kind, position = _varint(record, position)
            kinds.append(kind)
        values: list[Value] = []
        for kind in kinds:
            value, position = self._value(record, position, kind)
            values.append(value)
        return values

    def _value(self, record: bytes, position: int, kind: int) -> tuple[Value, int]:
        if kind in (0, 8, 9):
            return (None, 0, 1)[(0, 8, 9).index(kind)], position
        if kind >= 12:
            length = (kind - 12) // 2
        elif kind == 7:
            length = 8
        elif kind in _INTEGER_BYTES:
            length = _INTEGER_BYTES[kind]
        else:
            raise IndexError
        content = record[position : position + length]
        if len(content) != length:
            raise IndexError
        position += length
        if kind >= 12:
            return content if kind % 2 == 0 else content.decode(self.encoding), position
        if kind == 7:
            return float(struct.unpack(">d", content)[0]), position
        return int.from_bytes(content, "big", signed=True), position


async def open_database(data: bytes, reserved_bytes: int | None = None) -> Database:
    """Returns the database and its tables. Raises FileMalformed, FileTooLarge.

    ``reserved_bytes`` is the number of unused bytes at each page's end; None means that of the
    header.
    """
    if len(data) < _HEADER_BYTES:
        raise FileMalformed("header")
    page_bytes = struct.unpack_from(">H", data, 16)[0]
    page_bytes = 65_536 if page_bytes == 1 else page_bytes
    if page_bytes < 512 or page_bytes & (page_bytes - 1):
        raise FileMalformed("header.page_size")
    reserved = data[20] if reserved_bytes is None else reserved_bytes
    usable = page_bytes - reserved
    encoding = _ENCODINGS.get(struct.unpack_from(">I", data, 56)[0] or 1)
    if usable < 480 or encoding is None:
        raise FileMalformed("header")
    bare = Database(data, page_bytes, usable, encoding, {})
    tables: dict[str, tuple[int, tuple[str, ...]]] = {}
    async for _, values in paced(bare._walk(1)):  # noqa: SLF001  the schema is a table like any other
        if len(values) >= 5 and values[0] == "table":
            name, root, text = values[1], values[3], values[4]
            if isinstance(name, str) and isinstance(root, int) and isinstance(text, str):
                if len(text) > limits.MAX_SCHEMA_CHARACTERS:
                    raise FileTooLarge("schema")
                tables[name] = (root, columns(text))
    return Database(data, page_bytes, usable, encoding, tables)


def columns(text: str) -> tuple[str, ...]:
    """Returns the column names in a CREATE TABLE statement."""
    start = text.find("(")
    names: list[str] = []
    for piece in _split(text[start + 1 :]) if start >= 0 else []:
        match = _NAME.match(piece)
        name = next((group for group in match.groups() if group is not None), "") if match else ""
        if name and not (match and match[5] and name.lower() in _CONSTRAINTS):
            names.append(name)
    return tuple(names)


def _split(text: str) -> Iterator[str]:
    """Yields the text's parts between commas outside brackets and quotes, up to the closing
    bracket.
    """
    depth, start, quote = 0, 0, ""
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'`":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")" and depth == 0:
            yield text[start:index]
            return
        elif character == ")":
            depth -= 1
        elif character == "," and depth == 0:
            yield text[start:index]
            start = index + 1


def _cells(page: bytes, start: int) -> tuple[int, list[int], int]:
    """Returns the type of a b-tree page, the offsets of its cells, and its right-most child
    (section 1.6).
    """
    kind = page[start]
    if kind not in (_INTERIOR, _LEAF):
        raise IndexError
    count = struct.unpack_from(">H", page, start + 3)[0]
    right = struct.unpack_from(">I", page, start + 8)[0] if kind == _INTERIOR else 0
    first = start + (12 if kind == _INTERIOR else 8)
    cells = [struct.unpack_from(">H", page, first + 2 * index)[0] for index in range(count)]
    return kind, cells, right


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """Returns the varint at ``position`` and the position after it (section 1.6)."""
    number = 0
    for index in range(9):
        byte = data[position + index]
        if index == 8:
            return number << 8 | byte, position + 9
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, position + index + 1
    raise IndexError
