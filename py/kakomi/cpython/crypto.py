"""Cryptography under CPython: ``cryptography`` (OpenSSL), ``argon2-cffi`` and ``pycryptodome``.

``cryptography`` has neither XChaCha20 nor Salsa20. XChaCha20-Poly1305 is ``cryptography``'s
ChaCha20-Poly1305 under a key from HChaCha20. HChaCha20 is computed from a ChaCha20 block. Salsa20
is pycryptodome's.
"""

from __future__ import annotations

import struct

import argon2.low_level
from argon2.exceptions import HashingError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives import poly1305 as poly1305_tags
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kakomi.errors import CryptoMismatch, CryptoNoMemory, CryptoUnsupported

_DIGESTS: dict[str, type[hashes.HashAlgorithm]] = {
    "SHA1": hashes.SHA1,
    "SHA256": hashes.SHA256,
    "SHA512": hashes.SHA512,
}
_VARIANTS = {"d": argon2.low_level.Type.D, "id": argon2.low_level.Type.ID}
_NO_MEMORY = argon2.low_level.error_to_str(-22)  # ARGON2_MEMORY_ALLOCATION_ERROR
_BLOCK = 16
_TAG = 16
# The lengths that WebCrypto accepts too: Chromium has no 24-byte keys, Node no GCM nonces under 12
# bytes.
_KEY_LENGTHS = (16, 32)
_NONCE_LENGTHS = range(12, 129)
_ROUNDS_AT_ONCE = 1 << 16
_CHACHA_CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")


def _check(fits: bool, where: str) -> None:
    if not fits:
        raise CryptoUnsupported(where)


