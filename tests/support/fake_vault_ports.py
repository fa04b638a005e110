"""The vault's ports in memory: stores that fail, fill up and record which bytes lie on the disk, a
session store, clocks that a test sets, and an end of the worker at any call.
"""

from __future__ import annotations

import asyncio
import json
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
    """The browser stopped the worker here. Nothing catches it, nothing runs after it."""


@dataclass(slots=True)
class FaultInjector:
    """Ends the worker at the ``at``-th call to the outside, before or after its effect."""

    at: int | None = None
    calls: int = 0

    def call(self) -> None:
        self.calls += 1
        if self.at is not None and self.calls > self.at:
            raise WorkerEnded


@dataclass(slots=True)
class MemoryPrimaryStore:
    """``disk`` is what the files hold: writing over something leaves the old bytes there."""

    fate: FaultInjector
    texts: dict[str, str] = field(default_factory=dict)
    disk: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    full: bool = False
    losing: bool = False
    dead: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, key: str) -> str | None:
        await asyncio.sleep(0)
        self.fate.call()
        if self.dead or key in self.broken:
            raise VaultDamaged(key)
        return self.texts.get(key)

    async def write(self, key: str, text: str) -> None:
        await asyncio.sleep(0)
        assert text.isascii()
        self.fate.call()
        if self.dead:
            raise VaultNotSaved(key)
        if self.full:
            raise VaultFull(key)
        if not self.losing:
            self.texts[key] = text
            self.disk.append(text)
            self.broken.discard(key)
        self.fate.call()

    async def keys(self) -> Sequence[str]:
        self.fate.call()
        if self.dead or self.broken:
            raise VaultDamaged("keys")
        return list(self.texts)

    async def replace_all(self, texts: Mapping[str, str]) -> None:
        self.fate.call()
        if self.dead:
            raise VaultNotSaved("keys")
        self.texts.clear()
        self.disk.clear()
        self.broken.clear()
        self.fate.call()
        await asyncio.sleep(0)
        self.texts.update(texts)
        self.disk.extend(texts.values())
        self.fate.call()

    @asynccontextmanager
    async def exclusive(self, name: str) -> AsyncIterator[None]:
        assert name == "kakomi.vault"
        async with self.lock:
            yield


@dataclass(slots=True)
class MemoryMirrorStore:
    """Files: one written over is gone, and can't be read while it is."""

    fate: FaultInjector
    texts: dict[str, str] = field(default_factory=dict)
    broken: bool = False
    changing: set[str] = field(default_factory=set)

    async def read(self, key: str) -> str | None:
        await asyncio.sleep(0)
        self.fate.call()
        if self.broken or key in self.changing:
            raise VaultDamaged(key)
        return self.texts.get(key)

    async def write(self, key: str, text: str) -> None:
        self.fate.call()
        if self.broken:
            raise VaultNotSaved(key)
        self.changing.add(key)
        await asyncio.sleep(0)
        self.texts[key] = text
        self.changing.discard(key)
        self.fate.call()

    async def remove(self, key: str) -> None:
        self.fate.call()
        if self.broken:
            raise VaultNotSaved(key)
        self.texts.pop(key, None)
        self.fate.call()


@dataclass(slots=True)
class MemorySentinel:
    fate: FaultInjector
    there: bool = False

    async def exists(self) -> bool:
        self.fate.call()
        return self.there

    async def create(self) -> None:
        self.fate.call()
        self.there = True


@dataclass(slots=True)
class MemorySessionStore:
    """``quota_bytes`` is the room for all values as JSON text; None for no limit."""

    fate: FaultInjector
    values: dict[str, Any] = field(default_factory=dict)
    quota_bytes: int | None = None

    async def get(self, key: str) -> object:
        self.fate.call()
        return self.values.get(key)

    async def get_many(self, keys: Sequence[str]) -> Mapping[str, object]:
        self.fate.call()
        return {key: self.values[key] for key in keys if key in self.values}

    async def keys(self) -> Sequence[str]:
        self.fate.call()
        return list(self.values)

    async def set(self, values: Mapping[str, object]) -> None:
        self.fate.call()
        assert values.keys() <= _REGISTERED, "kakomi.commands.session_keys lacks a key"
        after = {**self.values, **json.loads(json.dumps(values))}
        if self.quota_bytes is not None and len(json.dumps(after)) > self.quota_bytes:
            raise SessionFull("session")
        self.values = after

    async def remove(self, keys: Sequence[str]) -> None:
        self.fate.call()
        for key in keys:
            self.values.pop(key, None)


@dataclass(slots=True)
class SetTimer:
    unix_ms: int = NOW_MS
    monotonic_ms: int = 0
    worker_id: str = "life 1"

    def now_unix_ms(self) -> int:
        return self.unix_ms

    def reading(self) -> ClockReading:
        return ClockReading(
            unix_ms=self.unix_ms, monotonic_ms=self.monotonic_ms, worker_id=self.worker_id
        )

    def pass_ms(self, ms: int) -> None:
        self.unix_ms += ms
        self.monotonic_ms += ms


@dataclass(slots=True)
class MemoryAlarm:
    fate: FaultInjector
    in_ms: int | None = None

    async def set(self, in_ms: int | None) -> None:
        self.fate.call()
        self.in_ms = in_ms


class FakeVaultPorts:
    """All of it."""

    def __init__(self) -> None:
        self.fate = FaultInjector()
        self.primary = MemoryPrimaryStore(self.fate)
        self.mirror = MemoryMirrorStore(self.fate)
        self.sentinel = MemorySentinel(self.fate)
        self.session = MemorySessionStore(self.fate)
        self.clock = SetTimer()
        self.alarm = MemoryAlarm(self.fate)
        self.entropy = CPythonEntropy()
        self.crypto = CPythonCrypto()

    def worker_restarts(self) -> None:
        """Everything in memory of the worker is gone; the board is not."""
        self.fate.at = None
        self.primary.lock = asyncio.Lock()
        self.clock.worker_id += "'"
        self.clock.monotonic_ms = 0

    def browser_restarts(self) -> None:
        """And the board is."""
        self.worker_restarts()
        self.session.values.clear()

    def on_disk(self) -> list[str]:
        """Every text that a look at the files finds."""
        return [*self.primary.disk, *self.mirror.texts.values()]
