"""The time for which codes are made: the computer's, with the offset that the user agreed to.

The offset belongs to this computer, so it is stored beside the vault and in no backup.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from kakomi import code_clock
from kakomi.errors import VaultError
from kakomi.vault import canonical

if TYPE_CHECKING:
    from kakomi.vault.locking import ClockReading
    from kakomi.vault.ports import PrimaryStore, Timer

KEY = "clock"  # in the primary store
FORMAT = "kakomi.clock"
_FIELDS = frozenset({"format", "offset_ms"})


class CorrectedClock:
    """The Clock port with the offset. ``jumped_ms``: by how much the computer's clock was set while
    this worker ran, if the user is to be told and has not answered.
    """

    def __init__(self, clock: Timer, primary: PrimaryStore) -> None:
        self._clock = clock
        self._primary = primary
        self._is_loaded = False
        self._loading = asyncio.Lock()
        self._seen: ClockReading | None = None
        self.offset_ms = 0
        self.jumped_ms = 0

    async def load(self) -> None:
        """Read the stored offset, once in the worker's life. An unreadable one counts as none. A
        request that comes meanwhile waits, because its codes need the offset.
        """
        if self._is_loaded:
            return
        async with self._loading:
            if self._is_loaded:
                return
            with contextlib.suppress(VaultError):
                if text := await self._primary.read(KEY):
                    self.offset_ms = _read(text)
            self._is_loaded = True

    def now_unix_ms(self) -> int:
        """Returns the time for which codes are made."""
        return self._clock.now_unix_ms() + self.offset_ms

    def now_unix(self) -> int:
        """Returns whole seconds of the same."""
        return self.now_unix_ms() // 1000

    async def set_offset(self, offset_ms: int) -> None:
        """Store an offset, 0 for none. Raises VaultFull, VaultNotSaved."""
        text = canonical.dumps_with_checksum({"format": FORMAT, "offset_ms": offset_ms})
        await self._primary.write(KEY, text)
        self.offset_ms = offset_ms
        self.jumped_ms = 0

    async def observe(self) -> None:
        """Compare both clocks with what they were, and put the offset right after a jump."""
        before, self._seen = self._seen, self._clock.reading()
        jumped_ms = code_clock.jump_ms(before, self._seen) if before else 0
        if not jumped_ms:
            return
        offset_ms, is_told = code_clock.after_jump(self.offset_ms, jumped_ms)
        if offset_ms != self.offset_ms:
            with contextlib.suppress(VaultError):
                await self.set_offset(offset_ms)
            self.offset_ms = offset_ms
        if is_told:
            self.jumped_ms = jumped_ms


def _read(text: str) -> int:
    """Raises VaultDamaged."""
    entry = canonical.fields(canonical.loads_checked(text, KEY), _FIELDS, KEY)
    most = code_clock.MAX_OFFSET_MS
    return canonical.integer(entry["offset_ms"], -most, most, "clock.offset_ms")
