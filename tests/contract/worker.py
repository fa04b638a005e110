"""The built extension's worker under Node. It gets the requests that the pages send."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools import node, paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

PATIENCE_S = 60


class Worker:
    """One worker with an interpreter of its own. ``notes`` is its console output."""

    def __init__(self, snapshot: Path | None) -> None:
        self._node = subprocess.Popen(  # noqa: S603  the Node that the tools install
            [
                *(node.program(), Path(__file__).with_suffix(".mjs"), paths.MODULES),
                *([snapshot] if snapshot else []),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.notes: list[str] = []
        self._replies: queue.Queue[str] = queue.Queue()
        for stream, take in (
            (self._node.stdout, self._replies.put),
            (self._node.stderr, self.notes.append),
        ):
            assert stream
            threading.Thread(target=_pour, args=(stream, take), daemon=True).start()

    def reply(self, command: str, _caller: str = "page", **args: Any) -> dict[str, Any]:
        """Returns the whole reply: ``ok`` or ``error``."""
        return self.reply_to({"command": command, "args": args, "caller": _caller})

    def reply_to(self, request: object) -> dict[str, Any]:
        """Returns the reply to any request, valid or not."""
        assert self._node.stdin
        self._node.stdin.write(json.dumps(request) + "\n")
        self._node.stdin.flush()
        line = self._replies.get(timeout=PATIENCE_S)
        assert line, f"the worker is gone: {''.join(self.notes)[-2000:]}"
        reply: dict[str, Any] = json.loads(line)
        return reply

    def ask(self, command: str, **args: Any) -> Any:
        """Returns the value of a successful request."""
        reply = self.reply(command, **args)
        assert "ok" in reply, reply
        return reply["ok"]

    def refusal(self, command: str, **args: Any) -> str:
        """Returns the code of the error that a request is answered with."""
        code: str = self.reply(command, **args)["error"]["code"]
        return code

    def close(self) -> None:
        """Ends the process."""
        assert self._node.stdin
        self._node.stdin.close()
        self._node.wait(10)


def _pour(stream: TextIO, take: Callable[[str], None]) -> None:
    for line in stream:
        take(line)
    take("")  # it has ended


@contextmanager
def worker(snapshot: Path | None = None) -> Iterator[Worker]:
    """Starts a worker. ``snapshot`` replaces the built one."""
    running = Worker(snapshot)
    try:
        yield running
    finally:
        running.close()
