"""The requests and replies of account.fill."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.account import AccountRef

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
