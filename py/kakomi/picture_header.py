"""Reads a picture file's type and size from its header, before it is decoded.

A picture of 31 KB can decode to a gigabyte. So the size is read from its first bytes (PNG section
11.2.2, JPEG ITU-T T.81 annex B, GIF89a section 18, WebP RFC 9649, AVIF's "ispe" property of ISO/IEC
23008-12, the headers of BMP and ICO). The browser's decoder never gets a picture over the limit.
These are the types that Chromium decodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.errors import ScanPictureTooLarge, ScanPictureUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SIDE = 16_000
_MAX_ICONS = 64
MAX_PIXELS = 50_000_000  # an 8K screen has 33 million


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The media type, and the size in pixels."""

    media_type: str
    width: int
    height: int


def header(data: bytes) -> Header:
    """Returns the type and size. Raises ScanPictureUnreadable, ScanPictureTooLarge."""
    readers = (_png, _jpeg, _gif, _webp, _bmp, _avif, _ico)
    found = next(filter(None, (read(data) for read in readers)), None)
    if found is None or found.width < 1 or found.height < 1:
        raise ScanPictureUnreadable("file")
    if max(found.width, found.height) > MAX_SIDE or found.width * found.height > MAX_PIXELS:
        raise ScanPictureTooLarge("file")
    return found


def _png(data: bytes) -> Header | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return None
    return Header(
        media_type="image/png",
        width=int.from_bytes(data[16:20], "big"),
        height=int.from_bytes(data[20:24], "big"),
    )


def _jpeg(data: bytes) -> Header | None:
    if data[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        # The frame headers, SOF0 to SOF15, without the tables among them.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return Header(
                media_type="image/jpeg",
                width=int.from_bytes(data[at + 7 : at + 9], "big"),
                height=int.from_bytes(data[at + 5 : at + 7], "big"),
            )
        at += 1 if marker == 0xFF else 2 + length
    return None


def _gif(data: bytes) -> Header | None:
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    return Header(
        media_type="image/gif",
        width=int.from_bytes(data[6:8], "little"),
        height=int.from_bytes(data[8:10], "little"),
    )


def _webp(data: bytes) -> Header | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    width = height = 0
    if data[12:16] == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
    elif data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif data[12:16] == b"VP8 ":
        width = int.from_bytes(data[26:28], "little") & 0x3FFF
        height = int.from_bytes(data[28:30], "little") & 0x3FFF
    return Header(media_type="image/webp", width=width, height=height)


def _bmp(data: bytes) -> Header | None:
    if data[:2] != b"BM" or len(data) < 26:
        return None
    return Header(
        media_type="image/bmp",
        width=abs(int.from_bytes(data[18:22], "little", signed=True)),
        height=abs(int.from_bytes(data[22:26], "little", signed=True)),
    )


def _avif(data: bytes) -> Header | None:
    """Returns the largest "ispe" property. Thumbnails, tiles and alpha have smaller ones."""
    if data[4:12] not in (b"ftypavif", b"ftypavis"):
        return None
    width = height = 0
    meta = next(_boxes(data, 0, len(data), b"meta"), None)
    for start, end in _properties(data, meta) if meta else ():
        if end - start >= 12:
            width = max(width, int.from_bytes(data[start + 4 : start + 8], "big"))
            height = max(height, int.from_bytes(data[start + 8 : start + 12], "big"))
    return Header(media_type="image/avif", width=width, height=height)


def _properties(data: bytes, meta: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yields the start and end of the "ispe" boxes in a "meta" box, whose content begins with a
    version and flags.
    """
    for properties in _boxes(data, meta[0] + 4, meta[1], b"iprp"):
        for container in _boxes(data, *properties, b"ipco"):
            yield from _boxes(data, *container, b"ispe")


def _boxes(data: bytes, start: int, end: int, kind: bytes) -> Iterator[tuple[int, int]]:
    """Yields the start and end of the content of each box of that kind (ISO/IEC 14496-12 section
    4.2).
    """
    while start + 8 <= end:
        size, content = int.from_bytes(data[start : start + 4], "big"), start + 8
        if size == 1:  # the size follows in 8 bytes
            size, content = int.from_bytes(data[content : content + 8], "big"), content + 8
        elif size == 0:  # up to the end
            size = end - start
        if size < content - start or start + size > end:
            return
        if data[start + 4 : start + 8] == kind:
            yield content, start + size
        start += size


def _ico(data: bytes) -> Header | None:
    """Returns the largest of the icon's pictures. A PNG in it has its own header."""
    if data[:4] != b"\x00\x00\x01\x00":
        return None
    width = height = 0
    for number in range(min(int.from_bytes(data[4:6], "little"), _MAX_ICONS)):
        entry = data[6 + 16 * number : 22 + 16 * number]
        if len(entry) < 16:
            return None
        at = int.from_bytes(entry[12:16], "little")
        inner = _png(data[at : at + 32])
        width = max(width, inner.width if inner else entry[0] or 256)
        height = max(height, inner.height if inner else entry[1] or 256)
    return Header(media_type="image/x-icon", width=width, height=height)
