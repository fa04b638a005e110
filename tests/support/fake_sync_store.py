"""``chrome.storage.sync`` in memory, with Chrome's quotas."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.errors import SyncFull, SyncTooOften, SyncUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from support.fake_vault_ports import FaultInjector

QUOTA_BYTES, QUOTA_BYTES_PER_ITEM, MAX_ITEMS = 102_400, 8_192, 512


def _bytes(key: str, text: str) -> int:
    return len(key) + len(json.dumps(text))


@dataclass(slots=True)
class MemorySyncStore:
    """``texts`` are what this browser has. ``too_often``: writes are refused for being too many.
    ``is_closed``: nothing works. ``scheduled`` records the calls of ``schedule``.
    """

    faults: FaultInjector
    texts: dict[str, str] = field(default_factory=dict)
    too_often: bool = False
    is_closed: bool = False
    quota_bytes: int = QUOTA_BYTES
    writes: list[tuple[frozenset[str], frozenset[str]]] = field(default_factory=list)
    scheduled: list[int] = field(default_factory=list)

    async def read(self) -> Mapping[str, str]:
        await asyncio.sleep(0)
        self.faults.call()
        if self.is_closed:
            raise SyncUnavailable("sync")
        return dict(self.texts)

    async def write(self, texts: Mapping[str, str], removed: Sequence[str]) -> None:
        await asyncio.sleep(0)
        if texts:
            self._check(texts)
            self.faults.call()
            self.texts.update(texts)
            self.faults.call()
        await asyncio.sleep(0)
        if removed:
            self._check({})
            self.faults.call()
            for key in removed:
                self.texts.pop(key, None)
            self.faults.call()
        self.writes.append((frozenset(texts), frozenset(removed)))

    def _check(self, texts: Mapping[str, str]) -> None:
        if self.is_closed:
            raise SyncUnavailable("sync")
        if self.too_often:
            raise SyncTooOften("sync")
        after = {**self.texts, **texts}
        sizes = [_bytes(key, text) for key, text in after.items()]
        if (
            sum(sizes) > self.quota_bytes
            or max(sizes, default=0) > QUOTA_BYTES_PER_ITEM
            or len(after) > MAX_ITEMS
        ):
            raise SyncFull("sync")

    def schedule(self, in_ms: int) -> None:
        self.scheduled.append(in_ms)
