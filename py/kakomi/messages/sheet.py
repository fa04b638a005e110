"""The requests and replies of sheet.*, and the sheet that pages read from session storage."""

from typing import Annotated, Any, Literal, NotRequired, TypeAlias, TypedDict

from kakomi.account_parameters import ParameterName
from kakomi.messages.common import AlgorithmName, Failure, KindName
from kakomi.messages.policy import PolicyDue
from kakomi.messages.sync import SyncProblemName
from kakomi.rules import Preferences


class RowSite(TypedDict):
    """A site of an account, for showing the account on its page without asking Python.

    ``pattern`` is a host with its port, as ``URL.host`` writes it, or a domain after a dot. A page
    with ``url.host`` and ``url.hostname`` is on the site if::

        pattern[0] === "." ? ("." + url.hostname).endsWith(pattern) : url.host === pattern

    The pattern may only decide which accounts are shown: ``account.fill`` also compares the scheme
    and the spelling. ``used_at_unix``: the last recorded use of a code there; 0 for none. Uses are
    recorded only if several accounts share the site, because only their order depends on it.
    """

    pattern: str
    used_at_unix: int


class Row(TypedDict):
    """One account as the popup shows it.

    ``codes[i]`` is the code of time step ``first_step + i``; a step is ``floor(unix seconds /
    period_s)``. A counter-based account has no codes here, and neither has an account that lacks
    its PIN.

    ``sites`` are the account's sites, the last used first, at most MAX_ROW_SITES. ``proposed`` are
    patterns of the service that the issuer names, for an account without sites. Filling in a code
    there needs the user's consent.

    ``unusual`` are the parameters that differ from those that most accounts have.

    ``icon`` is the name of the service's icon, ``monogram`` the letters of a tile without an icon,
    ``picture`` the version of the account's own picture, which replaces the icon. Each may be
    empty. ``account.pictures`` returns the picture.

    ``hidden``: the account is listed only on demand, after all others. ``hides_code``: its code is
    shown only after its row was pressed. An absent value is false, and absent ``groups`` are none.
    """

    id: str
    issuer: str
    name: str
    kind: KindName
    algorithm: AlgorithmName
    digits: int
    period_s: int
    unusual: list[ParameterName]
    counter: int
    first_step: int
    codes: list[str]
    sites: list[RowSite]
    proposed: list[str]
    icon: str
    monogram: str
    picture: str
    groups: NotRequired[list[str]]
    pinned: NotRequired[bool]
    hidden: NotRequired[bool]
    hides_code: NotRequired[bool]


class SavedAccount(TypedDict):
    """A saved account to compare with a new one: its row, and when it was added."""

    row: Row
    added_at_unix: int


class CapacityUsed(TypedDict):
    """How full the vault is. ``percent`` of its capacity is used; ``largest`` is the part that uses
    the most.
    """

    percent: int
    largest: Literal["accounts", "notes", "recovery_codes", "trash"]


class Reminder(TypedDict):
    """The reminder at the top of the popup. ``kind``: "policy" means that the organization asks for
    ``due``; "store" that one of the two stores is broken; "backup_failed" that the last automatic
    backup failed with the error ``backup_error``; "folder" that it was saved in the download folder
    instead of the chosen one because of ``backup_error``; "sync" that ``sync_problem`` has lasted;
    "capacity" that the vault is nearly full; "backup" that ``accounts`` accounts have no backup;
    "protect" that no passphrase or passkey is set.
    """

    kind: Literal[
        "policy", "store", "backup_failed", "folder", "sync", "capacity", "backup", "protect"
    ]
    accounts: int
    backup_error: Failure | None
    capacity: CapacityUsed | None
    due: NotRequired[PolicyDue]
    sync_problem: NotRequired[SyncProblemName]


# The fields of kakomi.rules.Preferences, which the popup needs before Python has started, as JSON.
SheetPreferences: TypeAlias = Annotated[dict[str, Any], Preferences]


class Sheet(TypedDict):
    """The first rows of ``total`` accounts, in the order in which they are listed.
    ``rest_patterns`` are those of all other rows, so that the popup over another page need not wait
    for those rows. ``groups`` are the groups of all accounts, in alphabetical order; ``hidden`` is
    the number of hidden accounts.

    ``clock_offset_ms`` is added to the computer's time to get the time that codes are made for.
    ``clock_jump_ms``: by how much the computer's clock was set while it was watched, if nobody has
    answered that yet; 0 if it was not.

    A page must show nothing of the sheet after ``locks_at_unix_ms``, unless a newer sheet has a
    later time. None: the vault never locks by itself.
    """

    version: int
    made_at_unix: int
    locks_at_unix_ms: int | None
    total: int
    reminder: Reminder | None
    preferences: SheetPreferences
    rest_patterns: list[str]
    groups: list[str]
    hidden: int
    clock_offset_ms: int
    clock_jump_ms: int
    rows: list[Row]


class SheetRest(TypedDict):
    """The sheet's remaining rows."""

    rows: list[Row]


class SearchText(TypedDict):
    """The searchable text of one account, folded; see ``kakomi.search``."""

    id: str
    text: str


class SheetSearchTextsReply(TypedDict):
    """The searchable texts of all accounts. They contain notes, so pages must not store them."""

    texts: list[SearchText]


class SheetReadRequest(TypedDict):
    """``brief``: the page reads the rows from session storage, so the reply has none.
    ``unattended``: the user did not ask, so the time until the lock does not restart. A page that
    stays open refreshes its codes with this request. ``clock_jump_ms``: by how much the computer's
    clock was set while the page watched it.
    """

    brief: NotRequired[bool]
    unattended: NotRequired[bool]
    clock_jump_ms: NotRequired[int]
