"""backup.*"""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.common import Failure, LeftOut
from kakomi.messages.sheet import RoomUsed
from kakomi.messages.vault import UnlockFactor

# paper: cards with a QR code each, which a page prints.
ExportFormat: TypeAlias = Literal[
    "kakomi", "google", "paper", "otpauth", "aegis", "2fas", "bitwarden"
]


class BackupExportRequest(TypedDict):
    """``format``: kakomi is encrypted, with ``passphrase`` or for the vault's own key slots. The
    others are plain text; if the vault can lock, they need the factor in ``again``. ``ids``: the
    accounts to export; all if absent.
    """

    format: ExportFormat
    passphrase: NotRequired[str]
    ids: NotRequired[list[str]]
    again: NotRequired[UnlockFactor]


class ExportedFile(TypedDict):
    """A file to save; ``type`` is its media type."""

    name: str
    type: str
    data_base64: str


class PaperAccount(TypedDict):
    """One card of a paper backup. ``secret``: in groups of four characters; ``parameters``: what
    must be set in an app that assumes TOTP with SHA-1, 6 digits and 30 seconds.
    """

    uri: str
    issuer: str
    name: str
    secret: str
    parameters: list[str]


class BackupExportReply(TypedDict):
    """``texts``: the texts to show as QR codes, in order; ``paper``: the cards to print;
    ``refused``: accounts that the format cannot express.
    """

    files: list[ExportedFile]
    texts: list[str]
    paper: list[PaperAccount]
    refused: list[Failure]
    left_out: list[LeftOut]


class AutomaticBackup(TypedDict):
    """Whether an encrypted copy is downloaded after each change; the last ``keep`` copies stay."""

    on: bool
    keep: int


class BackupStatusReply(TypedDict):
    """``accounts_since``: how many accounts are in no backup; ``trouble``: why the last automatic
    backup failed; ``is_single_copy``: one of the two stores is broken; ``is_nearly_full``: the user
    is to be told about ``room``.
    """

    last_at_unix: int | None
    accounts_since: int
    is_single_copy: bool
    room: RoomUsed
    is_nearly_full: bool
    automatic: AutomaticBackup
    trouble: Failure | None
