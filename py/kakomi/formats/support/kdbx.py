"""Decrypts KeePass databases, KDBX 3.1 and 4, to their XML (keepass.info/help/kb/kdbx.html).

    signature (8), version (4), header fields, then
    KDBX 3.1: AES-CBC of: start bytes (32), hashed blocks, gzip, XML; protected values Salsa20; 2 is
              the same
    KDBX 4:   SHA-256 and HMAC of the header; HMAC'd blocks of: cipher, gzip, inner header, XML;
              protected values ChaCha20

The credentials are a password, a key file, or both. The key is SHA-256 of the hashed credentials,
transformed by AES rounds or Argon2. The database does not tell which credentials it needs, so
PasswordWrong has the ``where`` "key_file" if the password alone does not open it.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.errors import (
    FileCipherUnsupported,
    FileError,
    FileMalformed,
    FileNewer,
    FileTooLarge,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.formats.support import key_file, limits, twofish
from kakomi.formats.support.inflate import inflate
from kakomi.pacing import Pacer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.ports import Crypto

MAGIC = bytes.fromhex("03d9a29a67fb4bb5")

_END, _CIPHER, _COMPRESSION, _MASTER_SEED, _TRANSFORM_SEED = 0, 2, 3, 4, 5
_TRANSFORM_ROUNDS, _IV, _STREAM_KEY, _START, _STREAM, _KDF = 6, 7, 8, 9, 10, 11
_AES = bytes.fromhex("31c1f2e6bf714350be5805216afc5aff")
_CHACHA = bytes.fromhex("d6038a2b8b6f4cb5a524339a31dbb59a")
_TWOFISH = bytes.fromhex("ad68f29f576f4bb9a36ad47af965346c")
_KDF_AES = (
    bytes.fromhex("c9d9f39a628a4460bf740d08c18a4fea"),
    bytes.fromhex("7c02bb8279a74ac0927d114a00648238"),  # the same, in old versions of KeePassXC
)
_KDF_ARGON2 = {
    bytes.fromhex("ef636ddf8c29444b91f7a9a403e30a0c"): "d",
    bytes.fromhex("9e298b1956db4773b23dfc3ec6f0a1e6"): "id",
}
_SALSA20_STREAM, _CHACHA20_STREAM = 2, 3
_SALSA20_NONCE = bytes.fromhex("e830094b97205d2a")
_ARGON2_VERSION = 0x13
_BLOCK_INDEX_END = 2**64 - 1
_MAX_HEADER_FIELDS = 64
_KEY_FILE, _MOST_KEY_FILES = "key_file", 2


@dataclass(frozen=True, slots=True)
class ProtectedValues:
    """The cipher over all protected values of the XML, one after another in document order."""

    cipher: str  # "chacha20" or "salsa20"
    key: bytes = field(repr=False)
    nonce: bytes

    async def key_stream(self, crypto: Crypto, length: int) -> bytes:
        """Returns the first ``length`` bytes of the key stream."""
        if self.cipher == "chacha20":
            return await crypto.chacha20(self.key, self.nonce, 0, bytes(length))
        return await crypto.salsa20(self.key, self.nonce, bytes(length))


@dataclass(frozen=True, slots=True)
class Content:
    """The decrypted database.

    ``header_hash`` is the SHA-256 of the header. The XML of KDBX 3 repeats it; nothing else
    authenticates the header of KDBX 3.
    """

    xml: bytes = field(repr=False)
    protected: ProtectedValues
    header_hash: bytes


@dataclass(frozen=True, slots=True)
class _Header:
    major: int
    fields: dict[int, bytes]
    raw: bytes
    end: int

    def get(self, number: int, length: int | None = None) -> bytes:
        value = self.fields.get(number)
        if value is None or length not in (None, len(value)):
            raise FileMalformed(f"header[{number}]")
        return value


async def decrypt(data: bytes, context: DecryptContext) -> Content:
    """Returns the decrypted content. Raises FileError."""
    header = _header(data)
    decrypt_version = _decrypt_4 if header.major == 4 else _decrypt_3
    error: FileError = PasswordNeeded(_KEY_FILE)
    async for credentials in _credentials(context):
        try:
            return await decrypt_version(data, header, credentials, context)
        except PasswordWrong:
            error = PasswordWrong(_KEY_FILE)
    raise error


async def _credentials(context: DecryptContext) -> AsyncIterator[bytes]:
    """Yields the keys to try, the likeliest first.

    A single companion file is taken as the key file. Of several, only those that look like a key
    file are tried.
    """
    password = hashlib.sha256(context.password_bytes()).digest() if context.password else b""
    files = context.companions
    if len(files) > 1:
        files = tuple(filter(key_file.is_one, files))[:_MOST_KEY_FILES]
    for file in files:
        yield hashlib.sha256(password + await key_file.key(file)).digest()
    if password:
        yield hashlib.sha256(password).digest()


def _header(data: bytes) -> _Header:
    if len(data) < 12:
        raise FileMalformed("header")
    minor, major = struct.unpack_from("<HH", data, 8)
    if major not in (2, 3, 4) or (major == 3 and minor > 1):
        raise FileNewer("version")
    layout = struct.Struct("<BI" if major == 4 else "<BH")
    fields: dict[int, bytes] = {}
    position = 12
    for _ in range(_MAX_HEADER_FIELDS):
        if position + layout.size > len(data):
            break
        number, length = layout.unpack_from(data, position)
        position += layout.size
        value = data[position : position + length]
        position += length
        if len(value) != length:
            break
        if number == _END:
            return _Header(major, fields, data[:position], position)
        fields[number] = value
    raise FileMalformed("header")


async def _decrypt_3(
    data: bytes, header: _Header, credentials: bytes, context: DecryptContext
) -> Content:
    rounds = int.from_bytes(header.get(_TRANSFORM_ROUNDS, 8), "little")
    seed = header.get(_TRANSFORM_SEED, 32)
    transformed = await _aes_transformed(credentials, seed, rounds, context)
    key = hashlib.sha256(header.get(_MASTER_SEED, 32) + transformed).digest()
    plain = await _deciphered(header, key, data[header.end :], context)
    start = header.get(_START, 32)
    if not hmac.compare_digest(plain[:32], start):
        raise PasswordWrong("password")
    xml = await _unpack(header, await _hashed_blocks(plain[32:]))
    if int.from_bytes(header.get(_STREAM, 4), "little") != _SALSA20_STREAM:
        raise FileCipherUnsupported("header.stream")
    stream_key = hashlib.sha256(header.get(_STREAM_KEY)).digest()
    header_hash = hashlib.sha256(header.raw).digest()
    protected = ProtectedValues("salsa20", stream_key, _SALSA20_NONCE)
    return Content(xml, protected, header_hash)


async def _decrypt_4(
    data: bytes, header: _Header, credentials: bytes, context: DecryptContext
) -> Content:
    rest = data[header.end :]
    header_hash = hashlib.sha256(header.raw).digest()
    if header_hash != rest[:32]:
        raise FileMalformed("header")
    transformed = await _transformed_4(header, credentials, context)
    seed = header.get(_MASTER_SEED, 32)
    mac_key = hashlib.sha512(seed + transformed + b"\x01").digest()
    expected = hmac.digest(_block_key(_BLOCK_INDEX_END, mac_key), header.raw, hashlib.sha256)
    if not hmac.compare_digest(expected, rest[32:64]):
        raise PasswordWrong("password")
    sealed = await _mac_blocks(rest[64:], mac_key)
    key = hashlib.sha256(seed + transformed).digest()
    plain = await _unpack(header, await _deciphered(header, key, sealed, context))
    inner, xml = _inner_header(plain)
    if int.from_bytes(inner.get(1, b""), "little") != _CHACHA20_STREAM:
        raise FileCipherUnsupported("header.stream")
    made = hashlib.sha512(inner.get(2, b"")).digest()
    protected = ProtectedValues("chacha20", made[:32], made[32:44])
    return Content(xml, protected, header_hash)


async def _aes_transformed(key: bytes, seed: bytes, rounds: int, context: DecryptContext) -> bytes:
    return hashlib.sha256(await context.aes_rounds(seed, key, rounds)).digest()


async def _transformed_4(header: _Header, credentials: bytes, context: DecryptContext) -> bytes:
    kdf = _variant_map(header.get(_KDF))
    name, salt = _octets(kdf, "$UUID"), _octets(kdf, "S")
    if name in _KDF_AES:
        if len(salt) != 32:
            raise FileMalformed("kdf.S")
        return await _aes_transformed(credentials, salt, _number(kdf, "R"), context)
    if name not in _KDF_ARGON2 or _number(kdf, "V") != _ARGON2_VERSION:
        raise FileCipherUnsupported("kdf")
    return await context.argon2(
        salt,
        _number(kdf, "I"),
        _number(kdf, "M") // 1024,
        _number(kdf, "P"),
        variant=_KDF_ARGON2[name],
        password=credentials,
    )


def _variant_map(data: bytes) -> dict[str, int | bytes]:
    """Returns the numbers and bytes of KDBX 4's dictionary: a version, then type, name and
    value.
    """
    found: dict[str, int | bytes] = {}
    position = 2
    try:
        while data[position]:
            kind = data[position]
            name_bytes = struct.unpack_from("<I", data, position + 1)[0]
            position += 5
            name = data[position : position + name_bytes].decode("ascii", "replace")
            position += name_bytes
            value_bytes = struct.unpack_from("<I", data, position)[0]
            value = data[position + 4 : position + 4 + value_bytes]
            position += 4 + value_bytes
            if kind in (0x04, 0x05):
                found[name] = int.from_bytes(value, "little")
            elif kind == 0x42:
                found[name] = value
    except (IndexError, struct.error):
        found = {}
    if not found:
        raise FileMalformed("kdf")
    return found


def _number(fields: dict[str, int | bytes], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int):
        raise FileMalformed(f"kdf.{name}")
    return value


def _octets(fields: dict[str, int | bytes], name: str) -> bytes:
    value = fields.get(name)
    if not isinstance(value, bytes):
        raise FileMalformed("kdf")
    return value


async def _deciphered(header: _Header, key: bytes, sealed: bytes, context: DecryptContext) -> bytes:
    cipher, iv = header.get(_CIPHER, 16), header.get(_IV)
    if cipher == _AES:
        return await context.decrypt_cbc(key, iv, sealed)
    if cipher == _CHACHA:
        if len(iv) != 12:
            raise FileMalformed("header.iv")
        return await context.crypto.chacha20(key, iv, 0, sealed)
    if cipher == _TWOFISH:
        if len(sealed) > limits.MAX_TWOFISH_BYTES:
            raise FileTooLarge("file")
        return await twofish.decrypt_cbc(key, iv, sealed)
    raise FileCipherUnsupported("header.cipher")


async def _unpack(header: _Header, content: bytes) -> bytes:
    compression = int.from_bytes(header.get(_COMPRESSION, 4), "little")
    if compression == 0:
        return content
    if compression != 1:
        raise FileCipherUnsupported("header.compression")
    return await inflate(content, 31, limits.MAX_UNPACKED_BYTES, "content")


async def _hashed_blocks(data: bytes) -> bytes:
    """Returns the content of KDBX 3's blocks: index (4), SHA-256 (32), length (4), content. An
    empty block ends them.
    """
    pacer = Pacer()
    pieces: list[bytes] = []
    position = 0
    while position + 40 <= len(data):
        number, digest, length = struct.unpack_from("<I32sI", data, position)
        block = data[position + 40 : position + 40 + length]
        position += 40 + length
        if number != len(pieces) or len(block) != length:
            break
        if length == 0:
            return b"".join(pieces)
        if hashlib.sha256(block).digest() != digest:
            break
        pieces.append(block)
        await pacer.pause()
    raise FileMalformed(f"blocks[{len(pieces)}]")


def _block_key(index: int, mac_key: bytes) -> bytes:
    return hashlib.sha512(index.to_bytes(8, "little") + mac_key).digest()


async def _mac_blocks(data: bytes, mac_key: bytes) -> bytes:
    """Returns the content of KDBX 4's blocks: HMAC-SHA256 (32), length (4), content. An empty block
    ends them.
    """
    pacer = Pacer()
    pieces: list[bytes] = []
    position = 0
    while position + 36 <= len(data):
        tag, length = struct.unpack_from("<32sI", data, position)
        block = data[position + 36 : position + 36 + length]
        position += 36 + length
        if len(block) != length:
            break
        index = len(pieces)
        block_bytes = struct.pack("<QI", index, length) + block
        expected = hmac.digest(_block_key(index, mac_key), block_bytes, hashlib.sha256)
        if not hmac.compare_digest(expected, tag):
            break
        if length == 0:
            return b"".join(pieces)
        pieces.append(block)
        await pacer.pause()
    raise FileMalformed(f"blocks[{len(pieces)}]")


def _inner_header(data: bytes) -> tuple[dict[int, bytes], bytes]:
    """Returns the fields of KDBX 4's inner header, and the XML after it. A field has a type (1), a
    length (4) and content. A field of type 0 ends the header.
    """
    found: dict[int, bytes] = {}
    position = 0
    while position + 5 <= len(data):
        kind, length = struct.unpack_from("<BI", data, position)
        value = data[position + 5 : position + 5 + length]
        position += 5 + length
        if len(value) != length:
            break
        if kind == 0:
            return found, data[position:]
        found.setdefault(kind, value)
    raise FileMalformed("inner_header")
