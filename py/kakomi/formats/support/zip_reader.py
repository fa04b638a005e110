"""Decompresses single members of a ZIP archive, within limits.

A member may be stored or deflated, and encrypted by the old ZipCrypto (APPNOTE section 6.1) or by
WinZip's AES, AE-1 and AE-2 (winzip.com/en/support/aes-encryption).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import struct
import zlib
from typing import TYPE_CHECKING

from kakomi.errors import FileCipherUnsupported, FileMalformed, FileTooLarge, PasswordWrong
from kakomi.formats.support import limits
from kakomi.formats.support.inflate import inflate
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.zip_directory import Archive, Member

_STORED, _DEFLATED, _AES = 0, 8, 99
_STRONG = 0x40
_CHECKED_AT_ONCE = 2**20
_AES_EXTRA = 0x9901
_SALT_BYTES = {1: 8, 2: 12, 3: 16}
_KEY_BYTES = {1: 16, 3: 32}  # strength 2 has 24 bytes, and browsers have no AES-192
_CHECK_BYTES, _TAG_BYTES, _AES_ITERATIONS = 2, 10, 1000


async def content(archive: Archive, index: int, context: DecryptContext) -> bytes:
    """Returns a member's content, decompressed and checked.

    Raises FileMalformed, FileTooLarge, FileCipherUnsupported, PasswordNeeded, PasswordWrong.
    """
    member = archive.members[index]
    where = f"members[{index}]"
    if member.plain_bytes > limits.MAX_UNPACKED_BYTES:
        raise FileTooLarge(where)
    packed = archive.packed(member, where)
    if not member.is_encrypted:
        return await _unpack(member, packed, member.method, where)
    if member.flags & _STRONG:
        raise FileCipherUnsupported(where)
    if len(packed) > limits.MAX_SEALED_MEMBER_BYTES:
        raise FileTooLarge(where)
    if member.method == _AES:
        _, strength, method = _aes_extra(member.extra, where)
        return await _unpack(member, await _winzip(packed, strength, context, where), method, where)
    clear = await _zipcrypto(member, packed, context.password_bytes(), where)
    try:
        return await _unpack(member, clear, member.method, where)
    except (FileMalformed, FileTooLarge):
        # ZipCrypto checks the password by one byte, so one wrong password in 256 is detected here.
        raise PasswordWrong(where) from None


async def _unpack(member: Member, packed: bytes, method: int, where: str) -> bytes:
    """Returns the content after checking its CRC-32. AE-2 has no CRC; its tag was checked."""
    if method == _DEFLATED:
        content = await inflate(packed, -15, member.plain_bytes, where)
    elif method == _STORED:
        content = packed
    else:
        raise FileCipherUnsupported(where)
    has_checksum = bool(member.crc) or member.method != _AES
    if len(content) != member.plain_bytes or (has_checksum and await _crc32(content) != member.crc):
        raise FileMalformed(where)
    return content


async def _crc32(content: bytes) -> int:
    checksum = 0
    async for start in paced(range(0, len(content), _CHECKED_AT_ONCE)):
        checksum = zlib.crc32(content[start : start + _CHECKED_AT_ONCE], checksum)
    return checksum


def _aes_extra(extra: bytes, where: str) -> tuple[int, int, int]:
    """Returns version (1 with a CRC-32, 2 without), strength, and compression method."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind == _AES_EXTRA and length >= 7 and position + 11 <= len(extra):
            version, _, strength, method = struct.unpack_from("<H2sBH", extra, position + 4)
            return version, strength, method
        position += 4 + length
    raise FileMalformed(where)


async def _winzip(packed: bytes, strength: int, context: DecryptContext, where: str) -> bytes:
    if strength not in _KEY_BYTES:
        raise FileCipherUnsupported(where)
    salt_bytes, key_bytes = _SALT_BYTES[strength], _KEY_BYTES[strength]
    salt = packed[:salt_bytes]
    check = packed[salt_bytes : salt_bytes + _CHECK_BYTES]
    body, tag = packed[salt_bytes + _CHECK_BYTES : -_TAG_BYTES], packed[-_TAG_BYTES:]
    if len(packed) < salt_bytes + _CHECK_BYTES + _TAG_BYTES:
        raise FileMalformed(where)
    made = await context.pbkdf2("SHA1", salt, _AES_ITERATIONS, 2 * key_bytes + _CHECK_BYTES)
    key, mac_key, expected = (
        made[:key_bytes],
        made[key_bytes : 2 * key_bytes],
        made[2 * key_bytes :],
    )
    if not hmac.compare_digest(check, expected):
        raise PasswordWrong(where)
    if not hmac.compare_digest(hmac.digest(mac_key, body, hashlib.sha1)[:_TAG_BYTES], tag):
        raise PasswordWrong(where)
    return await _little_endian_ctr(context, key, body)


async def _little_endian_ctr(context: DecryptContext, key: bytes, data: bytes) -> bytes:
    """Returns AES-CTR with a little-endian counter that starts at 1. The Crypto port's counter is
    big-endian, so the counter blocks are encrypted here.
    """
    count = -(-len(data) // 16)
    blocks = b"".join(n.to_bytes(16, "little") for n in range(1, count + 1))
    stream = await context.crypto.ecb_rounds(key, blocks, 1) if blocks else b""
    size = len(data)
    mixed = int.from_bytes(data, "big") ^ int.from_bytes(stream[:size], "big")
    return mixed.to_bytes(size, "big")


_CRC_TABLE: list[int] = []


def _crc_table() -> list[int]:
    if not _CRC_TABLE:
        for byte in range(256):
            value = byte
            for _ in range(8):
                value = value >> 1 ^ (0xEDB8_8320 if value & 1 else 0)
            _CRC_TABLE.append(value)
    return _CRC_TABLE


async def _zipcrypto(member: Member, packed: bytes, password: bytes, where: str) -> bytes:
    """Returns ZipCrypto's plaintext (APPNOTE section 6.1) without the 12-byte header."""
    table = _crc_table()
    low, middle, high = 0x1234_5678, 0x2345_6789, 0x3456_7890

    def turn(byte: int) -> None:
        nonlocal low, middle, high
        low = low >> 8 ^ table[(low ^ byte) & 0xFF]
        middle = ((middle + (low & 0xFF)) * 134_775_813 + 1) & 0xFFFF_FFFF
        high = high >> 8 ^ table[(high ^ middle >> 24) & 0xFF]

    for byte in password:
        turn(byte)
    clear = bytearray()
    for index, byte in enumerate(packed):
        if index % limits.BYTES_AT_ONCE == 0:
            await asyncio.sleep(0)
        mask = high | 2
        plain = byte ^ (mask * (mask ^ 1) >> 8) & 0xFF
        clear.append(plain)
        turn(plain)
    if len(clear) < 12:
        raise FileMalformed(where)
    # If flag bit 3 is set, the CRC was unknown when the header was written, and the time is used.
    if clear[11] not in (member.crc >> 24, member.time >> 8 if member.flags & 8 else -1):
        raise PasswordWrong(where)
    return bytes(clear[12:])
