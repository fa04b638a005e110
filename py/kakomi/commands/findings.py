"""What a scan has found and nobody has kept yet, held on the board until it is added or let go.

An account waits there as its URI: in memory only, and over the worker's end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.errors import FoundGone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.account import Enrolment
    from kakomi.messages import Outcome
    from kakomi.ports import Board

FOUND, OUTCOME = "found", "outcome"


async def hold(board: Board, found: Mapping[str, Enrolment], outcome: Outcome | None) -> None:
    """Keep these by their ids, in the place of those before; ``outcome`` is shown when the popup
    opens.
    """
    await board.clear([FOUND, OUTCOME])
    values: dict[str, object] = {}
    if found:
        values[FOUND] = {each: otpauth.format(enrolment) for each, enrolment in found.items()}
    if outcome is not None:
        values[OUTCOME] = outcome
    if values:
        await board.post(values)


async def held(board: Board, found_id: str) -> Enrolment:
    """The one of that id. Raises FoundGone."""
    found = await board.read(FOUND)
    uri = found.get(found_id) if isinstance(found, dict) else None
    if not isinstance(uri, str):
        raise FoundGone("args.found")
    return otpauth.parse(uri)


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
