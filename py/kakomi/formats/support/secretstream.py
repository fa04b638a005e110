"""Decrypts one message of libsodium's secretstream (crypto_secretstream_xchacha20poly1305).

The Crypto port has the ciphers. libsodium's documentation describes the construction in "Encrypted
streams and file encryption".
"""

from __future__ import annotations

import hmac
import struct
from typing import TYPE_CHECKING

from kakomi.errors import FileMalformed, PasswordWrong

if TYPE_CHECKING:
    from kakomi.ports import Crypto

_HEADER_BYTES, _TAG_BYTES, _BLOCK_BYTES = 24, 16, 64


async def decrypt_first(crypto: Crypto, key: bytes, header: bytes, sealed: bytes) -> bytes:
    """Returns the first message of a stream without additional data.

    ``sealed`` is the encrypted message tag (1 byte), the ciphertext, and the Poly1305 tag (16).
    Raises PasswordWrong, FileMalformed.
    """
    if len(header) != _HEADER_BYTES or len(sealed) < 1 + _TAG_BYTES:
        raise FileMalformed("ciphertext")
    subkey = await crypto.hchacha20(key, header[:16])
    nonce = struct.pack("<I", 1) + header[16:]
    body, tag = sealed[1:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    mac_key = (await crypto.chacha20(subkey, nonce, 0, bytes(_BLOCK_BYTES)))[:32]
    # The message tag is encrypted as the first byte of a block of zeros. Only that byte is stored,
    # so the other 63 bytes of the block are the key stream.
    stream = await crypto.chacha20(subkey, nonce, 1, bytes(_BLOCK_BYTES))
    block = sealed[:1] + stream[1:]
    # libsodium pads by (16 - 64 + length) % 16 bytes, which does not complete the last block.
    padding = bytes((len(body) - 48) % 16)
    lengths = struct.pack("<QQ", 0, _BLOCK_BYTES + len(body))
    expected = await crypto.poly1305(mac_key, block + body + padding + lengths)
    if not hmac.compare_digest(expected, tag):
        raise PasswordWrong("password")
    return await crypto.chacha20(subkey, nonce, 2, body)
