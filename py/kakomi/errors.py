"""All errors of Kakomi, in one class tree.

Each class has a stable ``code``, which the pages translate, and one sentence for developers.
``where`` is a path into the input (``secret[3]``, ``accounts[2].period_s``), never a value: error
texts leave the interpreter, and they must not contain a secret. For the same reason no error is
raised in the handler of an exception whose text quotes the input.

    KakomiError
    ├── RequestError         a request is malformed, unknown, or not allowed for its caller
    ├── UriError             a scanned or typed text is no account URI
    ├── AccountError         an account can't be used as it is described
    ├── MigrationError       a Google transfer code can't be read
    ├── VaultError           the vault can't be opened, changed or saved
    ├── BackupFolderError    the folder for backups can't be written
    ├── ScanError            a page or picture can't be captured or read
    ├── PageError            the fields of a page can't be surveyed
    ├── FileError            a file of another app can't be read
    ├── SyncError            the synced data can't be read, joined or written
    ├── PolicyError          the organization's policy forbids it, or asks for something first
    └── CryptoError          decryption or key derivation failed
"""

# ruff: noqa: N818  names have their branch: VaultDamaged, not VaultDamagedError

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Iterator


class KakomiError(Exception):
    """The base class. ``where`` is a path into the input, or empty.

    ``retry_after_ms``: set if the same request is refused until then.
    """

    code: ClassVar[str] = "kakomi.failed"
    text: ClassVar[str] = "Kakomi failed."

    def __init__(self, where: str = "") -> None:
        super().__init__(f"{self.text} [{where}]" if where else self.text)
        self.where = where
        self.retry_after_ms: int | None = None

    def at(self, where: str) -> Self:
        """Returns the same error with another ``where``."""
        return type(self)(where)


class RequestError(KakomiError):
    """Branch: requests of the pages."""


class RequestMalformed(RequestError):
    """The request does not have the command's shape."""

    code = "request.malformed"
    text = "The request is malformed."


class RequestUnknownCommand(RequestError):
    """There is no such command."""

    code = "request.unknown_command"
    text = "There is no such command."


class RequestForbidden(RequestError):
    """The command exists, and this caller may not use it."""

    code = "request.forbidden"
    text = "This caller may not use the command."


class UriError(KakomiError):
    """Branch: texts that are no account URI."""


class UriSchemeUnknown(UriError):
    """The text is not a URI of an account."""

    code = "uri.scheme"
    text = "The text is not an account URI."


class UriTypeUnknown(UriError):
    """The type after ``otpauth://`` is unknown."""

    code = "uri.type"
    text = "The type of the account URI is unknown."


class UriTooLong(UriError):
    """The text has more than ``uri_parts.MAX_URI_CHARACTERS``."""

    code = "uri.too_long"
    text = "The text is too long for an account URI."


class UriMalformed(UriError):
    """The URI has bytes that are no text, or a parameter twice with different values."""

    code = "uri.malformed"
    text = "The account URI is malformed."


class AccountError(KakomiError):
    """Branch: accounts that can't be used as they are described."""


class AccountMalformed(AccountError):
    """A stored account does not have the form that Kakomi writes."""

    code = "account.malformed"
    text = "The account record is malformed."


class SecretMissing(AccountError):
    """The secret is absent or empty."""

    code = "secret.missing"
    text = "The account has no secret."


class SecretInvalid(AccountError):
    """``where`` has the index of the first character that is not base32, counted from 0."""

    code = "secret.invalid"
    text = "The secret is not valid base32."


class SecretTooLong(AccountError):
    """The secret has more than ``secret_encoding.MAX_SECRET_BYTES``."""

    code = "secret.too_long"
    text = "The secret is too long."


class AlgorithmUnsupported(AccountError):
    """The algorithm is unknown. It is never replaced by another: the codes would be wrong."""

    code = "algorithm.unsupported"
    text = "The hash algorithm is not supported."


class DigitsUnsupported(AccountError):
    """The number of digits is not a number, out of bounds, or wrong for the kind."""

    code = "digits.unsupported"
    text = "The number of digits is not supported."


class PeriodUnsupported(AccountError):
    """The period is not a number, out of bounds, or wrong for the kind."""

    code = "period.unsupported"
    text = "The period is not supported."


class CounterInvalid(AccountError):
    """The counter is not a whole number, out of bounds, or used up."""

    code = "counter.invalid"
    text = "The counter, or the time it comes from, is out of range."


class CounterNotFound(AccountError):
    """No counter near the saved one gives the two codes."""

    code = "counter.not_found"
    text = "These two codes don't follow each other near the saved counter."


