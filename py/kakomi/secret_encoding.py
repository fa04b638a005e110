"""Secrets as texts: base32 (RFC 4648 section 6), and hexadecimal where the text can't be base32.

A secret has 1 to 1024 bytes. RFC 4226 section 4 requires 16; sites issue 10 and fewer.
"""

from __future__ import annotations

import base64
import re
import unicodedata

from kakomi.errors import AccountError, SecretInvalid, SecretMissing, SecretTooLong

MAX_SECRET_BYTES = 1024
_BASE32 = re.compile(r"[A-Z2-7]*", re.ASCII)
_NOT_BASE32 = re.compile("[0189]", re.ASCII)
_HEXADECIMAL_MARKS = re.compile(r"^(?:0[xX]|\\x)|(?<=[0-9A-Fa-f]{2}):(?=[0-9A-Fa-f]{2})", re.ASCII)
_HEXADECIMAL_SECRET = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}", re.ASCII)


def decode_written_secret(text: str) -> bytes:
    """Returns the bytes of a secret in base32, or in hexadecimal if it can't be base32.

    Raises SecretMissing, SecretInvalid, SecretTooLong.
    """
    return decode_hex_secret(text) or decode_secret(text)


def hexadecimal_reading(secret: bytes) -> bytes | None:
    """Returns the secret's bytes if its base32 text is read as hexadecimal, or None.

    A text of at least 16 digits from A to F and 2 to 7 is valid in both. Keys in hexadecimal have
    8, 16, 20, 32 or 64 bytes, so only texts with a multiple of 8 digits are considered. Base32
    writes those without padding.
    """
    text = encode_secret(secret)
    if len(text) % 8 or not _HEXADECIMAL_SECRET.fullmatch(text):
        return None
    return bytes.fromhex(text)


# Digits that base32 (RFC 4648) does not have, and the letters that they look like. They are never
# replaced by themselves, because a guess may be wrong: the pages show them to the user.
BASE32_LOOKALIKES = {"0": ("O",), "1": ("I", "L"), "8": ("B",), "9": ("G", "Q")}


def encode_secret(secret: bytes) -> str:
    """Returns the secret in base32 (RFC 4648 section 6), upper case, without padding."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")


def decode_secret(text: str) -> bytes:
    """Returns the bytes of a secret that is written as base32.

    Any case, white space, invisible characters, hyphens and dashes of any kind, full-width letters
    and padding are accepted. Bits after the last whole byte are dropped, and any length is
    accepted, because the apps that sites test with do the same.

    Raises SecretMissing, SecretTooLong, SecretInvalid (``secret[i]``: the first character that
    does not belong).
    """
    written = text.rstrip("= \t\r\n")
    while written and (written[-1] == "=" or _is_separator(written[-1])):
        written = written[:-1]
    # The fast path: most secrets are plain base32, and opening a vault decodes every secret.
    symbols = written if _BASE32.fullmatch(written) else _base32_symbols(written)
    if not symbols:
        raise SecretMissing("secret")
    length = len(symbols) * 5 // 8
    if length == 0:
        raise SecretInvalid("secret")
    if length > MAX_SECRET_BYTES:
        raise SecretTooLong("secret")
    filling = "A" * (-len(symbols) % 8)
    return base64.b32decode(symbols + filling)[:length]


def decode_hex_secret(text: str) -> bytes | None:
    """Returns the bytes of a secret that can only be hexadecimal, or None.

    It has at least 16 hexadecimal digits, their number is even, and one of them is 0, 1, 8 or 9,
    which base32 does not have; or it begins with "0x", or colons separate its bytes.
    """
    symbols = "".join(c for c in text if not _is_separator(c))
    digits = _HEXADECIMAL_MARKS.sub("", symbols)
    is_marked = digits != symbols
    if not _HEXADECIMAL_SECRET.fullmatch(digits):
        return None
    return bytes.fromhex(digits) if is_marked or _NOT_BASE32.search(digits) else None


def _base32_symbols(written: str) -> str:
    """Returns the symbols in upper case. Raises SecretInvalid."""
    symbols: list[str] = []
    for index, character in enumerate(written):
        if _is_separator(character):
            continue
        narrow = unicodedata.normalize("NFKC", character) if character > "\uff00" else character
        symbol = narrow.upper() if narrow.isascii() else ""
        if not symbol or not _BASE32.fullmatch(symbol):
            raise SecretInvalid(f"secret[{index}]")
        symbols.append(symbol)
    return "".join(symbols)


def _is_separator(character: str) -> bool:
    """Whether the character is white space, invisible (Cf), or a hyphen or dash (Pd, minus)."""
    return (
        character.isspace()
        or character == "\u2212"
        or unicodedata.category(character) in ("Cf", "Pd")
    )


# As ``encode_secret`` writes it: lengths that whole bytes have.
_STORED_SECRET = re.compile(r"(?:[A-Z2-7]{8})*(?:[A-Z2-7]{2}|[A-Z2-7]{4}|[A-Z2-7]{5}|[A-Z2-7]{7})?")
_BASE32_DIGITS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghijklmnopqrstuv"
)

_MAX_STORED_CHARACTERS = -(-MAX_SECRET_BYTES * 8 // 5)


def decode_stored_secret(text: str) -> bytes:
    """Returns the bytes of a secret that ``encode_secret`` wrote. Raises SecretInvalid,
    SecretMissing, SecretTooLong for any other text; ``where`` begins with "secret_base32".
    """
    # Opening a vault reads every secret, and ``int`` is several times faster than ``base64``.
    if 0 < len(text) <= _MAX_STORED_CHARACTERS and _STORED_SECRET.fullmatch(text):
        spare_bits = len(text) * 5 % 8
        number = int(text.translate(_BASE32_DIGITS), 32)
        if number & ((1 << spare_bits) - 1) == 0:
            return (number >> spare_bits).to_bytes(len(text) * 5 // 8)
    try:
        secret = decode_secret(text)
    except AccountError as error:
        raise error.at(error.where.replace("secret", "secret_base32", 1)) from error
    if encode_secret(secret) != text:
        raise SecretInvalid("secret_base32")
    return secret
