"""Decompresses deflate and gzip (RFC 1951, RFC 1952) in slices, up to a limit."""

from __future__ import annotations

import zlib

from kakomi.errors import FileMalformed, FileTooLarge
from kakomi.formats.support import limits
from kakomi.pacing import Pacer

_PACKED_AT_ONCE, _PLAIN_AT_ONCE = 64 * 2**10, 2**20

_GZIP = b"\x1f\x8b\x08"
_GZIP_WINDOW = 31


async def gunzip(data: bytes) -> bytes:
    """Returns the content of a gzip file, and the bytes of any other file unchanged.

    Raises FileTooLarge, FileMalformed.
    """
    if not data.startswith(_GZIP):
        return data
    return await inflate(data, _GZIP_WINDOW, limits.MAX_FILE_BYTES, "gzip")


async def inflate(packed: bytes, window: int, most: int, where: str) -> bytes:
    """Returns the content. ``window`` is zlib's: -15 for bare deflate, 31 for gzip.

    Raises FileTooLarge if the content has more than ``most`` bytes, FileMalformed if the packed
    data is damaged or incomplete.
    """
    machine = zlib.decompressobj(window)
    pacer = Pacer()
    pieces: list[bytes] = []
    left = most
    for start in range(0, len(packed), _PACKED_AT_ONCE):
        rest = packed[start : start + _PACKED_AT_ONCE]
        while rest and not machine.eof:
            try:
                piece = machine.decompress(rest, _PLAIN_AT_ONCE)
            except zlib.error:
                raise FileMalformed(where) from None
            left -= len(piece)
            if left < 0:
                raise FileTooLarge(where)
            pieces.append(piece)
            rest = machine.unconsumed_tail
            await pacer.pause()
    if not machine.eof:
        # A full output buffer can hide the end of the data until the next call.
        pieces.append(machine.flush())
        if sum(map(len, pieces)) > most:
            raise FileTooLarge(where)
    if not machine.eof:
        raise FileMalformed(where)
    return b"".join(pieces)
