"""Whether the user is busy, so that an exchange does not hold up a click.

The worker has one thread. An exchange of 1,000 accounts keeps it busy for 45 to 150 ms.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kakomi.vault.ports import Timer

QUIET_MS = 1_000  # without a request
MAX_PUT_OFF_MS = 2_000  # a change is on its way within 5 s, of which 2 are for more changes
# What the worker sends by itself.
_AUTOMATIC = frozenset({"sync.tick", "vault.tick", "policy.refresh"})


class Activity:
    """The requests of one interpreter."""

    def __init__(self, clock: Timer) -> None:
        self._clock = clock
        self._running = 0
        self._last_ms: float | None = None
        self._put_off_since_ms: float | None = None

    @contextmanager
    def request(self, command: str) -> Iterator[None]:
        """Counts the request while it runs."""
        if command in _AUTOMATIC:
            yield
            return
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            self._last_ms = self._now_ms()

    def wait_ms(self) -> int:
        """Returns how long an exchange that is due now should wait; 0 if it may begin. The waits of
        one exchange are at most MAX_PUT_OFF_MS together.
        """
        now_ms = self._now_ms()
        since_ms = QUIET_MS if self._last_ms is None else now_ms - self._last_ms
        wait_ms = QUIET_MS if self._running else QUIET_MS - since_ms
        began_ms = now_ms if self._put_off_since_ms is None else self._put_off_since_ms
        left_ms = MAX_PUT_OFF_MS - (now_ms - began_ms)
        if wait_ms <= 0 or left_ms <= 0:
            self._put_off_since_ms = None
            return 0
        self._put_off_since_ms = began_ms
        return int(min(wait_ms, left_ms)) + 1

    def _now_ms(self) -> float:
        return self._clock.reading().monotonic_ms
