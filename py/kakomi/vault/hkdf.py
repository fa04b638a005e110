"""HKDF with SHA-256 (RFC 5869): derives a key for one purpose from another key."""

from __future__ import annotations

import hashlib
import hmac

KEY_BYTES = 32
_HASH_BYTES = 32


def derive(key: bytes, salt: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    """Returns ``length`` bytes, 1 to 255 * 32. An empty ``salt`` counts as 32 zero bytes."""
    if not 0 < length <= 255 * _HASH_BYTES:
        raise ValueError("length")
    # Section 2.2: extract. An absent salt is a string of zeros.
    pseudorandom = hmac.digest(salt or bytes(_HASH_BYTES), key, hashlib.sha256)
    # Section 2.3: expand.
    block, output = b"", b""
    for counter in range(1, -(-length // _HASH_BYTES) + 1):
        block = hmac.digest(pseudorandom, block + info + bytes([counter]), hashlib.sha256)
        output += block
    return output[:length]
