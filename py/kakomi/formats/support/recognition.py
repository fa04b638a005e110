"""Finds the formats that match a file, and reads the file by the first one that succeeds."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kakomi.errors import (
    FileEmpty,
    FileError,
    FileIncomplete,
    FileMalformed,
    FilePacked,
    FileUnknown,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.formats.support.decrypt_context import refuse_pgp
from kakomi.formats.support.match import Match
from kakomi.pacing import paced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.format import Format
    from kakomi.formats.support.import_builder import ImportDraft

# Errors after which the next candidate is tried, from the least to the most informative.
_TRY_NEXT = (FileUnknown, PasswordNeeded, PasswordWrong, FileIncomplete)


async def candidates(file: File, formats: Iterable[Format]) -> tuple[Match, tuple[Format, ...]]:
    """Returns the best match and the formats that reach it, sorted by id.

    A text whose best match is LAST_RESORT has no candidates.
    """
    matches: dict[Format, Match] = {}
    async for format_ in paced(formats):
        if format_.sniff and format_.read:
            matches[format_] = format_.sniff(file)
    best = max(matches.values(), default=Match.NO)
    if best <= Match.LAST_RESORT:
        return best, ()
    found = (format_ for format_, match in matches.items() if match is best)
    return best, tuple(sorted(found, key=lambda format_: format_.id))


async def read_file(file: File, context: DecryptContext, formats: Iterable[Format]) -> ImportDraft:
    """Returns the accounts of the file, read by one of ``formats``.

    Several formats may match equally well, because the output of one cipher looks like that of
    another. All are tried; if none can read the file, the most informative error is raised.
    Raises FileError.
    """
    error_to_raise: FileError = FileUnknown("file")
    _, found = await candidates(file, formats)
    for format_ in found:
        if format_.read is None:
            continue
        try:
            return await format_.read(file, context)
        except _TRY_NEXT as error:
            if len(found) == 1 and not isinstance(error, FileUnknown):
                raise
            error_to_raise = max(error_to_raise, error, key=_informs)
    if isinstance(error_to_raise, FileUnknown):
        refuse_pgp(file.text, file.data[:8])
        _refuse_damaged(file, formats)
        draft = await _last_resort(file, context, formats)
        if draft is not None:
            return draft
        if file.is_empty:
            raise FileEmpty("file")
        if file.is_packed:
            raise FilePacked("file")
        if file.parse_error is not None:
            raise file.parse_error
    raise error_to_raise


def _informs(error: FileError) -> tuple[int, bool]:
    """Returns how much the error says. More is greater. A subclass of FileUnknown says more."""
    index = next(i for i, kind in enumerate(_TRY_NEXT) if issubclass(type(error), kind))
    return index, type(error) is not _TRY_NEXT[index]


def _refuse_damaged(file: File, formats: Iterable[Format]) -> None:
    """Raises FileMalformed with the missing part if the file is a damaged one of a format."""
    for format_ in formats:
        missing = format_.find_fault(file) if format_.find_fault else ""
        if missing:
            raise FileMalformed(missing)


async def _last_resort(
    file: File, context: DecryptContext, formats: Iterable[Format]
) -> ImportDraft | None:
    for format_ in formats:
        if format_.sniff and format_.read and format_.sniff(file) is Match.LAST_RESORT:
            with suppress(FileUnknown):
                return await format_.read(file, context)
    return None
