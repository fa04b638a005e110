"""The system's time of day."""

from __future__ import annotations

import time


class CPythonClock:
    """The Clock port (kakomi.ports)."""

    def now_unix_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000
