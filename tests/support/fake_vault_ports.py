"""The vault's ports in memory: stores that can fail or be full and that record the bytes on the
disk, a session store, clocks that a test sets, and an end of the worker at any call.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kakomi.commands.session_keys import REGISTRY
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.cpython.entropy import CPythonEntropy
from kakomi.errors import SessionFull, VaultDamaged, VaultFull, VaultNotSaved
from kakomi.vault.locking import ClockReading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

NOW_MS = 1_800_000_000_000

_REGISTERED = {key.name for key in REGISTRY}


class WorkerEnded(BaseException):
    """The browser stopped the worker at this call. No code of the product catches it."""


@dataclass(slots=True)
class FaultInjector:
    """Ends the worker at the ``at``-th call of a port, before or after the call's effect."""

    at: int | None = None
    calls: int = 0

    def call(self) -> None:
        self.calls += 1
        if self.at is not None and self.calls > self.at:
            raise WorkerEnded


@dataclass(slots=True)
class MemoryPrimaryStore:
    """The primary store. ``disk`` has the bytes of its files: an overwritten text stays there."""

    faults: FaultInjector
    texts: dict[str, str] = field(default_factory=dict)
    disk: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    full: bool = False
    losing: bool = False
    dead: bool = False
    locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def read(self, key: str) -> str | None:
        await asyncio.sleep(0)
        self.faults.call()
        if self.dead or key in self.broken:
            raise VaultDamaged(key)
        return self.texts.get(key)

    async def write(self, key: str, text: str) -> None:
        await asyncio.sleep(0)
        assert text.isascii()
        self.faults.call()
        if self.dead:
            raise VaultNotSaved(key)
        if self.full:
            raise VaultFull(key)
        if not self.losing:
            self.texts[key] = text
            self.disk.append(text)
            self.broken.discard(key)
        self.faults.call()

    async def keys(self) -> Sequence[str]:
        self.faults.call()
        if self.dead or self.broken:
            raise VaultDamaged("keys")
        return list(self.texts)

    async def replace_all(self, texts: Mapping[str, str]) -> None:
        self.faults.call()
        if self.dead:
            raise VaultNotSaved("keys")
        self.texts.clear()
        self.disk.clear()
        self.broken.clear()
        self.faults.call()
        await asyncio.sleep(0)
        self.texts.update(texts)
        self.disk.extend(texts.values())
        self.faults.call()

    @asynccontextmanager
    async def exclusive(self, name: str) -> AsyncIterator[None]:
        async with self.locks[name]:
            yield


@dataclass(slots=True)
class MemoryMirrorStore:
    """The mirror store. An overwritten file is gone, and can't be read while it is written."""

    faults: FaultInjector
    texts: dict[str, str] = field(default_factory=dict)
    broken: bool = False
    changing: set[str] = field(default_factory=set)

    async def read(self, key: str) -> str | None:
        await asyncio.sleep(0)
        self.faults.call()
        if self.broken or key in self.changing:
            raise VaultDamaged(key)
        return self.texts.get(key)

    async def write(self, key: str, text: str) -> None:
        self.faults.call()
        if self.broken:
            raise VaultNotSaved(key)
        self.changing.add(key)
        await asyncio.sleep(0)
        self.texts[key] = text
        self.changing.discard(key)
        self.faults.call()

    async def remove(self, key: str) -> None:
        self.faults.call()
        if self.broken:
            raise VaultNotSaved(key)
        self.texts.pop(key, None)
        self.faults.call()


@dataclass(slots=True)
class MemorySentinel:
    faults: FaultInjector
    there: bool = False

    async def exists(self) -> bool:
        self.faults.call()
        return self.there

    async def create(self) -> None:
        self.faults.call()
        self.there = True


@dataclass(slots=True)
class MemorySessionStore:
    """``quota_bytes`` limits the size of all values as JSON text; None means no limit."""

    faults: FaultInjector
    values: dict[str, Any] = field(default_factory=dict)
    quota_bytes: int | None = None

    async def get(self, key: str) -> object:
        self.faults.call()
        return self.values.get(key)

    async def get_many(self, keys: Sequence[str]) -> Mapping[str, object]:
        self.faults.call()
        return {key: self.values[key] for key in keys if key in self.values}

    async def keys(self) -> Sequence[str]:
        self.faults.call()
        return list(self.values)

    async def set(self, values: Mapping[str, object]) -> None:
        self.faults.call()
        assert values.keys() <= _REGISTERED, "kakomi.commands.session_keys lacks a key"
        after = {**self.values, **json.loads(json.dumps(values))}
        if self.quota_bytes is not None and len(json.dumps(after)) > self.quota_bytes:
            raise SessionFull("session")
        self.values = after

    async def remove(self, keys: Sequence[str]) -> None:
        self.faults.call()
        for key in keys:
            self.values.pop(key, None)


@dataclass(slots=True)
class SetTimer:
    unix_ms: int = NOW_MS
    monotonic_ms: int = 0
    worker_id: str = "life 1"
    is_counting_sleep: bool = False

    def now_unix_ms(self) -> int:
        return self.unix_ms

    def reading(self) -> ClockReading:
        return ClockReading(
            unix_ms=self.unix_ms, monotonic_ms=self.monotonic_ms, worker_id=self.worker_id
        )

    def counts_sleep(self) -> bool:
        return self.is_counting_sleep

    def pass_ms(self, ms: int) -> None:
        self.unix_ms += ms
        self.monotonic_ms += ms


@dataclass(slots=True)
class MemoryAlarm:
    faults: FaultInjector
    in_ms: int | None = None

    async def set(self, in_ms: int | None) -> None:
        self.faults.call()
        self.in_ms = in_ms


class FakeVaultPorts:
    """All ports of the vault."""

    def __init__(self) -> None:
        self.faults = FaultInjector()
        self.primary = MemoryPrimaryStore(self.faults)
        self.mirror = MemoryMirrorStore(self.faults)
        self.sentinel = MemorySentinel(self.faults)
        self.session = MemorySessionStore(self.faults)
        self.clock = SetTimer()
        self.alarm = MemoryAlarm(self.faults)
        self.entropy = CPythonEntropy()
        self.crypto = CPythonCrypto()

    def worker_restarts(self) -> None:
        """Simulates an end of the worker: its memory is lost, ``storage.session`` stays."""
        self.faults.at = None
        self.primary.locks.clear()
        self.clock.worker_id += "'"
        self.clock.monotonic_ms = 0

    def browser_restarts(self) -> None:
        """Simulates an end of the browser: ``storage.session`` is lost too."""
        self.worker_restarts()
        self.session.values.clear()

    def on_disk(self) -> list[str]:
        """Returns every text in the files of the stores, including overwritten ones."""
        return [*self.primary.disk, *self.mirror.texts.values()]
