"""Every way in which Kakomi says no.

One tree; each class has a stable ``code``, which the pages translate, and one sentence for
developers. ``where`` is a path into the input (``secret[3]``, ``accounts[2].period_s``), never a
value: error texts leave the interpreter, and a secret must not leave with them. For the same
reason nothing here is raised while an exception is being handled whose own text quotes the input.

    KakomiError
    ├── RequestError         what was asked is not a request we know, or not for this caller
    ├── UriError             a scanned or typed text is no account URI
    ├── AccountError         it is one, and what it says of the account can't be used
    ├── MigrationError       a Google transfer code that can't be read
    ├── VaultError           what is stored can't be read, or there is no such account
    ├── ScanError            the page can't be captured or covered
    ├── PageError            the page can't be asked for its fields
    ├── FileError            a file of another app that can't be read
    └── CryptoError          bytes that don't fit their key, or a cipher that can't be had
"""

# ruff: noqa: N818  the branch is in the name already: VaultDamaged, not VaultDamagedError

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Iterator


class KakomiError(Exception):
    """Base of all; ``where`` is a path into the input, or empty.

    ``retry_after_ms``: set if the same request is refused until then.
    """

    code: ClassVar[str] = "kakomi.failed"
    text: ClassVar[str] = "Kakomi failed."

    def __init__(self, where: str = "") -> None:
        super().__init__(f"{self.text} [{where}]" if where else self.text)
        self.where = where
        self.retry_after_ms: int | None = None

    def at(self, where: str) -> Self:
        """The same error, told of another place."""
        return type(self)(where)


class RequestError(KakomiError):
    """Branch: what the pages ask."""


class RequestMalformed(RequestError):
    """The request has not the shape its command asks for."""

    code = "request.malformed"
    text = "The request is malformed."


class RequestUnknownCommand(RequestError):
    """No such command."""

    code = "request.unknown_command"
    text = "There is no such command."


class RequestForbidden(RequestError):
    """The command exists, for others."""

    code = "request.forbidden"
    text = "This caller may not use the command."


class UriError(KakomiError):
    """Branch: a text that is no account URI."""


class UriSchemeUnknown(UriError):
    """The text is something else altogether."""

    code = "uri.scheme"
    text = "The text is not an account URI."


class UriTypeUnknown(UriError):
    """``otpauth://`` and then nothing known."""

    code = "uri.type"
    text = "The type of the account URI is unknown."


class UriTooLong(UriError):
    """Over the cap."""

    code = "uri.too_long"
    text = "The text is too long for an account URI."


class UriMalformed(UriError):
    """Bytes that are no UTF-8, or a parameter given twice with different values."""

    code = "uri.malformed"
    text = "The account URI is malformed."


class AccountError(KakomiError):
    """Branch: an account that can't be used as it is described."""


class AccountMalformed(AccountError):
    """A stored account that is not as Kakomi writes them."""

    code = "account.malformed"
    text = "The account record is malformed."


class SecretMissing(AccountError):
    """No secret, or an empty one."""

    code = "secret.missing"
    text = "The account has no secret."


class SecretInvalid(AccountError):
    """``where`` has the index of the first character that is not base32, counted from 0."""

    code = "secret.invalid"
    text = "The secret is not valid base32."


class SecretTooLong(AccountError):
    """Over the cap."""

    code = "secret.too_long"
    text = "The secret is too long."


class AlgorithmUnsupported(AccountError):
    """Never replaced by another: the codes would be wrong."""

    code = "algorithm.unsupported"
    text = "The hash algorithm is not supported."


class DigitsUnsupported(AccountError):
    """Not a number, out of bounds, or not what the kind has."""

    code = "digits.unsupported"
    text = "The number of digits is not supported."


class PeriodUnsupported(AccountError):
    """Not a number, out of bounds, or not what the kind has."""

    code = "period.unsupported"
    text = "The period is not supported."


class CounterInvalid(AccountError):
    """Not a whole number, out of bounds, or used up."""

    code = "counter.invalid"
    text = "The counter, or the time it comes from, is out of range."


