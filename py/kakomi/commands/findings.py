"""What a scan has found and nobody has kept yet, held on the board until it is added or let go; and
what was read while the vault was locked.

An account waits there as its URI: in memory only, and over the worker's end.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.commands import gathering
from kakomi.errors import FoundGone

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kakomi.account import Enrolment
    from kakomi.messages import Outcome
    from kakomi.ports import Board

FOUND, OUTCOME, WAITING = "found", "outcome", "waiting"


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


async def held(board: Board, found_ids: Collection[str]) -> dict[str, Finding]:
    """Those of these ids. Raises FoundGone."""
    found = await board.read(FOUND)
    of_ids: dict[str, Finding] = {}
    for found_id in found_ids:
        match found.get(found_id) if isinstance(found, dict) else None:
            case [str(uri), str(origin)]:
                of_ids[found_id] = Finding(enrolment=otpauth.parse(uri), origin=origin)
            case _:
                raise FoundGone("args.found")
    return of_ids


async def settle(board: Board, found_ids: Collection[str]) -> None:
    """They are kept: hold them no more. The last one takes the outcome with it, and the transfer
    that it came with.
    """
    found = await board.read(FOUND)
    left = {k: v for k, v in found.items() if k not in found_ids} if isinstance(found, dict) else {}
    if left:
        await board.post({FOUND: left})
        return
    await let_go(board)
    gathered = await gathering.held(board)
    if gathered is not None and gathered.ready:
        await gathering.let_go(board)


async def let_go(board: Board) -> None:
    """Forget them all."""
    await board.clear([FOUND, OUTCOME])


async def tell(board: Board, outcome: Outcome) -> None:
    """Show this when the popup opens; what is held stays."""
    await board.post({OUTCOME: outcome})


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Texts that were read, and how, when nobody could look who is known."""

    via: str
    origin: str
    texts: tuple[str, ...]
    at_unix: int


async def wait(board: Board, waiting: Waiting) -> None:
    """Until the vault is open, in the place of what waited before."""
    await board.post({WAITING: asdict(waiting)})


async def waited(board: Board) -> Waiting | None:
    """What waits, once."""
    found = await board.read(WAITING)
    if found is None:
        return None
    await board.clear([WAITING])
    match found:
        case {"via": str(via), "origin": str(origin), "texts": [*texts], "at_unix": int(at_unix)}:
            return Waiting(via=via, origin=origin, texts=tuple(map(str, texts)), at_unix=at_unix)
    return None
