"""The requests and replies of scan.*."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.common import Failure, MatchState, NamedFile, NextStep
from kakomi.messages.import_ import ImportReadReply
from kakomi.messages.sheet import Row, SavedAccount
from kakomi.messages.transfer import TransferProgress

ResultKind: TypeAlias = Literal[
    "found",
    "several",
    "gathering",
    "nothing",
    "not_account",
    "unusable",
    "added",
    "known",
    "failed",
    "file",
    "setup_key",
]
ScanSource: TypeAlias = Literal["page", "region", "source", "image", "text", "link", "camera"]


class FoundAccount(TypedDict):
    """An account that was read and is not saved. ``id`` is for ``account.add``.

    ``account_id``: the saved account that it matches. ``saved``: that account's row; set if the
    user must decide. ``hexadecimal``: the row with the key read as hexadecimal, if the key is valid
    as base32 and as hexadecimal; the user must choose. ``corners``: x and y of the code's four
    corners, as fractions of the picture's width and height; empty if unknown.
    """

    id: str
    row: Row
    state: MatchState
    next_step: NextStep
    account_id: str | None
    saved: SavedAccount | None
    hexadecimal: Row | None
    corners: list[float]


class NonAccountText(TypedDict):
    """A code or text that describes no account; see ``kakomi.vendor_enrolment``.

    ``vendor``: the product whose own app is needed, or empty. ``shown``: the shortened text. Pages
    must show it as text, never as a link.
    """

    content: Literal["vendor_app", "web_link", "passkey", "text"]
    vendor: str
    shown: str


class NearbyCandidates(TypedDict):
    """The numbers of pictures that may be QR codes: those outside the viewport, and those inside
    that are too small to decode.
    """

    outside: int
    tiny: int


class ScanOutcome(TypedDict):
    """The result of a scan.

    ``kind``:

    - found: one account, not saved yet; several: more than one.
    - gathering: only parts of an incomplete transfer.
    - added: the account was saved as ``account_id``; known: it was already saved as ``account_id``.
    - nothing: no code was read; not_account: codes were read, and none is an account.
    - unusable: the account of a code cannot be used, for the reason in ``error``.
    - failed: there was no picture, or the box was lost.
    - file, setup_key: a pasted text that is to be imported, or typed into the form of an account.
      It was not read.

    ``via``: what was scanned. page: the visible page; region: a box of it; source: the page's own
    picture, which may differ from the visible one; image: a picture that was pasted or chosen with
    the context menu; text: a pasted text; link: a link in the page; camera: a camera frame.

    ``origin``: the page's origin, or empty. ``others``: the number of codes that are no account.
    ``picture``: a small copy of the capture as a data URL; set if there are several codes to
    distinguish. ``other_corners``: the corners of codes that are no account. ``unread``: the
    corners of codes that were detected and not decoded. Corners are those of ``FoundAccount``.
    ``transfer``: the transfer in progress. ``nearby``: further candidates in the page; set if
    nothing was read. ``frame_of``: the page's origin if the code was in a frame of another origin.
    ``origin`` is then the frame's origin, or empty if it is not known. ``page_unresponsive``: the
    page did not answer, so only the capture was read. ``non_account``: the first code that is no
    account.
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
    nearby: NearbyCandidates | None
    frame_of: str
    page_unresponsive: bool
    non_account: NonAccountText | None


class TabRef(TypedDict):
    """The tab over which the popup was opened; if absent, the worker uses the active tab."""

    tab_id: NotRequired[int]
    window_id: NotRequired[int]


class ScanPageRequest(TabRef):
    """The tab to scan."""


class ScanRegionRequest(TabRef):
    """``note``: the result of the scan of the whole page before, if there was one."""

    note: NotRequired[Literal["nothing", "several"]]


class ScanRegionReply(TypedDict):
    """Where the user can draw the box."""

    shown: Literal["overlay", "capture_page"]


class ScanEnlargedRequest(TypedDict):
    """``how``: scroll to a candidate outside the viewport, or zoom in on one that is too small."""

    tab_id: int
    window_id: NotRequired[int]
    how: Literal["scroll", "zoom"]


class ScanFrameRequest(TypedDict):
    """A camera frame, as a picture file."""

    data_base64: str


class ScanViewportRequest(TypedDict):
    """The tab whose visible part to scan."""

    tab_id: int
    window_id: int


class ScanContextMenuRequest(TypedDict):
    """A picture in a page, by its address."""

    tab_id: int
    window_id: int
    frame_id: int
    address: str


class ScanLinkRequest(TypedDict):
    """A link in a page. ``origin`` is the origin of the frame that contains the link."""

    tab_id: int
    window_id: int
    url: str
    origin: str
    page_origin: str


class ScanBoxRequest(TypedDict):
    """A box in CSS pixels of a viewport of the given size."""

    x: float
    y: float
    width: float
    height: float
    viewport_width: float
    viewport_height: float


class ScanPasteRequest(TypedDict):
    """Either a picture file or a text."""

    data_base64: NotRequired[str]
    text: NotRequired[str]


class ScanCancelRequest(TypedDict):
    """Why no box was drawn."""

    reason: Literal["escape", "resized", "covered"]


class ScanImageRequest(NamedFile):
    """A picture file. ``joins``: see ``ImportReadRequest``."""

    joins: NotRequired[str]


class ScanImageReply(ImportReadReply):
    """``texts``: every text that was read, whether or not it is an account.
    ``completes_series_of``: of how many codes the series consists that this picture completes; 0 if
    it completes none. Its other codes were in earlier pictures. ``non_account``: what the first
    code is for, if none is an account.
    """

    texts: list[str]
    completes_series_of: int
    non_account: NonAccountText | None
