"""Deflate and gzip (RFC 1951, RFC 1952), unpacked no further than a limit."""

from __future__ import annotations

import zlib

from kakomi.errors import FileMalformed, FileTooLarge


def inflate(packed: bytes, window: int, most: int, where: str) -> bytes:
    """The content; ``window`` is zlib's: -15 for bare deflate, 31 for gzip.

    Raises FileTooLarge past ``most`` bytes, FileMalformed if it is cut short or damaged.
    """
    machine = zlib.decompressobj(window)
    try:
        content = machine.decompress(packed, most + 1)
    except zlib.error:
        raise FileMalformed(where) from None  # its text tells a code, nothing of the content
    if len(content) > most:
        raise FileTooLarge(where)
    if not machine.eof:
        raise FileMalformed(where)
    return content
