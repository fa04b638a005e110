"""What is built on ChaCha20 and not in the port: Poly1305, HChaCha20, XChaCha20-Poly1305, and
libsodium's secretstream; and Salsa20, for old KeePass files.

RFC 8439 sections 2.3 and 2.5; draft-irtf-cfrg-xchacha section 2; libsodium's
"secretstream_xchacha20poly1305"; cr.yp.to/snuffle/spec.pdf.
"""

from __future__ import annotations

import hmac
import struct
from typing import TYPE_CHECKING

from kakomi.errors import FileMalformed, PasswordWrong

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext

_SIGMA = struct.unpack("<4I", b"expand 32-byte k")
_MASK = 0xFFFF_FFFF
_TAG_BYTES = 16
_COLUMNS_AND_DIAGONALS = (
    (0, 4, 8, 12),
    (1, 5, 9, 13),
    (2, 6, 10, 14),
    (3, 7, 11, 15),
    (0, 5, 10, 15),
    (1, 6, 11, 12),
    (2, 7, 8, 13),
    (3, 4, 9, 14),
)


def _turned(word: int, by: int) -> int:
    return (word << by | word >> 32 - by) & _MASK


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """A key of 32 bytes from one and a nonce of 16."""
    x = [*_SIGMA, *struct.unpack("<8I", key), *struct.unpack("<4I", nonce)]
    for _ in range(10):
        for a, b, c, d in _COLUMNS_AND_DIAGONALS:
            x[a] = x[a] + x[b] & _MASK
            x[d] = _turned(x[d] ^ x[a], 16)
            x[c] = x[c] + x[d] & _MASK
            x[b] = _turned(x[b] ^ x[c], 12)
            x[a] = x[a] + x[b] & _MASK
            x[d] = _turned(x[d] ^ x[a], 8)
            x[c] = x[c] + x[d] & _MASK
            x[b] = _turned(x[b] ^ x[c], 7)
    return struct.pack("<8I", *x[:4], *x[12:])


def poly1305(key: bytes, message: bytes) -> bytes:
    """The tag."""
    r = int.from_bytes(key[:16], "little") & 0x0FFF_FFFC_0FFF_FFFC_0FFF_FFFC_0FFF_FFFF
    total = 0
    for start in range(0, len(message), 16):
        block = int.from_bytes(message[start : start + 16] + b"\x01", "little")
        total = (total + block) * r % (2**130 - 5)
    total += int.from_bytes(key[16:], "little")
    return (total & 2**128 - 1).to_bytes(16, "little")


def _filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


async def xchacha_opened(context: DecryptContext, key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """XChaCha20-Poly1305, no additional data. Raises PasswordWrong."""
    if len(nonce) != 24 or len(sealed) < _TAG_BYTES:
        raise FileMalformed("ciphertext")
    subkey, short = hchacha20(key, nonce[:16]), bytes(4) + nonce[16:]
    body, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    mac_key = (await context.crypto.chacha20(subkey, short, 0, bytes(64)))[:32]
    lengths = struct.pack("<QQ", 0, len(body))
    if not hmac.compare_digest(poly1305(mac_key, _filled(body) + lengths), tag):
        raise PasswordWrong("password")
    return await context.crypto.chacha20(subkey, short, 1, body)


async def secretstream_opened(
    context: DecryptContext, key: bytes, header: bytes, sealed: bytes
) -> bytes:
    """The first message of a stream, no additional data: a block whose first byte is the message's
    kind, the message, and a tag over both. Raises PasswordWrong.
    """
    if len(header) != 24 or len(sealed) < 1 + _TAG_BYTES:
        raise FileMalformed("ciphertext")
    subkey, nonce = hchacha20(key, header[:16]), struct.pack("<I", 1) + header[16:]
    body, tag = sealed[1:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    mac_key = (await context.crypto.chacha20(subkey, nonce, 0, bytes(64)))[:32]
    # The kind's block is sealed whole and 63 of its bytes are left out: they are the key stream.
    stream = await context.crypto.chacha20(subkey, nonce, 1, bytes(64))
    block = sealed[:1] + stream[1:]
    # libsodium pads by (16 - 64 + length) modulo 16, which is the length and not what it lacks.
    padding = bytes(-48 + len(body) & 15)
    lengths = struct.pack("<QQ", 0, 64 + len(body))
    if not hmac.compare_digest(poly1305(mac_key, block + body + padding + lengths), tag):
        raise PasswordWrong("password")
    return await context.crypto.chacha20(subkey, nonce, 2, body)


class Salsa20:
    """A key stream that goes on where it stopped."""

    def __init__(self, key: bytes, nonce: bytes) -> None:
        k = struct.unpack("<8I", key)
        n = struct.unpack("<2I", nonce)
        self._start = [
            _SIGMA[0], *k[:4],
            _SIGMA[1], *n, 0, 0,
            _SIGMA[2], *k[4:],
            _SIGMA[3],
        ]  # fmt: skip
        self._counter = 0
        self._left = b""

    def mix(self, data: bytes) -> bytes:
        """The data with the next of the key stream over it."""
        missing = -(-(len(data) - len(self._left)) // 64)
        self._left += b"".join(self._block() for _ in range(missing))
        stream, self._left = self._left[: len(data)], self._left[len(data) :]
        return bytes(a ^ b for a, b in zip(data, stream, strict=True))

    def _block(self) -> bytes:
        start = list(self._start)
        start[8], start[9] = self._counter & _MASK, self._counter >> 32
        self._counter += 1
        x = list(start)
        for _ in range(10):
            for a, b, c, d in _SALSA_QUARTERS:
                x[b] ^= _turned(x[a] + x[d] & _MASK, 7)
                x[c] ^= _turned(x[b] + x[a] & _MASK, 9)
                x[d] ^= _turned(x[c] + x[b] & _MASK, 13)
                x[a] ^= _turned(x[d] + x[c] & _MASK, 18)
        return struct.pack("<16I", *(p + q & _MASK for p, q in zip(x, start, strict=True)))


_SALSA_QUARTERS = (
    (0, 4, 8, 12),
    (5, 9, 13, 1),
    (10, 14, 2, 6),
    (15, 3, 7, 11),
    (0, 1, 2, 3),
    (5, 6, 7, 4),
    (10, 11, 8, 9),
    (15, 12, 13, 14),
)
