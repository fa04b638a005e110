"""transfer.*: a Google Authenticator transfer that consists of several QR codes."""

from typing import Literal, TypeAlias, TypedDict

# What the last scan did to a transfer. begun, joined: a new part; again: a part that was there;
# other: a part of another transfer, and the user must say which of the two is meant; "": nothing.
TransferEvent: TypeAlias = Literal["", "begun", "joined", "again", "other"]


class TransferProgress(TypedDict):
    """The parts of a transfer that were read and those that are missing, counted from 0, and how
    many accounts the read parts hold.
    """

    of: int
    have: list[int]
    missing: list[int]
    accounts: int
    event: TransferEvent


class TransferParts(TypedDict):
    """The parts of a transfer that were in imported files, and those that are missing, counted
    from 0. ``batch_id`` tells one transfer from another.
    """

    batch_id: int
    of: int
    have: list[int]
    missing: list[int]