class CPythonCrypto:
    """The Crypto port (kakomi.ports)."""

    async def pbkdf2(
        self, digest: str, password: bytes, salt: bytes, iterations: int, length: int
    ) -> bytes:
        """RFC 8018 section 5.2."""
        _check(digest in _DIGESTS, "digest")
        _check(iterations > 0 and length > 0, "iterations")
        derivation = PBKDF2HMAC(
            algorithm=_DIGESTS[digest](), length=length, salt=salt, iterations=iterations
        )
        return derivation.derive(password)

    async def scrypt(
        self, password: bytes, salt: bytes, n: int, r: int, p: int, length: int
    ) -> bytes:
        """RFC 7914."""
        try:
            return Scrypt(salt=salt, length=length, n=n, r=r, p=p).derive(password)
        except MemoryError:
            raise CryptoNoMemory("scrypt") from None
        except (ValueError, OverflowError):
            raise CryptoUnsupported("scrypt") from None

    async def argon2(
        self,
        variant: str,
        password: bytes,
        salt: bytes,
        passes: int,
        memory_kib: int,
        lanes: int,
        length: int,
    ) -> bytes:
        """RFC 9106."""
        _check(variant in _VARIANTS, "variant")
        _check(password != b"", "password")  # hash-wasm refuses an empty password in the browser
        try:
            return argon2.low_level.hash_secret_raw(
                password,
                salt,
                time_cost=passes,
                memory_cost=memory_kib,
                parallelism=lanes,
                hash_len=length,
                type=_VARIANTS[variant],
                version=0x13,
            )
        except (HashingError, ValueError, OverflowError, MemoryError) as error:
            short = isinstance(error, MemoryError) or str(error) == _NO_MEMORY
            raise (CryptoNoMemory if short else CryptoUnsupported)("argon2") from None

    async def gcm_seal(self, key: bytes, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        """NIST SP 800-38D."""
        _check(len(key) in _KEY_LENGTHS, "key")
        _check(len(nonce) in _NONCE_LENGTHS, "nonce")
        work = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(header)
        return work.update(plaintext) + work.finalize() + work.tag

    async def gcm_open(self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes:
        """NIST SP 800-38D."""
        _check(len(key) in _KEY_LENGTHS, "key")
        _check(len(nonce) in _NONCE_LENGTHS, "nonce")
        if len(ciphertext) < _TAG:
            raise CryptoMismatch
        body, tag = ciphertext[:-_TAG], ciphertext[-_TAG:]
        work = Cipher(algorithms.AES(key), modes.GCM(nonce, tag)).decryptor()
        work.authenticate_additional_data(header)
        try:
            return work.update(body) + work.finalize()
        except InvalidTag:
            raise CryptoMismatch from None

    async def cbc_open(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """NIST SP 800-38A, padding of RFC 5652 section 6.3."""
        padded = await self.cbc_blocks(key, iv, ciphertext)
        unpadder = padding.PKCS7(_BLOCK * 8).unpadder()
        try:
            return unpadder.update(padded) + unpadder.finalize()
        except ValueError:
            raise CryptoMismatch from None

    async def cbc_blocks(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """NIST SP 800-38A."""
        _check(len(key) in _KEY_LENGTHS, "key")
        _check(len(iv) == _BLOCK, "iv")
        if len(ciphertext) % _BLOCK:
            raise CryptoMismatch
        work = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        return work.update(ciphertext) + work.finalize()

    async def ctr(self, key: bytes, counter: bytes, data: bytes) -> bytes:
        """NIST SP 800-38A."""
        _check(len(key) in _KEY_LENGTHS, "key")
        _check(len(counter) == _BLOCK, "counter")
        work = Cipher(algorithms.AES(key), modes.CTR(counter)).encryptor()
        return work.update(data) + work.finalize()

    async def ecb_rounds(self, key: bytes, blocks: bytes, rounds: int) -> bytes:
        """AES-ECB encryption of each block, ``rounds`` times.

        CBC encryption of zeros with the block as IV computes the same chain, because each step
        encrypts the result of the one before.
        """
        _check(len(key) in _KEY_LENGTHS, "key")
        _check(len(blocks) % _BLOCK == 0, "blocks")
        return b"".join(
            _chained(key, blocks[at : at + _BLOCK], rounds) for at in range(0, len(blocks), _BLOCK)
        )

    async def chacha20(self, key: bytes, nonce: bytes, counter: int, data: bytes) -> bytes:
        """RFC 8439 section 2.4."""
        _check(len(key) == 32, "key")
        _check(len(nonce) == 12, "nonce")
        start = counter.to_bytes(4, "little") + nonce  # the nonce of cryptography's ChaCha20
        work = Cipher(algorithms.ChaCha20(key, start), mode=None).encryptor()
        return work.update(data) + work.finalize()

    async def hchacha20(self, key: bytes, nonce: bytes) -> bytes:
        """draft-irtf-cfrg-xchacha section 2.2."""
        _check(len(key) == 32, "key")
        _check(len(nonce) == 16, "nonce")
        return _hchacha20(key, nonce)

    async def poly1305(self, key: bytes, message: bytes) -> bytes:
        """RFC 8439 section 2.5."""
        _check(len(key) == 32, "key")
        return poly1305_tags.Poly1305.generate_tag(key, message)

    async def xchacha20_poly1305_open(
        self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes
    ) -> bytes:
        """draft-irtf-cfrg-xchacha section 2."""
        _check(len(key) == 32, "key")
        _check(len(nonce) == 24, "nonce")
        if len(ciphertext) < _TAG:
            raise CryptoMismatch
        subkey = _hchacha20(key, nonce[:16])
        try:
            return ChaCha20Poly1305(subkey).decrypt(bytes(4) + nonce[16:], ciphertext, header)
        except InvalidTag:
            raise CryptoMismatch from None

    async def salsa20(self, key: bytes, nonce: bytes, data: bytes) -> bytes:
        """cr.yp.to/snuffle/spec.pdf."""
        # Imported on first use: only KDBX 3.1 needs it.
        from Crypto.Cipher import Salsa20

        _check(len(key) == 32, "key")
        _check(len(nonce) == 8, "nonce")
        return bytes(Salsa20.new(key=key, nonce=nonce).encrypt(data))


def _hchacha20(key: bytes, nonce: bytes) -> bytes:
    """HChaCha20 returns words 0-3 and 12-15 of the state after the rounds.

    A ChaCha20 block is that state plus the initial state (RFC 8439 section 2.3), so the initial
    words are subtracted again. ``cryptography`` takes words 12-15, counter and nonce, as 16 bytes.
    """
    work = Cipher(algorithms.ChaCha20(key, nonce), mode=None).encryptor()
    block = struct.unpack("<16I", work.update(bytes(64)))
    added = (*_CHACHA_CONSTANTS, *struct.unpack("<4I", nonce))
    words = (*block[:4], *block[12:])
    return struct.pack("<8I", *((w - a) % 2**32 for w, a in zip(words, added, strict=True)))


def _chained(key: bytes, block: bytes, rounds: int) -> bytes:
    work = Cipher(algorithms.AES(key), modes.CBC(block)).encryptor()
    while rounds > 0:
        now = min(rounds, _ROUNDS_AT_ONCE)
        block = work.update(bytes(now * _BLOCK))[-_BLOCK:]
        rounds -= now
    return block
