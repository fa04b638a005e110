"""The requests and replies of the account commands that concern its icon and picture."""

from typing import TypedDict

from kakomi.messages.account import AccountTile


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
