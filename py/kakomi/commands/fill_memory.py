"""The state of fills in session storage: the last question to the user, the counters whose codes no
field took, and the fill that the popup was opened to complete.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kakomi.messages.page import PendingFill
    from kakomi.ports import SessionStore

QUESTION, UNWRITTEN, PENDING = "fill.question", "fill.unwritten", "fill.pending"
QUESTION_LIFETIME_S = 120
PENDING_LIFETIME_S = 120  # an older fill is not continued


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The question whether the page of ``origin`` in that tab may get the account's code."""

    account_id: str
    tab_id: int
    origin: str


async def save_question(session: SessionStore, question: Question, now_unix: int) -> None:
    """Store the question in place of an earlier one."""
    await session.set({QUESTION: {**asdict(question), "at_unix": now_unix}})


async def was_asked(session: SessionStore, question: Question, now_unix: int) -> bool:
    """Returns whether this was the last question, asked less than QUESTION_LIFETIME_S ago."""
    match await session.get(QUESTION):
        case {"at_unix": int(at_unix), **asked}:
            recent = 0 <= now_unix - at_unix < QUESTION_LIFETIME_S
            return recent and asked == asdict(question)
    return False


async def save_unwritten_counter(session: SessionStore, account_id: str, counter: int) -> None:
    """Store that the code of this counter was made, and that no field is known to have taken it."""
    await session.set({UNWRITTEN: {**await _unwritten(session), account_id: counter}})


async def unwritten_counter(session: SessionStore, account_id: str) -> int | None:
    """Returns the stored counter of the account, or None."""
    return (await _unwritten(session)).get(account_id)


async def clear(session: SessionStore, account_id: str) -> None:
    """Remove the question and the account's counter, after its code was written."""
    counters = await _unwritten(session)
    if counters.pop(account_id, None) is not None:
        await session.set({UNWRITTEN: counters})
    if await session.get(QUESTION) is not None:
        await session.remove([QUESTION])


async def save_pending(session: SessionStore, pending: PendingFill) -> None:
    """Store the fill that the popup is opened to complete."""
    await session.set({PENDING: pending})


async def _unwritten(session: SessionStore) -> dict[str, int]:
    match await session.get(UNWRITTEN):
        case dict(counters):
            return {str(k): int(v) for k, v in counters.items()}
    return {}
