"""Cryptography by ``extension/hands/keys.js``: WebCrypto, hash-wasm and noble-ciphers.

Bytes cross as a copy each way; what is sealed is text of some hundred kilobytes, not pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException, to_js

from kakomi.errors import CryptoMismatch, CryptoUnsupported

if TYPE_CHECKING:
    from collections.abc import Awaitable


async def _bytes(work: Awaitable[Any]) -> bytes:
    """What the hand gives back. Raises CryptoMismatch, CryptoUnsupported."""
    try:
        array = await work
    except JsException as error:
        mismatch = "crypto.mismatch" in str(error)
        raise (CryptoMismatch() if mismatch else CryptoUnsupported()) from None
    return bytes(array.to_bytes())


class BrowserCrypto:
    """The Crypto port (kakomi.ports)."""

    def __init__(self, hands: Any) -> None:
        self._keys = hands.keys

    async def pbkdf2(
        self, digest: str, password: bytes, salt: bytes, iterations: int, length: int
    ) -> bytes:
        """RFC 8018 section 5.2."""
        keys = self._keys
        return await _bytes(keys.pbkdf2(digest, to_js(password), to_js(salt), iterations, length))

    async def scrypt(
        self, password: bytes, salt: bytes, n: int, r: int, p: int, length: int
    ) -> bytes:
        """RFC 7914."""
        return await _bytes(self._keys.scrypt(to_js(password), to_js(salt), n, r, p, length))

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
        return await _bytes(self._keys.argon2(variant, to_js(password), to_js(salt), *cost))

    async def gcm_seal(self, key: bytes, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        """NIST SP 800-38D."""
        return await _bytes(
            self._keys.gcmSeal(to_js(key), to_js(nonce), to_js(plaintext), to_js(header))
        )

    async def gcm_open(self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes:
        """NIST SP 800-38D."""
        return await _bytes(
            self._keys.gcmOpen(to_js(key), to_js(nonce), to_js(ciphertext), to_js(header))
        )

    async def cbc_open(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """NIST SP 800-38A, padding of RFC 5652 section 6.3."""
        return await _bytes(self._keys.cbcOpen(to_js(key), to_js(iv), to_js(ciphertext)))

    async def cbc_blocks(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """NIST SP 800-38A."""
        return await _bytes(self._keys.cbcBlocks(to_js(key), to_js(iv), to_js(ciphertext)))

    async def ctr(self, key: bytes, counter: bytes, data: bytes) -> bytes:
        """NIST SP 800-38A."""
        return await _bytes(self._keys.ctr(to_js(key), to_js(counter), to_js(data)))

    async def ecb_rounds(self, key: bytes, blocks: bytes, rounds: int) -> bytes:
        """Each block on its own, over and over."""
        return await _bytes(self._keys.ecbRounds(to_js(key), to_js(blocks), rounds))

    async def chacha20(self, key: bytes, nonce: bytes, counter: int, data: bytes) -> bytes:
        """RFC 8439 section 2.4."""
        return await _bytes(self._keys.chacha20(to_js(key), to_js(nonce), counter, to_js(data)))