class CounterNotFound(AccountError):
    """No counter near the saved one makes the two codes."""

    code = "counter.not_found"
    text = "These two codes don't follow each other near the saved counter."


class KindUnsupported(AccountError):
    """Known, and not made here: Yandex, mOTP."""

    code = "kind.unsupported"
    text = "This kind of one-time password is not supported."


class KindPush(AccountError):
    """A code for a vendor's own app (Microsoft, Duo, Okta): it holds no secret.

    The person must ask the site for a code "for another authenticator app".
    """

    code = "kind.push"
    text = "The code sets up a vendor's own sign-in app and has no secret."


class KindTwoStep(AccountError):
    """privacyIDEA's two-step enrolment: the code holds one half of the key, the app makes the
    other.
    """

    code = "kind.two_step"
    text = "The code holds half a key of a two-step enrolment."


class PinMissing(AccountError):
    """Yandex and mOTP make their codes from a PIN too, and few files and codes hold it."""

    code = "pin.missing"
    text = "This kind of account needs its PIN."


class PinInvalid(AccountError):
    """Not digits alone, or out of bounds, or on a kind that has none."""

    code = "pin.invalid"
    text = "The PIN isn't valid for this kind of account."


class LabelTooLong(AccountError):
    """Issuer or name over the cap."""

    code = "label.too_long"
    text = "The issuer or the account name is too long."


class LabelInvalid(AccountError):
    """Issuer or name with control characters, outer white space and the like."""

    code = "label.invalid"
    text = "The issuer or the account name contains unsupported characters."


class DetailsTooLong(AccountError):
    """A note, a link or a list beside an account, over its cap."""

    code = "particulars.too_long"
    text = "The account details are too long."


class DetailsInvalid(AccountError):
    """An empty line, characters that can't be shown, or a link that is none."""

    code = "particulars.invalid"
    text = "The account details are invalid."


class MigrationError(KakomiError):
    """Branch: Google's transfer codes."""


class MigrationMalformed(MigrationError):
    """Not base64, cut short, or not the message it should be."""

    code = "migration.malformed"
    text = "The transfer code can't be read."


class MigrationPartMissing(MigrationError):
    """A transfer of several codes, and ``where`` names one that was not shown: ``parts[1]``."""

    code = "migration.part_missing"
    text = "A code of this transfer is missing."


class MigrationTooLarge(MigrationError):
    """All its codes together are over the cap."""

    code = "migration.too_large"
    text = "The transfer is too large."


class MigrationGone(MigrationError):
    """It was completed, let go, or the browser was closed."""

    code = "migration.gone"
    text = "There is no transfer in progress."


class VaultError(KakomiError):
    """Branch: what is stored."""


class VaultDamaged(VaultError):
    """Something is stored, and it is not whole."""

    code = "vault.damaged"
    text = "The stored vault is damaged."


class VaultNewer(VaultError):
    """A later Kakomi wrote it; it is left alone."""

    code = "vault.newer"
    text = "The vault was saved by a newer version of Kakomi."


class VaultConfirmationRequired(VaultError):
    """Secrets are to leave in the clear: whoever wants that opens the lock once more."""

    code = "vault.ask_again"
    text = "This needs the vault's key again."


class BackupNotWritten(VaultError):
    """The browser may not write into the download folder, or did not."""

    code = "backup.not_written"
    text = "The backup couldn't be saved to the downloads folder."


class AccountNotFound(VaultError):
    """No account of that id, or not one this can be done with."""

    code = "vault.no_such_account"
    text = "There is no such account in the vault."


class VaultFull(VaultError):
    """The browser's quota; what was stored before stays."""

    code = "vault.full"
    text = "There isn't enough space to save the vault."


class VaultNotSaved(VaultError):
    """Written and not read back the same; what was stored before stays."""

    code = "vault.not_saved"
    text = "The vault couldn't be saved."


class VaultLost(VaultError):
    """There was a vault here once, and nothing of it is left: no first run."""

    code = "vault.lost"
    text = "The vault is missing."


class VaultLocked(VaultError):
    """The key is not at hand."""

    code = "vault.locked"
    text = "The vault is locked."


