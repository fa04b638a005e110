"""The requests and replies of the account commands that change the secret of its key."""

from typing import NotRequired, TypedDict

from kakomi.messages.sheet import Row
from kakomi.messages.vault import UnlockFactor


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
