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
_FIELDS = frozenset({"format", "offset_ms", "jumped_ms"})
# Two readings of one jump differ by less.
_SAME_JUMP_MS = 2_000


class CorrectedClock:
    """The Clock port with the offset. ``is_loaded``: the stored offset was read. ``jumped_ms``: by
    how much the computer's clock was set while it was watched, if the user is to be told and has
    not answered.

    The worker watches while it runs, and a page that stays open while the worker does not.
    """

    def __init__(self, clock: Timer, primary: PrimaryStore) -> None:
        self._clock = clock
        self._primary = primary
        self.is_loaded = False
        self._loading = asyncio.Lock()
        self._seen: ClockReading | None = None
        self._last_jump_ms = 0
        self.offset_ms = 0
        self.jumped_ms = 0

    async def load(self) -> None:
        """Read the stored offset, once in the worker's life. An unreadable one counts as none. A
        request that comes meanwhile waits, because its codes need the offset.
        """
        if self.is_loaded:
            return
        async with self._loading:
            if self.is_loaded:
                return
            with contextlib.suppress(VaultError):
                if text := await self._primary.read(KEY):
                    self.offset_ms, self.jumped_ms = _read(text)
            self.is_loaded = True

    def now_unix_ms(self) -> int:
        """Returns the time for which codes are made."""
        return self._clock.now_unix_ms() + self.offset_ms

    def now_unix(self) -> int:
        """Returns whole seconds of the same."""
        return self.now_unix_ms() // 1000

    async def set_offset(self, offset_ms: int) -> None:
        """Store an offset, 0 for none. This answers a notice of a clock that was set. Raises
        VaultFull, VaultNotSaved.
        """
        await self._store(offset_ms, 0)

    async def observe(self) -> None:
        """Compare both clocks with what they were, and put the offset right after a jump."""
        before, self._seen = self._seen, self._clock.reading()
        jumped_ms = code_clock.jump_ms(before, self._seen) if before else 0
        if jumped_ms:
            offset_ms, is_told = self._after(jumped_ms)
            await self._keep(offset_ms, jumped_ms, is_told=is_told)

    async def observe_page(self, jumped_ms: int) -> None:
        """Take a jump that a page noticed by its own clocks, unless this worker has noticed it.

        Several pages may report one jump, also to later workers, so it is never added to an offset.
        """
        is_known = abs(jumped_ms - self._last_jump_ms) <= _SAME_JUMP_MS
        if is_known or abs(jumped_ms) < code_clock.MIN_JUMP_MS:
            return
        offset_ms, is_told = self._after(jumped_ms)
        await self._keep(offset_ms and self.offset_ms, jumped_ms, is_told=is_told)

    def _after(self, jumped_ms: int) -> tuple[int, bool]:
        self._last_jump_ms = jumped_ms
        counts_sleep = self._clock.counts_sleep()
        return code_clock.after_jump(self.offset_ms, jumped_ms, counts_sleep=counts_sleep)

    async def _keep(self, offset_ms: int, jumped_ms: int, *, is_told: bool) -> None:
        """Store what a jump changes; in memory in any case."""
        if not is_told:
            return
        jumped_ms = max(-code_clock.MAX_JUMP_MS, min(code_clock.MAX_JUMP_MS, jumped_ms))
        with contextlib.suppress(VaultError):
            await self._store(offset_ms, jumped_ms)
        self.offset_ms, self.jumped_ms = offset_ms, jumped_ms

    async def _store(self, offset_ms: int, jumped_ms: int) -> None:
        entry = {"format": FORMAT, "offset_ms": offset_ms, "jumped_ms": jumped_ms}
        await self._primary.write(KEY, canonical.dumps_with_checksum(entry))
        self.offset_ms, self.jumped_ms = offset_ms, jumped_ms


def _read(text: str) -> tuple[int, int]:
    """Returns the offset and the jump that nobody has answered. Raises VaultDamaged."""
    stored = {"jumped_ms": 0, **canonical.loads_checked(text, KEY)}  # absent in older records
    entry = canonical.fields(stored, _FIELDS, KEY)
    most = code_clock.MAX_OFFSET_MS
    offset_ms = canonical.integer(entry["offset_ms"], -most, most, "clock.offset_ms")
    longest = code_clock.MAX_JUMP_MS
    return offset_ms, canonical.integer(entry["jumped_ms"], -longest, longest, "clock.jumped_ms")
