"""Tasks whose result a second caller shares while they run, such as a fill that two gestures ask
for at once.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable

Value = TypeVar("Value")


class SharedTasks(Generic[Value]):
    """The running tasks, by keys."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[Value]] = {}

    async def run(self, key: Hashable, work: Callable[[], Coroutine[object, None, Value]]) -> Value:
        """Returns the result of the running task of that key, or of ``work``, which becomes it.
        Raises what the task raises.
        """
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.ensure_future(work())
            self._tasks[key] = task
            task.add_done_callback(lambda _: self._tasks.pop(key, None))
        return await asyncio.shield(task)
