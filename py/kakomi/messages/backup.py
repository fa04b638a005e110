"""backup.*"""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.common import Failure, LeftOut
from kakomi.messages.vault import UnlockFactor

# paper: account URIs that a page prints as QR codes.
ExportFormat: TypeAlias = Literal[
    "kakomi", "otpauth", "google", "aegis", "2fas", "bitwarden", "paper"
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


class BackupExportReply(TypedDict):
    """``texts``: the texts to show as QR codes, in order; ``refused``: accounts that the format
    cannot express.
    """

    files: list[ExportedFile]
    texts: list[str]
    refused: list[Failure]
    left_out: list[LeftOut]


class AutomaticBackup(TypedDict):
    """Whether an encrypted copy is downloaded after each change; the last ``keep`` copies stay."""

    on: bool
    keep: int


class BackupStatusReply(TypedDict):
    """``accounts_since``: how many accounts are in no backup; ``trouble``: why the last automatic
    backup failed; ``in_one_place``: one of the two stores is broken.
    """

    last_at_unix: int | None
    accounts_since: int
    in_one_place: bool
    automatic: AutomaticBackup
    trouble: Failure | None
