"""Decrypts SQLCipher 3 databases (zetetic.net/sqlcipher/design) into plain SQLite.

A page has 1024 bytes. The first 16 bytes of the file are the salt. The key is PBKDF2-HMAC-SHA1 of
the password with 64,000 iterations. The last 48 bytes of each page are its IV (16), an HMAC-SHA1
over ciphertext, IV and page number, and padding. The HMAC's key is PBKDF2 of the key with two
iterations and the salt XORed with 0x3A.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from typing import TYPE_CHECKING

from kakomi.errors import FileMalformed, PasswordWrong
from kakomi.formats.support import sqlite
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.sqlite import Database

PAGE_BYTES = 1024
_ITERATIONS, _TAG_ITERATIONS = 64_000, 2
_SALT_BYTES, _IV_BYTES, _TAG_BYTES, _RESERVED = 16, 16, 20, 48
_MASK = 0x3A


async def decrypt(data: bytes, context: DecryptContext) -> Database:
    """Returns the decrypted database. Raises PasswordWrong, FileMalformed."""
    if not data or len(data) % PAGE_BYTES:
        raise FileMalformed("pages")
    salt = data[:_SALT_BYTES]
    key = await context.pbkdf2("SHA1", salt, _ITERATIONS, 32)
    tag_salt = bytes(byte ^ _MASK for byte in salt)
    tag_key = await context.pbkdf2("SHA1", tag_salt, _TAG_ITERATIONS, 32, key)
    plain = bytearray()
    async for number in paced(range(1, len(data) // PAGE_BYTES + 1)):
        page = data[(number - 1) * PAGE_BYTES : number * PAGE_BYTES]
        start = _SALT_BYTES if number == 1 else 0
        body, end = page[start:-_RESERVED], page[-_RESERVED:]
        iv, tag = end[:_IV_BYTES], end[_IV_BYTES : _IV_BYTES + _TAG_BYTES]
        expected = hmac.digest(tag_key, body + iv + struct.pack("<I", number), hashlib.sha1)
        if not hmac.compare_digest(expected, tag):
            raise PasswordWrong("password") if number == 1 else FileMalformed(f"pages[{number}]")
        plain += sqlite.MAGIC[: _SALT_BYTES * (number == 1)]
        plain += await context.cbc_blocks(key, iv, body) + bytes(_RESERVED)
    return await sqlite.open_database(bytes(plain), _RESERVED)
