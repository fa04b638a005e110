"""Decrypts files: key derivations and ciphers with the user's password and companion files.

The cost of a key derivation is checked before it begins, because its parameters come from the file.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.errors import (
    CryptoMismatch,
    FileCipherUnsupported,
    FileMalformed,
    FileTooExpensive,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.formats.support import limits, text

if TYPE_CHECKING:
    from kakomi.formats.support.file import File
    from kakomi.ports import Crypto

_HKDF_HASH_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class DecryptContext:
    """The context for decrypting a file. Decryption with a wrong key raises PasswordWrong."""

    crypto: Crypto
    password: str | None = field(default=None, repr=False)
    companions: tuple[File, ...] = ()

    def password_bytes(self) -> bytes:
        """Returns the password in UTF-8. Raises PasswordNeeded if it is None or empty."""
        if not self.password:
            raise PasswordNeeded("password")
        return text.utf8_bytes(self.password, "password")

    async def pbkdf2(
        self,
        digest: str,
        salt: bytes,
        iterations: int,
        length: int,
        password: bytes | None = None,
    ) -> bytes:
        """Returns PBKDF2 of the user's password, or of ``password`` if it is given.

        Raises FileTooExpensive, FileMalformed.
        """
        if password is None:
            password = self.password_bytes()
        if iterations < 1 or not salt:
            raise FileMalformed("kdf.iterations")
        if iterations > limits.MAX_PBKDF2_ITERATIONS:
            raise FileTooExpensive("kdf.iterations")
        return await self.crypto.pbkdf2(digest, password, salt, iterations, length)

    async def scrypt(self, salt: bytes, n: int, r: int, p: int, length: int) -> bytes:
        """Returns scrypt of the user's password (RFC 7914). Raises FileTooExpensive, FileMalformed:
        ``n`` must be a power of two.
        """
        password = self.password_bytes()
        if n < 2 or n & (n - 1) or r < 1 or p < 1:
            raise FileMalformed("kdf.n")
        if 128 * n * r > limits.MAX_SCRYPT_BYTES or 128 * n * r * p > limits.MAX_SCRYPT_WORK:
            raise FileTooExpensive("kdf.n")
        return await self.crypto.scrypt(password, salt, n, r, p, length)

    async def argon2(
        self,
        salt: bytes,
        passes: int,
        memory_kib: int,
        lanes: int,
        *,
        variant: str = "id",
        password: bytes | None = None,
    ) -> bytes:
        """Returns 32 bytes of Argon2 (RFC 9106) of the user's password, or of ``password`` if it is
        given. Raises FileTooExpensive, FileMalformed.
        """
        if password is None:
            password = self.password_bytes()
        if passes < 1 or lanes < 1 or memory_kib < 8 * lanes or not 8 <= len(salt) <= 1024:
            raise FileMalformed("kdf.memory")
        if (
            memory_kib > limits.MAX_ARGON2_KIB
            or memory_kib * passes > limits.MAX_ARGON2_WORK_KIB
            or lanes > limits.MAX_ARGON2_LANES
        ):
            raise FileTooExpensive("kdf.memory")
        return await self.crypto.argon2(variant, password, salt, passes, memory_kib, lanes, 32)

    async def aes_rounds(self, key: bytes, blocks: bytes, rounds: int) -> bytes:
        """Returns the blocks after KeePass's key derivation by AES. Raises FileTooExpensive."""
        if rounds > limits.MAX_AES_ROUNDS:
            raise FileTooExpensive("kdf.rounds")
        return await self.crypto.ecb_rounds(key, blocks, rounds)

    async def decrypt_gcm(
        self, key: bytes, nonce: bytes, sealed: bytes, header: bytes = b""
    ) -> bytes:
        """Returns the plaintext of AES-GCM. Raises PasswordWrong."""
        try:
            return await self.crypto.gcm_open(key, nonce, sealed, header)
        except CryptoMismatch:
            raise PasswordWrong("password") from None

    async def decrypt_xchacha(self, key: bytes, nonce: bytes, sealed: bytes) -> bytes:
        """Returns the plaintext of XChaCha20-Poly1305. Raises PasswordWrong, FileMalformed."""
        if len(nonce) != 24 or len(sealed) < 16:
            raise FileMalformed("ciphertext")
        try:
            return await self.crypto.xchacha20_poly1305_open(key, nonce, sealed, b"")
        except CryptoMismatch:
            raise PasswordWrong("password") from None

    async def decrypt_cbc(self, key: bytes, iv: bytes, sealed: bytes) -> bytes:
        """Returns the plaintext of AES-CBC without its padding. Raises PasswordWrong."""
        if len(iv) != 16:
            raise FileMalformed("iv")
        if not sealed or len(sealed) % 16:
            raise FileMalformed("ciphertext")
        try:
            return await self.crypto.cbc_open(key, iv, sealed)
        except CryptoMismatch:
            raise PasswordWrong("password") from None

    async def cbc_blocks(self, key: bytes, iv: bytes, sealed: bytes) -> bytes:
        """Returns the plaintext of AES-CBC with its padding."""
        if len(iv) != 16 or len(sealed) % 16:
            raise FileMalformed("ciphertext")
        return await self.crypto.cbc_blocks(key, iv, sealed)


def hkdf_expand(key: bytes, info: bytes) -> bytes:
    """Returns one block of HKDF-Expand with SHA-256 (RFC 5869 section 2.3): 32 bytes."""
    return hmac.digest(key, info + b"\x01", hashlib.sha256)


def split_at(data: bytes, *lengths: int, where: str) -> tuple[bytes, ...]:
    """Returns pieces of ``data`` of these lengths, and the rest. Raises FileMalformed."""
    pieces: list[bytes] = []
    position = 0
    for length in lengths:
        pieces.append(data[position : position + length])
        position += length
    if len(data) < position:
        raise FileMalformed(where)
    return (*pieces, data[position:])


def refuse_pgp(content: str | None, head: bytes) -> None:
    """Raises FileCipherUnsupported for an OpenPGP message, armoured or not.

    Such a message begins with a public-key or symmetric-key session key packet (RFC 4880 section
    4.2).
    """
    if (content or "").startswith("-----BEGIN PGP MESSAGE-----"):
        raise FileCipherUnsupported("pgp")
    if content is None and head[:1] in (b"\x84", b"\x85", b"\x8c", b"\xc1", b"\xc3") and head[2:3]:
        version_at = {0x84: 2, 0x85: 3, 0x8C: 2, 0xC1: 2, 0xC3: 2}[head[0]]
        if head[version_at : version_at + 1] in (b"\x03", b"\x04", b"\x05", b"\x06"):
            raise FileCipherUnsupported("pgp")
