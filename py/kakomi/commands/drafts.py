"""What was read from a file and waits to be confirmed, held on the board; and what can be undone.

An entry waits as its URI and what stands beside it: in memory only, and over the worker's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kakomi import otpauth, particulars
from kakomi.errors import ImportGone
from kakomi.particulars import Particulars, RecoveryCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.account import Enrolment
    from kakomi.formats import Entry
    from kakomi.ports import Board

WAITING, UNDOING = "import", "import.undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One account of a file; ``trashed``: it lay in the other app's bin."""

    enrolment: Enrolment
    beside: Particulars
    trashed: bool = False


def waiting(entry: Entry) -> Waiting:
    """An entry as it would be kept."""
    if entry.beside is not None:
        return Waiting(enrolment=entry.enrolment, beside=entry.beside, trashed=entry.trashed)
    return Waiting(
        enrolment=entry.enrolment,
        beside=Particulars(
            note=entry.note,
            groups=entry.groups,
            icon=entry.icon,
            pinned=entry.pinned,
            origin=particulars.fit_link(entry.address),
            recovery_codes=tuple(RecoveryCode(code) for code in entry.recovery_codes),
        ),
        trashed=entry.trashed,
    )


async def hold(board: Board, draft_id: str, entries: Sequence[Waiting]) -> None:
    """Keep them, in the place of those before."""
    held = [
        [otpauth.format(e.enrolment), particulars.to_json(e.beside), e.trashed] for e in entries
    ]
    await board.post({WAITING: {"id": draft_id, "entries": held}})


async def held(board: Board, draft_id: str) -> list[Waiting]:
    """Those of that id. Raises ImportGone."""
    match await board.read(WAITING):
        case {"id": str(known), "entries": list(entries)} if known == draft_id:
            return [_from_board(entry) for entry in entries]
    raise ImportGone("args.id")


def _from_board(entry: Any) -> Waiting:
    uri, beside, trashed = entry
    return Waiting(
        enrolment=otpauth.parse(uri),
        beside=particulars.from_json(beside, "entry"),
        trashed=trashed,
    )


async def settle(board: Board, undo_id: str, added: Sequence[str], aside: Sequence[str]) -> None:
    """They are kept: remember what was added and what made way, for the one who thinks again."""
    await board.clear([WAITING])
    await remember(board, undo_id, added, aside)


async def remember(board: Board, undo_id: str, added: Sequence[str], aside: Sequence[str]) -> None:
    """What one undo takes back."""
    await board.post({UNDOING: {"id": undo_id, "added": list(added), "aside": list(aside)}})


async def undoing(board: Board, undo_id: str) -> tuple[list[str], list[str]]:
    """The ids that were added, and those that made way. Raises ImportGone."""
    match await board.read(UNDOING):
        case {"id": str(known), "added": list(added), "aside": list(aside)} if known == undo_id:
            await board.clear([UNDOING])
            return added, aside
    raise ImportGone("args.undo")
