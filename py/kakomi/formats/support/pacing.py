"""Long work in short slices, so that the worker answers other requests meanwhile."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

Item = TypeVar("Item")

SLICE_S = 0.02


class Pacer:
    """Lets other tasks run whenever this one has worked for SLICE_S.

    The caller must call ``pause`` after each piece of work that takes a few milliseconds at most.
    A task that is cancelled ends in ``pause``.
    """

    def __init__(self) -> None:
        self._slice_began = time.perf_counter()

    async def pause(self) -> None:
        """Let other tasks run, unless the slice has just begun."""
        if time.perf_counter() - self._slice_began >= SLICE_S:
            await asyncio.sleep(0)
            self._slice_began = time.perf_counter()


async def paced(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Yields the items, and lets other tasks run between them as a Pacer does."""
    pacer = Pacer()
    for item in items:
        yield item
        await pacer.pause()
