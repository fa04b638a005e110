"""Crops and shrinks the pictures of accounts in imported files, up to a limit for each import."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.commands.account_picture import squared
from kakomi.errors import KakomiError
from kakomi.formats import LeftOut

if TYPE_CHECKING:
    from kakomi.formats import Entry, ImportDraft
    from kakomi.ports import Pictures

# The total of a file's pictures. storage.session, which has 10 MB, holds them until the user
# confirms the import.
MAX_BYTES = 1_500_000
_WHAT = "icon_picture"


async def with_small_pictures(draft: ImportDraft, host: Pictures) -> ImportDraft:
    """Returns the draft with each picture in the form that the vault stores. Pictures that can't be
    decoded and pictures beyond MAX_BYTES are left out and counted.
    """
    made: dict[bytes, bytes] = {}
    room = MAX_BYTES
    entries: list[Entry] = []
    lost: list[str] = []
    for index, entry in enumerate(draft.entries):
        picture = b""
        if entry.picture:
            if entry.picture not in made:
                made[entry.picture] = await _squared(entry.picture, host) if room > 0 else b""
            picture = made[entry.picture]
            room -= len(picture)
            if not picture or room < 0:
                lost.append(f"entries[{index}]")
                picture = b""
        entries.append(replace(entry, picture=picture) if entry.picture else entry)
    return replace(draft, entries=tuple(entries), left_out=_with_lost(draft.left_out, lost))


async def _squared(picture: bytes, host: Pictures) -> bytes:
    try:
        return await squared(picture, host)
    except KakomiError:
        return b""


def _with_lost(left_out: tuple[LeftOut, ...], lost: list[str]) -> tuple[LeftOut, ...]:
    if not lost:
        return left_out
    before = next((each for each in left_out if each.what == _WHAT), None)
    if before is None:
        return (*left_out, LeftOut(what=_WHAT, where=lost[0], count=len(lost)))
    more = replace(before, count=before.count + len(lost))
    return tuple(more if each is before else each for each in left_out)
