"""sheet.read, and what a page reads from session storage by itself."""

from typing import Literal, NotRequired, TypedDict

from kakomi.messages.common import AlgorithmName, Failure, KindName


class Row(TypedDict):
    """One account as the popup shows it.

    ``codes[i]`` is the code of time step ``first_step + i``; a step is ``floor(unix seconds /
    period_s)``. A counter-based account has no codes until it is used; an account that lacks the
    PIN it needs has none either.
    """

    id: str
    issuer: str
    name: str
    kind: KindName
    algorithm: AlgorithmName
    digits: int
    period_s: int
    counter: int
    first_step: int
    codes: list[str]


class RoomUsed(TypedDict):
    """How full the vault is. ``percent``: of what it can hold; ``largest``: what takes the most."""

    percent: int
    largest: Literal["accounts", "notes", "recovery_codes", "trash"]


class Reminder(TypedDict):
    """A message the popup shows unasked. ``place``: one of the two stores is broken; ``trouble``:
    why the last automatic backup failed; ``room``: the vault is nearly full; ``backup``:
    ``accounts`` accounts are in no backup.
    """

    kind: Literal["place", "trouble", "room", "backup"]
    accounts: int
    trouble: Failure | None
    room: RoomUsed | None


class Sheet(TypedDict):
    """The first rows of ``total`` accounts, in the vault's order.

    A page must show nothing of the sheet after ``locks_at_unix_ms``, unless a later sheet has a
    later time. None: the vault does not lock by itself.
    """

    version: int
    made_at_unix: int
    locks_at_unix_ms: int | None
    total: int
    reminder: Reminder | None
    rows: list[Row]


class SheetRest(TypedDict):
    """The sheet's remaining rows."""

    rows: list[Row]


class SheetReadRequest(TypedDict):
    """``brief``: the page reads the rows from session storage, so the reply has none."""

    brief: NotRequired[bool]