class VaultKeyWrong(VaultError):
    """A passphrase, a passkey or a recovery key that opens nothing. Never why."""

    code = "vault.key_wrong"
    text = "The passphrase or key is wrong."


class UnlockThrottled(VaultError):
    """After wrong tries: the wait in ``retry_after_ms`` is not over."""

    code = "vault.too_soon"
    text = "There were too many attempts to unlock."


class PassphraseTooWeak(VaultError):
    """Too short, too long, or text that can't be stored."""

    code = "passphrase.unfit"
    text = "The passphrase is too short or too long."


class RecoveryKeyMistyped(VaultError):
    """Seen from the text alone; ``where`` has the index of a character that does not belong."""

    code = "recovery.mistyped"
    text = "The recovery key is incomplete or mistyped."


class RecoveryKeyExpired(VaultError):
    """No recovery key waits for its proof: it was confirmed or cancelled, or the vault locked."""

    code = "recovery.expired"
    text = "No recovery key is waiting to be confirmed."


class SlotMissing(VaultError):
    """No such way in."""

    code = "slot.missing"
    text = "The vault has no such key slot."


class SlotNeeded(VaultError):
    """Without it the vault would open for nobody, or by nothing but a passkey."""

    code = "slot.needed"
    text = "This key slot can't be removed."


class SlotExists(VaultError):
    """There is one of that kind, or there are as many as can be."""

    code = "slot.taken"
    text = "The vault already has this key slot."


class ScanError(KakomiError):
    """Branch: the page."""


class ScanRefused(ScanError):
    """The browser lets nobody capture this page."""

    code = "scan.refused"
    text = "This page can't be captured."


class ScanNoCapture(ScanError):
    """A box without a picture under it."""

    code = "scan.no_capture"
    text = "There is no capture, or it expired."


class ScanPictureTooLarge(ScanError):
    """Over the cap on pixels."""

    code = "scan.picture_too_large"
    text = "The image is too large."


class ScanMoved(ScanError):
    """The page was scrolled or resized under the box: the capture no longer shows what is seen."""

    code = "scan.moved"
    text = "The page moved during the selection."


class ScanCovered(ScanError):
    """Something came over the box, or it was taken away."""

    code = "scan.covered"
    text = "The page covered or removed the selection."


class ScanPartOfSeries(ScanError):
    """A QR code whose text continues in others that are not there. ``where``: "1/2", its place."""

    code = "scan.part_of_series"
    text = "The QR code is one part of a series."


class ScanPictureUnreadable(ScanError):
    """No picture, one of a kind that is not read (SVG), or a broken one."""

    code = "scan.picture_unreadable"
    text = "The image can't be decoded."


class ResultExpired(ScanError):
    """What was found is no longer held: another scan followed, or the browser was closed."""

    code = "scan.found_gone"
    text = "The scan result has expired."


class PageError(KakomiError):
    """Branch: a tab whose page can't be asked for its fields."""


class PageRefused(PageError):
    """The browser lets no extension into this page: its own pages, the Web Store, a PDF."""

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
    """Branch: files of other apps."""


class FileUnknown(FileError):
    """No format claims it."""

    code = "file.unknown"
    text = "The file's format is unknown."


class FileMalformed(FileError):
    """A format claims it, and it is cut short, altered, or not as that format should be."""

    code = "file.malformed"
    text = "The file is damaged or doesn't follow its format."


class FileEncodingInvalid(FileError):
    """Neither UTF-8 nor UTF-16: names would be guessed."""

    code = "file.encoding"
    text = "The text isn't UTF-8."


class FileTooLarge(FileError):
    """The file, or what unpacks from it, is over a cap."""

    code = "file.too_large"
    text = "The file is too large."


class FileTooExpensive(FileError):
    """It asks for more memory or time to make the key than any app does."""

    code = "file.too_heavy"
    text = "Opening the file would take too much work."


class FileNewer(FileError):
    """A version of the format that is not known here."""

    code = "file.newer"
    text = "The file uses a newer version of its format."


