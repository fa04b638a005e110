"""transfer.*: a Google Authenticator transfer that consists of several QR codes."""

from typing import Literal, TypeAlias, TypedDict

# What the last scan did to a transfer. begun: it read the first part; joined: it read a new part;
# again: it read a part that was read before; other: it read a part of another transfer, and the
# user must choose one of both; "": nothing.
TransferEvent: TypeAlias = Literal["", "begun", "joined", "again", "other"]


class TransferProgress(TypedDict):
    """``of``: the number of parts. ``have`` and ``missing``: the indices, from 0, of the parts that
    were read and that are missing. ``accounts``: the number of accounts in the parts that were
    read.
    """

    of: int
    have: list[int]
    missing: list[int]
    accounts: int
    event: TransferEvent


class TransferParts(TypedDict):
    """``of``: the number of parts. ``have`` and ``missing``: the indices, from 0, of the parts in
    imported files and of the missing ones. ``batch_id`` identifies the transfer.
    """

    batch_id: int
    of: int
    have: list[int]
    missing: list[int]
