"""The requests and replies of account.*."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.common import AlgorithmName, HmacName, KindName
from kakomi.messages.sheet import Row
from kakomi.messages.vault import UnlockFactor


class AccountRef(TypedDict):
    """The id of one account."""

    id: str


class NewParameters(TypedDict):
    """How an account's codes are to be made. A field that the kind does not have is ignored. A PIN
    that is absent stays as it is.
    """

    kind: KindName
    algorithm: NotRequired[HmacName]
    digits: NotRequired[int]
    period_s: NotRequired[int]
    counter: NotRequired[int]
    pin: NotRequired[str]


class AccountAddRequest(TypedDict):
    """Either a URI to add, or the ``id`` of a scan result (``found``). ``issuer``, ``name`` and
    ``parameters``: what the user changed in the scan result.

    ``replaces``: the id of an account that moves to the trash in the same save. ``pin``: the PIN of
    a kind that needs one, if the URI has none. ``same_key``: what to do if the key is already
    saved. second: add it under this name too; counter: set the saved account's counter to this
    counter. ``hexadecimal``: read a key that is valid as base32 and hexadecimal as hexadecimal.
    """

    uri: NotRequired[str]
    found: NotRequired[str]
    replaces: NotRequired[str]
    pin: NotRequired[str]
    same_key: NotRequired[Literal["second", "counter"]]
    hexadecimal: NotRequired[bool]
    issuer: NotRequired[str]
    name: NotRequired[str]
    parameters: NotRequired[NewParameters]


class AccountAddReply(TypedDict):
    """``older_id``: the account that was replaced, or None. ``undo``: the id for ``import.undo``;
    None if an undo would only remove the added account.

    ``state``: "counted" means that the counter of the saved account ``account_id`` was set.
    "known", "second" and "ahead" mean that nothing was saved, for the reason that ``MatchState``
    defines; ``account_id`` is the saved account.
    """

    state: Literal["added", "known", "second", "ahead", "counted"]
    account_id: str
    older_id: str | None
    undo: str | None


class AccountAddAllRequest(TypedDict):
    """The ids of the scan results to add in one save. A result whose key is saved under another
    name is added too.
    """

    found: list[str]


class AccountAddAllReply(TypedDict):
    """``added``: the ids of the new accounts. ``known``: the number of results that were already
    saved. ``undo``: the id for ``import.undo``.
    """

    added: list[str]
    known: int
    undo: str


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


class AccountWithParameters(TypedDict):
    """An account, and the parameters that it is to have."""

    id: str
    parameters: NewParameters


class AccountPreviewParametersRequest(TypedDict):
    """The ``id`` of an account, or of a scan result (``found``), and the parameters that it is to
    have.
    """

    id: NotRequired[str]
    found: NotRequired[str]
    parameters: NewParameters


class AccountPreviewParametersReply(TypedDict):
    """The row that the account would have."""

    row: Row


class AccountSetParametersReply(TypedDict):
    """``import.undo`` takes ``undo``."""

    undo: str


class AccountPreviewKeyRequest(TypedDict):
    """An account, and a setup key as the user types it. mOTP's is not base32."""

    id: str
    secret_base32: str


class AccountPreviewKeyReply(TypedDict):
    """The row that the account would have. ``is_same``: it has that key already."""

    row: Row
    is_same: bool


class AccountSetKeyRequest(AccountPreviewKeyRequest):
    """``again``: a factor of the vault, if it can lock."""

    again: NotRequired[UnlockFactor]


class AccountSetKeyReply(TypedDict):
    """``import.undo`` takes ``undo``."""

    undo: str


class AccountEditManyRequest(TypedDict):
    """What is done to each account of ``ids``. A field that is absent is not changed. ``removed``:
    whether they are in the trash.
    """

    ids: list[str]
    add_groups: NotRequired[list[str]]
    remove_groups: NotRequired[list[str]]
    pinned: NotRequired[bool]
    hidden: NotRequired[bool]
    removed: NotRequired[bool]


class AccountEditManyReply(TypedDict):
    """How many accounts changed. ``import.undo`` takes ``undo``; None if none changed."""

    changed: int
    undo: str | None


class AccountGroupsRequest(TypedDict):
    """The accounts that are counted."""

    ids: list[str]


class GroupCount(TypedDict):
    """A group, and how many of the counted accounts are in it."""

    name: str
    count: int


