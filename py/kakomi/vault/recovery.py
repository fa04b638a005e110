"""The recovery key as text: 256 bits and a checksum, in fourteen groups of four characters.

    4K7W-0M3Q-…-9XTA

The alphabet is Crockford's base32: digits and capitals without I, L, O and U. The text encodes the
32 bytes of the key, then the first 3 bytes of SHA-256("kakomi.recovery/1" + key). These 280 bits
are exactly 56 characters.

``parse`` accepts any case, full-width letters, O for 0, I and L for 1, any white space, hyphens,
dots and underscores. It never guesses a letter. The checksum misses one mistyped key in 16 million.
"""

from __future__ import annotations

import hashlib
import unicodedata

from kakomi.errors import RecoveryKeyMistyped
from kakomi.vault.factors import KEY_BYTES, RecoveryKey

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP_CHARACTERS = 4
_CHECK_BYTES = 3
_BITS = (KEY_BYTES + _CHECK_BYTES) * 8
_CHARACTERS = _BITS // 5
_LOOKALIKES = str.maketrans("OIL", "011")
_BETWEEN = frozenset("-_.,\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fb\u30fc")
_MAX_TYPED = 512


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"kakomi.recovery/1" + key).digest()[:_CHECK_BYTES]


def format_key(key: RecoveryKey) -> str:
    """Returns the text that the user writes down."""
    number = int.from_bytes(key.octets + _check(key.octets), "big")
    characters = [ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -1, -5)]
    groups = range(0, _CHARACTERS, GROUP_CHARACTERS)
    return "-".join("".join(characters[at : at + GROUP_CHARACTERS]) for at in groups)


def groups(key: RecoveryKey) -> list[str]:
    """Returns the fourteen groups of ``format_key``."""
    return format_key(key).split("-")


def matches_group(typed: str, key: RecoveryKey, group: int) -> bool:
    """Returns whether ``typed`` is the group of that index, or the whole key. ``typed`` may be
    spelled as ``parse`` accepts it. No group has an index that is out of range.
    """
    try:
        characters = "".join(ALPHABET[value] for value in _values(typed))
    except RecoveryKeyMistyped:
        return False
    wanted = groups(key)
    return characters in (*wanted[group : group + 1], "".join(wanted))


def parse(typed: str) -> RecoveryKey:
    """Returns the key that the user typed.

    Raises RecoveryKeyMistyped; ``where`` is ``recovery_key[i]`` for the first character of
    ``typed`` that can't belong to a key.
    """
    values = _values(typed)
    if len(values) != _CHARACTERS:
        raise RecoveryKeyMistyped("recovery_key")
    number = 0
    for value in values:
        number = number << 5 | value
    octets = number.to_bytes(KEY_BYTES + _CHECK_BYTES, "big")
    key = octets[:KEY_BYTES]
    if octets[KEY_BYTES:] != _check(key):
        raise RecoveryKeyMistyped("recovery_key")
    return RecoveryKey(key)


def _values(typed: str) -> list[int]:
    """Returns the five-bit value of each character. Raises RecoveryKeyMistyped, also if there are
    more than a key has.
    """
    if len(typed) > _MAX_TYPED:
        raise RecoveryKeyMistyped("recovery_key")
    values: list[int] = []
    for index, written in enumerate(typed):
        for character in unicodedata.normalize("NFKC", written):
            if character.isspace() or character in _BETWEEN:
                continue
            value = ALPHABET.find(character.upper().translate(_LOOKALIKES))
            if value < 0 or len(values) == _CHARACTERS:
                raise RecoveryKeyMistyped(f"recovery_key[{index}]")
            values.append(value)
    return values
