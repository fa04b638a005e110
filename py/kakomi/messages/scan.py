"""scan.*"""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from kakomi.messages.common import Failure, MatchState, NamedFile
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
]
ScanSource: TypeAlias = Literal["page", "region", "source", "image", "text", "link", "camera"]


class FoundAccount(TypedDict):
    """An account that was read and is not saved yet; ``account.add`` takes its ``id``.

    ``account_id``: the vault's account that it matches, and ``saved`` that account, if there is a
    question. ``hexadecimal``: the row with the key read as hexadecimal, if its text can be that as
    well as base32; the user must say which it is. ``corners``: x and y of the code's four
    corners, as fractions of the picture's width and height; empty if unknown.
    """

    id: str
    row: Row
    state: MatchState
    account_id: str | None
    saved: SavedAccount | None
    hexadecimal: Row | None
    corners: list[float]


class NonAccountText(TypedDict):
    """What a code or text is that describes no account; see ``kakomi.vendor_enrolment``.

    ``vendor``: the product whose own app is needed, or empty. ``shown``: the text, shortened; it is
    shown as text only, never as a link.
    """

    content: Literal["vendor_app", "web_link", "passkey", "text"]
    vendor: str
    shown: str


class NearbyCandidates(TypedDict):
    """How many pictures that may be QR codes are outside the viewport, and how many are inside and
    too small to read.
    """

    outside: int
    tiny: int


class ScanOutcome(TypedDict):
    """The result of a scan.

    ``kind``:

    - found: one account, not saved yet; several: more than one.
    - gathering: only parts of an incomplete transfer.
    - added: the account was saved as ``account_id``; known: it was there as ``account_id``.
    - nothing: no code was read; not_account: codes were read, but no account's.
    - unusable: an account's code that cannot be used, for the reason in ``error``.
    - failed: there was no picture, or the box was lost.

    ``via``: what was scanned. page: the visible page; region: a box of it; source: the page's own
    picture, which may differ from what was visible; image: a picture that was pasted or chosen
    from the context menu; text; link; camera: a camera frame.

    ``origin``: the page's origin, or empty. ``others``: how many codes are no account's.
    ``picture``: a small copy of the capture as a data URL, set if it helps to tell codes apart.
    ``other_corners``, ``unread``: where in the picture the codes are that are no account's, and
    those that were detected and not decoded; corners as in ``FoundAccount``. ``transfer``: the
    transfer in progress. ``nearby``: what else the page may hold; set if nothing was read.
    ``frame_of``: the page's origin if the code was in a frame of another origin; ``origin`` is the
    frame's then, or empty if it is not known. ``page_unresponsive``: the page did not answer, so
    only the capture was read. ``non_account``: what the first code that is no account's is.
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
    """The tab the popup was opened over; if absent, the worker takes the active tab."""

    tab_id: NotRequired[int]
    window_id: NotRequired[int]


class ScanPageRequest(TabRef):
    """The tab to scan."""


class ScanRegionRequest(TabRef):
    """``note``: why the user is asked to draw a box, if a scan of the whole page went before."""

    note: NotRequired[Literal["nothing", "several"]]


class ScanRegionReply(TypedDict):
    """Where the user can draw the box."""

    shown: Literal["overlay", "capture_page"]


class ScanEnlargedRequest(TypedDict):
    """``how``: scroll to what is outside the viewport, or zoom in on what is too small."""

    tab_id: int
    window_id: NotRequired[int]
    how: Literal["scroll", "zoom"]


class ScanFrameRequest(TypedDict):
    """A camera frame, as a picture file."""

    data_base64: str


class ScanViewportRequest(TypedDict):
    """A tab whose visible part is to be scanned."""

    tab_id: int
    window_id: int


class ScanContextMenuRequest(TypedDict):
    """A picture in a page, by its address."""

    tab_id: int
    window_id: int
    frame_id: int
    address: str


class ScanLinkRequest(TypedDict):
    """A link in a page; ``origin`` is that of the frame that the link is in."""

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
    """A picture file; ``joins`` as in ``ImportReadRequest``."""

    joins: NotRequired[str]


class ScanImageReply(ImportReadReply):
    """``texts``: every text that was read, whether or not it is an account."""

    texts: list[str]