class AccountGroupsReply(TypedDict):
    """Every group of the accounts that are not removed, by name."""

    groups: list[GroupCount]


class AccountEmptyTrashRequest(TypedDict):
    """``ids``: the accounts to delete; absent for all in the trash."""

    ids: NotRequired[list[str]]


class AccountEmptyTrashReply(TypedDict):
    """How many accounts were deleted."""

    deleted: int


class AccountFindIconsRequest(TypedDict):
    """``text``: part of a service's name or domain; empty for all icons."""

    text: str


class AccountFindIconsReply(TypedDict):
    """The names of the icons, those that begin with the text first."""

    icons: list[str]


class AccountSetIconRequest(TypedDict):
    """``icon``: the name of a shipped icon, ``monogram`` for letters, or an empty text for
    the icon that the issuer names.
    """

    id: str
    icon: str


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


class AccountSetIconReply(AccountTile):
    """The account's tile after the change. ``import.undo`` takes ``undo``."""

    icon: str
    undo: str


class AccountSetPictureRequest(TypedDict):
    """``data_base64``: an image file of any size, or an empty text to remove the picture."""

    id: str
    data_base64: str


class AccountPicture(TypedDict):
    """An account's own picture; both texts are empty if it has none."""

    id: str
    version: str
    data_url: str


class AccountPicturesRequest(TypedDict):
    """The ids of the requested accounts, at most 1,000."""

    ids: list[str]


class AccountPicturesReply(TypedDict):
    """The pictures of the requested accounts that have one."""

    pictures: list[AccountPicture]


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


class TrashedAccount(AccountTile):
    """A removed account, which is deleted permanently in ``days_left`` days."""

    id: str
    issuer: str
    name: str
    removed_at_unix: int
    days_left: int


class AccountRemovedReply(TypedDict):
    """The removed accounts, the latest first."""

    accounts: list[TrashedAccount]


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


# The relation of a page to an account. own: the page is one of its sites; confirmed: the user
# allowed it just now; copied: its code was copied there twice, and nothing else says that it is one
# of its sites; proposed: the page belongs to the service that its issuer names; insecure: it is one
# of its sites without https; other: none of these. The last four need the user's consent.
SiteRelation: TypeAlias = Literal["own", "confirmed", "copied", "proposed", "insecure", "other"]

# Why a code was not filled in. refused_page: the browser allows no extension there, or the page has
# no http or https address; closed: the tab is closed; unresponsive: the page does not answer;
# navigated: the tab shows another document now; changed: the field changed; rejected: the field did
# not accept the code; foreign_frame: the field seems to be in a frame of another site; several:
# several fields are equally likely. Empty: none of these.
FillReason: TypeAlias = Literal[
    "",
    "refused_page",
    "closed",
    "unresponsive",
    "navigated",
    "changed",
    "rejected",
    "foreign_frame",
    "several",
    "policy",
]


class AccountFillRequest(AccountRef):
    """``confirmed``: the user answered the question of the last reply with ``other_site``. The
    answer is valid for the host of that reply and for two minutes.

    ``can_wait``: if absent or true, the command waits for the next code if the current one is valid
    for less than three seconds. If false, the reply is ``waiting``, and the page sends the request
    again after ``waits_ms``. ``pointed``: the user opened the focused field's context menu.
    """

    tab_id: int
    confirmed: NotRequired[bool]
    can_wait: NotRequired[bool]
    pointed: NotRequired[bool]


class AccountFillReply(TypedDict):
    """``filled``: the code is in the page's field. ``no_field``: the page has no field for it.
    ``other_site``: the page is not one of the account's sites. Nothing was filled in; the request
    with ``confirmed`` does it. ``refused``: the page could not be surveyed, or did not accept the
    code. ``waiting``: see ``can_wait``.

    ``host`` is the page's host with its port; empty if the page has none. ``sites`` are the hosts
    of the account's sites, for the text of the question. ``proposed`` are the domains of the
    service that its issuer names. ``can_retry``: the same request may succeed later.
    """

    state: Literal["filled", "no_field", "other_site", "refused", "waiting"]
    reason: FillReason
    host: str
    account_id: str
    relation: SiteRelation
    sites: list[str]
    proposed: list[str]
    waits_ms: int
    can_retry: bool
