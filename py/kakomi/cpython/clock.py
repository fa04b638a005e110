"""The Clock port under CPython."""

from __future__ import annotations

import time


class CPythonClock:
    """The Clock port (kakomi.ports)."""

    def now_unix_ms(self) -> int:
        """Returns milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000
