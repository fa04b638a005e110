"""The DevTools protocol over a pipe. A library would attach to every page and worker when it
starts, which delays the start.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

PATIENCE_S = 30.0
_CHUNK = 1 << 20

# Chromium reads commands from file descriptor 3 and writes to 4.
_PLUMB = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""


class CdpError(Exception):
    """DevTools refused a command, or did not answer in time."""


class CdpPipe:
    """A browser process and the connection to it. ``close`` ends it.

    ``events`` has the events that arrived, without those that ``on`` has a listener for.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        reported, heard = os.pipe(), os.pipe()
        theirs = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (reported[0], heard[1])]
        for fd in (reported[0], heard[1]):
            os.close(fd)
        with log.open("ab") as errors:
            self.process = subprocess.Popen(  # noqa: S603  the browser the bench was given
                [sys.executable, "-c", _PLUMB, *map(str, theirs), *command],
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                pass_fds=theirs,
                start_new_session=True,
            )
        for fd in theirs:
            os.close(fd)
        self._out, self._in = reported[1], heard[0]
        self._numbers = itertools.count(1)
        self._rest = b""
        self._replies: dict[int, dict[str, Any]] = {}
        self.events: deque[dict[str, Any]] = deque(maxlen=4096)
        self.on: dict[str, Callable[[dict[str, Any]], None]] = {}

    def send(
        self,
        method: str,
        session: str | None = None,
        patience_s: float = PATIENCE_S,
        **params: Any,
    ) -> dict[str, Any]:
        """Sends one command. Returns the reply. Raises CdpError."""
        number = self.begin(method, session, **params)
        self._listen(lambda: number in self._replies, method, patience_s)
        reply = self._replies.pop(number)
        if "error" in reply:
            raise CdpError(f"{method}: {reply['error'].get('message')}")
        result: dict[str, Any] = reply["result"]
        return result

    def begin(self, method: str, session: str | None = None, **params: Any) -> int:
        """Sends a command without waiting for the reply."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        return number

    def wait_for(
        self, method: str, wanted: Callable[[dict[str, Any]], bool], patience_s: float = PATIENCE_S
    ) -> dict[str, Any]:
        """Waits for such an event, or takes one that arrived before. Returns its parameters and
        removes it from ``events``.
        """
        found: list[dict[str, Any]] = []

        def look() -> bool:
            for event in list(self.events):
                if event["method"] == method and wanted(event["params"]):
                    self.events.remove(event)
                    found.append(event["params"])
                    return True
            return False

        self._listen(look, method, patience_s)
        return found[0]

    def rest(self, seconds: float) -> None:
        """Waits, and receives events meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._hear(left)

    def _listen(self, done: Callable[[], bool], what: str, patience_s: float) -> None:
        end = time.monotonic() + patience_s
        while not done():
            left = end - time.monotonic()
            if left <= 0:
                raise CdpError(f"waited {patience_s:g} s in vain for {what}")
            self._hear(left)

    def _hear(self, seconds: float) -> None:
        ready, _, _ = select.select([self._in], [], [], seconds)
        if not ready:
            return
        data = os.read(self._in, _CHUNK)
        if not data:
            raise CdpError("the browser is gone")
        *messages, self._rest = (self._rest + data).split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self._replies[message["id"]] = message
            elif message["method"] in self.on:
                self.on[message["method"]](message["params"])
            else:
                self.events.append(message)

    def close(self) -> None:
        """Ends the browser and all its processes."""
        try:
            self.begin("Browser.close")
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for fd in (self._out, self._in):
            os.close(fd)
