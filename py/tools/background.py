"""Commands that run beside others, at a lower priority. Their output is kept until they end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Self

from tools.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

_STOPPED = 130  # exit code of a command that did not run to its end


class Background:
    """At most ``at_once`` commands run at the same time, the others wait.

    A context manager: if the block raises an exception, the commands are stopped at once.
    """

    def __init__(self, at_once: int) -> None:
        self._threads = ThreadPoolExecutor(at_once)
        self._jobs: list[Future[tuple[int, str]]] = []
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = Lock()
        self._is_stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.stop()
        self._threads.shutdown()

    def start(self, command: Sequence[str | Path], environ: Mapping[str, str]) -> None:
        """Run the command as soon as fewer than ``at_once`` run."""
        self._jobs.append(self._threads.submit(self._run, command, environ))

    def codes(self) -> list[int]:
        """Wait for all commands, write each one's output, and return the exit codes."""
        codes = []
        for job in self._jobs:
            code, output = job.result()
            sys.stdout.write(output)
            sys.stdout.flush()
            codes.append(code)
        return codes

    def stop(self) -> None:
        """End the commands that run, with the processes that they started. The others never run."""
        with self._lock:
            self._is_stopped = True
            for process in self._running:
                _end(process)

    def _run(self, command: Sequence[str | Path], environ: Mapping[str, str]) -> tuple[int, str]:
        nice = ["nice"] if shutil.which("nice") else []
        with self._lock:
            if self._is_stopped:
                return _STOPPED, ""
            process = subprocess.Popen(
                [*nice, *command],
                cwd=ROOT, env=environ, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                encoding="utf-8", errors="replace", start_new_session=True,
            )  # fmt: skip
            self._running.add(process)
        output, _ = process.communicate()
        with self._lock:
            self._running.discard(process)
        return process.returncode, output


def _end(process: subprocess.Popen[str]) -> None:
    if os.name == "nt":
        process.kill()
    elif process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
