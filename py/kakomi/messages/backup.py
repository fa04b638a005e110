"""The requests and replies of backup.*."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.common import Failure, LeftOut
from kakomi.messages.sheet import CapacityUsed
from kakomi.messages.vault import UnlockFactor

# "paper" is a page to print with a card and a QR code for each account.
ExportFormat: TypeAlias = Literal[
    "kakomi", "google", "paper", "otpauth", "aegis", "2fas", "bitwarden"
]


class BackupExportRequest(TypedDict):
    """``format``: "kakomi" is encrypted with ``passphrase`` or for the vault's own key slots. The
    other formats are plain text. Plain text and a ``passphrase`` need a factor in ``again`` if the
    vault can lock. ``ids``: the accounts to export; all if absent. ``shows_qr``: one account's
    setup link is shown as a QR code and not saved.
    """

    format: ExportFormat
    passphrase: NotRequired[str]
    ids: NotRequired[list[str]]
    again: NotRequired[UnlockFactor]
    shows_qr: NotRequired[bool]


class ExportedFile(TypedDict):
    """A file to save; ``type`` is its media type."""

    name: str
    type: str
    data_base64: str


class PaperAccount(TypedDict):
    """One card of a paper backup. ``secret`` is in groups of four characters. ``parameters`` are
    the values that differ from TOTP with SHA-1, 6 digits and 30 seconds, which apps assume.
    """

    uri: str
    issuer: str
    name: str
    secret: str
    parameters: list[str]


class BackupExportReply(TypedDict):
    """``texts``: the texts to show as QR codes, in order. ``paper``: the cards to print.
    ``refused``: the errors of accounts that the format cannot represent.
    """

    files: list[ExportedFile]
    texts: list[str]
    paper: list[PaperAccount]
    refused: list[Failure]
    left_out: list[LeftOut]


class AutomaticBackup(TypedDict):
    """``on``: an encrypted backup is downloaded after each change. The last ``keep`` files stay."""

    on: bool
    keep: int


class ChosenFolder(TypedDict):
    """The folder that the user chose for automatic backups. ``may_write``: the browser allows it
    without asking again.
    """

    name: str
    may_write: bool


class BackupStatusReply(TypedDict):
    """``accounts_since``: the number of accounts without a backup. ``backup_error``: the error of
    the last automatic backup. ``is_single_copy``: one of the two stores is broken.
    ``is_nearly_full``: the page must show ``capacity``. ``may_choose_folder``: the organization has
    set no folder.
    """

    last_at_unix: int | None
    accounts_since: int
    is_single_copy: bool
    capacity: CapacityUsed
    is_nearly_full: bool
    automatic: AutomaticBackup
    backup_error: Failure | None
    folder: ChosenFolder | None
    may_choose_folder: bool
