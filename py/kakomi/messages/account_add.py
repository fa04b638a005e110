"""The requests and replies of the account commands that add accounts."""

from typing import Literal, NotRequired, TypedDict

from kakomi.messages.account_parameters import NewParameters


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
