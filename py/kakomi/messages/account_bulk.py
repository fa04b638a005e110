"""The requests and replies of the commands that change many accounts."""

from typing import NotRequired, TypedDict


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