class KindUnsupported(AccountError):
    """The kind is known, and this place can't read or write it."""

    code = "kind.unsupported"
    text = "This kind of one-time password is not supported."


class KindPush(AccountError):
    """The code enrols a vendor's own app (Microsoft, Duo, Okta) and holds no secret.

    The user must ask the site for a code "for another authenticator app".
    """

    code = "kind.push"
    text = "The code sets up a vendor's own sign-in app and has no secret."


class KindTwoStep(AccountError):
    """privacyIDEA's two-step enrolment: the code holds one half of the key, and the app generates
    the other half.
    """

    code = "kind.two_step"
    text = "The code holds half a key of a two-step enrolment."


class PinMissing(AccountError):
    """Yandex and mOTP codes need a PIN, which QR codes and files often omit."""

    code = "pin.missing"
    text = "This kind of account needs its PIN."


class PinInvalid(AccountError):
    """The PIN has wrong characters or a wrong length, or the kind has no PIN."""

    code = "pin.invalid"
    text = "The PIN isn't valid for this kind of account."


class LabelTooLong(AccountError):
    """The issuer or the name has more than ``label.MAX_LABEL_CHARACTERS``."""

    code = "label.too_long"
    text = "The issuer or the account name is too long."


class LabelInvalid(AccountError):
    """The issuer or the name has control characters or outer white space."""

    code = "label.invalid"
    text = "The issuer or the account name contains unsupported characters."


class DetailsTooLong(AccountError):
    """A note, a link or a list of an account's details is too long."""

    code = "particulars.too_long"
    text = "The account details are too long."


class DetailsInvalid(AccountError):
    """A detail is an empty line, has characters that can't be shown, or is no valid link."""

    code = "particulars.invalid"
    text = "The account details are invalid."


class MigrationError(KakomiError):
    """Branch: Google Authenticator's transfer codes."""


class MigrationMalformed(MigrationError):
    """The code is not base64, is truncated, or is not the expected message."""

    code = "migration.malformed"
    text = "The transfer code can't be read."


class MigrationPartMissing(MigrationError):
    """A code of a transfer is missing; ``where`` names it: ``parts[1]``."""

    code = "migration.part_missing"
    text = "A code of this transfer is missing."


class MigrationTooLarge(MigrationError):
    """All codes of the transfer together are too large."""

    code = "migration.too_large"
    text = "The transfer is too large."


class MigrationGone(MigrationError):
    """The transfer was completed or cancelled, or the browser was closed."""

    code = "migration.gone"
    text = "There is no transfer in progress."


class VaultError(KakomiError):
    """Branch: the stored vault."""


class VaultDamaged(VaultError):
    """A stored text is damaged."""

    code = "vault.damaged"
    text = "The stored vault is damaged."


class VaultNewer(VaultError):
    """A newer version of Kakomi wrote the vault. It is not changed."""

    code = "vault.newer"
    text = "The vault was saved by a newer version of Kakomi."


class VaultConfirmationRequired(VaultError):
    """The request exports secrets without encryption and needs a factor of the vault."""

    code = "vault.ask_again"
    text = "This needs the vault's key again."


class BackupNotWritten(VaultError):
    """The browser may not write to the download folder, or the write failed."""

    code = "backup.not_written"
    text = "The backup couldn't be saved to the downloads folder."


class AccountNotFound(VaultError):
    """There is no account of that id, or the command can't be used on it."""

    code = "vault.no_such_account"
    text = "There is no such account in the vault."


class VaultFull(VaultError):
    """The vault exceeds its capacity or the browser's quota. The stored vault stays."""

    code = "vault.full"
    text = "There isn't enough space to save the vault."


class VaultNotSaved(VaultError):
    """The saved text does not read back the same. The previous vault stays."""

    code = "vault.not_saved"
    text = "The vault couldn't be saved."


class VaultLost(VaultError):
    """A vault existed and none of its copies is left. This is not a first run."""

    code = "vault.lost"
    text = "The vault is missing."


class VaultLocked(VaultError):
    """The vault is locked, and its key is not in memory."""

    code = "vault.locked"
    text = "The vault is locked."


class VaultKeyWrong(VaultError):
    """The passphrase, passkey or recovery key opens nothing. The error never says why."""

    code = "vault.key_wrong"
    text = "The passphrase or key is wrong."


class VaultKeyOfOthers(VaultKeyWrong):
    """The passphrase is not this vault's, but another computer's that syncs with it."""

    code = "vault.key_of_others"
    text = "This is the passphrase of another computer that syncs with this one."


class UnlockThrottled(VaultError):
    """After failed attempts, ``retry_after_ms`` must pass before the next one."""

    code = "vault.too_soon"
    text = "There were too many attempts to unlock."


