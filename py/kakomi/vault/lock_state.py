"""Whether the vault is locked, and the law that no work in flight can undo a lock.

The law: after a lock was answered, nothing holds or restores the key, and nothing of the vault's
content returns to ``storage.session``, until the next unlock. Four rules keep it:

1. A lock holds the vault's Web Lock while it clears. A save that runs ends first. A save that waits
   finds no key.
2. Only ``LockState`` writes the session key, and only while the vault lock is held. It stores a key
   after the caller unlocked the vault under that same hold. It changes the time of last use of a
   key that is still there. An unlocked read writes nothing.
3. Each lock raises the epoch, a counter in ``storage.session``. A request records the epoch when it
   begins. All it writes to ``storage.session`` goes through ``GuardedSession``, which takes the
   vault lock and drops the write if the epoch was raised. A reply that shows content of the vault
   is sent only if the epoch is still the recorded one (``kakomi.bridge``).
4. A lock removes every key of ``storage.session`` that is not in
   ``kakomi.commands.kept_on_lock``, and then clears every cache of its interpreter.

The vault lock is not reentrant: a caller that holds it must not use ``GuardedSession``.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

from kakomi.errors import VaultLocked
from kakomi.vault import locking, replicas, seal, session_key, slots
from kakomi.vault.locking import Unlocked
from kakomi.vault.session_key import Locked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence

    from kakomi.rules import Rules
    from kakomi.vault.ports import VaultPorts
    from kakomi.vault.slots import Slot

# The time of last use is written at most this often. Otherwise each read would be a write.
ACTIVITY_WRITE_INTERVAL_MS = 5_000

# The epoch, and which of None, Locked and Unlocked the session key is.
Mark: TypeAlias = tuple[int, type]


class LockState:
    """The session key, the epoch and the lock alarm. ``kept_on_lock`` are the keys of
    ``storage.session`` that a lock keeps, in addition to those of this module.
    """

    def __init__(self, ports: VaultPorts, kept_on_lock: Collection[str] = ()) -> None:
        self._ports = ports
        self._kept = {*kept_on_lock, session_key.KEY, session_key.EPOCH_KEY}
        self._cache_clearers: list[Callable[[], None]] = []
        self._screen_clearers: list[Callable[[], Awaitable[None]]] = []
        # The number of locks that this interpreter has seen. Code that fills a cache compares it
        # before and after.
        self.locks_seen = 0

    def on_lock(self, clear_cache: Callable[[], None]) -> None:
        """Registers a function that clears a cache of this interpreter after each lock."""
        self._cache_clearers.append(clear_cache)

    def on_lock_clear_screen(self, clear_screen: Callable[[], Awaitable[None]]) -> None:
        """Registers a function that removes pictures and selection boxes from the screen after each
        lock. It must not wait for a page.
        """
        self._screen_clearers.append(clear_screen)

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        """Holds the vault lock. No other context of the extension holds it at the same time."""
        async with self._ports.primary.exclusive(replicas.LOCK_NAME):
            yield

    async def load(self) -> Unlocked | Locked | None:
        """Returns the session key's state."""
        return await session_key.load(self._ports.session)

    async def mark(self) -> Mark:
        """Returns a value that differs after a lock or an unlock."""
        epoch, state = await session_key.load_with_epoch(self._ports.session)
        return epoch, type(state)

    async def begin_request(self) -> int:
        """Returns the epoch for a new request to record. First locks a vault that is due to lock,
        so that the request counts as begun after that lock.
        """
        epoch, state = await session_key.load_with_epoch(self._ports.session)
        if isinstance(state, Unlocked) and locking.is_due(state, self._ports.clock.reading()):
            async with self.exclusive():
                is_current = await self.is_current(epoch)
                await self.lock_if_due()
                if is_current:  # otherwise another lock came, and the request began before it
                    epoch = await session_key.load_epoch(self._ports.session)
        elif isinstance(state, Locked) and state.is_clearing:
            await self._finish_clearing()
        return epoch

    async def _finish_clearing(self) -> None:
        """Completes a lock if the browser stopped the worker before all was cleared."""
        async with self.exclusive():
            state = await self.load()
            if isinstance(state, Locked) and state.is_clearing:
                await self._clear_session()

    async def is_current(self, epoch: int) -> bool:
        """Returns whether no lock came since ``epoch`` was recorded. Clears the caches if one came,
        because another interpreter may have locked. The caller must hold the vault lock.
        """
        if await session_key.load_epoch(self._ports.session) == epoch:
            return True
        self._clear_caches()
        return False

    async def set_session(self, values: Mapping[str, object], epoch: int) -> None:
        """Writes to ``storage.session`` unless a lock came since ``epoch`` was recorded. The caller
        must hold the vault lock.
        """
        if await self.is_current(epoch):
            await self._ports.session.set(values)

    async def write_status(self, key: str, values: Mapping[str, object] | None, mark: Mark) -> bool:
        """Writes ``values``, or removes ``key`` if there are none. Returns False, and writes
        nothing, if a lock or an unlock came since ``mark`` was taken.
        """
        async with self.exclusive():
            if await self.mark() != mark:
                return False
            if values is None:
                await self._ports.session.remove([key])
            else:
                await self._ports.session.set(values)
            return True

    # The session key. The caller of each of these must hold the vault lock.

    async def store_key(
        self, master: bytes, vault_id: str, key_slots: Sequence[Slot], rules: Rules
    ) -> None:
        """Stores the key of a vault that was just unlocked or resealed. Stores nothing for a vault
        that can't be locked: its device key opens it.
        """
        if not slots.can_lock(key_slots):
            await self._ports.session.remove([session_key.KEY])
            await self._ports.alarm.set(None)
            return
        now = self._ports.clock.reading()
        await self._save(locking.newly_unlocked(master, seal.key_id(master, vault_id), rules, now))

    def needs_write(self, state: Unlocked, *, use: bool) -> bool:
        """Returns whether ``record_use`` would write: the vault is due to lock, or the recorded
        time of last use or last observation is old.
        """
        now = self._ports.clock.reading()
        age_ms = locking.idle_ms(state, now) if use else now.unix_ms - state.seen_unix_ms
        return locking.is_due(state, now) or age_ms >= ACTIVITY_WRITE_INTERVAL_MS

    async def record_use(self, state: Unlocked, *, use: bool) -> None:
        """Records a use of the key just loaded, or an observation of the clock without ``use``.
        Locks a vault that is due to lock, then raises VaultLocked.
        """
        now = self._ports.clock.reading()
        if locking.is_due(state, now):
            await self.lock()
            raise VaultLocked
        if self.needs_write(state, use=use):
            await self._save(locking.touched(state, now) if use else locking.observed(state, now))

    async def lock_if_due(self) -> None:
        """Locks a vault that is due to lock. Otherwise records the observed time and sets the alarm
        again.
        """
        state = await self.load()
        if isinstance(state, Unlocked):
            now = self._ports.clock.reading()
            if locking.is_due(state, now):
                await self.lock()
            else:
                await self._save(locking.observed(state, now))

    async def raise_epoch(self) -> None:
        """Raises the epoch of a vault that is already locked, so that an unlock in flight fails."""
        await session_key.save_locked(self._ports.session)

    async def lock(self) -> None:
        """Removes the key, then everything that shows content of the vault."""
        self._clear_caches()
        await session_key.save_locked(self._ports.session, is_clearing=True)
        await self._clear_session()

    async def _clear_session(self) -> None:
        try:
            for clear_screen in self._screen_clearers:
                await clear_screen()
        finally:
            keys = await self._ports.session.keys()
            await self._ports.session.remove([key for key in keys if key not in self._kept])
            await session_key.save_cleared(self._ports.session)
            await self._ports.alarm.set(None)

    async def _save(self, state: Unlocked) -> None:
        await session_key.save(self._ports.session, state)
        await self._ports.alarm.set(locking.remaining_ms(state, self._ports.clock.reading()))

    def _clear_caches(self) -> None:
        self.locks_seen += 1
        for clear_cache in self._cache_clearers:
            clear_cache()


class GuardedSession:
    """``storage.session`` for one request. Drops every write after a lock that came since the
    request began (rule 3). The lock has removed the values that a dropped write would have changed.
    """

    def __init__(self, ports: VaultPorts, state: LockState, epoch: int) -> None:
        self._session = ports.session
        self._state = state
        self._epoch = epoch

    async def get(self, key: str) -> object:
        """Returns the value under ``key``, or None."""
        return await self._session.get(key)

    async def get_many(self, keys: Sequence[str]) -> Mapping[str, object]:
        """Returns the values under these keys, read at one moment."""
        return await self._session.get_many(keys)

    async def keys(self) -> Sequence[str]:
        """Returns all keys."""
        return await self._session.keys()

    async def set(self, values: Mapping[str, object]) -> None:
        """Writes these values; writes none of them after a lock."""
        async with self._state.exclusive():
            await self._state.set_session(values, self._epoch)

    async def remove(self, keys: Sequence[str]) -> None:
        """Removes these keys. Does nothing after a lock, which has removed them."""
        async with self._state.exclusive():
            if await self._state.is_current(self._epoch):
                await self._session.remove(keys)
