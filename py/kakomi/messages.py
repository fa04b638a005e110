"""The shapes that cross to the pages. JSON only; spelled alike in both languages.

The build writes ``extension/shapes.d.ts`` from these and from the table in ``kakomi.commands``, so
a page that asks wrongly does not pass the type check; ``checked`` holds the same shapes against
what arrives.
"""

# No "from __future__ import annotations" here: TypedDict could not tell which keys may be left out.

import functools
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, TypedDict, Union, get_args, get_origin, get_type_hints

from kakomi.errors import KakomiError, RequestMalformed


class Failure(TypedDict):
    """Why something was refused: ``where`` is a path into the input, never a value."""

    code: str
    message: str
    where: str


def failure(error: KakomiError) -> Failure:
    """The error as the pages get it."""
    return {"code": error.code, "message": error.text, "where": error.where}


class Row(TypedDict):
    """One account as the popup paints it.

    ``codes[i]`` is the code of time step ``first_step + i``; a step is ``floor(unix seconds /
    period_s)``. A counted account has no codes until it is used, and what was found without the PIN
    it needs has none yet.
    """

    id: str
    issuer: str
    name: str
    kind: Literal["totp", "hotp", "steam", "motp", "yandex"]
    algorithm: Literal["SHA1", "SHA256", "SHA512", "MD5"]
    digits: int
    period_s: int
    counter: int
    first_step: int
    codes: list[str]


class Reminder(TypedDict):
    """What the popup says when it has nothing else to say: ``place``, one of the two stores has
    broken; ``trouble``, why the automatic backup did not work; ``backup``, so many ``accounts`` are
    in none.
    """

    kind: Literal["place", "trouble", "backup"]
    accounts: int
    trouble: Failure | None


class Sheet(TypedDict):
    """What the popup paints from, in the vault's order: the first rows, of ``total``.

    After ``locks_at_unix_ms`` nothing of it is shown any more, unless a later sheet says later;
    None: it does not lock by itself.
    """

    version: int
    made_at_unix: int
    locks_at_unix_ms: int | None
    total: int
    reminder: Reminder | None
    rows: list[Row]


class SheetRest(TypedDict):
    """The sheet's rows after its first ones."""

    rows: list[Row]


class FoundAccount(TypedDict):
    """An account that was read and not saved yet; ``account.add`` takes its ``id``.

    known: the very same account is in the vault as ``account_id``; namesake: one of the same issuer
    and name is, with another secret. ``corners``: x and y of the code's four corners, as shares of
    the picture's width and height; empty where nobody knows.
    """

    id: str
    row: Row
    state: Literal["new", "known", "namesake"]
    account_id: str | None
    corners: list[float]


class TransferProgress(TypedDict):
    """A transfer in several codes, as far as it was read: which are there and which are missing,
    counted from 0, and how many accounts they hold.

    ``news``: what the last scan did to it. begun, joined: a code more; again: one that was there;
    other: one of another transfer, which waits for the answer to which of them is meant; "":
    nothing.
    """

    of: int
    have: list[int]
    missing: list[int]
    accounts: int
    news: Literal["", "begun", "joined", "again", "other"]


ResultKind = Literal[
    "found",
    "several",
    "gathering",
    "nothing",
    "not_account",
    "unusable",
    "added",
    "known",
    "failed",
]
ScanSource = Literal["page", "region", "source", "image", "text", "link", "camera"]


class NearbyCandidates(TypedDict):
    """How many pictures that may be codes a page has out of sight, and how many that are in sight
    and too small to be read.
    """

    outside: int
    tiny: int


class ScanOutcome(TypedDict):
    """How a scan ended, and what was scanned: the page as it was seen, a box of it, or, where that
    gave nothing, the page's own picture (source), which may be another by now; an image that was
    pasted or pointed at, a text, a link, a camera's frame.

    found: one account, not saved yet; several: more than one; gathering: nothing but codes of a
    transfer that is not complete; added: the one account was saved as ``account_id``; known: it was
    there already, as ``account_id``; nothing: no code was read; not_account: codes were read, none
    an account's; unusable: an account's that can't be used, ``error`` says why; failed: no picture,
    or the box was lost. ``others`` counts the codes that were read and are no accounts. ``origin``
    is the page's, empty where it has none.

    ``picture``: a small one of what was captured, as a data URL, where it helps to tell codes
    apart; ``other_corners`` and ``unread``: where in it codes are that are no accounts, and such as
    were seen and not read; as ``Found.corners``. ``transfer``: one being gathered, if any.
    ``around``: what else the page may have, where nothing was read.
    """

    at_unix: int
    kind: ResultKind
    via: ScanSource
    origin: str
    found: list[FoundAccount]
    others: int
    error: Failure | None
    account_id: str | None
    picture: str
    other_corners: list[list[float]]
    unread: list[list[float]]
    transfer: TransferProgress | None
    around: NearbyCandidates | None


