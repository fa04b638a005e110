"""Files of other apps: recognised by what is in them, read whole, and written for five of them.

Each format is one module in this folder, found by being there. It offers

    NAME    a stable name
    sniff   how surely a file is one of its own, from a look that asks nothing of anybody
    read    all of it, as a Draft; or the reason why not, a FileError
    write   (some) entries, as an ExportFile

``read`` here asks the surest first. Where a file has no mark of its own (a cipher's output looks
like any other's), all that may own it try in turn, and the last word has the most telling error.
A module that finds on a closer look that the file is not its own raises FileUnknown.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING, Protocol, cast

from kakomi.errors import (
    FileError,
    FileIncomplete,
    FileUnknown,
    KindUnsupported,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.formats.support.decrypt_context import DecryptContext, refuse_pgp
from kakomi.formats.support.export import ExportFile
from kakomi.formats.support.file import File
from kakomi.formats.support.import_builder import Draft, Entry, LeftOut, Parts
from kakomi.formats.support.match import Match

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.ports import Crypto

__all__ = [
    "Draft",
    "Entry",
    "ExportFile",
    "File",
    "LeftOut",
    "Match",
    "Parts",
    "claims",
    "is_picture",
    "names",
    "read",
    "read_codes",
    "write",
    "writers",
]


class Format(Protocol):
    """What a module of this folder offers, ``write`` apart."""

    NAME: str

    def sniff(self, file: File, /) -> Match:
        """How surely it is one of its own."""
        ...

    async def read(self, file: File, context: DecryptContext, /) -> Draft:
        """All of it. Raises FileError."""
        ...


class Writer(Protocol):
    """A format that is written too."""

    NAME: str

    def write(self, entries: Sequence[Entry], at_unix: int, /) -> ExportFile:
        """The entries as that app reads them."""
        ...


@functools.cache
def _formats() -> dict[str, Format]:
    found: dict[str, Format] = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.ispkg:
            format_ = cast("Format", importlib.import_module(f"{__name__}.{module.name}"))
            found[format_.NAME] = format_
    return found


def names() -> tuple[str, ...]:
    """Every format that is read."""
    return tuple(sorted(_formats()))


def writers() -> tuple[str, ...]:
    """Every format that is written."""
    return tuple(sorted(name for name, format_ in _formats().items() if hasattr(format_, "write")))


def is_picture(data: bytes) -> bool:
    """Whether it is a picture: codes may be in it, and a scanner reads them."""
    return File(data[:64]).is_picture


def claims(file: File) -> tuple[Match, tuple[str, ...]]:
    """How surely the file is recognised at best, and by which formats."""
    said = {name: format_.sniff(file) for name, format_ in _formats().items()}
    best = max(said.values(), default=Match.NO)
    if best is Match.NO:
        return best, ()
    return best, tuple(sorted(name for name, match in said.items() if match is best))


async def read(
    name: str,
    data: bytes,
    password: str | None,
    crypto: Crypto,
    beside: Mapping[str, bytes] | None = None,
) -> Draft:
    """What the file holds. ``name`` only ever helps to find its fellows in ``beside``: files that
    came along, by name.

    Raises FileError: PasswordNeeded to be asked again with one, PasswordWrong, FileUnknown, …
    """
    companions = tuple(File(content, other) for other, content in (beside or {}).items())
    context = DecryptContext(crypto=crypto, password=password, beside=companions)
    return await read_file(File(data, name), context)


# What several claimants said, from the least telling to the most.
_WEIGHT = (FileUnknown, PasswordNeeded, PasswordWrong, FileIncomplete)


async def read_file(file: File, context: DecryptContext) -> Draft:
    """The same, for a file inside another."""
    said: FileError = FileUnknown("file")
    _, claimants = claims(file)
    for name in claimants:
        try:
            return await _formats()[name].read(file, context)
        except _WEIGHT as error:
            if len(claimants) == 1 and not isinstance(error, FileUnknown):
                raise
            said = max(said, error, key=lambda e: _WEIGHT.index(type(e)))
    if isinstance(said, FileUnknown):
        refuse_pgp(file.text, file.data[:8])
        if file.broken is not None:
            raise file.broken
    raise said


def read_codes(texts: Sequence[str]) -> Draft:
    """The accounts of texts that were scanned: account URIs, and Google's transfer codes, in any
    order. Texts that are neither are refused one by one.
    """
    otpauth_text = importlib.import_module(f"{__name__}.otpauth_text")
    return cast("Draft", otpauth_text.of_texts(texts))


def write(name: str, entries: Sequence[Entry], at_unix: int) -> ExportFile:
    """The entries in that format. Raises KindUnsupported for a name that ``writers`` has not."""
    if name not in writers():
        raise KindUnsupported("format")
    return cast("Writer", _formats()[name]).write(entries, at_unix)
