"""Files that are being opened just now. Some are sealed so that this takes a minute, and whoever
waits may think again.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from kakomi.errors import ImportStopped

if TYPE_CHECKING:
    from collections.abc import Coroutine

Value = TypeVar("Value")


class CancellableTasks:
    """Each by the name that its page gave it."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[object]] = {}

    async def run(self, name: str | None, work: Coroutine[object, None, Value]) -> Value:
        """What the work gives. Raises ImportStopped, and what the work does."""
        if name is None:
            return await work
        done: list[Value] = []

        async def working() -> None:
            with suppress(asyncio.CancelledError):  # told by there being nothing done
                done.append(await work)

        task: asyncio.Task[object] = asyncio.ensure_future(working())
        self._tasks[name] = task
        try:
            with suppress(asyncio.CancelledError):  # stopped before it had begun
                await task
        finally:
            del self._tasks[name]
            work.close()
        if not done:
            raise ImportStopped("args.reading")
        return done[0]

    def stop(self, name: str) -> None:
        """End it; one that has ended stays as it is."""
        task = self._tasks.get(name)
        if task is not None:
            task.cancel()