class AccountAddReply(TypedDict):
    """``older_id``: the account of the same issuer and name that made way."""

    state: Literal["added", "known"]
    account_id: str
    older_id: str | None


class AccountAddAllRequest(TypedDict):
    """The ``id``s of what was found; all in one save."""

    found: list[str]


class AccountAddAllReply(TypedDict):
    """How many were added and how many were there already; ``import.undo`` takes ``undo``."""

    added: list[str]
    known: int
    undo: str


class SlotInfo(TypedDict):
    """One way into the vault. ``credential`` and ``salt`` (what the PRF is asked for) are a
    passkey's, as WebAuthn spells them: base64url without padding; empty otherwise.
    """

    id: str
    kind: Literal["device", "passphrase", "passkey", "recovery"]
    added_at_unix: int
    credential: str
    salt: str


class Rules(TypedDict):
    """When the vault locks by itself; ``after_minutes``: None for never."""

    after_minutes: int | None
    at_screen_lock: bool
    at_browser_close: bool


class VaultStatus(TypedDict):
    """What the vault says of itself, whatever state it is in.

    locked: it waits for one of ``slots``; lost: there was one and it is gone; damaged: nothing of
    what is there is whole; newer: a later Kakomi wrote it. ``protected``: the disk alone does not
    open it. ``wait_ms``: until a passphrase may be tried again. Counts and rules are told of an
    open one alone.
    """

    state: Literal["open", "locked", "lost", "damaged", "newer"]
    format: str
    version: int
    generation: int
    accounts: int
    removed: int
    protected: bool
    lockable: bool
    slots: list[SlotInfo]
    rules: Rules
    wait_ms: int


class ProtectionReply(VaultStatus):
    """After a change of the ways in. ``recovery_key`` is to be shown, this once, or empty;
    ``fallen`` are the kinds of ways that no longer open the vault.
    """

    recovery_key: str
    fallen: list[Literal["device", "passphrase", "passkey", "recovery"]]


class PasskeyAssertion(TypedDict):
    """What an authenticator gave: the credential's id and the PRF's output, as base64url."""

    credential: str
    output: str


class PasskeyRegistration(PasskeyAssertion):
    """The same for a new passkey, with the salt that the PRF was asked for."""

    salt: str


class VaultUnlockRequest(TypedDict):
    """One of them."""

    passphrase: NotRequired[str]
    passkey: NotRequired[PasskeyAssertion]
    recovery_key: NotRequired[str]


class VaultProtectRequest(TypedDict):
    """The passphrase to set."""

    passphrase: str


class AccountUseReply(TypedDict):
    """A counter-based account's code; the next counter is already saved."""

    id: str
    code: str
    counter: int


class AccountRef(TypedDict):
    """One account."""

    id: str


class Empty(TypedDict):
    """No arguments, or nothing to tell."""


class SheetReadRequest(TypedDict):
    """``brief``: the rows are read from the board, the reply needs none."""

    brief: NotRequired[bool]


class TabRef(TypedDict):
    """The tab the popup was opened over; left out, the worker looks itself."""

    tab_id: NotRequired[int]
    window_id: NotRequired[int]


class ScanRegionRequest(TabRef):
    """``note``: why the person is asked to draw, if a scan of the whole page went before."""

    note: NotRequired[Literal["nothing", "several"]]


class ScanEnlargedRequest(TypedDict):
    """The tab, and how to come nearer: scroll to what is out of sight, or zoom in on what is too
    small.
    """

    tab_id: int
    window_id: NotRequired[int]
    how: Literal["scroll", "zoom"]


class ScanFrameRequest(TypedDict):
    """What a camera sees, as a picture file."""

    data_base64: str


class ScanViewportRequest(TypedDict):
    """A tab, as somebody sees it."""

    tab_id: int
    window_id: int


class ScanContextMenuRequest(TypedDict):
    """A picture in a page, by its address."""

    tab_id: int
    window_id: int
    frame_id: int
    address: str


class ScanLinkRequest(TypedDict):
    """A link in a page of that origin."""

    tab_id: int
    window_id: int
    url: str
    origin: str


class ScanRegionReply(TypedDict):
    """Where the box is to be drawn."""

    shown: Literal["overlay", "capture_page"]


class ScanBoxRequest(TypedDict):
    """A box in CSS pixels of a viewport of the size told."""

    x: float
    y: float
    width: float
    height: float
    viewport_width: float
    viewport_height: float


