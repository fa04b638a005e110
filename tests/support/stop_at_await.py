"""Pauses a coroutine at a chosen await of the ports, runs another coroutine, and then continues.

Every method of every port has two stops: before its effect and after it. Only a coroutine inside
``Stopper.run`` stops. Other users of the same ports are not affected.
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

# After this many turns of the event loop the other coroutine counts as waiting for the stopped one,
# also if it never stops taking turns.
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
        """Whether the coroutine had that many awaits."""
        return self._reached.is_set()

    async def pass_by(self) -> None:
        """Handles one await of the ports."""
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
        """Returns the results of ``work`` and ``other``. ``other`` runs while ``work`` is
        stopped. If ``other`` waits for a lock that ``work`` holds, ``work`` continues before
        ``other`` ends. ``after_other`` is called as soon as ``other`` has ended. ``other`` does
        not run if ``work`` has fewer awaits.
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
            if going.done() or not _is_anything_ready():
                break
            await asyncio.sleep(0)
        self._released.set()
        return await working, await going


def _is_anything_ready() -> bool:
    """Returns whether the event loop has anything to run but the caller."""
    loop: Any = asyncio.get_running_loop()
    return bool(loop._ready or loop._scheduled)  # noqa: SLF001  nothing public tells it


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

        vars(self)[name] = stopping
        return stopping

    @asynccontextmanager
    async def _exclusive(self, name: str) -> AsyncIterator[None]:
        await self._stopper.pass_by()
        async with self._port.exclusive(name):
            await self._stopper.pass_by()
            yield


def stopping(environment: Environment, stopper: Stopper) -> Environment:
    """Returns the environment with stops at every await of its ports."""
    ports = {
        each.name: _Stopping(getattr(environment, each.name), stopper)
        for each in fields(Environment)
    }
    return Environment(**ports)
