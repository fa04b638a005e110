"""Decodes the bytes of files to text, and texts in base64 and hexadecimal to bytes."""

from __future__ import annotations

import base64
import binascii
import codecs
import re

from kakomi.errors import FileEncodingInvalid, FileMalformed, FileTooLarge
from kakomi.formats.support import limits

_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}", re.ASCII)
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*", re.ASCII)
# Looked up at import, so that the snapshot and the trimmed standard library contain them.
for _name in ("cp932", "cp1252"):
    codecs.lookup(_name)
_MAX_LEGACY_BYTES = 4 * 2**20
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r")) + b"\x7f"
_HIGH = bytes(range(128, 256))
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]+")
_JAPANESE = re.compile(
    "[\u2010-\u203b\u2100-\u22ff\u2460-\u266f\u3000-\u30ff\u3200-\u33ff\u4e00-\u9fff\uff01-\uffef]*"
)
_PUNCTUATION = {"\u3000", "\u3001", "\u3002", "\uff0c", "\uff1a", "\uff1b"}
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def decode(data: bytes) -> str:
    """Returns the text of a file.

    The encodings are UTF-8, UTF-16 and UTF-32 with a byte order mark, and UTF-16 detected by the
    zeros of ASCII letters. For tables written by Excel, Windows-1252 and Shift_JIS are tried next
    and accepted if the result is plausible. Raises FileEncodingInvalid, FileTooLarge.
    """
    if len(data) > limits.MAX_TEXT_CHARACTERS:
        raise FileTooLarge("text")
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", ""))
    text = _strict(data[len(mark) :], encoding or _unmarked(data))
    if text is None and not mark:
        text = _legacy(data)
    if text is None:
        raise FileEncodingInvalid("text")
    return text


def _legacy(data: bytes) -> str | None:
    """Returns the text in Shift_JIS or Windows-1252, or None if neither is plausible.

    Encrypted bytes have control characters; texts have only tabs and line ends. Characters outside
    ASCII are next to each other in Japanese text, and next to ASCII letters in Western text.
    """
    if len(data) > _MAX_LEGACY_BYTES or len(data.translate(None, _CONTROLS)) != len(data):
        return None
    japanese = _strict(data, "cp932")
    if japanese is not None and _is_japanese(japanese):
        return japanese
    high = len(data) - len(data.translate(None, _HIGH))
    return _strict(data, "cp1252") if high * 3 < len(data) else None


def _is_japanese(text: str) -> bool:
    # Bytes of full-width punctuation occur in no Western text.
    runs = [run for run in _OUTSIDE_ASCII.findall(text) if run not in _PUNCTUATION]
    long_runs = [run for run in runs if len(run) > 1]
    return len(long_runs) * 2 > len(runs) and all(_JAPANESE.fullmatch(run) for run in runs)


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
        return None  # the caller raises, because this exception holds the bytes


def utf8(data: bytes, where: str) -> str:
    """Returns the text of UTF-8 bytes. Raises FileMalformed."""
    text = _strict(data, "utf-8")
    if text is None:
        raise FileMalformed(where)
    return text


def decode_base64(text: str, where: str) -> bytes:
    """Returns the bytes of base64 (RFC 4648 section 4 or 5), padded or not. Ignores white space.

    Raises FileMalformed.
    """
    bare = "".join(text.split()).replace("-", "+").replace("_", "/")
    if not _BASE64.fullmatch(bare) or len(bare.rstrip("=")) % 4 == 1:
        raise FileMalformed(where)
    bare = bare.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4))


def decode_hex(text: str, where: str) -> bytes:
    """Returns the bytes of pairs of hexadecimal digits. Raises FileMalformed."""
    if not _HEX.fullmatch(text):
        raise FileMalformed(where)
    return binascii.unhexlify(text)


def utf8_bytes(text: str, where: str) -> bytes:
    """Returns the text in UTF-8. Raises FileMalformed if it has half of a surrogate pair."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        pass
    raise FileMalformed(where)  # outside the handler, because that exception holds the text
