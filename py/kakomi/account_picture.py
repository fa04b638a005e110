"""The user's own picture of an account, which replaces the icon of its service.

Bounds: a PNG, JPEG or WebP file of at most 8,192 bytes, square, with sides of at most 192 pixels.
The host crops and scales the image that the user chose (``kakomi.ports.Pictures.square``).
"""

from __future__ import annotations

import base64
import hashlib

from kakomi import picture_header
from kakomi.errors import DetailsInvalid, DetailsTooLong, ScanError

MAX_BYTES = 8_192
MAX_SIDE = 192
SIDE = 96  # the side of pictures that Kakomi makes; a tile has 36 CSS pixels
_MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})
_VERSION_BYTES = 6


def check(data: bytes, where: str) -> None:
    """Raises DetailsTooLong, DetailsInvalid unless ``data`` is a picture within the bounds."""
    if len(data) > MAX_BYTES:
        raise DetailsTooLong(where)
    if not is_square(data):
        raise DetailsInvalid(where)


def is_square(data: bytes) -> bool:
    """Returns whether the data is a square picture of a known type and at most MAX_SIDE wide."""
    try:
        found = picture_header.header(data)
    except ScanError:
        return False
    is_within = found.width == found.height <= MAX_SIDE
    return is_within and found.media_type in _MEDIA_TYPES


def version(data: bytes) -> str:
    """Returns a text that differs for different pictures; empty without a picture."""
    return hashlib.sha256(data).hexdigest()[: 2 * _VERSION_BYTES] if data else ""


def data_url(data: bytes) -> str:
    """Returns the picture as a data URL."""
    media_type = picture_header.header(data).media_type
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"
