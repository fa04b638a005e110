"""The requests and replies of import.*."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.account_parameters import ParameterName
from kakomi.details_from_import import DetailName
from kakomi.messages.common import AlgorithmName, Failure, KindName, LeftOut, MatchState, NamedFile
from kakomi.messages.sheet import Row, SavedAccount
from kakomi.messages.transfer import TransferParts

# What the preview asks about an account. listed: the import has it already, and there is nothing to
# ask. details: it is saved, and would get details of the file. reading: see NextStep. The others
# are those of MatchState.
ImportQuestion: TypeAlias = Literal[
    "new", "known", "listed", "details", "second", "ahead", "namesake", "reading"
]
# replace: in place of the account with the same names. hexadecimal: with its key read so.
ImportChoice: TypeAlias = Literal["add", "replace", "hexadecimal", "skip"]


class ImportReadRequest(NamedFile):
    """``beside``: companion files, such as a manifest. ``joins``: the ``id`` of an earlier reply;
    both files are then confirmed together. ``reading``: a name that the page chooses, with which
    ``import.stop`` cancels the reading.
    """

    password: NotRequired[str]
    beside: NotRequired[list[NamedFile]]
    joins: NotRequired[str]
    reading: NotRequired[str]


class ImportStopRequest(TypedDict):
    """The ``reading`` to stop."""

    reading: str


class ImportedAccount(TypedDict):
    """An account of a file. ``account_id``: the saved account that it matches. ``row`` and
    ``saved``: the rows of both accounts, for the user to compare; set if the user must decide.
    ``hexadecimal``: see ``FoundAccount``. ``new_sites``: the hosts that the import adds to the
    saved account. ``gains``: the fields that it fills in there. ``differs``: the fields that have
    something else there and stay.

    ``choices``: the possible answers to ``question``, the proposed one first; empty if there is
    nothing to choose. ``waits_for_pin``: it cannot be added without a PIN. ``trashed``: it was in
    the other app's trash and is added to the vault's trash. ``recovery_codes``: their number.
    ``icon``, ``monogram`` and ``unusual``: see ``Row``.
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
    unusual: list[ParameterName]
    counter: int
    waits_for_pin: bool
    trashed: bool
    note: str
    groups: list[str]
    recovery_codes: int
    state: MatchState
    question: ImportQuestion
    choices: list[ImportChoice]
    account_id: str | None
    new_sites: list[str]
    gains: list[DetailName]
    differs: list[DetailName]
    row: Row | None
    saved: SavedAccount | None
    hexadecimal: Row | None


class ImportReadReply(TypedDict):
    """The preview of a file. ``id`` is for ``import.confirm``. The vault does not change.

    ``first_index``: the index of its first account among all accounts that are confirmed together.
    ``parts``: the parts of transfers in this file. ``transfers``: each transfer of several parts,
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


class ChangedPreview(TypedDict):
    """The preview of the account at that index of the import."""

    index: int
    account: ImportedAccount


class ImportLeaveReply(TypedDict):
    """``transfers`` of ``ImportReadReply`` without that file. ``changed``: the previews of the
    accounts that were in that file too, and now are only in a later one.
    """

    changed: list[ChangedPreview]
    transfers: list[TransferParts]


class AccountPin(TypedDict):
    """The PIN of the account at that index."""

    index: int
    pin: str


class ImportConfirmRequest(TypedDict):
    """``take``: the indices of the accounts to add, in the order to add them; all if absent.

    The other lists have indices of accounts. ``replace``: they replace the account with the same
    issuer and name; others are added in addition to it. ``second``: they are added even if their
    key is saved under another name. ``counters``: they set the counter of the account with the same
    key. ``hexadecimal``: their key is read as hexadecimal. An account whose key is saved and that
    is in none of these lists counts as known. Two names of one key in one import are both added. An
    account that is listed twice is taken only if its first entry is taken, and as that is.
    """

    id: str
    take: NotRequired[list[int]]
    replace: NotRequired[list[int]]
    second: NotRequired[list[int]]
    counters: NotRequired[list[int]]
    hexadecimal: NotRequired[list[int]]
    pins: NotRequired[list[AccountPin]]


class ImportConfirmReply(TypedDict):
    """The numbers of accounts that were added (``trashed`` of them to the trash), were already
    saved (``known``), replaced another, lack a PIN (``waiting``), or set the counter of a saved
    account (``counted``). ``completed``: the number of saved accounts that got details. ``undo`` is
    the id for ``import.undo``.
    """

    added: int
    trashed: int
    known: int
    replaced: int
    waiting: int
    counted: int
    completed: int
    undo: str


class ImportUndoRequest(TypedDict):
    """``undo``: the id from the reply of the command to undo."""

    undo: str
