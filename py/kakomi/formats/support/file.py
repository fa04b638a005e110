"""One file that was handed in, and the ways to look at it, each taken once."""

from __future__ import annotations

import zlib
from functools import cached_property
from typing import TYPE_CHECKING

from kakomi.errors import FileError, FileTooLarge, KakomiError
from kakomi.formats.support import json_view, limits, sqlite, text, xml, zip_directory

if TYPE_CHECKING:
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
# Kinds that hold no accounts and look as random as ciphers do.
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
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_OPAQUE_LEAST = 28  # a nonce and a tag


class File:
    """The bytes of a file and its views: text, JSON, XML, ZIP directory, SQLite database.

    Each view is computed once and never raises. It is None if the file is not of that kind. If the
    file looks like that kind but cannot be parsed, ``parse_error`` holds the first such error.
    """

    def __init__(self, data: bytes, name: str = "") -> None:
        """Raises FileTooLarge."""
        if len(data) > limits.MAX_FILE_BYTES:
            raise FileTooLarge("file")
        self.data = bytes(data)
        self.name = name
        self.parse_error: FileError | None = None

    def _keep_error(self, error: KakomiError) -> None:
        if self.parse_error is None and isinstance(error, FileError):
            self.parse_error = error

    @cached_property
    def text(self) -> str | None:
        """The whole as text, its mark and outer white space taken off."""
        if self.is_picture or self.data.startswith(_OTHERS):
            return None
        try:
            whole = text.decode(self.data)
        except FileError as error:
            if b"\x00" not in self.data[:4096]:
                self._keep_error(error)
            return None
        return None if "\x00" in whole else whole.strip()

    @cached_property
    def json(self) -> object:
        """The JSON value, if it is an object or a list."""
        if self.text is None or self.text[:1] not in ("{", "["):
            return None
        try:
            return json_view.parse(self.text)
        except FileError as error:
            self._keep_error(error)
            return None

    @cached_property
    def xml(self) -> Element | None:
        """The root element of an XML document."""
        if self.text is None or not self.text.startswith(("<?xml", "<map", "<KeePassFile")):
            return None
        try:
            return xml.parse(self.data)
        except FileError as error:
            self._keep_error(error)
            return None

    @cached_property
    def archive(self) -> Archive | None:
        """The directory of a ZIP."""
        if not self.data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return None
        try:
            return zip_directory.read_directory(self.data)
        except FileError as error:
            self._keep_error(error)
            return None

    @cached_property
    def database(self) -> Database | None:
        """The tables of an SQLite 3 database."""
        if not self.data.startswith(sqlite.MAGIC):
            return None
        try:
            return sqlite.open_database(self.data)
        except FileError as error:
            self._keep_error(error)
            return None

    @property
    def is_picture(self) -> bool:
        """By its first bytes; WebP by its name in the RIFF container, too."""
        head = self.data[:16]
        return (
            head.startswith(_PICTURES)
            or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
            or head[4:12] in (b"ftypavif", b"ftypheic", b"ftypmif1")
        )

    @cached_property
    def is_opaque(self) -> bool:
        """Whether it looks as random as a cipher's output: no text in any encoding (those have no
        control characters), no known kind, and nothing in it repeats.
        """
        if len(self.data) < _OPAQUE_LEAST or self.is_picture or self.data.startswith(_OTHERS):
            return False
        if self.text is not None:
            return False
        sample = self.data[:65_536]
        controls = len(sample) - len(sample.translate(None, _CONTROLS))
        if controls < max(1, len(sample) // 64):  # an eighth of random bytes are
            return False
        return len(zlib.compress(sample, 9)) >= len(sample)

    @cached_property
    def base64(self) -> bytes | None:
        """What the whole text is the base64 of; at least one cipher block."""
        if self.text is None or len(self.text) < 24 or not self.text.isascii():
            return None
        try:
            content = text.decode_base64(self.text, "file")
        except FileError:
            return None
        return content or None
