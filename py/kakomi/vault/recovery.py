"""The recovery key on paper: 256 bits and a checksum, in fourteen groups of four characters.

    4K7W-0M3Q-…-9XTA

Crockford's base32 letters: digits and capitals without I, L, O and U. 32 bytes of key, then the
first 3 bytes of SHA-256("kakomi.recovery/1" + key): 280 bits are 56 characters with none left over.

Reading forgives what hands do: any case, full-width letters, O for 0, I and L for 1, any white
space, hyphens, dots and underscores. It never guesses a letter: a slip is told as one (it passes
unseen once in 16 million times).
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


def printed(key: RecoveryKey) -> str:
    """As it is shown, once."""
    number = int.from_bytes(key.octets + _check(key.octets), "big")
    characters = [ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -1, -5)]
    groups = range(0, _CHARACTERS, GROUP_CHARACTERS)
    return "-".join("".join(characters[at : at + GROUP_CHARACTERS]) for at in groups)


def read(typed: str) -> RecoveryKey:
    """The key somebody typed. Raises RecoveryKeyMistyped; ``where`` is ``recovery_key[i]`` for the
    first character (counted in what was typed) that can't be one of it.
    """
    number = count = 0
    for index, written in enumerate(typed[: _MAX_TYPED + 1]):
        for character in unicodedata.normalize("NFKC", written):
            if character.isspace() or character in _BETWEEN:
                continue
            value = ALPHABET.find(character.upper().translate(_LOOKALIKES))
            if value < 0 or count == _CHARACTERS:
                raise RecoveryKeyMistyped(f"recovery_key[{index}]")
            number, count = number << 5 | value, count + 1
    if count != _CHARACTERS or len(typed) > _MAX_TYPED:
        raise RecoveryKeyMistyped("recovery_key")
    octets = number.to_bytes(KEY_BYTES + _CHECK_BYTES, "big")
    key = octets[:KEY_BYTES]
    if octets[KEY_BYTES:] != _check(key):
        raise RecoveryKeyMistyped("recovery_key")
    return RecoveryKey(key)
