"""import.*"""

from typing import NotRequired, TypedDict

from kakomi.messages.common import (
    AlgorithmName,
    Failure,
    KindName,
    LeftOut,
    MatchState,
    NamedFile,
)
from kakomi.messages.sheet import Row, SavedAccount
from kakomi.messages.transfer import TransferParts


class ImportReadRequest(NamedFile):
    """``beside``: files that came with it (such as a manifest). ``joins``: the ``id`` of an earlier
    reply; both are then confirmed together. ``reading``: a name that ``import.stop`` takes while
    the file is being read.
    """

    password: NotRequired[str]
    beside: NotRequired[list[NamedFile]]
    joins: NotRequired[str]
    reading: NotRequired[str]


class ImportStopRequest(TypedDict):
    """The ``reading`` to stop."""

    reading: str


class ImportedAccount(TypedDict):
    """An account of a file. ``account_id``: the vault's account that it matches. ``row`` and
    ``saved``: the account and the saved one, to be compared, if there is a question.
    ``hexadecimal`` as in ``FoundAccount``.

    ``waits_for_pin``: it cannot be added without a PIN. ``trashed``: it was in the other app's
    trash and goes to the vault's trash. ``recovery_codes``: how many it has. ``icon`` and
    ``monogram`` as in ``Row``.
    """

    issuer: str
    name: str
    icon: str
    monogram: str
    secret_base32: str
    kind: KindName
    algorithm: AlgorithmName
    digits: int
    period_s: int
    counter: int
    waits_for_pin: bool
    trashed: bool
    note: str
    groups: list[str]
    recovery_codes: int
    state: MatchState
    account_id: str | None
    row: Row | None
    saved: SavedAccount | None
    hexadecimal: Row | None


class ImportReadReply(TypedDict):
    """What a file holds; ``import.confirm`` takes its ``id``. The vault has not changed yet.

    ``first_index``: the index of its first account among all that are confirmed together.
    ``parts``: the parts of transfers in this file; ``transfers``: each transfer of several parts,
    with the parts in all files that are confirmed together.
    """

    id: str
    first_index: int
    format: str
    encrypted: bool
    accounts: list[ImportedAccount]
    refused: list[Failure]
    left_out: list[LeftOut]
    parts: list[TransferParts]
    transfers: list[TransferParts]


class ImportLeaveRequest(TypedDict):
    """The import, and the ``first_index`` of the file that the user removed from it."""

    id: str
    first_index: int


class ImportLeaveReply(TypedDict):
    """``transfers`` as in ``ImportReadReply``, without that file."""

    transfers: list[TransferParts]


class AccountPin(TypedDict):
    """The PIN of the account at that index."""

    index: int
    pin: str


class ImportConfirmRequest(TypedDict):
    """``take``: the indices of the accounts to add, in the order they are to have; all if absent.
    ``replace``: the indices of those that replace their namesake; others are added beside it.
    ``second``: those that are added although their key is saved under another name; ``counters``:
    those from whose counter the saved account goes on; ``hexadecimal``: those whose key is read as
    hexadecimal. Without these, an account whose key is saved
    counts as known. Two names of one key in one import are both added.
    """

    id: str
    take: NotRequired[list[int]]
    replace: NotRequired[list[int]]
    second: NotRequired[list[int]]
    counters: NotRequired[list[int]]
    hexadecimal: NotRequired[list[int]]
    pins: NotRequired[list[AccountPin]]


class ImportConfirmReply(TypedDict):
    """How many were added (``trashed`` of them to the trash), were there already, replaced another,
    lack a PIN, or set the counter of a saved account. ``import.undo`` takes ``undo``.
    """

    added: int
    trashed: int
    known: int
    replaced: int
    waiting: int
    counted: int
    undo: str


class ImportUndoRequest(TypedDict):
    """``undo``: what the command to be undone replied."""

    undo: str
