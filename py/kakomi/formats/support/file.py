"""One file that the user chose, and its content as text, JSON, XML, ZIP or SQLite."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from kakomi.errors import FileError, FileTooLarge
from kakomi.formats.support import json_parser, limits, sqlite, text, xml, zip_directory

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from kakomi.formats.support.sqlite import Database
    from kakomi.formats.support.xml import Element
    from kakomi.formats.support.zip_directory import Archive

_PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x01\x00",
)
# Signatures of other file types that look random and hold no accounts.
_OTHERS = (
    b"%PDF",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"PK",
    b"\x7fELF",
    b"MZ",
    b"OggS",
    b"ID3",
    b"fLaC",
    b"SQLite format 3\x00",
    b"\x28\xb5\x2f\xfd",
    b"wOFF",
    b"wOF2",
    b"\x00asm",
    b"bplist",
    b"\xac\xed\x00\x05",
    b"\x03\xd9\xa2\x9a",
)
# Archives that are not unpacked.
_PACKED = (
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
    b"\x1f\x8b",
)
_TAR, _TAR_AT = b"ustar", 257
_BLANK = b"\x00\x1a \t\r\n\xef\xbb\xbf\xfe\xff"
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_MIN_OPAQUE_BYTES = 28  # a nonce and a tag
_FILE_END = "\x00\x1a"  # padding after an interrupted write, and the mark that MS-DOS writes
_XML = re.compile(r"<\?xml|<map|<KeePassFile|<database\b")
_BASE64_HEAD = re.compile(r"[A-Za-z0-9+/=_\s-]*", re.ASCII)

Value = TypeVar("Value")


def is_picture(head: bytes) -> bool:
    """Returns whether a file that begins with these bytes is a picture."""
    return (
        head.startswith(_PICTURES)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or head[4:12] in (b"ftypavif", b"ftypavis", b"ftypheic", b"ftypmif1")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The bytes of a file and its views, each None if the file is not of that kind.

    ``text`` is the decoded text without white space around it, ``json`` an object or a list,
    ``xml`` the root element, ``archive`` a ZIP directory, ``database`` an SQLite database. If the
    file looks like one of these but cannot be parsed, ``parse_error`` holds the first such error.
    """

    data: bytes = field(repr=False)
    name: str = ""
    text: str | None = field(default=None, repr=False)
    json: object = field(default=None, repr=False)
    xml: Element | None = field(default=None, repr=False)
    archive: Archive | None = None
    database: Database | None = None
    base64: bytes | None = field(default=None, repr=False)
    parse_error: FileError | None = None

    @classmethod
    async def load(cls, data: bytes, name: str = "") -> File:
        """Returns the file with its views. Raises FileTooLarge.

        Parses in slices, so that a large file does not block the worker.
        """
        if len(data) > limits.MAX_FILE_BYTES:
            raise FileTooLarge("file")
        if is_picture(data[:16]):
            return cls(data=data, name=name)
        errors: list[FileError] = []
        text = _text(data, errors)
        json = xml_root = base64 = archive = database = None
        if text is not None and text[:1] in ("{", "["):
            json = await _try(json_parser.parse(text), errors)
        elif text is not None and text.startswith("<"):
            xml_root = await _try(xml.parse(data), errors) if _XML.match(text) else None
        elif text is not None:
            base64 = _base64(text)
        elif data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            archive = await _try(zip_directory.read_directory(data), errors)
        elif data.startswith(sqlite.MAGIC):
            database = await _try(sqlite.open_database(data), errors)
        return cls(
            data=data,
            name=name,
            text=text,
            json=json,
            xml=xml_root,
            archive=archive,
            database=database,
            base64=base64,
            parse_error=errors[0] if errors else None,
        )

    @property
    def is_empty(self) -> bool:
        """Whether the file has only blanks and zeros."""
        return not self.data.strip(_BLANK)

    @property
    def is_packed(self) -> bool:
        """Whether the file is an archive that is not unpacked."""
        return self.data.startswith(_PACKED) or self.data.startswith(_TAR, _TAR_AT)

    @property
    def is_opaque(self) -> bool:
        """Whether the bytes look encrypted.

        Such bytes are no text in any encoding, have control characters, have no known signature,
        and don't repeat.
        """
        if len(self.data) < _MIN_OPAQUE_BYTES or is_picture(self.data[:16]):
            return False
        if self.text is not None or self.data.startswith(_OTHERS):
            return False
        sample = self.data[:65_536]
        controls = len(sample) - len(sample.translate(None, _CONTROLS))
        if controls < max(1, len(sample) // 64):  # of random bytes, one in eight is a control
            return False
        return len(zlib.compress(sample, 9)) >= len(sample)


async def _try(parsing: Awaitable[Value], errors: list[FileError]) -> Value | None:
    try:
        return await parsing
    except FileError as error:
        errors.append(error)
        return None


def _text(data: bytes, errors: list[FileError]) -> str | None:
    if data.startswith(_OTHERS):
        return None
    try:
        decoded = text.decode(data)
    except FileError as error:
        if b"\x00" not in data[:4096]:
            errors.append(error)
        return None
    decoded = decoded.strip().rstrip(_FILE_END)
    return None if "\x00" in decoded else decoded.rstrip()


def _base64(content: str) -> bytes | None:
    """Returns the bytes if the whole text is base64 and has at least one cipher block."""
    if not 24 <= len(content) <= limits.MAX_BASE64_CHARACTERS:
        return None
    if not _BASE64_HEAD.fullmatch(content[:200]):
        return None
    try:
        return text.decode_base64(content, "file") or None
    except FileError:
        return None
