"""``build.py run``: the console to enrol with and a Chromium with the extension, until Ctrl-C."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tools import assemble, chromium, environment
from tools.paths import DIST, ROOT, files
from tools.tasks import BuildError, digest, log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PORT = 8765
_PATIENCE_S = 15
_QUIET = ("--no-first-run", "--no-default-browser-check", "--disable-search-engine-choice-screen")


def run(words: list[str]) -> int:
    """Build and open both; back when the browser is closed. Raises BuildError."""
    headless = _without(words, "--headless")
    folder = assemble.build()
    program = chromium.find(words)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as running:
        address = running.enter_context(_console())
        log(f"console    {address}")
        profile = _profile(folder)
        browser = running.enter_context(_browser(program, folder, profile, address, headless))
        log("Ctrl-C ends both")
        try:
            return browser.wait()
        except KeyboardInterrupt:
            log("")
            return 0


def _without(words: list[str], word: str) -> bool:
    """Whether ``word`` was said; taken out of ``words``."""
    said = word in words
    if said:
        words.remove(word)
    return said


@contextmanager
def _ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """The process does not outlive us."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def _console() -> Iterator[str]:
    """The console on loopback; its address and who may sign in, as it tells them."""
    process = subprocess.Popen(
        [environment.PYTHON, "-m", "console", "--port", str(_free_port())],
        cwd=ROOT,
        env={**os.environ, **environment.python_environment()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is ours to pass on
    )
    with _ended(process):
        line = process.stdout.readline().strip() if process.stdout else ""
        if not line:
            raise BuildError("the console did not start (above is what it said)")
        yield line


def _free_port() -> int:
    """The usual one, so that the console's address stays; if it is taken, any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _PORT))
        except OSError:
            return 0
    return _PORT


def _profile(folder: Path) -> Path:
    """A profile for this very build: an old one may still hold an old worker's scripts."""
    profile = DIST / "profile"
    mark = profile / "kakomi-build"
    build = digest(files(folder))
    if not mark.is_file() or mark.read_text() != build:
        shutil.rmtree(profile, ignore_errors=True)
        preferences = profile / "Default" / "Preferences"
        preferences.parent.mkdir(parents=True)
        # The icon stands in the toolbar from the start, not behind the puzzle piece.
        pinned = {"extensions": {"pinned_extensions": [extension_id(folder)]}}
        preferences.write_text(json.dumps(pinned))
        mark.write_text(build)
    return profile


def extension_id(folder: Path) -> str:
    """Chromium's name for the extension: the hash of the manifest's key, in the letters a to p."""
    key = json.loads((folder / "manifest.json").read_text("utf-8"))["key"]
    named = hashlib.sha256(base64.b64decode(key)).hexdigest()[:32]
    return "".join(chr(ord("a") + int(digit, 16)) for digit in named)


@contextmanager
def _browser(
    program: Path, folder: Path, profile: Path, address: str, headless: bool
) -> Iterator[subprocess.Popen[str]]:
    """Chromium with the extension and the console's first page; without a window if need be."""
    no_display = sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    hidden = ["--headless=new", "--remote-debugging-port=0"] if headless or no_display else []
    # Chromium's sandbox refuses to run for root.
    root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    port_file = profile / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)
    with (profile / "chromium.log").open("w") as output:
        process = subprocess.Popen(
            [
                program, *_QUIET, *hidden, *root,
                f"--user-data-dir={profile}",
                f"--load-extension={folder}", f"--disable-extensions-except={folder}",
                address.split()[0],
            ],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, text=True,
            start_new_session=True,
        )  # fmt: skip
    with _ended(process):
        log(f"Chromium   {program}, with {folder.relative_to(ROOT)}")
        if hidden:
            _tell_hidden(process, port_file, no_display)
        yield process


def _tell_hidden(process: subprocess.Popen[str], port_file: Path, no_display: bool) -> None:
    """Where a browser without a window can be reached."""
    end = time.monotonic() + _PATIENCE_S
    while not (port_file.is_file() and port_file.read_text().strip()):
        if process.poll() is not None or time.monotonic() > end:
            raise BuildError(f"Chromium did not start: see {port_file.parent}/chromium.log")
        time.sleep(0.05)
    why = "there is no display here" if no_display else "as asked"
    port = port_file.read_text().split()[0]
    log(f"           without a window ({why}); DevTools at http://127.0.0.1:{port}")
