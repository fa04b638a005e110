"""What a scan has found and nobody has kept yet, held on the board until it is added or let go.

An account waits there as its URI: in memory only, and over the worker's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.errors import FoundGone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.account import Enrolment
    from kakomi.messages import Outcome
    from kakomi.ports import Board

FOUND, OUTCOME = "found", "outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An account, and the origin of the page it was found on; empty where nobody knows."""

    enrolment: Enrolment
    origin: str


async def hold(board: Board, found: Mapping[str, Finding], outcome: Outcome | None) -> None:
    """Keep these by their ids, in the place of those before; ``outcome`` is shown when the popup
    opens.
    """
    await board.clear([FOUND, OUTCOME])
    values: dict[str, object] = {}
    if found:
        values[FOUND] = {
            each: [otpauth.format(finding.enrolment), finding.origin]
            for each, finding in found.items()
        }
    if outcome is not None:
        values[OUTCOME] = outcome
    if values:
        await board.post(values)


async def held(board: Board, found_id: str) -> Finding:
    """The one of that id. Raises FoundGone."""
    found = await board.read(FOUND)
    match found.get(found_id) if isinstance(found, dict) else None:
        case [str(uri), str(origin)]:
            return Finding(enrolment=otpauth.parse(uri), origin=origin)
    raise FoundGone("args.found")


async def settle(board: Board, found_id: str) -> None:
    """It is kept: hold it no more. The last one takes the outcome with it."""
    found = await board.read(FOUND)
    left = {k: v for k, v in found.items() if k != found_id} if isinstance(found, dict) else {}
    if left:
        await board.post({FOUND: left})
    else:
        await let_go(board)


async def let_go(board: Board) -> None:
    """Forget them all."""
    await board.clear([FOUND, OUTCOME])