class PassphraseTooWeak(VaultError):
    """The passphrase is too short, too long, or can't be encoded."""

    code = "passphrase.unfit"
    text = "The passphrase is too short or too long."


class RecoveryKeyMistyped(VaultError):
    """The text is no recovery key; ``where`` has the index of the first wrong character."""

    code = "recovery.mistyped"
    text = "The recovery key is incomplete or mistyped."


class RecoveryKeyExpired(VaultError):
    """No recovery key is pending: it was confirmed or cancelled, or the vault locked."""

    code = "recovery.expired"
    text = "No recovery key is waiting to be confirmed."


class SlotMissing(VaultError):
    """The vault has no such key slot."""

    code = "slot.missing"
    text = "The vault has no such key slot."


class SlotNeeded(VaultError):
    """Without this slot nothing, or only a passkey, would open the vault."""

    code = "slot.needed"
    text = "This key slot can't be removed."


class SlotExists(VaultError):
    """There is a slot of that kind, or the maximum number of passkeys."""

    code = "slot.taken"
    text = "The vault already has this key slot."


class PassphraseSetMeanwhile(VaultError):
    """A first passphrase was to be set, but another page has set one since."""

    code = "passphrase.set_meanwhile"
    text = "Another page has set a passphrase meanwhile."


class BackupFolderError(KakomiError):
    """Branch: the backup could not be saved in the folder that the user chose. The files in the
    folder stay.
    """


class BackupFolderAsks(BackupFolderError):
    """The browser asks the user again before the folder may be written to."""

    code = "backup.folder_asks"
    text = "The browser asks again for access to the backup folder."


class BackupFolderGone(BackupFolderError):
    """The folder was moved, renamed or deleted, its drive is missing, or none was chosen."""

    code = "backup.folder_gone"
    text = "The backup folder can't be found."


class BackupFolderFull(BackupFolderError):
    """The drive of the folder has no space left."""

    code = "backup.folder_full"
    text = "The backup folder's drive is full."


class BackupFolderReadOnly(BackupFolderError):
    """The operating system allows no writing in the folder."""

    code = "backup.folder_read_only"
    text = "The backup folder is read-only."


class BackupFolderNotWritten(BackupFolderError):
    """Another error, or the file does not read back the same."""

    code = "backup.folder_not_written"
    text = "The backup couldn't be saved in the backup folder."


class ScanError(KakomiError):
    """Branch: captures and scans."""


class ScanRefused(ScanError):
    """The browser does not allow a capture of this page."""

    code = "scan.refused"
    text = "This page can't be captured."


class ScanNoCapture(ScanError):
    """A box was drawn, and its capture is not stored any more."""

    code = "scan.no_capture"
    text = "There is no capture, or it expired."


class ScanPictureTooLarge(ScanError):
    """The picture has too many pixels."""

    code = "scan.picture_too_large"
    text = "The image is too large."


class ScanMoved(ScanError):
    """The page was scrolled or resized under the box, so the capture shows something else."""

    code = "scan.moved"
    text = "The page moved during the selection."


class ScanCovered(ScanError):
    """The page covered or removed the overlay."""

    code = "scan.covered"
    text = "The page covered or removed the selection."


class ScanPartOfSeries(ScanError):
    """The QR code is one of a series, and others are missing. ``where`` is "1/2"."""

    code = "scan.part_of_series"
    text = "The QR code is one part of a series."


class ScanPictureUnreadable(ScanError):
    """The file is no picture, a picture of an unsupported type (SVG), or broken."""

    code = "scan.picture_unreadable"
    text = "The image can't be decoded."


class ResultExpired(ScanError):
    """The scan result is not stored any more: another scan followed, or the browser was closed."""

    code = "scan.found_gone"
    text = "The scan result has expired."


class PageError(KakomiError):
    """Branch: pages in which Kakomi can't survey the fields."""


class PageRefused(PageError):
    """The browser allows no extension in this page: its own pages, the Web Store, a PDF."""

    code = "page.refused"
    text = "The browser lets no extension into this page."


class PageClosed(PageError):
    """The tab is closed."""

    code = "page.closed"
    text = "The tab is closed."


class PageNotAnswering(PageError):
    """The page did not answer within the time limit."""

    code = "page.unresponsive"
    text = "The page does not answer."


class FileError(KakomiError):
    """Branch: other apps' files."""


class FileUnknown(FileError):
    """No format recognises the file."""

    code = "file.unknown"
    text = "The file's format is unknown."


