"""The Clock and Entropy ports. Pyodide reads both from the browser at each call, so they are also
correct after a snapshot was restored.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from kakomi.vault.locking import ClockReading


class BrowserClock:
    """The Timer port: the system clock, and the worker's monotonic clock.

    One object is made for each start of the worker, after the snapshot was restored.
    """

    def __init__(self, host: Any) -> None:
        self._host = host
        self._worker_id = secrets.token_urlsafe(16)

    def now_unix_ms(self) -> int:
        """Returns milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000

    def reading(self) -> ClockReading:
        """Returns both clocks, read at the same moment."""
        return ClockReading(
            unix_ms=self.now_unix_ms(),
            monotonic_ms=time.monotonic_ns() // 1_000_000,
            worker_id=self._worker_id,
        )

    def counts_sleep(self) -> bool:
        """Returns whether the monotonic clock also counts the time of the computer's sleep."""
        return bool(self._host.clock.countsSleep())


class BrowserEntropy:
    """The Entropy port: ``os.urandom``, which calls ``crypto.getRandomValues``."""

    def token(self) -> str:
        """Returns 128 random bits, as base64url."""
        return secrets.token_urlsafe(16)

    def octets(self, count: int) -> bytes:
        """Returns that many random bytes."""
        return secrets.token_bytes(count)
