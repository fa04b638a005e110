"""The Crypto port, by ``extension/host/crypto.js``: WebCrypto, hash-wasm and noble-ciphers.

Bytes are copied in each direction; they are at most some hundred kilobytes.

Argon2 and scrypt block their thread. A derivation that costs no more than unlocking the vault runs
in the service worker. A more expensive one runs in an offscreen document
(``extension/host/offscreen_kdf.js``), and is stopped when the task that awaits it is cancelled.
Files of some apps need a hundred times the cost of unlocking the vault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException, to_js

from kakomi.errors import (
    CryptoError,
    CryptoInterrupted,
    CryptoMismatch,
    CryptoNoMemory,
    CryptoUnsupported,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable

MAX_INLINE_ARGON2_KIB = 3 * 64 * 1024  # memory times passes: the cost of a passphrase slot
MAX_INLINE_SCRYPT_BYTES = 64 * 2**20  # twice what Aegis uses

_KNOWN_ERRORS = (CryptoMismatch, CryptoNoMemory, CryptoInterrupted)


def _error(message: str) -> CryptoError:
    known = (error() for error in _KNOWN_ERRORS if error.code in message)
    return next(known, CryptoUnsupported())


async def _bytes(work: Awaitable[Any]) -> bytes:
    """Awaits a promise of a Uint8Array. Returns its bytes. Raises CryptoError."""
    try:
        array = await work
    except JsException as error:
        raise _error(str(error)) from None
    return bytes(array.to_bytes())


class BrowserCrypto:
    """The Crypto port (kakomi.ports)."""

    def __init__(self, host: Any) -> None:
        self._crypto = host.crypto
        self._offscreen_kdf = host.offscreenKdf

    async def pbkdf2(
        self, digest: str, password: bytes, salt: bytes, iterations: int, length: int
    ) -> bytes:
        """RFC 8018 section 5.2."""
        keys = self._crypto
        return await _bytes(keys.pbkdf2(digest, to_js(password), to_js(salt), iterations, length))

    async def scrypt(
        self, password: bytes, salt: bytes, n: int, r: int, p: int, length: int
    ) -> bytes:
        """RFC 7914."""
        arguments = (to_js(password), to_js(salt), n, r, p, length)
        if 128 * n * r * p > MAX_INLINE_SCRYPT_BYTES:
            return await self._derive_offscreen("scrypt", *arguments)
        return await _bytes(self._crypto.scrypt(*arguments))

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
        cost = (passes, memory_kib, lanes, length)
        arguments = (variant, to_js(password), to_js(salt), *cost)
        if memory_kib * passes > MAX_INLINE_ARGON2_KIB:
            return await self._derive_offscreen("argon2", *arguments)
        return await _bytes(self._crypto.argon2(*arguments))

    async def _derive_offscreen(self, name: str, *arguments: Any) -> bytes:
        """Derives a key in the offscreen document. Cancelling the task stops the derivation."""
        work = self._offscreen_kdf.begin(name, *arguments)
        try:
            return await _bytes(work.made)
        finally:
            work.stop()

    async def gcm_seal(self, key: bytes, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        """NIST SP 800-38D."""
        return await _bytes(
            self._crypto.gcmSeal(to_js(key), to_js(nonce), to_js(plaintext), to_js(header))
        )

    async def gcm_open(self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes:
        """NIST SP 800-38D."""
        return await _bytes(
            self._crypto.gcmOpen(to_js(key), to_js(nonce), to_js(ciphertext), to_js(header))
        )

    async def cbc_open(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """NIST SP 800-38A, padding of RFC 5652 section 6.3."""
        return await _bytes(self._crypto.cbcOpen(to_js(key), to_js(iv), to_js(ciphertext)))

    async def cbc_blocks(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """NIST SP 800-38A."""
        return await _bytes(self._crypto.cbcBlocks(to_js(key), to_js(iv), to_js(ciphertext)))

    async def ctr(self, key: bytes, counter: bytes, data: bytes) -> bytes:
        """NIST SP 800-38A."""
        return await _bytes(self._crypto.ctr(to_js(key), to_js(counter), to_js(data)))

    async def ecb_rounds(self, key: bytes, blocks: bytes, rounds: int) -> bytes:
        """AES-ECB encryption of each block, ``rounds`` times."""
        return await _bytes(self._crypto.ecbRounds(to_js(key), to_js(blocks), rounds))

    async def chacha20(self, key: bytes, nonce: bytes, counter: int, data: bytes) -> bytes:
        """RFC 8439 section 2.4."""
        return await _bytes(self._crypto.chacha20(to_js(key), to_js(nonce), counter, to_js(data)))

    async def hchacha20(self, key: bytes, nonce: bytes) -> bytes:
        """draft-irtf-cfrg-xchacha section 2.2."""
        return await _bytes(self._crypto.hchacha20(to_js(key), to_js(nonce)))

    async def poly1305(self, key: bytes, message: bytes) -> bytes:
        """RFC 8439 section 2.5."""
        return await _bytes(self._crypto.poly1305(to_js(key), to_js(message)))

    async def xchacha20_poly1305_open(
        self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes
    ) -> bytes:
        """draft-irtf-cfrg-xchacha section 2."""
        return await _bytes(
            self._crypto.xchacha20Poly1305Open(
                to_js(key), to_js(nonce), to_js(ciphertext), to_js(header)
            )
        )

    async def salsa20(self, key: bytes, nonce: bytes, data: bytes) -> bytes:
        """cr.yp.to/snuffle/spec.pdf."""
        return await _bytes(self._crypto.salsa20(to_js(key), to_js(nonce), to_js(data)))
