"""The requests and replies of page.*."""

from typing import Literal, NotRequired, TypedDict

from kakomi.messages.fill import AccountFillReply, FillReason


class PageCodeFieldRequest(TypedDict):
    """The tab to survey. ``unattended``: the user did not ask, so the time until the lock does not
    restart. A page that stays open sends this request when the active tab changes.
    """

    tab_id: int
    unattended: NotRequired[bool]


class PageCodeFieldReply(TypedDict):
    """``field``: the page has one field, or one row of boxes, for a code. ``several``: several
    fields are equally likely. ``none``: there is none. ``refused``: the page could not be surveyed.

    ``host`` is the page's host with its port. ``account_ids`` are the accounts to which the page
    belongs, the last used there first. ``proposed_ids`` are the accounts whose issuer names the
    page's service. ``fillable_ids`` are those of both whose code the page has a field for: a field
    for codes, or a password field if the account's code is appended to a password.
    """

    state: Literal["field", "several", "none", "refused"]
    reason: FillReason
    host: str
    account_ids: list[str]
    proposed_ids: list[str]
    fillable_ids: list[str]


class PageFillRequest(TypedDict):
    """The tab to fill. ``window_id``: the window in which the popup opens if the user must continue
    there.

    ``pointed``: the user opened the focused field's context menu. ``id``: the account that the user
    chose, instead of the one to which the page belongs. ``typed``: what the user typed in the
    address bar while the vault was locked; the account is the first that it finds.
    """

    tab_id: int
    id: NotRequired[str]
    typed: NotRequired[str]
    window_id: NotRequired[int]
    pointed: NotRequired[bool]


class PageFillReply(TypedDict):
    """``done``: ``fill`` has the outcome. ``choose``: the page belongs to no account or to several.
    ``locked``: the vault must be unlocked first.

    Unless a code was filled in, the popup was opened, and ``PendingFill`` has the reason.
    """

    state: Literal["done", "choose", "locked"]
    fill: AccountFillReply | None


class PendingFill(TypedDict):
    """Why ``page.fill`` opened the popup, in session storage under ``fill.pending``. The page that
    shows it removes it, and sends ``page.fill`` again after an unlock. ``id`` is the account that
    the user chose, ``typed`` the text that names it, or empty.
    """

    state: Literal["done", "choose", "locked"]
    tab_id: int
    at_unix: int
    pointed: bool
    id: str
    typed: str
    fill: AccountFillReply | None
