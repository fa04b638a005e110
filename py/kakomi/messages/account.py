"""account.*"""

from typing import Literal, NotRequired, TypedDict

from kakomi.messages.common import AlgorithmName, KindName


class AccountRef(TypedDict):
    """The id of one account."""

    id: str


class AccountAddRequest(TypedDict):
    """Either a URI to add, or the ``id`` of a scan result (``found``).

    ``replaces``: the id of an account that goes to the trash in the same save. ``pin``: used for
    kinds that need a PIN, if the URI holds none.
    """

    uri: NotRequired[str]
    found: NotRequired[str]
    replaces: NotRequired[str]
    pin: NotRequired[str]


class AccountAddReply(TypedDict):
    """``older_id``: the account that was replaced; ``import.undo`` takes ``undo``. Both are None
    if none was.
    """

    state: Literal["added", "known"]
    account_id: str
    older_id: str | None
    undo: str | None


class AccountAddAllRequest(TypedDict):
    """The ``id``s of scan results; all are added in one save."""

    found: list[str]


class AccountAddAllReply(TypedDict):
    """The ids that were added, and how many accounts were there already. ``import.undo`` takes
    ``undo``.
    """

    added: list[str]
    known: int
    undo: str


class RecoveryCodeInfo(TypedDict):
    """One of a site's recovery codes."""

    code: str
    used: bool


class AccountEditRequest(TypedDict):
    """The new values of an account's fields. A field that is absent is not changed.

    ``add_recovery_codes``: text as it was pasted; the codes in it that the account lacks are added.
    """

    id: str
    issuer: NotRequired[str]
    name: NotRequired[str]
    note: NotRequired[str]
    groups: NotRequired[list[str]]
    pinned: NotRequired[bool]
    recovery_codes: NotRequired[list[RecoveryCodeInfo]]
    add_recovery_codes: NotRequired[str]
    emergency_note: NotRequired[str]
    emergency_link: NotRequired[str]


class AccountEditReply(TypedDict):
    """The account's recovery codes after the change."""

    recovery_codes: list[RecoveryCodeInfo]


class AccountMoveRequest(TypedDict):
    """``before``: the id of the account to move it in front of; None moves it to the end."""

    id: str
    before: str | None


class AccountDetailsReply(TypedDict):
    """Every field of an account except its secret and its PIN."""

    id: str
    issuer: str
    name: str
    kind: KindName
    algorithm: AlgorithmName
    digits: int
    period_s: int
    counter: int
    added_at_unix: int
    origin: str
    note: str
    groups: list[str]
    icon: str
    pinned: bool
    recovery_codes: list[RecoveryCodeInfo]
    emergency_note: str
    emergency_link: str


class TrashedAccount(TypedDict):
    """A removed account, which is deleted at ``leaves_at_unix``."""

    id: str
    issuer: str
    name: str
    removed_at_unix: int
    leaves_at_unix: int


class AccountRemovedReply(TypedDict):
    """The removed accounts, the latest first."""

    accounts: list[TrashedAccount]


class AccountUseReply(TypedDict):
    """The code of a counter-based account; the next counter is already saved."""

    id: str
    code: str
    counter: int
