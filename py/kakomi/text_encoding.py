"""Detects the encoding of bytes whose encoding is not declared.

QR codes (ISO/IEC 18004 names ISO-8859-1 as the default, Japanese writers use Shift_JIS, most others
UTF-8) and percent escapes of account URIs don't declare their encoding. It is, in this order:

1. UTF-8, if the bytes are valid UTF-8. Text in other encodings hardly ever is.
2. Windows-1252, which has the letters of ISO-8859-1, if every byte above 127 is a letter of it and
   is next to an ASCII letter, as in "Z\u00fcrich", or is a sign of a text beside ASCII: quotation
   marks, dashes, the ellipsis, the bullet, and those for currencies, copyright and trademarks.
3. Shift_JIS, if the bytes are valid Shift_JIS and make two or more characters outside ASCII, all
   of them kana, kanji or their punctuation.
4. Windows-1252, and ISO-8859-1 for the bytes that Windows-1252 does not have. Never fails.
"""

from __future__ import annotations

import codecs
import re

# Looked up at import, so that the snapshot and the trimmed standard library contain them.
_UTF8 = codecs.lookup("utf-8")
_SHIFT_JIS = codecs.lookup("shift_jis")
_WINDOWS_1252 = codecs.lookup("cp1252")
_LATIN_1 = codecs.lookup("iso8859-1")

_HIGH = re.compile(rb"[\x80-\xff]+")
_LATIN_LETTERS = re.compile(rb"[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xd6\xd8-\xf6\xf8-\xff]{1,2}")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_AFTER_SIGN = re.compile(rb"[A-Za-z0-9 ,.:;!?()&'\"-]")
_LATIN_SIGN = re.compile(
    rb"[\x80\x82\x84\x85\x91-\x97\x99\xa0\xa3\xa7\xa9\xab\xae\xb0\xb4\xb7\xbb]"
)
_JAPANESE = re.compile(
    "[\x00-\x7e\u3000-\u30ff\u4e00-\u9fff\uff01-\uff9f\u2010-\u2026\u203b\u2190-\u2193\u25a0-\u266f]*"
)


def decode(content: bytes) -> str:
    """Returns the text of the bytes by rules 1 to 4. Never raises."""
    text = decode_plausible(content)
    if text is None:
        text = _strict(_WINDOWS_1252, content)
    return _LATIN_1.decode(content)[0] if text is None else text


def decode_plausible(content: bytes) -> str | None:
    """Returns the text of the bytes by rules 1 to 3, or None if none of them fits."""
    text = _strict(_UTF8, content)
    if text is None and _is_latin(content):
        text = _strict(_WINDOWS_1252, content)
    if text is None:
        text = _strict(_SHIFT_JIS, content)
        if text is not None and not _is_japanese(text):
            text = None
    return text


def _strict(codec: codecs.CodecInfo, content: bytes) -> str | None:
    try:
        return codec.decode(content)[0]
    except UnicodeDecodeError:
        return None


def _is_japanese(text: str) -> bool:
    """Returns whether the text has at least two characters outside ASCII, all of them Japanese."""
    outside = sum(1 for character in text if not character.isascii())
    return outside > 1 and _JAPANESE.fullmatch(text) is not None


def _is_latin(content: bytes) -> bool:
    """Returns whether each run of bytes above 127 is one or two letters next to an ASCII letter, or
    a sign of a text.
    """
    for run in _HIGH.finditer(content):
        beside = content[run.start() - 1 : run.start()] if run.start() else b""
        beside += content[run.end() : run.end() + 1]
        is_letter = _LATIN_LETTERS.fullmatch(run[0]) and _ASCII_LETTER.search(beside)
        if not is_letter and not _is_sign(run[0], content[run.end() : run.end() + 1]):
            return False
    return True


def _is_sign(run: bytes, after: bytes) -> bool:
    """Returns whether the bytes are one sign of a text, as in "O\u2019Brien". ``after`` is the byte
    that follows. Shift_JIS has bytes such as "\\" and "|" as the second one of a character.
    """
    return bool(_LATIN_SIGN.fullmatch(run) and (not after or _AFTER_SIGN.match(after)))
