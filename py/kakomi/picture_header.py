"""A picture file's kind and size, read from its header before anybody unpacks it.

A picture of 31 KB can ask for a gigabyte: so the size is read here, from the few bytes that tell it
(PNG section 11.2.2, JPEG ITU-T T.81 annex B, GIF89a section 18, WebP RFC 9649, BMP's header), and
what is over the cap is never handed to the browser's decoder.
"""

from __future__ import annotations

from dataclasses import dataclass

from kakomi.errors import ScanPictureTooLarge, ScanPictureUnreadable

MAX_SIDE = 16_000
MAX_PIXELS = 50_000_000  # an 8K screen has 33 million


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """``media_type`` and pixels."""

    media_type: str
    width: int
    height: int


def header(data: bytes) -> Header:
    """Raises ScanPictureUnreadable, ScanPictureTooLarge."""
    found = _png(data) or _jpeg(data) or _gif(data) or _webp(data) or _bmp(data)
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
