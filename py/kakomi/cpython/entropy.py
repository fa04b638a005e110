"""Randomness under CPython, from the operating system."""

from __future__ import annotations

import secrets


class CPythonEntropy:
    """The Entropy port (kakomi.ports)."""

    def token(self) -> str:
        """Returns 128 random bits, hexadecimal."""
        return secrets.token_hex(16)

    def octets(self, count: int) -> bytes:
        """Returns ``count`` random bytes."""
        return secrets.token_bytes(count)
