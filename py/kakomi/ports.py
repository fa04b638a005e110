"""The interfaces that Kakomi needs of its environment.

``kakomi.chrome`` implements them for the browser, ``kakomi.cpython`` for the command line, and
``tests/support`` for the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.page_fields import AmbiguousFields, FieldSurvey, FieldTarget, FillOutcome
    from kakomi.qr_decode import SeriesPart


class SessionStore(Protocol):
    """``chrome.storage.session``: JSON values in memory, until the browser ends. Pages paint from
    it.
    """

    async def get(self, key: str) -> object:
        """Returns the value under ``key``, or None."""
        ...

    async def get_many(self, keys: Sequence[str]) -> Mapping[str, object]:
        """Returns the values under these keys, read at one moment. A key without a value is
        absent.
        """
        ...

    async def keys(self) -> Sequence[str]:
        """Returns all keys."""
        ...

    async def set(self, values: Mapping[str, object]) -> None:
        """Writes these values, all at once."""
        ...

    async def remove(self, keys: Sequence[str]) -> None:
        """Removes these keys."""
        ...


class Clock(Protocol):
    """The time of day."""

    def now_unix_ms(self) -> int:
        """Returns milliseconds since 1970, UTC."""
        ...


class Entropy(Protocol):
    """A random source fit for secrets and identifiers."""

    def token(self) -> str:
        """Returns a new identifier of 128 random bits, as base64url."""
        ...

    def octets(self, count: int) -> bytes:
        """Returns that many random bytes."""
        ...


class Crypto(Protocol):
    """The cryptography that Python in the browser lacks. Hashes and HMAC are Python's own.

    Arguments and results are bytes. The caller checks the bounds of parameters before it calls. A
    tag or padding that does not fit raises CryptoMismatch; a parameter that the library refuses
    raises CryptoUnsupported. ``scrypt`` and ``argon2`` may raise CryptoNoMemory and
    CryptoInterrupted, and end when the task that awaits them is cancelled.
    """

    async def pbkdf2(
        self, digest: str, password: bytes, salt: bytes, iterations: int, length: int
    ) -> bytes:
        """RFC 8018 section 5.2; ``digest`` is "SHA1", "SHA256" or "SHA512"."""
        ...

    async def scrypt(
        self, password: bytes, salt: bytes, n: int, r: int, p: int, length: int
    ) -> bytes:
        """RFC 7914."""
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
        """RFC 9106, version 0x13; ``variant`` is "d" or "id"."""
        ...

    async def gcm_seal(self, key: bytes, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        """AES-GCM (NIST SP 800-38D): ciphertext and its 16-byte tag; ``header`` is the AAD."""
        ...

    async def gcm_open(self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes:
        """The reverse of ``gcm_seal``; a nonce of any length."""
        ...

    async def cbc_open(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """AES-CBC, PKCS#7 padding checked and taken off."""
        ...

    async def cbc_blocks(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """AES-CBC decryption of whole blocks without padding."""
        ...

    async def ctr(self, key: bytes, counter: bytes, data: bytes) -> bytes:
        """AES-CTR with a 16-byte big-endian counter block."""
        ...

    async def ecb_rounds(self, key: bytes, blocks: bytes, rounds: int) -> bytes:
        """Each 16-byte block AES-encrypted ``rounds`` times over (KeePass's AES-KDF)."""
        ...

    async def chacha20(self, key: bytes, nonce: bytes, counter: int, data: bytes) -> bytes:
        """RFC 8439 section 2.4, a 12-byte nonce."""
        ...

    async def hchacha20(self, key: bytes, nonce: bytes) -> bytes:
        """draft-irtf-cfrg-xchacha section 2.2: 32 bytes from a 32-byte key and a 16-byte nonce."""
        ...

    async def poly1305(self, key: bytes, message: bytes) -> bytes:
        """RFC 8439 section 2.5: the 16-byte tag under a 32-byte one-time key."""
        ...

    async def xchacha20_poly1305_open(
        self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes
    ) -> bytes:
        """draft-irtf-cfrg-xchacha section 2: a 24-byte nonce, the tag at the end."""
        ...

    async def salsa20(self, key: bytes, nonce: bytes, data: bytes) -> bytes:
        """cr.yp.to/snuffle/spec.pdf: a 32-byte key, an 8-byte nonce, the counter from 0."""
        ...


# The name of a filter and its numbers: ``("pad", 16, 0.08)``.
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
    """What a decoder read: the code's bytes, and x and y of its four corners in the picture's
    pixels, clockwise from the top left. ``part``: its place, if it is one of a series.
    """

    content: bytes
    corners: tuple[float, ...]
    part: SeriesPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Modules:
    """An upright code's modules, ``size`` x ``size``, row by row: 0 surely light … 255 surely dark,
    128 unknown.

    ``finders`` and ``timing`` tell how well these patterns fit, up to 1.
    """

    size: int
    darkness: bytes
    finders: float
    timing: float
    corners: tuple[float, ...]


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
        codes may be turned, seen in perspective, and bent. ``share`` of the longer side is how far
        a pixel's surroundings reach that say whether it is dark.
        """
        ...

    async def regions(self, region: Region, most: int) -> Sequence[Region]:
        """Returns at most ``most`` regions in the region where a code may be, best first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """A frame of another origin in a page, as it was at the capture.

    ``box`` is its visible part: x, y, width and height in shares of the window. ``origin`` is that
    of its content, empty if the page does not know it. ``hits`` says, for each point of an even
    square grid over the box, row by row, whether the frame was topmost there.
    """

    box: tuple[float, float, float, float]
    origin: str
    hits: tuple[bool, ...]


class Capture(Protocol):
    """A picture of a tab as it was at the gesture."""

    @property
    def tab_id(self) -> int:
        """The tab it shows."""
        ...

    @property
    def window_id(self) -> int:
        """That tab's window."""
        ...

    @property
    def origin(self) -> str:
        """The page's origin (``https://example.com``), or empty where it has none."""
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
        """Return the middle square of a picture file whose header was checked: a WebP file with
        sides of ``side`` pixels and at most ``most_bytes``. Raises ScanPictureUnreadable.
        """
        ...


class Downloads(Protocol):
    """Kakomi's files in the download folder."""

    async def save(self, name: str, text: str, keep_latest: int) -> None:
        """Write a file completely, then delete all but the latest ``keep_latest`` of those written
        this way. Raises BackupNotWritten.
        """
        ...


class CaptureHost(Protocol):
    """The stored capture, the overlay over its page, the popup and the capture page."""

    async def save(self, capture: Capture, note: str) -> None:
        """Store the capture while a box is drawn; it survives the worker. ``note`` says why a box
        is asked for: "", "nothing" or "several".
        """
        ...

    async def load(self) -> Capture | None:
        """Returns the stored capture, or None if there is none or it is older than two minutes."""
        ...

    async def discard(self) -> None:
        """Remove the stored capture."""
        ...

    async def clear(self) -> None:
        """Remove the stored capture and the overlay over its page, after the vault was locked. Does
        not wait for the page, and never raises.
        """
        ...

    async def show_overlay(self, tab_id: int, note: str) -> bool:
        """Show the overlay over the page; returns whether the page allows it and answers."""
        ...

    async def open_capture_page(self, window_id: int) -> None:
        """Show the stored capture on our own page, where a box can be drawn on it."""
        ...

    async def leave_capture_page(self, page_tab_id: int, tab_id: int) -> None:
        """Close the capture page and activate the tab that it shows."""
        ...

    async def open_popup(self, window_id: int | None) -> None:
        """Open the popup in that window, or in the window last used."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextMenuTarget:
    """The picture that the context menu was opened on: where it is seen (x, y, width and height in
    shares of the window) and the picture as a PNG file; None and empty where the page does not
    tell.
    """

    box: tuple[float, float, float, float] | None
    picture: bytes


class PageUnresponsive(Exception):  # noqa: N818  a state of the page, not an error of ours
    """The page did not answer within the time limit; its thread may be busy."""


class PageInspector(Protocol):
    """What a page holds beside the capture, as far as the page lets scripts ask.

    A candidate is an element that may show a QR code. Every method but ``restore`` and ``capture``
    raises PageUnresponsive if the page does not answer. A page that refuses scripts has no
    candidates.
    """

    async def measure(self, tab_id: int) -> tuple[int, int]:
        """Returns how many candidates are out of view, and how many in view are too small."""
        ...

    async def scroll(self, tab_id: int) -> bool:
        """Scroll to a candidate that is out of view; returns whether there was one."""
        ...

    async def enlarge(self, tab_id: int) -> bool:
        """Zoom the tab so that the smallest candidate decodes; returns whether there was one."""
        ...

    async def restore(self, tab_id: int) -> None:
        """Undo ``enlarge``."""
        ...

    async def restore_all(self) -> None:
        """Restores every zoomed tab, and forgets how it was. Does not wait for a page."""
        ...

    async def capture(self, tab_id: int) -> Capture | None:
        """Returns a picture of the tab as it is now, or None where the browser refuses."""
        ...

    async def read_sources(
        self, tab_id: int, box: tuple[float, float, float, float] | None
    ) -> Sequence[bytes]:
        """Returns the page's own pictures as PNG files: those under a box (x, y, width and height
        in CSS pixels of the window), or all candidates in view.
        """
        ...

    async def read_links(self, tab_id: int) -> Sequence[str]:
        """Returns the links of accounts that the page and its frames of the same origin hold, in
        addresses, in other attributes and in text.
        """
        ...

    async def read_source(self, tab_id: int, frame_id: int, address: str) -> ContextMenuTarget:
        """Returns the picture of that address."""
        ...


class CodeFields(Protocol):
    """The text fields of a page, and how a code is written into them.

    Every method raises PageRefused, PageClosed or PageNotAnswering where a page can't be asked.
    """

    async def survey(self, tab_id: int) -> FieldSurvey:
        """Returns what the page tells of its fields: of its main document and of the frames of the
        same origin.
        """
        ...

    async def wait_for_change(self, tab_id: int, document_id: str, limit_ms: int) -> int:
        """Wait until the page has changed and come to rest. Returns the milliseconds that are left
        of ``limit_ms``; 0 if the page has not changed. A document that is gone has changed.
        """
        ...

    async def choose_one(
        self, tab_id: int, document_id: str, targets: AmbiguousFields, limit_ms: int
    ) -> FieldTarget | None:
        """Outline the targets in the page, and return the one that the person focuses. Returns None
        after Esc, after the limit, and if the document or a field is gone.
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
        """Write the code into the target, if that very document is still in the tab.

        ``append``: behind what the field holds, instead of replacing it. ``submit``: then press
        Enter, unless the page sends the code itself.
        """
        ...
