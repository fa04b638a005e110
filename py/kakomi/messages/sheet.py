"""sheet.read, and what a page reads from session storage by itself."""

from typing import Annotated, Any, Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.common import AlgorithmName, Failure, KindName
from kakomi.rules import Preferences


class RowSite(TypedDict):
    """A site of an account, for showing the account on its page without asking Python.

    ``pattern`` is a host with its port, as ``URL.host`` writes it, or a domain after a dot. A page
    with ``url.host`` and ``url.hostname`` is on the site if::

        pattern[0] === "." ? ("." + url.hostname).endsWith(pattern) : url.host === pattern

    This is for showing accounts only: ``account.fill`` decides again, by scheme and spelling too.
    ``used_at_unix``: when a code was last used there, as far as it was noted; 0 for never. It is
    noted only where several accounts share a site, because only their order depends on it.
    """

    pattern: str
    used_at_unix: int


class Row(TypedDict):
    """One account as the popup shows it.

    ``codes[i]`` is the code of time step ``first_step + i``; a step is ``floor(unix seconds /
    period_s)``. A counter-based account has no codes until it is used; an account that lacks the
    PIN it needs has none either.

    ``sites`` are the account's, the last used first, at most MAX_ROW_SITES. ``proposed`` are
    patterns of the service that the issuer names; they are given for an account without sites, and
    filling there needs the user's consent.

    ``icon`` is the name of a service's icon; ``monogram`` are the letters of a tile without one;
    ``picture`` is the version of the account's own picture, which comes before the icon. Each may
    be empty. ``account.pictures`` returns the picture.
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
    sites: list[RowSite]
    proposed: list[str]
    icon: str
    monogram: str
    picture: str


class SavedAccount(TypedDict):
    """The row of a saved account that is to be compared with a new one, and when it was added."""

    row: Row
    added_at_unix: int


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


# The fields of kakomi.rules.Preferences, which the popup obeys without asking the worker, as JSON.
SheetPreferences: TypeAlias = Annotated[dict[str, Any], Preferences]


class Sheet(TypedDict):
    """The first rows of ``total`` accounts, in the vault's order. ``rest_patterns`` are those of
    all other rows, so that the popup over another page need not wait for those rows.

    A page must show nothing of the sheet after ``locks_at_unix_ms``, unless a later sheet has a
    later time. None: the vault does not lock by itself.
    """

    version: int
    made_at_unix: int
    locks_at_unix_ms: int | None
    total: int
    reminder: Reminder | None
    preferences: SheetPreferences
    rest_patterns: list[str]
    rows: list[Row]


class SheetRest(TypedDict):
    """The sheet's remaining rows."""

    rows: list[Row]


class SearchText(TypedDict):
    """The folded text of one account in which words are searched; see ``kakomi.search``."""

    id: str
    text: str


class SheetSearchTextsReply(TypedDict):
    """The texts of all accounts. They hold notes, so a page keeps them in memory only."""

    texts: list[SearchText]


class SheetReadRequest(TypedDict):
    """``brief``: the page reads the rows from session storage, so the reply has none.
    ``unattended``: no person asked, so the time to lock goes on. A page that stays open refreshes
    its codes in this way.
    """

    brief: NotRequired[bool]
    unattended: NotRequired[bool]