class ScanPasteRequest(TypedDict):
    """One of them: a picture file, or a text."""

    data_base64: NotRequired[str]
    text: NotRequired[str]


class ScanCancelRequest(TypedDict):
    """Why no box was drawn."""

    reason: Literal["escape", "resized", "covered"]


class AccountAddRequest(TypedDict):
    """Either a text to add, or the ``id`` of something found by a scan.

    ``replaces``: the account that makes way for it, in the same save. ``pin``: for the kinds that
    need one and codes that don't hold it.
    """

    uri: NotRequired[str]
    found: NotRequired[str]
    replaces: NotRequired[str]
    pin: NotRequired[str]


class RecoveryCodeInfo(TypedDict):
    """One of a site's recovery codes."""

    code: str
    used: bool


class AccountEditRequest(TypedDict):
    """What is to be changed of an account; what is left out stays."""

    id: str
    issuer: NotRequired[str]
    name: NotRequired[str]
    note: NotRequired[str]
    groups: NotRequired[list[str]]
    pinned: NotRequired[bool]
    recovery_codes: NotRequired[list[RecoveryCodeInfo]]
    emergency_note: NotRequired[str]
    emergency_link: NotRequired[str]


class AccountMoveRequest(TypedDict):
    """``before``: the account it is put before; None: at the end."""

    id: str
    before: str | None


class AccountDetailsReply(TypedDict):
    """All that is kept of an account but its secret."""

    id: str
    issuer: str
    name: str
    kind: Literal["totp", "hotp", "steam", "motp", "yandex"]
    algorithm: Literal["SHA1", "SHA256", "SHA512", "MD5"]
    digits: int
    period_s: int
    counter: int
    added_at_unix: int
    origin: str
    note: str
    groups: list[str]
    icon: str
    pinned: bool
    recovery_codes: list[RecoveryCodeInfo]
    emergency_note: str
    emergency_link: str


class TrashedAccount(TypedDict):
    """An account that rests until ``leaves_at_unix``."""

    id: str
    issuer: str
    name: str
    removed_at_unix: int
    leaves_at_unix: int


class AccountRemovedReply(TypedDict):
    """The last removed first."""

    accounts: list[TrashedAccount]


class NamedFile(TypedDict):
    """A file's bytes, as base64."""

    name: str
    data_base64: str


class ImportReadRequest(NamedFile):
    """``beside``: files that came along with it (a manifest beside its accounts). ``joins``: the
    ``id`` of what was read before and is to be confirmed together with this. ``reading``: a name by
    which it can be stopped while it lasts.
    """

    password: NotRequired[str]
    beside: NotRequired[list[NamedFile]]
    joins: NotRequired[str]
    reading: NotRequired[str]


class ImportStopRequest(TypedDict):
    """The ``reading`` to be stopped, if it still lasts."""

    reading: str


class ScanImageRequest(NamedFile):
    """A picture file; ``joins`` as of any file."""

    joins: NotRequired[str]


class ImportedAccount(TypedDict):
    """An account of a file, and whether it is in the vault: as itself, or as another of its names.

    ``waits_for_pin``: it can't be kept before somebody tells its PIN. ``trashed``: it lay in the
    other app's bin, and will lie in ours. ``recovery_codes`` says how many.
    """

    issuer: str
    name: str
    secret_base32: str
    kind: Literal["totp", "hotp", "steam", "motp", "yandex"]
    algorithm: Literal["SHA1", "SHA256", "SHA512", "MD5"]
    digits: int
    period_s: int
    counter: int
    waits_for_pin: bool
    trashed: bool
    note: str
    groups: list[str]
    recovery_codes: int
    state: Literal["new", "known", "namesake"]
    account_id: str | None


class LeftOut(TypedDict):
    """Something of a file that has no place here: ``what`` it is, the first of ``count`` places."""

    what: str
    where: str
    count: int


class TransferParts(TypedDict):
    """Of a transfer in several codes, counted from 0: those that were there and those missing.
    ``batch_id`` tells one transfer from another.
    """

    batch_id: int
    of: int
    have: list[int]
    missing: list[int]


class ImportReadReply(TypedDict):
    """What a file holds; ``import.confirm`` takes its ``id``. Nothing has changed yet.

    ``first_index``: where its accounts begin among all that are to be confirmed together.
    """

    id: str
    first_index: int
    format: str
    encrypted: bool
    accounts: list[ImportedAccount]
    refused: list[Failure]
    left_out: list[LeftOut]
    parts: list[TransferParts]


class ScanImageReply(ImportReadReply):
    """The same, and every text that was read, accounts or not."""

    texts: list[str]


