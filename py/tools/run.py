"""``build.py run``: the practice console and a Chromium with the extension, until Ctrl-C."""

from __future__ import annotations

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

from tools import assemble, chromium, environment, extension_id
from tools.paths import DIST, ROOT, display_path, files
from tools.tasks import BuildError, digest, is_root, log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROFILE = DIST / "profile"
_PORT = 8765
_PATIENCE_S = 15
_QUIET = ("--no-first-run", "--no-default-browser-check", "--disable-search-engine-choice-screen")


def run(args: list[str]) -> int:
    """Build and open both. Returns when the browser is closed. Raises BuildError."""
    headless = take_flag(args, "--headless")
    folder = assemble.build()
    program = chromium.find(args)
    with practice(program, folder, headless=headless) as browser:
        log("Ctrl-C ends both")
        return browser.wait()


def take_flag(args: list[str], flag: str) -> bool:
    """Removes the flag from the arguments. Returns whether it was among them."""
    found = flag in args
    args[:] = [arg for arg in args if arg != flag]
    return found


@contextmanager
def practice(
    program: Path, folder: Path, *, headless: bool, debugging: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """Run the console and the browser until the block ends. Ctrl-C ends the block without an error.

    With ``debugging``, ``debugging_address`` returns the address of DevTools.
    """
    for number in (signal.SIGTERM, signal.SIGINT):  # a parent may have it ignored
        signal.signal(number, signal.default_int_handler)
    with ExitStack() as running:
        address = running.enter_context(_console())
        log(f"console    {address}")
        prepare_profile(folder, PROFILE)
        browser = running.enter_context(
            _browser(program, folder, address, headless=headless, debugging=debugging)
        )
        try:
            yield browser
        except KeyboardInterrupt:
            log("")


@contextmanager
def _ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """End the process after the block."""
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
    """Run the console on loopback. Yields its address and its sign-in."""
    process = subprocess.Popen(
        [environment.PYTHON, "-m", "console", "--port", str(_free_port())],
        cwd=ROOT,
        env={**os.environ, **environment.python_environment()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,  # so that Ctrl-C reaches only this process
    )
    with _ended(process):
        line = process.stdout.readline().strip() if process.stdout else ""
        if not line:
            raise BuildError("the console did not start (above is what it said)")
        yield line


def _free_port() -> int:
    """Returns the usual port, so that the console keeps its address; 0 if it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _PORT))
        except OSError:
            return 0
    return _PORT


def prepare_profile(folder: Path, profile: Path) -> None:
    """Make the profile, or remove the old worker's scripts from an existing one.

    Chromium stores a worker's scripts in the profile and still runs them after the files changed.
    Everything else in the profile stays: the vault and the Cache Storage.
    """
    mark = profile / "kakomi-build"
    build = digest(files(folder))
    if not profile.is_dir():
        preferences = profile / "Default" / "Preferences"
        preferences.parent.mkdir(parents=True)
        # The toolbar shows the icon, which would otherwise be in the extensions menu only.
        pinned = {"extensions": {"pinned_extensions": [extension_id.of_folder(folder)]}}
        preferences.write_text(json.dumps(pinned), "utf-8", newline="\n")
    elif not mark.is_file() or mark.read_text("utf-8") != build:
        for name in ("Database", "ScriptCache"):
            shutil.rmtree(profile / "Default" / "Service Worker" / name, ignore_errors=True)
    mark.write_text(build, "utf-8", newline="\n")


@contextmanager
def _browser(
    program: Path, folder: Path, address: str, *, headless: bool, debugging: bool
) -> Iterator[subprocess.Popen[str]]:
    """Run Chromium with the extension and the console's first page."""
    no_display = sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    hidden = headless or no_display
    options = ["--headless=new"] if hidden else []
    if hidden or debugging:
        options.append("--remote-debugging-port=0")
    if debugging:
        options.append("--enable-unsafe-extension-debugging")
    if is_root():
        options.append("--no-sandbox")  # Chromium's sandbox refuses to run for root
    _port_file().unlink(missing_ok=True)
    with (PROFILE / "chromium.log").open("w") as output:
        process = subprocess.Popen(
            [
                program, *_QUIET, *options, f"--user-data-dir={PROFILE}",
                f"--load-extension={folder}", f"--disable-extensions-except={folder}",
                address.split()[0],
            ],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, text=True,
            start_new_session=True,
        )  # fmt: skip
    with _ended(process):
        log(f"Chromium   {program}, with {display_path(folder)}")
        if hidden:
            why = "there is no display here" if no_display else "as asked"
            port = debugging_address(process).split()[0]
            log(f"           without a window ({why}); DevTools at http://127.0.0.1:{port}")
        yield process


def _port_file() -> Path:
    return PROFILE / "DevToolsActivePort"


def debugging_address(process: subprocess.Popen[str]) -> str:
    """Returns DevTools' port and path, separated by a space. Raises BuildError."""
    end = time.monotonic() + _PATIENCE_S
    file = _port_file()
    while not (file.is_file() and len(file.read_text("utf-8").split()) == 2):
        if process.poll() is not None or time.monotonic() > end:
            raise BuildError(f"Chromium did not start: see {display_path(PROFILE)}/chromium.log")
        time.sleep(0.05)
    return " ".join(file.read_text("utf-8").split())
