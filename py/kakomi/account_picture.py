"""The user's own picture of an account, which takes the place of its service's icon.

Bounds: a PNG, JPEG or WebP file of at most 8,192 bytes, square, with sides of at most 192 pixels.
The host crops and scales what the user chose (``kakomi.ports.Pictures.square``).
"""

from __future__ import annotations

import base64
import hashlib

from kakomi import picture_header
from kakomi.errors import DetailsInvalid, DetailsTooLong, ScanError

MAX_BYTES = 8_192
MAX_SIDE = 192
SIDE = 96  # of what Kakomi makes: a tile has 36 CSS pixels
_MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})
_VERSION_BYTES = 6


def check(data: bytes, where: str) -> None:
    """Raises DetailsTooLong, DetailsInvalid for what is no picture within the bounds."""
    if len(data) > MAX_BYTES:
        raise DetailsTooLong(where)
    if not is_square(data):
        raise DetailsInvalid(where)


def is_square(data: bytes) -> bool:
    """Whether the data is a square picture of a known type, and of at most MAX_SIDE."""
    try:
        found = picture_header.header(data)
    except ScanError:
        return False
    is_within = found.width == found.height <= MAX_SIDE
    return is_within and found.media_type in _MEDIA_TYPES


def version(data: bytes) -> str:
    """Returns a text that changes with the picture; empty without one."""
    return hashlib.sha256(data).hexdigest()[: 2 * _VERSION_BYTES] if data else ""


def data_url(data: bytes) -> str:
    """Returns the picture as a page shows it."""
    media_type = picture_header.header(data).media_type
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"
