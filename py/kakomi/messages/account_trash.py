"""The requests and replies of the account commands that concern the trash."""

from typing import NotRequired, TypedDict

from kakomi.messages.account import AccountTile


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


class AccountEmptyTrashRequest(TypedDict):
    """``ids``: the accounts to delete; absent for all in the trash."""

    ids: NotRequired[list[str]]


class AccountEmptyTrashReply(TypedDict):
    """How many accounts were deleted."""

    deleted: int
