"""Time and randomness, from the interpreter: both are the browser's own, also after a restored
snapshot.
"""

from __future__ import annotations

import secrets
import time


class BrowserClock:
    """The system's time of day."""

    def now_unix_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000


class BrowserEntropy:
    """The browser's ``crypto.getRandomValues``, by way of ``os.urandom``."""

    def token(self) -> str:
        """128 bits, as base64url."""
        return secrets.token_urlsafe(16)

    def octets(self, count: int) -> bytes:
        """So many random bytes."""
        return secrets.token_bytes(count)
