"""Stops one piece of work at a chosen await of the ports, lets other work run, then goes on.

Every method of every port has two stops: before its effect and after it. Only work that runs inside
``Stopper.run`` stops; whatever else uses the same ports passes through.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from contextlib import asynccontextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kakomi.environment import Environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine

# How many turns of the event loop other work gets before it counts as waiting for the stopped work.
MOST_TURNS = 250

_stops_here: contextvars.ContextVar[bool] = contextvars.ContextVar("stops_here", default=False)


class Stopper:
    """Stops at the ``at``-th await, counted from 0."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._passed = 0
        self._reached = asyncio.Event()
        self._released = asyncio.Event()

    @property
    def was_reached(self) -> bool:
        """Whether the work had that many awaits."""
        return self._reached.is_set()

    async def pass_by(self) -> None:
        """One await of the ports."""
        if not _stops_here.get():
            return
        self._passed += 1
        if self._passed == self._at + 1:
            self._reached.set()
            await self._released.wait()

    async def run(
        self,
        work: Coroutine[Any, Any, Any],
        other: Callable[[], Awaitable[Any]],
        after_other: Callable[[], None],
    ) -> tuple[Any, Any]:
        """Returns what ``work`` and ``other`` gave. ``other`` runs while ``work`` is stopped; if it
        waits for what ``work`` holds, ``work`` goes on before it ends. ``after_other`` is called in
        the moment in which ``other`` has ended. ``other`` does not run if the work has fewer
        awaits.
        """

        async def stopping() -> Any:
            _stops_here.set(True)
            return await work

        async def othering() -> Any:
            done = await other()
            after_other()
            return done

        working = asyncio.create_task(stopping())
        reaching = asyncio.create_task(self._reached.wait())
        await asyncio.wait([working, reaching], return_when=asyncio.FIRST_COMPLETED)
        if not self.was_reached:
            reaching.cancel()
            return await working, None
        going = asyncio.create_task(othering())
        for _ in range(MOST_TURNS):
            if going.done():
                break
            await asyncio.sleep(0)
        self._released.set()
        return await working, await going


class _Stopping:
    """A port whose coroutine methods stop before and after their effect."""

    def __init__(self, port: Any, stopper: Stopper) -> None:
        self._port = port
        self._stopper = stopper

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._port, name)
        if name == "exclusive":
            return self._exclusive
        if not inspect.iscoroutinefunction(member):
            return member

        async def stopping(*args: Any, **named: Any) -> Any:
            await self._stopper.pass_by()
            done = await member(*args, **named)
            await self._stopper.pass_by()
            return done

        return stopping

    @asynccontextmanager
    async def _exclusive(self, name: str) -> AsyncIterator[None]:
        await self._stopper.pass_by()
        async with self._port.exclusive(name):
            await self._stopper.pass_by()
            yield


def stopping(environment: Environment, stopper: Stopper) -> Environment:
    """The same ports, with their stops."""
    ports = {
        each.name: _Stopping(getattr(environment, each.name), stopper)
        for each in fields(Environment)
    }
    return Environment(**ports)
