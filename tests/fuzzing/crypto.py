"""Real ciphers with cached key derivations.

A key derivation is slow on purpose, and a mutated file may have other parameters each time. So only
the keys of the unchanged files are derived, and cached. For other parameters the result is a hash
of them, which is as wrong as the real key would be.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kakomi.cpython.crypto import CPythonCrypto

if TYPE_CHECKING:
    from fuzzing.mutation import Mutator


class CachedKeyCrypto(CPythonCrypto):
    """The Crypto port for many runs. While ``learning`` is true, keys are derived and cached.
    ``mutate`` changes the plaintexts of ciphers, as if another plaintext had been encrypted.
    """

    def __init__(self) -> None:
        self.learning = False
        self.mutate: Mutator | None = None
        self._keys: dict[tuple[object, ...], bytes] = {}

    def _stand_in(self, question: tuple[object, ...], length: int) -> bytes:
        known = self._keys.get(question)
        return known or hashlib.shake_256(repr(question).encode()).digest(length)

    async def pbkdf2(
        self, digest: str, password: bytes, salt: bytes, iterations: int, length: int
    ) -> bytes:
        """Returns a cached PBKDF2 key, or a hash."""
        question = ("pbkdf2", digest, password, salt, iterations, length)
        if self.learning and question not in self._keys:
            made = await super().pbkdf2(digest, password, salt, iterations, length)
            self._keys[question] = made
        return self._stand_in(question, length)

    async def scrypt(
        self, password: bytes, salt: bytes, n: int, r: int, p: int, length: int
    ) -> bytes:
        """Returns a cached scrypt key, or a hash."""
        question = ("scrypt", password, salt, n, r, p, length)
        if self.learning and question not in self._keys:
            self._keys[question] = await super().scrypt(password, salt, n, r, p, length)
        return self._stand_in(question, length)

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
        """Returns a cached Argon2 key, or a hash."""
        question = ("argon2", variant, password, salt, passes, memory_kib, lanes, length)
        if self.learning and question not in self._keys:
            made = await super().argon2(variant, password, salt, passes, memory_kib, lanes, length)
            self._keys[question] = made
        return self._stand_in(question, length)

    async def ecb_rounds(self, key: bytes, blocks: bytes, rounds: int) -> bytes:
        """Returns the encrypted blocks, or a hash if there are many rounds."""
        if rounds == 1:
            return await super().ecb_rounds(key, blocks, rounds)
        question = ("rounds", key, blocks, rounds)
        if self.learning and question not in self._keys:
            self._keys[question] = await super().ecb_rounds(key, blocks, rounds)
        return self._stand_in(question, len(blocks))

    def _altered(self, content: bytes) -> bytes:
        if self.mutate is None or self.mutate.random.random() < 0.5:
            return content
        return self.mutate(content)

    async def gcm_open(self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes:
        """Returns the plaintext of AES-GCM, possibly mutated."""
        return self._altered(await super().gcm_open(key, nonce, ciphertext, header))

    async def cbc_open(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """Returns the plaintext of AES-CBC, possibly mutated."""
        return self._altered(await super().cbc_open(key, iv, ciphertext))

    async def cbc_blocks(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        """Returns the plaintext of AES-CBC with its padding, possibly mutated."""
        content = await super().cbc_blocks(key, iv, ciphertext)
        return self._altered(content)[: len(content)].ljust(len(content), b"\0")

    async def chacha20(self, key: bytes, nonce: bytes, counter: int, data: bytes) -> bytes:
        """Returns the plaintext of ChaCha20, possibly mutated. A key stream is never mutated."""
        content = await super().chacha20(key, nonce, counter, data)
        return self._altered(content) if any(data) else content

    async def xchacha20_poly1305_open(
        self, key: bytes, nonce: bytes, ciphertext: bytes, header: bytes
    ) -> bytes:
        """Returns the plaintext of XChaCha20-Poly1305, possibly mutated."""
        content = await super().xchacha20_poly1305_open(key, nonce, ciphertext, header)
        return self._altered(content)
