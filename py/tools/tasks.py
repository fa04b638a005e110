"""Tasks: work that is done only if its inputs changed, with a line of output for each."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tools.paths import CACHE, ROOT, display_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


class BuildError(Exception):
    """A failed build. The message is one line with the fault or what the user must do."""


def log(line: str) -> None:
    """Write a line and flush it."""
    print(line, flush=True)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Write the name of the work, then its duration in seconds."""
    print(f"{name} … ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def digest(inputs: Sequence[Path], *facts: str) -> str:
    """Returns a hash of the inputs' paths and contents and of the facts."""
    total = hashlib.sha256("\0".join(facts).encode())
    for path in inputs:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"\n{display_path(path)} {content}".encode())
    return total.hexdigest()


def task(
    name: str,
    work: Callable[[], object],
    *,
    inputs: Sequence[Path],
    outputs: Sequence[Path],
    facts: Sequence[str] = (),
) -> bool:
    """Do ``work`` unless the outputs exist and were made from the same inputs and facts.

    Returns whether the work was done. The stamp is written last, so interrupted work is done again.
    """
    stamp = CACHE / "stamps" / name.replace(" ", "-").replace("/", "-")
    now = digest(inputs, *facts)
    if all(o.exists() for o in outputs) and stamp.is_file() and stamp.read_text() == now:
        return False
    stamp.unlink(missing_ok=True)
    with timed(name):
        work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now, "ascii", newline="\n")
    return True


def is_root() -> bool:
    """Whether this process runs as root, which Windows does not have."""
    geteuid = getattr(os, "geteuid", None)
    return geteuid is not None and geteuid() == 0


@contextmanager
def build_lock() -> Iterator[None]:
    """Hold the lock for building in this folder. A second build waits."""
    try:
        import fcntl
    except ImportError:  # Windows has no such locks
        yield
        return
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "build.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            log("waiting for another build in this folder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def captured(
    command: Sequence[str | Path], cwd: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a program. Returns its exit code, and what it wrote to stdout and stderr as one text.

    ``env`` is added to this process's environment. Raises OSError if the program can't be run.
    """
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",  # Node writes it on every system, and Python by PYTHONUTF8
        errors="replace",
        check=False,
    )


def run_program(
    *command: str | Path,
    why: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run a program and return its output. If it fails, show the output and raise BuildError."""
    try:
        done = captured(command, cwd, env or {})
    except OSError as error:
        raise BuildError(f"{why}: {command[0]} can't be run ({error.strerror})") from None
    if done.returncode != 0:
        sys.stdout.write("\n" + "".join(f"    {x}\n" for x in excerpt(done.stdout)))
        raise BuildError(f"{why} (above is what {program_name(command[0])} said)")
    return done.stdout


def excerpt(output: str, most: int = 40) -> list[str]:
    """Returns the lines of an output; leaves out the middle and shortens long lines."""
    lines = [x if len(x) <= 200 else f"{x[:200]} …" for x in output.splitlines()]
    first = most // 4
    return lines if len(lines) <= most else [*lines[:first], "…", *lines[first + 1 - most :]]


def program_name(program: str | Path) -> str:
    """Returns a program's name without its folders."""
    return Path(program).name
