"""The requests and replies of the commands of one account in the vault."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.common import AlgorithmName, KindName


class AccountRef(TypedDict):
    """The id of one account."""

    id: str


class RecoveryCodeInfo(TypedDict):
    """One of a site's recovery codes."""

    code: str
    used: bool


SiteSource: TypeAlias = Literal[
    "added", "scanned", "imported", "entered", "copied_once", "copied", "filled"
]


class AccountSiteInfo(TypedDict):
    """A site of an account. ``address`` is its origin. ``host`` is the text to show: the host, and
    the port if it is not the scheme's default.

    ``source`` says how it became a site. added: the account was added there by an old version,
    which stored one page only; copied: its code was copied twice there; filled: the user allowed a
    code to be filled in there. ``belongs``: whether the account belongs to this site; not yet if
    its code was copied there once.
    """

    address: str
    host: str
    source: SiteSource
    belongs: bool
    used_at_unix: int


class AccountEditRequest(TypedDict):
    """The new values of an account's fields. An absent field does not change. ``counter``: the next
    counter of a counter-based account.

    ``add_recovery_codes``: pasted text; the codes in it that the account lacks are added.
    ``sites``: all sites of the account from now on, each an ``AccountSiteInfo.address`` or a typed
    text (``example.com``). A site that the account had keeps its source. ``submits_after_fill``:
    the form is submitted after a code was filled in. ``appends_code``: a code is appended to the
    field's content. ``hidden``: the popup lists the account only on demand. ``hides_code``: its
    code is shown only after its row was pressed.
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
    sites: NotRequired[list[str]]
    submits_after_fill: NotRequired[bool]
    appends_code: NotRequired[bool]
    hidden: NotRequired[bool]
    hides_code: NotRequired[bool]
    counter: NotRequired[int]


class AccountResynchronizeRequest(TypedDict):
    """``codes``: two consecutive codes that another device with the same key shows."""

    id: str
    codes: list[str]


class AccountResynchronizeReply(TypedDict):
    """``before``: the previous counter. ``counter``: the saved counter, which follows both
    codes.
    """

    before: int
    counter: int


class AccountTile(TypedDict):
    """``service_icon``: the name of the service's icon. ``monogram``: the letters of a tile without
    an icon. ``picture``: the version of the account's own picture, which replaces the icon. Each
    may be empty.
    """

    service_icon: str
    monogram: str
    picture: str


class AccountEditReply(AccountTile):
    """The account's recovery codes, sites and tile after the change."""

    recovery_codes: list[RecoveryCodeInfo]
    sites: list[AccountSiteInfo]


class AccountMoveRequest(TypedDict):
    """``before``: the id of the account to move it in front of; None moves it to the end.
    ``pinned``: whether it is pinned there. Absent: it is pinned among pinned accounts, and not
    pinned among others.
    """

    id: str
    before: str | None
    pinned: NotRequired[bool]


class AccountRenameGroupRequest(TypedDict):
    """``to``: the group's new name; an account that has both is in it once. Empty: no account is in
    the group any more.
    """

    group: str
    to: str


class AccountRenameGroupReply(TypedDict):
    """How many accounts were changed."""

    accounts: int


class AccountDetailsReply(AccountTile):
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
    sites: list[AccountSiteInfo]
    submits_after_fill: bool
    appends_code: bool
    hidden: bool
    hides_code: bool


class AccountUseRequest(AccountRef):
    """``host``: the host of the page in the active tab when the user copied the code. After two
    uses there it becomes a site of the account.
    """

    host: NotRequired[str]


class AccountUseReply(TypedDict):
    """The current code, or the next code of a counter-based account. ``counter`` is the counter of
    this code, 0 for other kinds.
    """

    id: str
    code: str
    counter: int
