"""Time and randomness, from the interpreter: both are the browser's own, also after a restored
snapshot.
"""

from __future__ import annotations

import secrets
import time

from kakomi.vault.locking import ClockReading


class BrowserClock:
    """The system's time of day, and the time since it began. One is made for each life of the
    worker, after its memory was restored.
    """

    def __init__(self) -> None:
        self._life = secrets.token_urlsafe(16)

    def now_unix_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000

    def reading(self) -> ClockReading:
        """Both clocks, read at once."""
        return ClockReading(
            unix_ms=self.now_unix_ms(),
            monotonic_ms=time.monotonic_ns() // 1_000_000,
            worker_id=self._life,
        )


class BrowserEntropy:
    """The browser's ``crypto.getRandomValues``, by way of ``os.urandom``."""

    def token(self) -> str:
        """128 bits, as base64url."""
        return secrets.token_urlsafe(16)

    def octets(self, count: int) -> bytes:
        """So many random bytes."""
        return secrets.token_bytes(count)
