"""Bytes to text, and texts in the encodings that secrets are written in."""

from __future__ import annotations

import base64
import binascii
import re

from kakomi.errors import FileEncodingInvalid, FileMalformed, FileTooLarge
from kakomi.formats.support import limits

_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}", re.ASCII)
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*", re.ASCII)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def decode(data: bytes) -> str:
    """UTF-8, or UTF-16 and UTF-32 by their mark, or UTF-16 by the zeros of its ASCII letters.

    Nothing else is tried: a Japanese or Western page of codes can't be told apart for sure, and a
    wrong guess would spoil names. Raises FileEncoding, FileTooLarge.
    """
    if len(data) > limits.MAX_TEXT_CHARACTERS:
        raise FileTooLarge("text")
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", ""))
    text = _strict(data[len(mark) :], encoding or _unmarked(data))
    if text is None:
        raise FileEncodingInvalid("text")
    return text


def _unmarked(data: bytes) -> str:
    head = data[:512]
    if len(data) % 2 == 0 and head:
        pairs = len(head) // 2
        if head[1::2].count(0) > pairs * 0.7 and not head[::2].count(0):
            return "utf-16-le"
        if head[::2].count(0) > pairs * 0.7 and not head[1::2].count(0):
            return "utf-16-be"
    return "utf-8"


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None  # its exception holds the bytes: whoever calls raises anew


def utf8(data: bytes, where: str) -> str:
    """UTF-8 and nothing else. Raises FileMalformed."""
    text = _strict(data, "utf-8")
    if text is None:
        raise FileMalformed(where)
    return text


def decode_base64(text: str, where: str) -> bytes:
    """Base64 (RFC 4648 section 4), padded or not, white space passed over; the URL's alphabet too.

    Raises FileMalformed.
    """
    bare = "".join(text.split()).replace("-", "+").replace("_", "/")
    if not _BASE64.fullmatch(bare) or len(bare.rstrip("=")) % 4 == 1:
        raise FileMalformed(where)
    bare = bare.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4))


def decode_hex(text: str, where: str) -> bytes:
    """Pairs of hexadecimal digits. Raises FileMalformed."""
    if not _HEX.fullmatch(text):
        raise FileMalformed(where)
    return binascii.unhexlify(text)


def utf8_bytes(text: str, where: str) -> bytes:
    """The text in UTF-8. Raises FileMalformed where JSON's escapes left half a character."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        pass
    raise FileMalformed(where)  # not in the handler: that exception holds the text
