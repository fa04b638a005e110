"""Reads and writes files of other apps. Files are recognized by their content.

Each module of this folder describes its format in a ``Format`` record. The build lists all records
in ``registry.py``. To add a format, write its module and its test.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from kakomi.errors import KindUnsupported, PasswordWrong
from kakomi.formats import otpauth_text
from kakomi.formats.registry import REGISTRY
from kakomi.formats.support import file, inflate, recognition
from kakomi.formats.support.decrypt_context import DecryptContext
from kakomi.formats.support.export import ExportFile
from kakomi.formats.support.file import File
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import Entry, ImportDraft, LeftOut, Parts
from kakomi.formats.support.match import Match

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.ports import Crypto

__all__ = [
    "REGISTRY",
    "Entry",
    "ExportFile",
    "File",
    "Format",
    "ImportDraft",
    "LeftOut",
    "Match",
    "Parts",
    "candidates",
    "is_picture",
    "read",
    "read_codes",
    "write",
    "writers",
]


def writers() -> tuple[str, ...]:
    """Returns the ids of the formats that can be written, sorted."""
    return tuple(sorted(format_.id for format_ in REGISTRY if format_.can_write))


def is_picture(data: bytes) -> bool:
    """Returns whether the bytes are a picture, which a scanner searches for codes."""
    return file.is_picture(data[:16])


async def candidates(data: bytes, name: str = "") -> tuple[Match, tuple[str, ...]]:
    """Returns the best match and the ids of the formats that reach it, sorted."""
    match, found = await recognition.candidates(await _load(data, name), REGISTRY)
    return match, tuple(format_.id for format_ in found)


async def read(
    name: str,
    data: bytes,
    password: str | None,
    crypto: Crypto,
    companions: Mapping[str, bytes] | None = None,
) -> ImportDraft:
    """Returns the accounts of the file.

    ``companions`` are files that the user chose together with this one, by name: a manifest or a
    key file. ``name`` is only used to find this file in such a manifest.

    Raises FileError. PasswordNeeded and PasswordWrong ask for a call with another password.
    """
    loaded = await _load(data, name)
    others = [await File.load(content, other) for other, content in (companions or {}).items()]
    first_error: PasswordWrong | None = None
    for spelling in _spellings(password):
        context = DecryptContext(crypto=crypto, password=spelling, companions=tuple(others))
        try:
            return await recognition.read_file(loaded, context, REGISTRY)
        except PasswordWrong as error:
            first_error = first_error or error
    raise first_error or PasswordWrong("password")


async def _load(data: bytes, name: str) -> File:
    """Returns the file. A gzip file is unpacked first. Raises FileTooLarge, FileMalformed."""
    return await File.load(await inflate.gunzip(data), name)


def _spellings(password: str | None) -> list[str | None]:
    """Returns the password as typed, and other spellings that the app may have used.

    Accented letters can be one character (NFC, most keyboards) or two (NFD, macOS). A blank at
    either end may come from copying.
    """
    if not password:
        return [password]
    texts = [password, password.strip()]
    spellings = [
        *texts,
        *(unicodedata.normalize(form, t) for form in ("NFC", "NFD") for t in texts),
    ]
    return list(dict.fromkeys(filter(None, spellings)))


def read_codes(texts: Sequence[str]) -> ImportDraft:
    """Returns the accounts of scanned texts: account URIs and Google transfer codes, in any order.

    Every other text is refused; the rest is still read.
    """
    return otpauth_text.read_texts(texts)


def write(format_id: str, entries: Sequence[Entry], at_unix: int) -> ExportFile:
    """Returns the entries in that format. Raises KindUnsupported if it cannot be written."""
    for format_ in REGISTRY:
        if format_.id == format_id and format_.write is not None:
            return format_.write(entries, at_unix)
    raise KindUnsupported("format")
