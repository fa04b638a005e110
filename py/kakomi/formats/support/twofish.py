"""Twofish decryption with a 256-bit key in CBC mode. For reading old KeePass files only. Not
constant-time.

The algorithm is from Schneier and others, "Twofish: a 128-bit block cipher", 1998. Neither browsers
nor the vendored libraries have it. Table lookups depend on the key, so an attacker who can measure
the time can learn about the key. This is accepted because the user's own file is read once.
"""

from __future__ import annotations

import asyncio
import struct

from kakomi.errors import FileMalformed, PasswordWrong
from kakomi.formats.support import limits

_MASK = 0xFFFF_FFFF
_MDS_POLYNOMIAL, _RS_POLYNOMIAL = 0x169, 0x14D
_MDS = (
    (0x01, 0xEF, 0x5B, 0x5B),
    (0x5B, 0xEF, 0xEF, 0x01),
    (0xEF, 0x5B, 0x01, 0xEF),
    (0xEF, 0x01, 0xEF, 0x5B),
)
_RS = (
    (0x01, 0xA4, 0x55, 0x87, 0x5A, 0x58, 0xDB, 0x9E),
    (0xA4, 0x56, 0x82, 0xF3, 0x1E, 0xC6, 0x68, 0xE5),
    (0x02, 0xA1, 0xFC, 0xC1, 0x47, 0xAE, 0x3D, 0x19),
    (0xA4, 0x55, 0x87, 0x5A, 0x58, 0xDB, 0x9E, 0x03),
)
# The four 4-bit permutations of q0 and of q1 (section 4.3.5).
_Q0 = ("817d6f320b59eca4", "ecb81235f4a6709d", "ba5e6d90c8f32471", "d7f4126e9b3085ca")
_Q1 = ("28bdf76e31940ac5", "1e2b4c376da5f908", "4c75169a0ed82b3f", "b951c3de647f208a")
# The permutation (q0 or q1) of each byte, from the outermost round inwards (figure 5).
_ORDER = ((1, 0, 0, 1, 1), (0, 0, 1, 1, 0), (1, 1, 0, 0, 0), (0, 1, 1, 0, 1))
_ROUNDS = 16
_RHO = 0x0101_0101


def _times(a: int, b: int, polynomial: int) -> int:
    """Returns the product in GF(2^8)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0x100:
            a ^= polynomial
        b >>= 1
    return product


def _permutation(tables: tuple[str, str, str, str]) -> bytes:
    t = [[int(digit, 16) for digit in table] for table in tables]

    def turned(x: int) -> int:
        a, b = x >> 4, x & 15
        for first, second in ((0, 1), (2, 3)):
            a, b = a ^ b, a ^ (b >> 1 | (b & 1) << 3) ^ a << 3 & 15
            a, b = t[first][a], t[second][b]
        return b << 4 | a

    return bytes(turned(x) for x in range(256))


_Q = (_permutation(_Q0), _permutation(_Q1))
_MDS_TABLES = tuple(
    tuple(
        sum(_times(byte, _MDS[row][column], _MDS_POLYNOMIAL) << 8 * row for row in range(4))
        for byte in range(256)
    )
    for column in range(4)
)


def _substituted(byte: int, column: int, keys: list[bytes]) -> int:
    """Returns the byte after the permutations and the XORs with key bytes, last key first."""
    order = _ORDER[column]
    value = _Q[order[4]][byte]
    for index in (3, 2, 1, 0):
        value = _Q[order[index]][value ^ keys[index][column]]
    return value


def _h(word: int, keys: list[bytes]) -> int:
    result = 0
    for column in range(4):
        byte = _substituted(word >> 8 * column & 0xFF, column, keys)
        result ^= _MDS_TABLES[column][byte]
    return result


def _reed_solomon(octets: bytes) -> bytes:
    made = bytearray(4)
    for row, factors in enumerate(_RS):
        for factor, byte in zip(factors, octets, strict=True):
            made[row] ^= _times(byte, factor, _RS_POLYNOMIAL)
    return bytes(made)


def _turned(word: int, by: int) -> int:
    return (word << by | word >> 32 - by) & _MASK


class _Twofish:
    """The key schedule (section 4.3) and the decryption of single blocks."""

    def __init__(self, key: bytes) -> None:
        words = [key[at : at + 4] for at in range(0, 32, 4)]
        even, odd = words[0::2], words[1::2]
        self.subkeys: list[int] = []
        for index in range(20):
            a = _h(2 * index * _RHO, even)
            b = _turned(_h((2 * index + 1) * _RHO, odd), 8)
            self.subkeys += [a + b & _MASK, _turned(a + 2 * b & _MASK, 9)]
        sbox_keys = [_reed_solomon(key[at : at + 8]) for at in (24, 16, 8, 0)]
        self.tables = [
            [_MDS_TABLES[column][_substituted(byte, column, sbox_keys)] for byte in range(256)]
            for column in range(4)
        ]

    def _g(self, word: int) -> int:
        t0, t1, t2, t3 = self.tables
        return t0[word & 0xFF] ^ t1[word >> 8 & 0xFF] ^ t2[word >> 16 & 0xFF] ^ t3[word >> 24]

    def decrypted(self, block: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """Returns the decrypted block: the 16 rounds in reverse order (section 4)."""
        k = self.subkeys
        c, d, a, b = (word ^ k[4 + index] for index, word in enumerate(block))
        for turn in range(_ROUNDS - 1, -1, -1):
            a, b, c, d = c, d, a, b
            t0, t1 = self._g(a), self._g(_turned(b, 8))
            c = _turned(c, 1) ^ (t0 + t1 + k[2 * turn + 8] & _MASK)
            d ^= t0 + 2 * t1 + k[2 * turn + 9] & _MASK
            d = d >> 1 | (d & 1) << 31
        return a ^ k[0], b ^ k[1], c ^ k[2], d ^ k[3]


async def decrypt_cbc(key: bytes, iv: bytes, sealed: bytes) -> bytes:
    """Returns the plaintext without its PKCS#7 padding. Raises FileMalformed, PasswordWrong."""
    if len(key) != 32 or len(iv) != 16 or not sealed or len(sealed) % 16:
        raise FileMalformed("ciphertext")
    cipher = _Twofish(key)
    layout = struct.Struct("<4I")
    before = layout.unpack(iv)
    pieces: list[bytes] = []
    for index, block in enumerate(layout.iter_unpack(sealed)):
        if index % (limits.BYTES_AT_ONCE // layout.size) == 0:
            await asyncio.sleep(0)
        clear = cipher.decrypted(block)
        pieces.append(layout.pack(*(x ^ y for x, y in zip(clear, before, strict=True))))
        before = block
    padded = b"".join(pieces)
    filling = padded[-1]
    if not 1 <= filling <= 16 or padded[-filling:] != bytes([filling]) * filling:
        raise PasswordWrong("password")
    return padded[:-filling]