class FileEmpty(FileUnknown):
    """The file has no content, or only blanks."""

    code = "file.empty"
    text = "The file is empty."


class FilePacked(FileUnknown):
    """An archive of a type that Kakomi does not unpack, or an archive in an archive."""

    code = "file.packed"
    text = "The file is an archive: unpack it, and import the file in it."


class FileMalformed(FileError):
    """A format recognises the file, and it is truncated, altered or malformed."""

    code = "file.malformed"
    text = "The file is damaged or doesn't follow its format."


class FileEncodingInvalid(FileError):
    """The text is neither UTF-8 nor UTF-16. Other encodings are not guessed."""

    code = "file.encoding"
    text = "The text isn't UTF-8."


class FileTooLarge(FileError):
    """The file, or its decompressed content, is too large."""

    code = "file.too_large"
    text = "The file is too large."


class FileTooExpensive(FileError):
    """The file's key derivation needs more memory or time than any app uses."""

    code = "file.too_heavy"
    text = "Opening the file would take too much work."


class FileNewer(FileError):
    """The version of the format is newer than the known ones."""

    code = "file.newer"
    text = "The file uses a newer version of its format."


class FileCipherUnsupported(FileError):
    """The encryption is PGP or another one that Kakomi does not implement."""

    code = "file.cipher"
    text = "The file's encryption isn't supported."


class FileAccountBound(FileError):
    """Bitwarden's "account restricted" export. The user must export with a password instead."""

    code = "file.account_bound"
    text = "Only the account that made the file can open it."


class FileDeviceBound(FileError):
    """The key never leaves the phone. The user must transfer the accounts with the app."""

    code = "file.device_bound"
    text = "Only the device that made the file can open it."


class FileKeePass1(FileError):
    """A database of KeePass 1. KeePass 2 and KeePassXC can convert it."""

    code = "file.old_keepass"
    text = "The file is a database of KeePass 1: save it as KDBX with KeePass 2 or KeePassXC."


class FileOpVault(FileError):
    """A part of 1Password's own storage, OPVault or Agile Keychain."""

    code = "file.opvault"
    text = "The file is a part of 1Password's own storage: export a 1PUX file from 1Password."


class FileWithoutKeys(FileError):
    """A table of logins that has no key of a one-time password."""

    code = "file.no_keys"
    text = "The table has no keys for one-time passwords."


class FileIncomplete(FileError):
    """Steam Desktop Authenticator's maFile without its manifest, or the manifest without its
    maFiles. ``where`` names the missing file.
    """

    code = "file.incomplete"
    text = "The file needs its companion file."


class PasswordNeeded(FileError):
    """The file is encrypted. ``where`` is "key_file" if a key file may open it too."""

    code = "password.needed"
    text = "The file is encrypted with a password."


class PasswordWrong(FileError):
    """The password is wrong or the file was altered, which the ciphers can't distinguish.
    ``where`` is that of PasswordNeeded.
    """

    code = "password.wrong"
    text = "The password is wrong."


class ImportExpired(RequestError):
    """The import or undo is not stored any more: another followed, or the browser was closed."""

    code = "import.gone"
    text = "The import has expired."


class ImportStopped(RequestError):
    """The user cancelled the reading of the file."""

    code = "import.stopped"
    text = "Opening the file was stopped."


class SessionFull(RequestError):
    """``storage.session`` has no space for a value."""

    code = "session.full"
    text = "There is no room in the browser's session storage."


class SyncError(KakomiError):
    """Branch: the sealed items that machines exchange."""


class SyncDamaged(SyncError):
    """An item is incomplete, or was not sealed with the key that is used."""

    code = "sync.damaged"
    text = "The synced data is damaged."


class SyncNewer(SyncError):
    """A later Kakomi wrote it in a form that this one can't read."""

    code = "sync.newer"
    text = "The synced data was written by a newer version of Kakomi."


class SyncAreaMissing(SyncError):
    """There is no area to join."""

    code = "sync.no_area"
    text = "There is no synced data to join."


class SyncAreaExists(SyncError):
    """Another computer began to sync before. Its area is joined, or replaced on request."""

    code = "sync.area_exists"
    text = "There is synced data of another computer."


class SyncIncomplete(SyncError):
    """Not every part of the area has arrived."""

    code = "sync.incomplete"
    text = "The synced data has not arrived completely."


class SyncKeyWrong(SyncError):
    """The passphrase or recovery key does not open the area."""

    code = "sync.key_wrong"
    text = "The passphrase or recovery key does not open the synced data."


class SyncPreviewExpired(SyncError):
    """The preview of joining is not stored any more."""

    code = "sync.preview_expired"
    text = "The preview has expired."


