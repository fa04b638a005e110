"""Tasks that a page can cancel by a name that it chose, such as the reading of a file whose key
takes minutes to derive.
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
    """The running tasks, by the names that the pages gave them."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[object]] = {}

    async def run(self, name: str | None, work: Coroutine[object, None, Value]) -> Value:
        """Returns the result of the work. Raises ImportStopped, and what the work raises."""
        if name is None:
            return await work
        done: list[Value] = []

        async def working() -> None:
            with suppress(asyncio.CancelledError):  # a cancelled task leaves no result
                done.append(await work)

        task: asyncio.Task[object] = asyncio.ensure_future(working())
        self._tasks[name] = task
        try:
            with suppress(asyncio.CancelledError):  # cancelled before its first step
                await task
        finally:
            del self._tasks[name]
            work.close()
        if not done:
            raise ImportStopped("args.reading")
        return done[0]

    def stop(self, name: str) -> None:
        """Cancel the task of that name, if it is still running."""
        task = self._tasks.get(name)
        if task is not None:
            task.cancel()
