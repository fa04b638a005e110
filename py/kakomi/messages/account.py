"""account.*"""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.common import AlgorithmName, HmacName, KindName
from kakomi.messages.sheet import Row


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

    ``replaces``: the id of an account that goes to the trash in the same save. ``pin``: used for
    kinds that need a PIN, if the URI holds none. ``same_key``: what to do if the key is saved
    already. second: add it under this name too; counter: let the saved account go on from this
    counter. ``hexadecimal``: read a key that can be base32 and hexadecimal as hexadecimal.
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
    """``older_id``: the account that was replaced, or None. ``import.undo`` takes ``undo``, which
    is None if there is only an added account to remove.

    counted: the saved account ``account_id`` now goes on from the new counter. known, second,
    ahead: nothing was saved, for the reason that ``MatchState`` says; ``account_id`` is the saved
    account.
    """

    state: Literal["added", "known", "second", "ahead", "counted"]
    account_id: str
    older_id: str | None
    undo: str | None


class AccountAddAllRequest(TypedDict):
    """The ``id``s of scan results; all are added in one save, also those whose key is saved under
    another name.
    """

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


SiteSource: TypeAlias = Literal[
    "added", "scanned", "imported", "entered", "copied_once", "copied", "filled"
]


class AccountSiteInfo(TypedDict):
    """A site of an account. ``address`` is its origin; ``host`` is what is shown: the host, and the
    port if it is not the scheme's own.

    ``source`` says how it became a site. added: the account was added there, by a version that kept
    one page only; copied: its code was copied twice there; filled: the user allowed a code to be
    filled in there. A site with copied_once does not belong to the account yet.
    """

    address: str
    host: str
    source: SiteSource
    used_at_unix: int


class AccountEditRequest(TypedDict):
    """The new values of an account's fields. A field that is absent is not changed. ``counter``:
    the next counter of a counter-based account.

    ``add_recovery_codes``: text as it was pasted; the codes in it that the account lacks are added.
    ``sites``: all sites that the account has from now on, each as ``AccountSiteInfo.address`` or as
    the user typed it (``example.com``). One that it had keeps its source.
    ``submits_after_fill``: the form is submitted after a code was filled in. ``appends_code``: a
    code is put behind what stands in the field.
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
    counter: NotRequired[int]


class AccountWithParameters(TypedDict):
    """An account, and the parameters that it is to have."""

    id: str
    parameters: NewParameters


class AccountPreviewParametersReply(TypedDict):
    """The row that the account would have."""

    row: Row


class AccountSetParametersReply(TypedDict):
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
    """``codes``: two codes in a row, as the site or another device with the same key shows them."""

    id: str
    codes: list[str]


class AccountResynchronizeReply(TypedDict):
    """The account's counter before, and the counter that follows the two codes, which is saved."""

    before: int
    counter: int


class AccountTile(TypedDict):
    """The name of a service's icon, the letters of a tile without one, and the version of the
    account's own picture, which comes before the icon. Each may be empty.
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
    """The accounts whose pictures are wanted, at most 1,000."""

    ids: list[str]


class AccountPicturesReply(TypedDict):
    """The pictures of those that have one."""

    pictures: list[AccountPicture]


class AccountEditReply(AccountTile):
    """The account's recovery codes, sites and tile after the change."""

    recovery_codes: list[RecoveryCodeInfo]
    sites: list[AccountSiteInfo]


class AccountMoveRequest(TypedDict):
    """``before``: the id of the account to move it in front of; None moves it to the end."""

    id: str
    before: str | None


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


class TrashedAccount(AccountTile):
    """A removed account, which is deleted at ``leaves_at_unix``."""

    id: str
    issuer: str
    name: str
    removed_at_unix: int
    leaves_at_unix: int


class AccountRemovedReply(TypedDict):
    """The removed accounts, the latest first."""

    accounts: list[TrashedAccount]


class AccountUseRequest(AccountRef):
    """``host``: the address of the page that was in front when the user took the code. After two
    uses there it becomes a site of the account.
    """

    host: NotRequired[str]


class AccountUseReply(TypedDict):
    """The code of now, or the next one of a counter-based account, whose next counter is saved.
    ``counter`` is the counter of this code, 0 for other kinds.
    """

    id: str
    code: str
    counter: int


# What a page is to an account. own: one of its sites. confirmed: the user allowed it just now.
# proposed: the service that its issuer names; insecure: one of its sites without https; other: none
# of these. The last three need the user's consent.
SiteRelation: TypeAlias = Literal["own", "confirmed", "proposed", "insecure", "other"]

# Why a code was not filled in. refused_page: the browser lets no extension in, or the page has no
# http or https address; closed: the tab is closed; unresponsive: the page does not answer;
# navigated: another document came meanwhile; changed: the field changed; rejected: the field did
# not take the code; foreign_frame: the field seems to be in a frame of another site; several:
# several fields could be meant. Empty: none of these.
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
]


class AccountFillRequest(AccountRef):
    """``confirmed``: the user answered the question that the last reply with ``other_site`` asked.
    It counts only for the host of that reply, and for two minutes.

    ``can_wait``: absent or true, the command itself waits for the next code if the current one
    holds for less than three seconds. False: the reply is then ``waiting``, and the page asks again
    after ``waits_ms``. ``pointed``: the user pointed at the focused field, by its context menu.
    """

    tab_id: int
    confirmed: NotRequired[bool]
    can_wait: NotRequired[bool]
    pointed: NotRequired[bool]


class AccountFillReply(TypedDict):
    """``filled``: the code is in the page's field. ``no_field``: the page has no field for it.
    ``other_site``: the page is none of the account's; nothing was done, and ``confirmed`` fills.
    ``refused``: the page could not be asked, or did not take the code. ``waiting``: see
    ``can_wait``.

    ``host`` is the page's, with its port; empty where the page has none. ``sites`` are the hosts of
    the account's sites, to be named in the question; ``proposed`` the domains of the service that
    its issuer names. ``relation``: what the page is to the account. ``can_retry``: the same request
    may succeed later.
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
