"""page.*"""

from typing import Literal, NotRequired, TypedDict

from kakomi.messages.account import AccountFillReply, FillReason


class PageCodeFieldRequest(TypedDict):
    """The tab to ask. ``unattended``: no person asked, so the time to lock goes on. A page that
    stays open asks whenever another tab comes to the front.
    """

    tab_id: int
    unattended: NotRequired[bool]


class PageCodeFieldReply(TypedDict):
    """``field``: the page has one field, or one row of boxes, for a code. ``several``: more than
    one could be meant. ``none``: there is none. ``refused``: the page could not be asked.

    ``host`` is the page's, with its port. ``account_ids`` are the accounts to which the page
    belongs, the last used there first; ``proposed_ids`` those whose issuer names the page's
    service.
    """

    state: Literal["field", "several", "none", "refused"]
    reason: FillReason
    host: str
    account_ids: list[str]
    proposed_ids: list[str]


class PageFillRequest(TypedDict):
    """The tab to fill. ``window_id``: where the popup opens if the user has to go on there.

    ``pointed``: the user pointed at the focused field, by its context menu. ``id``: the account
    that the user named, in place of the one to which the page belongs.
    """

    tab_id: int
    id: NotRequired[str]
    window_id: NotRequired[int]
    pointed: NotRequired[bool]


class PageFillReply(TypedDict):
    """``done``: ``fill`` says how it ended. ``choose``: no account or several belong to the page.
    ``locked``: the vault must be unlocked first.

    Except after a code was filled in, the popup was opened, and ``PendingFill`` tells it why.
    """

    state: Literal["done", "choose", "locked"]
    fill: AccountFillReply | None


class PendingFill(TypedDict):
    """Why the popup was opened by ``page.fill``; in session storage under ``fill.pending``. The
    page that shows it removes it. After an unlock, ``page.fill`` is to be sent again. ``id`` is the
    account that the user named, or empty.
    """

    state: Literal["done", "choose", "locked"]
    tab_id: int
    at_unix: int
    pointed: bool
    id: str
    fill: AccountFillReply | None
