"""Stores scan results until the user confirms them, and scans made while the vault was locked.

Both are in session storage, which is in memory only and survives the end of the worker. An account
is stored as its URI.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.commands import session_budget, transfer_session
from kakomi.errors import ResultExpired, SessionFull

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kakomi.account import NewAccount
    from kakomi.messages.scan import ScanOutcome
    from kakomi.ports import SessionStore

FOUND, OUTCOME, DEFERRED = "found", "outcome", "waiting"

# How long an unlock still resumes a scan that was made while the vault was locked, and how long the
# popup shows a result that needs no answer.
RESULT_LIFETIME_S = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingResult:
    """An account, and the origin of the page it was found on; empty if unknown."""

    new_account: NewAccount
    origin: str


async def save(
    session: SessionStore, found: Mapping[str, PendingResult], outcome: ScanOutcome | None
) -> None:
    """Store these accounts by id, in place of earlier ones, and the result that the popup shows."""
    await session.remove([FOUND, OUTCOME])
    values: dict[str, object] = {}
    if found:
        values[FOUND] = {
            each: [otpauth.format(result.new_account), result.origin]
            for each, result in found.items()
        }
    if outcome is not None:
        values[OUTCOME] = _with_small_picture(outcome)
    if values:
        await session.set(values)


async def load(session: SessionStore, found_ids: Collection[str]) -> dict[str, PendingResult]:
    """Returns the accounts of these ids. Raises ResultExpired."""
    found = await session.get(FOUND)
    of_ids: dict[str, PendingResult] = {}
    for found_id in found_ids:
        match found.get(found_id) if isinstance(found, dict) else None:
            case [str(uri), str(origin)]:
                of_ids[found_id] = PendingResult(new_account=otpauth.parse(uri), origin=origin)
            case _:
                raise ResultExpired("args.found")
    return of_ids


async def remove(session: SessionStore, found_ids: Collection[str]) -> None:
    """Remove accounts after they were added.

    When none is left, also removes the result, and the transfer if it was listed completely.
    """
    found = await session.get(FOUND)
    left = {k: v for k, v in found.items() if k not in found_ids} if isinstance(found, dict) else {}
    if left:
        # If session storage is full the accounts stay stored; the change itself is already saved.
        with contextlib.suppress(SessionFull):
            await session.set({FOUND: left})
        return
    await clear(session)
    transfer = await transfer_session.load(session)
    if transfer is not None and transfer.ready:
        await transfer_session.clear(session)


async def clear(session: SessionStore) -> None:
    """Remove all accounts and the result."""
    await session.remove([FOUND, OUTCOME])


async def publish(session: SessionStore, outcome: ScanOutcome) -> None:
    """Store the result that the popup shows. The stored accounts stay."""
    await session.set({OUTCOME: _with_small_picture(outcome)})


def _with_small_picture(outcome: ScanOutcome) -> ScanOutcome:
    too_large = len(outcome["picture"]) > session_budget.MAX_THUMBNAIL_CHARACTERS
    return {**outcome, "picture": ""} if too_large else outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """The texts of a scan that was made while the vault was locked. ``origin`` and ``frame_of`` are
    those of ``SeenOn``.
    """

    via: str
    origin: str
    frame_of: str
    texts: tuple[str, ...]
    at_unix: int


async def defer(session: SessionStore, waiting: Deferred) -> None:
    """Store a scan until the vault is unlocked, in place of an earlier one."""
    await session.set({DEFERRED: asdict(waiting)})


async def deferred(session: SessionStore) -> Deferred | None:
    """Returns the stored scan, if any, and removes it."""
    found = await session.get(DEFERRED)
    if found is None:
        return None
    await session.remove([DEFERRED])
    match found:
        case {
            "via": str(via),
            "origin": str(origin),
            "frame_of": str(frame_of),
            "texts": [*texts],
            "at_unix": int(at_unix),
        }:
            return Deferred(
                via=via,
                origin=origin,
                frame_of=frame_of,
                texts=tuple(map(str, texts)),
                at_unix=at_unix,
            )
    return None