class FileCipherUnsupported(FileError):
    """PGP, and what else no module here opens."""

    code = "file.cipher"
    text = "The file's encryption isn't supported."


class FileAccountBound(FileError):
    """Bitwarden's "account restricted": export again, with a password of its own."""

    code = "file.account_bound"
    text = "Only the account that made the file can open it."


class FileDeviceBound(FileError):
    """Encrypted with a key that never leaves the phone: transfer the accounts from the app."""

    code = "file.device_bound"
    text = "Only the device that made the file can open it."


class FileKeePass1(FileError):
    """A database of KeePass 1, which KeePass 2 and KeePassXC convert."""

    code = "file.old_keepass"
    text = "The file is a database of KeePass 1: save it as KDBX with KeePass 2 or KeePassXC."


class FileOpVault(FileError):
    """A part of 1Password's own storage, OPVault or Agile Keychain."""

    code = "file.opvault"
    text = "The file is a part of 1Password's own storage: export a 1PUX file from 1Password."


class FileWithoutKeys(FileError):
    """A table of logins in which nothing is a key of a one-time password."""

    code = "file.no_keys"
    text = "The table has no keys for one-time passwords."


class FileIncomplete(FileError):
    """Steam Desktop Authenticator's maFile without its manifest, which ``where`` then says, or the
    other way round.
    """

    code = "file.incomplete"
    text = "The file needs its companion file."


class PasswordNeeded(FileError):
    """Encrypted; ask, and read again. ``where`` is "key_file" where one may open it too."""

    code = "password.needed"
    text = "The file is encrypted with a password."


class PasswordWrong(FileError):
    """Or the file was altered: the ciphers can't tell. ``where`` as of PasswordNeeded."""

    code = "password.wrong"
    text = "The password is wrong."


class ImportExpired(RequestError):
    """Another file was read since, or the browser was closed."""

    code = "import.gone"
    text = "The import has expired."


class ImportStopped(RequestError):
    """Whoever waited for the file thought again."""

    code = "import.stopped"
    text = "Opening the file was stopped."


class SessionFull(RequestError):
    """The browser's memory for a session (``storage.session``) has no room for a value."""

    code = "session.full"
    text = "There is no room in the browser's session storage."


class CryptoError(KakomiError):
    """Branch: the ciphers."""


class CryptoMismatch(CryptoError):
    """A tag or a padding that does not fit: another key, or altered bytes."""

    code = "crypto.mismatch"
    text = "The key is wrong, or the data was changed."


class CryptoUnsupported(CryptoError):
    """A parameter that the library refuses."""

    code = "crypto.unsupported"
    text = "This cryptography isn't available here."


class CryptoNoMemory(CryptoError):
    """Some keys cost a gigabyte while they are made, and it was not to be had."""

    code = "crypto.no_memory"
    text = "There isn't enough memory to derive the key."


class CryptoInterrupted(CryptoError):
    """What made the key is gone: the browser ended it."""

    code = "crypto.interrupted"
    text = "Deriving the key was interrupted."


_OF_FACTOR = (
    VaultConfirmationRequired,
    VaultKeyWrong,
    UnlockThrottled,
    PassphraseTooWeak,
    RecoveryKeyMistyped,
)


def factor_codes() -> list[str]:
    """Returns the codes of the errors that concern the passphrase, passkey or recovery key of a
    request: with another one, the same request may succeed.
    """
    return sorted(error.code for error in _OF_FACTOR)


_TRANSIENT = (ImportStopped, CryptoNoMemory, CryptoInterrupted)


def is_transient(error: KakomiError) -> bool:
    """Whether the same request may succeed if it is sent again, without any other input.

    An unexpected failure counts as transient, because its cause is unknown.
    """
    return isinstance(error, _TRANSIENT) or type(error) is KakomiError


def _tree(root: type[KakomiError]) -> Iterator[type[KakomiError]]:
    yield root
    for branch in root.__subclasses__():
        yield from _tree(branch)


def all_codes() -> frozenset[str]:
    """Every code an answer can carry; the pages must have a text for each."""
    return frozenset(error.code for error in _tree(KakomiError))
