"""The requests and replies of sync.*: one list of accounts on all of a person's computers.

``way``: what carries the accounts. A computer uses one of the two. "browser": the browser's own
sync. "folder": a folder that the user chose, for example on a cloud drive; the page has stored its
handle before it sends the command.
"""

from typing import Literal, NotRequired, TypeAlias, TypedDict

SyncWayName: TypeAlias = Literal["browser", "folder"]

# What the browser's sync area or the folder holds, as this computer sees it. "empty": nothing.
# "found": what
# another computer wrote; this one may join. "current": what this computer syncs with.
# "incomplete": not all of it has arrived. "renewed": the keys were renewed on another computer, so
# ``sync.enter_key`` is due. "foreign": another computer started again, so join it or replace it.
# "wiped": it was there and is gone: ``sync.exchange`` with ``rewrites``, or ``sync.turn_off``.
# "newer": a newer version wrote it, and this one can't read it. "newer_readable": it reads it, and
# writes nothing. "unavailable": it can't be read.
SyncAreaState: TypeAlias = Literal[
    "empty",
    "found",
    "current",
    "incomplete",
    "renewed",
    "foreign",
    "wiped",
    "newer",
    "newer_readable",
    "unavailable",
]

# Why the last exchange did not do everything: a state of the area; "full": the browser refused it
# for want of room; "too_often": the browser's limit of writes, tried again by itself; those of a
# folder are the errors ``sync.folder_...``.
SyncProblemName: TypeAlias = Literal[
    "incomplete",
    "renewed",
    "foreign",
    "wiped",
    "newer",
    "newer_readable",
    "unavailable",
    "full",
    "too_often",
    "folder_asks",
    "folder_gone",
    "folder_full",
    "folder_read_only",
    "folder_failed",
]

SyncFactorName: TypeAlias = Literal["passphrase", "recovery"]


class SyncMachine(TypedDict):
    """A computer. ``last_seen_unix``: when it last wrote, as far as this computer knows."""

    id: str
    name: str
    last_seen_unix: int


class SyncFolderInfo(TypedDict):
    """The chosen folder. ``may_write``: False if Chrome asks the user again first."""

    name: str
    may_write: bool


class SyncUnusedFile(TypedDict):
    """A file in the folder that is not used: "damaged", also while it is still being copied;
    "newer": a newer version wrote it; "foreign": it belongs to another list.
    """

    name: str
    why: Literal["damaged", "newer", "foreign"]


class SyncRoom(TypedDict):
    """How many characters of the browser's sync area are used. ``is_nearly_full``: 80 percent."""

    used_characters: int
    total_characters: int
    percent: int
    is_nearly_full: bool


class SyncProblem(TypedDict):
    """``is_lasting``: it has lasted for a day."""

    name: SyncProblemName
    since_unix: int
    is_lasting: bool


class SyncStatus(TypedDict):
    """``state``: "locked" if the vault is, and then only ``policy``, ``area``, ``opens_with`` and
    ``passphrase_set_at_unix`` are known.

    ``way``: the one that is on; if none is, the one that was asked for. ``folder``: None if the
    user chose none. ``unused_files`` are files in the folder. ``room`` is None for a folder.
    ``allowed_ways``: those that the policy allows; the commands of sync.* refuse the others.
    ``policy`` "required" forbids to turn it off. ``opens_with``: what opens the area.
    ``this_machine``: None if sync is off. ``others`` are without those that were removed.
    ``is_pending``: there are changes that are not in the area yet. ``local_accounts``: the ids of
    accounts that are only on this computer because the area is full; ``local_details``: how many
    have details that are. ``edited_in_trash``: the ids of accounts in the trash that were edited on
    another computer, which did not know yet that they were deleted, or the other way round.
    ``was_removed``: sync is off because another computer removed this one.
    """

    state: Literal["off", "on", "locked"]
    policy: Literal["allowed", "forbidden", "required", "folder_only"]
    allowed_ways: list[SyncWayName]
    way: SyncWayName
    folder: SyncFolderInfo | None
    unused_files: list[SyncUnusedFile]
    area: SyncAreaState
    opens_with: list[SyncFactorName]
    passphrase_set_at_unix: int | None
    this_machine: SyncMachine | None
    others: list[SyncMachine]
    last_exchange_unix: int | None
    is_pending: bool
    room: SyncRoom | None
    local_accounts: list[str]
    local_details: int
    problem: SyncProblem | None
    edited_in_trash: list[str]
    was_removed: bool


class SyncFactor(TypedDict):
    """What opens the area: exactly one of the two fields."""

    passphrase: NotRequired[str]
    recovery_key: NotRequired[str]


class SyncStatusRequest(TypedDict):
    """``way``: which one to look at while sync is off; the browser's if it is absent."""

    way: NotRequired[SyncWayName]


class SyncPreviewRequest(SyncFactor):
    """What opens the area that another computer wrote."""

    way: NotRequired[SyncWayName]


class SyncPreviewReply(TypedDict):
    """What joining will do; nothing has changed. ``id`` is for ``sync.turn_on``. ``here``,
    ``there``: how many accounts there are. ``same``: how many are on both sides. ``coming``,
    ``going``: how many come from there, and go there.
    ``namesakes`` of those that go have the names of one that comes, and another key; both stay.
    ``machines``: the names of the computers there.
    """

    id: str
    here: int
    there: int
    same: int
    coming: int
    going: int
    namesakes: int
    machines: list[str]


class SyncTurnOnRequest(SyncFactor):
    """``name`` is this computer's. With ``preview_id`` (of ``sync.preview``) it joins the area, and
    needs no factor. Without, it is the first: the factor opens the area from now on. If the vault
    has such a factor, it must be that one; else a passphrase is new. ``strength``: the page's
    estimate of a new passphrase, from 0 to 4. ``replaces``: deletes what another computer wrote.
    ``way``: the browser's if it is absent.
    """

    name: str
    way: NotRequired[SyncWayName]
    preview_id: NotRequired[str]
    strength: NotRequired[int]
    replaces: NotRequired[bool]


class SyncEnterKeyRequest(SyncFactor):
    """What opens the area since its keys were renewed on another computer."""


class SyncExchangeRequest(TypedDict):
    """``rewrites``: writes everything again where it was wiped."""

    rewrites: NotRequired[bool]


class SyncRenameRequest(TypedDict):
    """The new name of this computer."""

    name: str


class SyncRemoveMachineRequest(TypedDict):
    """The id of another computer, as in ``SyncMachine``. It keeps its accounts, and turns its sync
    off when it reads this.
    """

    id: str


class SyncTurnOffRequest(TypedDict):
    """``wipes``: also deletes what is in the area, for all computers."""

    wipes: bool
