"""Splits long work into short slices, so that the worker can answer other requests meanwhile."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

Item = TypeVar("Item")

SLICE_S = 0.02


class Pacer:
    """Lets other tasks run whenever this task has worked for SLICE_S.

    The caller must call ``pause`` after every few milliseconds of work. A cancelled task ends in
    ``pause``.
    """

    def __init__(self) -> None:
        self._slice_began = time.perf_counter()

    async def pause(self) -> None:
        """Lets other tasks run if the slice is over."""
        if time.perf_counter() - self._slice_began >= SLICE_S:
            await asyncio.sleep(0)
            self._slice_began = time.perf_counter()


async def paced(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Yields the items, with a ``Pacer.pause`` after each."""
    pacer = Pacer()
    for item in items:
        yield item
        await pacer.pause()