class SyncOff(SyncError):
    """The command needs a vault that is synchronised."""

    code = "sync.off"
    text = "Sync is off."


class SyncMachineMissing(SyncError):
    """There is no other computer of that id."""

    code = "sync.no_machine"
    text = "There is no such computer."


class SyncNameInvalid(SyncError):
    """The name of this computer is empty or too long."""

    code = "sync.name"
    text = "The computer's name is empty or too long."


class SyncFull(SyncError):
    """The browser's quota for synced data is used up."""

    code = "sync.full"
    text = "There is no room in the browser's sync storage."


class SyncTooOften(SyncError):
    """The browser's limit of writes in a minute or an hour is reached."""

    code = "sync.too_often"
    text = "The browser allows no more writes to its sync storage for now."


class SyncUnavailable(SyncError):
    """The browser's sync storage can't be read or written."""

    code = "sync.unavailable"
    text = "The browser's sync storage isn't available."


class SyncFolderError(SyncError):
    """Branch: the folder that the user chose for sync can't be read or written."""


class SyncFolderAsks(SyncFolderError):
    """The browser asks the user again before the folder may be read or written."""

    code = "sync.folder_asks"
    text = "The browser asks again for access to the sync folder."


class SyncFolderGone(SyncFolderError):
    """The folder was moved, renamed or deleted, its drive is missing, or none was chosen."""

    code = "sync.folder_gone"
    text = "The sync folder can't be found."


class SyncFolderFull(SyncFolderError):
    """The drive of the folder has no space left."""

    code = "sync.folder_full"
    text = "The sync folder's drive is full."


class SyncFolderReadOnly(SyncFolderError):
    """The operating system allows no writing in the folder."""

    code = "sync.folder_read_only"
    text = "The sync folder is read-only."


class SyncFolderFailed(SyncFolderError):
    """Another error, or the file does not read back the same."""

    code = "sync.folder_failed"
    text = "The sync folder couldn't be read or written."


class CryptoError(KakomiError):
    """Branch: cryptography."""


class CryptoMismatch(CryptoError):
    """The tag or the padding is wrong: another key, or altered bytes."""

    code = "crypto.mismatch"
    text = "The key is wrong, or the data was changed."


class CryptoUnsupported(CryptoError):
    """The library refuses a parameter."""

    code = "crypto.unsupported"
    text = "This cryptography isn't available here."


class CryptoNoMemory(CryptoError):
    """The key derivation needs more memory than is available."""

    code = "crypto.no_memory"
    text = "There isn't enough memory to derive the key."


class CryptoInterrupted(CryptoError):
    """The browser ended the document that derived the key."""

    code = "crypto.interrupted"
    text = "Deriving the key was interrupted."


class PolicyError(KakomiError):
    """Branch: the organization's policy. ``where`` is the policy's name."""


class PolicyForbids(PolicyError):
    """The policy forbids what was asked."""

    code = "policy.forbids"
    text = "The organization's policy forbids this."


class PolicyOverdue(PolicyError):
    """A deadline of the policy has passed, so no accounts can be added."""

    code = "policy.overdue"
    text = "The organization's policy asks for something first."


class PolicyPassphrase(PolicyError):
    """The new passphrase is weaker than the policy demands."""

    code = "policy.passphrase"
    text = "The passphrase is weaker than the organization's policy demands."


_OF_FACTOR = (
    VaultConfirmationRequired,
    VaultKeyWrong,
    UnlockThrottled,
    PassphraseTooWeak,
    RecoveryKeyMistyped,
    SyncKeyWrong,
)


def factor_codes() -> list[str]:
    """Returns the codes of the errors about the passphrase, passkey or recovery key of a request.
    The same request may succeed with another one.
    """
    return sorted(error.code for error in _OF_FACTOR)


_TRANSIENT = (
    ImportStopped,
    CryptoNoMemory,
    CryptoInterrupted,
    SyncIncomplete,
    SyncTooOften,
    SyncUnavailable,
    SyncFolderGone,
    SyncFolderFull,
    SyncFolderFailed,
)


def is_transient(error: KakomiError) -> bool:
    """Returns whether the same request may succeed if it is sent again without other input.

    An unexpected failure counts as transient, because its cause is unknown.
    """
    return isinstance(error, _TRANSIENT) or type(error) is KakomiError


def _tree(root: type[KakomiError]) -> Iterator[type[KakomiError]]:
    yield root
    for branch in root.__subclasses__():
        yield from _tree(branch)


def all_codes() -> frozenset[str]:
    """Returns the codes of all errors. The pages must have a text for each."""
    return frozenset(error.code for error in _tree(KakomiError))