class AccountPin(TypedDict):
    """The PIN of the account at that index."""

    index: int
    pin: str


class ImportConfirmRequest(TypedDict):
    """``take``: the indices of those wanted, in the order in which they are to stand (all if left
    out); ``replace``: those that take the place of their namesake; others stand beside it.
    """

    id: str
    take: NotRequired[list[int]]
    replace: NotRequired[list[int]]
    pins: NotRequired[list[AccountPin]]


class ImportConfirmReply(TypedDict):
    """How many were added, were there already, replaced another, wait for a PIN; ``import.undo``
    takes ``undo``.
    """

    added: int
    known: int
    replaced: int
    waiting: int
    undo: str


class ImportUndoRequest(TypedDict):
    """What ``import.confirm`` gave."""

    undo: str


class BackupExportRequest(TypedDict):
    """``format``: kakomi is sealed, by ``passphrase`` or by the vault's own ways; the others are in
    the clear, and want the lock opened ``again`` where there is one.
    """

    format: Literal["kakomi", "otpauth", "google", "aegis", "2fas", "bitwarden", "paper"]
    passphrase: NotRequired[str]
    ids: NotRequired[list[str]]
    again: NotRequired[VaultUnlockRequest]


class ExportedFile(TypedDict):
    """A file to save; ``type`` is its media type."""

    name: str
    type: str
    data_base64: str


class BackupExportReply(TypedDict):
    """``texts``: what is to be shown as QR codes, one after another; ``refused``: accounts that the
    format has no words for.
    """

    files: list[ExportedFile]
    texts: list[str]
    refused: list[Failure]
    left_out: list[LeftOut]


class AutomaticBackup(TypedDict):
    """A sealed copy into the download folder after each change; the last ``keep`` stay."""

    on: bool
    keep: int


class BackupStatusReply(TypedDict):
    """``accounts_since``: how many no backup holds; ``trouble``: why the last automatic one was not
    made; ``in_one_place``: one of the two stores has broken.
    """

    last_at_unix: int | None
    accounts_since: int
    in_one_place: bool
    automatic: AutomaticBackup
    trouble: Failure | None


class OtpPreviewRequest(TypedDict):
    """An account being typed: its URI, or its parts."""

    uri: NotRequired[str]
    issuer: NotRequired[str]
    name: NotRequired[str]
    secret_base32: NotRequired[str]
    kind: NotRequired[Literal["totp", "hotp", "steam", "motp", "yandex"]]
    algorithm: NotRequired[Literal["SHA1", "SHA256", "SHA512"]]
    digits: NotRequired[int]
    period_s: NotRequired[int]
    counter: NotRequired[int]
    pin: NotRequired[str]


class OtpPreviewReply(TypedDict):
    """As it would be; ``uri`` is what ``account.add`` takes to keep just that."""

    row: Row
    uri: str


class OtpCodesRequest(TypedDict):
    """Codes asked for by their numbers: ``count`` of them from ``first_step`` (or counter) on."""

    kind: str
    secret_base32: str
    algorithm: str
    digits: int
    first_step: int
    count: int


class OtpCodesReply(TypedDict):
    """Codes in order."""

    codes: list[str]


def checked(value: object, shape: Any, where: str) -> Any:
    """``value`` if it has the shape, else RequestMalformed with the path of what has not.

    A shape is a TypedDict, a Literal of strings, ``X | None``, ``list[X]``, float (any number),
    str, int or bool. The path has names of ours only: a key nobody asked for is not told.
    """
    if isinstance(shape, type) and hasattr(shape, "__required_keys__"):
        return _checked_object(value, shape, where)
    origin = get_origin(shape)
    if origin is Literal:
        if isinstance(value, str) and value in get_args(shape):
            return value
    elif origin in (Union, UnionType):
        if value is None and NoneType in get_args(shape):
            return None
        return checked(value, next(a for a in get_args(shape) if a is not NoneType), where)
    elif origin is list:
        if isinstance(value, list):
            return [checked(v, get_args(shape)[0], f"{where}[{i}]") for i, v in enumerate(value)]
    elif shape is float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    elif type(value) is shape:
        return value
    raise RequestMalformed(where)


_hints = functools.cache(get_type_hints)


def _checked_object(value: object, shape: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RequestMalformed(where)
    hints = _hints(shape)
    if not hints.keys() >= value.keys():
        raise RequestMalformed(where)
    for key in shape.__required_keys__ - value.keys():
        raise RequestMalformed(f"{where}.{key}")
    return {key: checked(v, hints[key], f"{where}.{key}") for key, v in value.items()}
