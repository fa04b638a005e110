"""The ports: the interfaces that Kakomi needs from its host.

``kakomi.chrome`` implements them for the browser, ``kakomi.cpython`` for the command line, and
``tests/support`` for the tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.page_fields import AmbiguousFields, FieldSurvey, FieldTarget, FillOutcome
    from kakomi.qr_decode import SeriesPart


class SessionStore(Protocol):
    """``chrome.storage.session``: JSON values in memory, until the browser ends. Pages read it
    directly.
    """

    async def get(self, key: str) -> object:
        """Returns the value under ``key``, or None."""
        ...

    async def get_many(self, keys: Sequence[str]) -> Mapping[str, object]:
        """Returns the values under these keys, from one read. A key without a value is absent."""
        ...

    async def keys(self) -> Sequence[str]:
        """Returns all keys."""
        ...

    async def set(self, values: Mapping[str, object]) -> None:
        """Writes these values in one write."""
        ...

    async def remove(self, keys: Sequence[str]) -> None:
        """Removes these keys."""
        ...


class Clock(Protocol):
    """The system clock."""

    def now_unix_ms(self) -> int:
        """Returns milliseconds since 1970, UTC."""
        ...


class Entropy(Protocol):
    """A cryptographically secure source of random bytes."""

    def token(self) -> str:
        """Returns a new identifier of 128 random bits, as base64url."""
        ...

    def octets(self, count: int) -> bytes:
        """Returns that many random bytes."""
        ...


class Crypto(Protocol):
    """The cryptography that Python in the browser lacks. Hashes and HMAC are Python's own.

    Arguments and results are bytes. The caller must check the bounds of parameters. A wrong tag or
    padding raises CryptoMismatch. A parameter that the library refuses raises CryptoUnsupported.
    ``scrypt`` and ``argon2`` may raise CryptoNoMemory and CryptoInterrupted, and stop when the task
    that awaits them is cancelled.
    """

    async def pbkdf2(
        self, digest: str, password: bytes, salt: bytes, iterations: int, length: int
    ) -> bytes:
        """PBKDF2 (RFC 8018 section 5.2). ``digest`` is "SHA1", "SHA256" or "SHA512"."""
        ...

    async def scrypt(
        self, password: bytes, salt: bytes, n: int, r: int, p: int, length: int
    ) -> bytes:
        """scrypt (RFC 7914)."""
        ...

    async def argon2(
        self,
        variant: str,
        password: bytes,
        salt: bytes,
        passes: int,
        memory_kib: int,
        lanes: int,
        length: int,
    ) -> bytes:
        """Argon2 (RFC 9106), version 0x13. ``variant`` is "d" or "id"."""
        ...

    async def gcm_seal(self, key: bytes, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        """AES-GCM encryption (NIST SP 800-38D). Returns the ciphertext and its 16-byte tag.
        ``header`` is the additional authenticated data.
        """
        ...

    async def gcm_open(self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes:
        """AES-GCM decryption of ``gcm_seal``'s result. The nonce may have any length."""
        ...

    async def cbc_open(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """AES-CBC decryption. Checks and removes the PKCS#7 padding."""
        ...

    async def cbc_blocks(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """AES-CBC decryption of whole blocks without padding."""
        ...

    async def ctr(self, key: bytes, counter: bytes, data: bytes) -> bytes:
        """AES-CTR with a 16-byte big-endian counter block."""
        ...

    async def ecb_rounds(self, key: bytes, blocks: bytes, rounds: int) -> bytes:
        """AES-ECB encryption of each 16-byte block, ``rounds`` times (KeePass's AES-KDF)."""
        ...

    async def chacha20(self, key: bytes, nonce: bytes, counter: int, data: bytes) -> bytes:
        """ChaCha20 (RFC 8439 section 2.4) with a 12-byte nonce."""
        ...

    async def hchacha20(self, key: bytes, nonce: bytes) -> bytes:
        """HChaCha20 (draft-irtf-cfrg-xchacha section 2.2): returns 32 bytes from a 32-byte key and
        a 16-byte nonce.
        """
        ...

    async def poly1305(self, key: bytes, message: bytes) -> bytes:
        """Poly1305 (RFC 8439 section 2.5): returns the 16-byte tag for a 32-byte one-time key."""
        ...

    async def xchacha20_poly1305_open(
        self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes
    ) -> bytes:
        """XChaCha20-Poly1305 decryption (draft-irtf-cfrg-xchacha section 2) with a 24-byte nonce.
        The tag is at the end of the ciphertext.
        """
        ...

    async def salsa20(self, key: bytes, nonce: bytes, data: bytes) -> bytes:
        """Salsa20 (cr.yp.to/snuffle/spec.pdf) with a 32-byte key, an 8-byte nonce and the counter
        starting at 0.
        """
        ...


# A filter of extension/host/filters.js: its name and its parameters, such as ``("pad", 16, 0.08)``.
Step: TypeAlias = tuple[str | float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A rectangle of a picture, in its pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One decoded code: its bytes, and x and y of its four corners in the picture's pixels,
    clockwise from the top left. ``part`` is its position if it is one of a series.
    """

    content: bytes = field(repr=False)
    corners: tuple[float, ...]
    part: SeriesPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Modules:
    """A code's modules, ``size`` x ``size`` bytes, row by row: from 0 for certainly light to 255
    for certainly dark; 128 is unknown.

    ``finders`` and ``timing`` say how well the finder and timing patterns fit; 1 is best.
    ``deblurred`` are the modules without the blur of the picture; empty if it is not known.
    """

    size: int
    darkness: bytes = field(repr=False)
    finders: float
    timing: float
    corners: tuple[float, ...]
    deblurred: bytes = field(default=b"", repr=False)


class Picture(Protocol):
    """A picture whose pixels stay in JavaScript."""

    @property
    def width(self) -> int:
        """Pixels."""
        ...

    @property
    def height(self) -> int:
        """Pixels."""
        ...

    async def read(self, decoder: str, steps: Sequence[Step], region: Region) -> Sequence[Reading]:
        """Apply the steps to the region, and return the codes that the decoder reads in it."""
        ...

    async def modules(self, steps: Sequence[Step], region: Region) -> Modules | None:
        """Apply the steps to the region, and return the modules of the upright code in it."""
        ...

    async def photographed(
        self, steps: Sequence[Step], region: Region, share: float
    ) -> Sequence[Modules]:
        """Apply the steps to the region, and return the modules of the codes in it, best first. The
        codes may be turned, seen in perspective, and bent. Whether a pixel is dark is decided by
        comparison with its surroundings, up to ``share`` of the region's longer side away.
        """
        ...

    async def regions(self, region: Region, most: int) -> Sequence[Region]:
        """Returns at most ``most`` parts of the region that may hold a code, best first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """A frame of another origin in a page, at the time of the capture.

    ``box`` is its visible part: x, y, width and height as shares of the window. ``origin`` is the
    origin of its content; empty if the page does not know it. ``hits`` says, for each point of an
    even square grid over the box, row by row, whether the frame was the topmost element there.
    """

    box: tuple[float, float, float, float]
    origin: str
    hits: tuple[bool, ...]


class Capture(Protocol):
    """A picture of a tab, taken at the user's gesture."""

    @property
    def tab_id(self) -> int:
        """The id of the tab."""
        ...

    @property
    def window_id(self) -> int:
        """The id of the tab's window."""
        ...

    @property
    def origin(self) -> str:
        """The page's origin (``https://example.com``); empty if it has none."""
        ...

    async def picture(self) -> Picture:
        """Returns its pixels. Raises ScanPictureTooLarge."""
        ...

    async def frames(self) -> Sequence[PageFrame] | None:
        """Returns the page's frames of other origins. None if the page did not answer."""
        ...

    async def thumbnail(self) -> str:
        """Returns a small copy as a data URL."""
        ...


class Pictures(Protocol):
    """Decodes picture files."""

    async def unpack(self, data: bytes, media_type: str) -> Picture:
        """Decode a file whose header was checked. Raises ScanPictureUnreadable."""
        ...

    async def square(self, data: bytes, media_type: str, side: int, most_bytes: int) -> bytes:
        """Returns the middle square of a picture file whose header was checked: a WebP file with
        sides of ``side`` pixels and at most ``most_bytes``. Raises ScanPictureUnreadable.
        """
        ...


class ManagedStore(Protocol):
    """``chrome.storage.managed``: what the organization has set."""

    async def read(self) -> object:
        """Returns the values by their names, or None if they can't be read."""
        ...


class SyncStore(Protocol):
    """``chrome.storage.sync``: texts that the browser carries to the user's other computers, and
    the clock that starts exchanges.
    """

    async def read(self) -> Mapping[str, str]:
        """Returns all texts by their keys. Raises SyncUnavailable."""
        ...

    async def write(self, texts: Mapping[str, str], removed: Sequence[str]) -> None:
        """Stores these texts in one write, then removes those keys in one. Raises SyncFull,
        SyncTooOften, SyncUnavailable; then nothing of the write that failed is stored.
        """
        ...

    def schedule(self, in_ms: int) -> None:
        """Sends ``sync.tick`` after that time. Has no effect while a schedule of a few seconds is
        pending; replaces a longer one. Half a minute is the least if the worker ends meanwhile.
        """
        ...


class Downloads(Protocol):
    """The automatic backups in the download folder."""

    async def save(self, name: str, text: str, keep_latest: int, folder: str = "") -> None:
        """Write a file completely into ``folder`` below the download folder, "Kakomi" if it is
        empty, then delete all but the latest ``keep_latest`` of those written
        this way. Raises BackupNotWritten.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """The folder that the user chose for automatic backups. ``may_write``: the browser allows it
    without asking the user again.
    """

    name: str
    may_write: bool


class ChosenFolder(Protocol):
    """A folder that the user chose for automatic backups, or for sync. The browser stores the
    choice.

    ``names``, ``read``, ``write`` and ``remove`` raise BackupFolderError or SyncFolderError, by
    what the folder is for.
    """

    async def state(self) -> FolderState | None:
        """Returns the folder, or None if the user chose none."""
        ...

    async def names(self) -> Sequence[str]:
        """Returns the names of the files in the folder."""
        ...

    async def read(self, name: str, max_bytes: int) -> str:
        """Returns the text of a file; an empty one if it is larger than that."""
        ...

    async def write(self, name: str, text: str) -> None:
        """Write a file completely and compare it with ``text``. If this fails, a file that had the
        name before stays as it was.
        """
        ...

    async def remove(self, name: str) -> None:
        """Delete a file."""
        ...

    async def forget(self) -> None:
        """Remove the choice. The files in the folder stay. Never raises."""
        ...


class CaptureHost(Protocol):
    """The stored capture, the overlay over its page, the popup and the capture page."""

    async def save(self, capture: Capture, note: str) -> None:
        """Store the capture while the user draws a box; it survives the end of the worker. ``note``
        is the result of the scan before: "", "nothing" or "several".
        """
        ...

    async def load(self) -> Capture | None:
        """Returns the stored capture, or None if there is none or it is older than two minutes."""
        ...

    async def discard(self) -> None:
        """Remove the stored capture."""
        ...

    async def clear(self) -> None:
        """Remove the stored capture and the overlay over its page, after a lock. Does not wait for
        the page, and never raises.
        """
        ...

    async def show_overlay(self, tab_id: int, note: str) -> bool:
        """Show the overlay over the page. Returns whether the page allows it and answers."""
        ...

    async def hide_overlay(self, tab_id: int) -> None:
        """Remove the overlay from the page. Never raises."""
        ...

    async def open_capture_page(self, window_id: int) -> None:
        """Show the stored capture on the capture page, where the user can draw a box on it."""
        ...

    async def leave_capture_page(self, page_tab_id: int, tab_id: int) -> None:
        """Close the capture page and activate the tab that it shows."""
        ...

    async def open_popup(self, window_id: int | None) -> None:
        """Open the popup in that window, or in the window last used."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextMenuTarget:
    """The picture that the context menu was opened on. ``box`` is its position: x, y, width and
    height as shares of the window. ``picture`` is a PNG file. They are None and empty if the page
    does not tell them.
    """

    box: tuple[float, float, float, float] | None
    picture: bytes = field(repr=False)


class PageUnresponsive(Exception):  # noqa: N818  a state of the page, not an error of ours
    """The page did not answer within the time limit; its thread may be busy."""


class PageInspector(Protocol):
    """Reads a page's content by scripts, in addition to the capture.

    A candidate is an element that may show a QR code. Every method except ``restore`` and
    ``capture`` raises PageUnresponsive if the page does not answer. A page in which the browser
    allows no script has no candidates.
    """

    async def measure(self, tab_id: int) -> tuple[int, int]:
        """Returns the number of candidates outside the viewport, and of those in it that are too
        small to decode.
        """
        ...

    async def scroll(self, tab_id: int) -> bool:
        """Scroll to a candidate outside the viewport. Returns whether there was one."""
        ...

    async def enlarge(self, tab_id: int) -> bool:
        """Zoom the tab so that the smallest candidate can be decoded. Returns whether there was
        one.
        """
        ...

    async def restore(self, tab_id: int) -> None:
        """Undo ``enlarge``."""
        ...

    async def restore_all(self) -> None:
        """Restore every zoomed tab, and remove the stored state. Does not wait for a page."""
        ...

    async def capture(self, tab_id: int) -> Capture | None:
        """Returns a picture of the tab as it is now, or None if the browser refuses."""
        ...

    async def read_sources(
        self, tab_id: int, box: tuple[float, float, float, float] | None
    ) -> Sequence[bytes]:
        """Returns the page's own pictures as PNG files: those under a box (x, y, width and height
        in CSS pixels of the window), or all candidates in view.
        """
        ...

    async def read_links(self, tab_id: int) -> Sequence[str]:
        """Returns the account links in the page and its frames of the same origin: in addresses, in
        other attributes and in text.
        """
        ...

    async def read_source(self, tab_id: int, frame_id: int, address: str) -> ContextMenuTarget:
        """Returns the picture of that address."""
        ...


class CodeFields(Protocol):
    """Surveys the text fields of a page, and writes codes into them.

    Every method raises PageRefused, PageClosed or PageNotAnswering if no script can run in the page
    or the page does not answer.
    """

    async def survey(self, tab_id: int) -> FieldSurvey:
        """Returns the fields of the page's main document and of its frames of the same origin."""
        ...

    async def wait_for_change(self, tab_id: int, document_id: str, limit_ms: int) -> int:
        """Wait until the page has changed and then stopped changing. Returns the remaining
        milliseconds of ``limit_ms``; 0 if the page did not change. A replaced document counts as a
        change.
        """
        ...

    async def choose_one(
        self, tab_id: int, document_id: str, targets: AmbiguousFields, limit_ms: int
    ) -> FieldTarget | None:
        """Outline the targets in the page, and return the one that the user focuses. Returns None
        after Esc, after the limit, and if the document or a field no longer exists.
        """
        ...

    async def fill(
        self,
        tab_id: int,
        document_id: str,
        target: FieldTarget,
        code: str,
        *,
        append: bool,
        submit: bool,
    ) -> FillOutcome:
        """Write the code into the target, if that document is still in the tab.

        ``append``: append the code to the field's content instead of replacing it. ``submit``: then
        press Enter, unless the page submits the code itself.
        """
        ...
