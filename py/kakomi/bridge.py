"""Answers requests: JSON text in, JSON text out.

Every request gets a reply, with a value or with an error. Only this module turns exceptions into
replies. An exception that is no KakomiError is a bug. The reply then says only that Kakomi failed,
because the exception's own text could hold a secret.
"""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict

from kakomi import commands
from kakomi.commands import lock_status, sync_step
from kakomi.commands.activity import Activity
from kakomi.commands.cancellable_tasks import CancellableTasks
from kakomi.commands.context import Context, Progress
from kakomi.commands.corrected_clock import CorrectedClock
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.commands.session_budget import SessionBudget
from kakomi.commands.shared_tasks import SharedTasks
from kakomi.commands.typed_factor import TypedFactor
from kakomi.errors import (
    KakomiError,
    RequestForbidden,
    RequestMalformed,
    RequestUnknownCommand,
    UnlockThrottled,
    VaultError,
    VaultKeyWrong,
    VaultLocked,
)
from kakomi.messages.common import failure
from kakomi.messages.validation import validated
from kakomi.sheet import Codes
from kakomi.vault.lock_state import GuardedSession
from kakomi.vault.store import VaultStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kakomi.environment import Environment
    from kakomi.messages.fill import AccountFillReply
    from kakomi.ports import Capture

MAX_REQUEST_CHARACTERS = 64 * 1024 * 1024


class Request(TypedDict):
    """A request of the worker. The worker determined ``caller``; the sender cannot choose it."""

    command: str
    args: dict[str, object]
    caller: str
    tab_id: int | None


def parse(request_json: str) -> Request:
    """Returns the request. Checks everything except its arguments. Raises RequestMalformed."""
    request = _loaded(request_json) if len(request_json) <= MAX_REQUEST_CHARACTERS else None
    match request:
        case {
            "command": str(command),
            "args": dict(args),
            "caller": str(caller),
            "tab_id": int() | None as tab_id,
        }:
            return Request(command=command, args=args, caller=caller, tab_id=tab_id)
    raise RequestMalformed("request")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None  # raising here would chain the parser's error, which quotes the text


class Bridge:
    """Answers requests. Its only state is caches, which it clears when the vault locks."""

    def __init__(self, environment: Environment, store: VaultStore | None = None) -> None:
        self._budget = SessionBudget(environment.session)
        self._environment = replace(environment, session=self._budget)
        self._store = store or VaultStore(self._environment, KEPT_ON_LOCK)
        self._codes = Codes()
        self._code_clock = CorrectedClock(environment.clock, environment.primary)
        self._readings = CancellableTasks()
        self._fills: SharedTasks[AccountFillReply] = SharedTasks()
        self._activity = Activity(environment.clock)
        self._typed_factor = TypedFactor()
        lock_state = self._store.lock_state
        lock_state.on_lock(self._typed_factor.forget)
        lock_state.on_lock(lambda: self._codes.keep_only(()))
        lock_state.on_lock_clear_screen(environment.capture_host.clear)
        lock_state.on_lock_clear_screen(environment.page.restore_all)

    async def act(self, request_json: str, capture: Callable[[], Awaitable[Capture | None]]) -> str:
        """Returns the reply to one request. Never raises."""
        try:
            request = parse(request_json)
            with self._activity.request(request["command"]):
                return json.dumps({"ok": await self._value(request, capture)})
        except KakomiError as error:
            return json.dumps({"error": failure(error)})
        except Exception as error:
            _log(error)
            return json.dumps({"error": failure(KakomiError())})

    async def _value(
        self, request: Request, capture: Callable[[], Awaitable[Capture | None]]
    ) -> object:
        command = commands.find(request["command"])
        if command is None:
            raise RequestUnknownCommand("command")
        if request["caller"] not in command.callers:
            raise RequestForbidden("command")
        args = validated(request["args"], command.request, "args")
        context = await self._context(request, capture)
        try:
            value = await command.run(args, context)
            await self._end(context)
        except VaultError as error:
            # A page that waits for codes shows this status instead.
            status = await lock_status.publish_status(context)
            if isinstance(error, VaultKeyWrong | UnlockThrottled):
                error.retry_after_ms = status["wait_ms"] or None
            raise
        finally:
            if self._store.take_unsent():
                self._environment.sync_store.schedule(sync_step.BATCH_MS)
        return value

    async def _end(self, context: Context) -> None:
        """Clears the caches if the vault was locked since the request began. Raises VaultLocked if
        the reply would show content of the vault. The reply to a saved change is still sent,
        because the change is in the vault.
        """
        progress, lock_state = context.progress, self._store.lock_state
        if not (progress.has_read or progress.has_saved):
            return
        async with lock_state.exclusive():
            is_current = await lock_state.is_current(progress.epoch)
        # No await follows before the reply, so no lock is answered in between.
        if not is_current and not progress.has_saved:
            raise VaultLocked

    async def _context(
        self, request: Request, capture: Callable[[], Awaitable[Capture | None]]
    ) -> Context:
        lock_state = self._store.lock_state
        # At the worker's start the two stores are read side by side.
        loading = (
            None if self._code_clock.is_loaded else asyncio.ensure_future(self._code_clock.load())
        )
        epoch = await lock_state.begin_request()
        if loading is not None:
            await loading
        await self._code_clock.observe()
        session = GuardedSession(self._environment, lock_state, epoch)
        return Context(
            environment=replace(self._environment, session=session),
            store=self._store,
            budget=self._budget,
            progress=Progress(epoch=epoch),
            capture=capture,
            caller=request["caller"],
            tab_id=request["tab_id"],
            codes=self._codes,
            code_clock=self._code_clock,
            readings=self._readings,
            fills=self._fills,
            activity=self._activity,
            typed_factor=self._typed_factor,
        )


def _log(error: Exception) -> None:
    """Writes the error's class and its stack to the console, never its text.

    Only a debug build has line numbers.
    """
    frames = reversed(traceback.extract_tb(error.__traceback__))
    where = " < ".join(_location(frame) for frame in frames)
    print(f"kakomi: {type(error).__name__} at {where}", file=sys.stderr)  # noqa: T201  its only log


def _location(frame: traceback.FrameSummary) -> str:
    file = frame.filename.rpartition("/")[2]
    return f"{file}:{frame.lineno}:{frame.name}" if frame.lineno else f"{file}:{frame.name}"
