"""``build.py dev``: ``run`` with a debug build that follows the sources.

A changed page, style sheet or picture reloads the extension's open pages. A change of the worker or
of Python reloads the extension and opens its pages again. The profile keeps the vault.
``python -m tools.dev`` runs it with the Python of ``.venv``, which has Playwright.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools import assemble, chromium, environment, extension_id, run
from tools.paths import DEBUG_UNPACKED, EXTENSION, FACTS, MANIFEST, ROOT, SHAPES, SOURCE, files
from tools.tasks import BuildError, digest, log

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

_POLL_S = 0.2
_PATIENCE_S = 10.0
# The files of the worker. Pages read all other files again whenever they are loaded.
_WORKER = ("_locales", "begin.js", "manifest.json", "python", "vendor", "worker.js")


def dev(args: list[str]) -> int:
    """Build and open both. Rebuild and reload until the browser is closed. Raises BuildError."""
    assemble.build(debug=True)
    program = chromium.find(args)
    command = [str(environment.PYTHON), "-m", "tools.dev", str(program), *args]
    environ = {**os.environ, **environment.python_environment()}
    if os.name == "posix":  # one process, which gets every signal itself
        os.chdir(ROOT)
        os.execve(command[0], command, environ)  # noqa: S606  no shell is wanted
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


def sources() -> dict[Path, tuple[int, int]]:
    """Returns the modification time and the size of every source."""
    found = {}
    for path in files(EXTENSION, SOURCE / "kakomi", MANIFEST):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue  # an editor deleted the file to replace it
        if path != SHAPES and FACTS not in path.parents:  # the build writes both
            found[path] = (status.st_mtime_ns, status.st_size)
    return found


def worker_digest(folder: Path) -> str:
    """Returns a hash of the files that are read again only when the extension is reloaded."""
    return digest(files(*(folder / name for name in _WORKER if (folder / name).exists())))


class Reloader:
    """Reloads the extension in a running browser."""

    def __init__(self, connection: Browser, folder: Path) -> None:
        self._context = connection.contexts[0]
        self._cdp = connection.new_browser_cdp_session()
        self._folder = folder
        self._address = f"chrome-extension://{extension_id.of_folder(folder)}/"

    def _pages(self) -> list[Page]:
        return [page for page in self._context.pages if page.url.startswith(self._address)]

    def reload_pages(self) -> None:
        """Load the extension's open pages again."""
        for page in self._pages():
            page.reload()

    def reload_extension(self) -> None:
        """Load the extension again, which closes its pages, and open them again."""
        pages = self._pages()
        addresses = [page.url for page in pages]
        self._cdp.send("Extensions.loadUnpacked", {"path": str(self._folder)})
        for page in pages:
            if not page.is_closed():
                page.wait_for_event("close", timeout=_PATIENCE_S * 1000)
        for address in addresses:
            self._open(address)

    def _open(self, address: str) -> None:
        """Open a page. Chromium refuses the first attempts while it loads the extension."""
        from playwright.sync_api import Error

        end = time.monotonic() + _PATIENCE_S
        page = self._context.new_page()
        while True:
            try:
                page.goto(address)
            except Error:
                if time.monotonic() > end:
                    raise
                time.sleep(_POLL_S / 4)
            else:
                return

    def wait(self, seconds: float) -> None:
        """Wait, and let Playwright receive events of pages that are opened and closed meanwhile."""
        pages = self._context.pages
        if pages:
            pages[0].wait_for_timeout(seconds * 1000)
        else:
            time.sleep(seconds)


def follow(reloader: Reloader, is_running: Callable[[], bool]) -> None:
    """Rebuild and reload after every change of a source, as long as the browser runs."""
    before = sources()
    while is_running():
        reloader.wait(_POLL_S)
        now = sources()
        if now == before:
            continue
        before = now
        try:
            _rebuild(reloader)
        except BuildError as error:
            log(f"build.py: {error}")


def _rebuild(reloader: Reloader) -> None:
    start = time.monotonic()
    built = worker_digest(DEBUG_UNPACKED)
    folder = assemble.build(debug=True)
    if worker_digest(folder) == built:
        reloader.reload_pages()
        what = "pages"
    else:
        reloader.reload_extension()
        what = "extension"
    log(f"{what} reloaded, {time.monotonic() - start:.1f} s after the change was seen")


def main(args: list[str]) -> int:
    """Run what ``dev`` starts. The first argument is Chromium's path."""
    from playwright.sync_api import Error, sync_playwright

    headless = run.take_flag(args, "--headless")
    folder = DEBUG_UNPACKED
    program = Path(args[0])
    with (
        run.practice(program, folder, headless=headless, debugging=True) as browser,
        sync_playwright() as playwright,
    ):
        address = "ws://127.0.0.1:" + run.debugging_address(browser).replace(" ", "")
        connection = playwright.chromium.connect_over_cdp(address, no_defaults=True)
        log("watching the sources; Ctrl-C ends")
        try:
            follow(Reloader(connection, folder), lambda: browser.poll() is None)
        except Error as error:
            if browser.poll() is None and connection.is_connected():
                raise BuildError(f"the browser did not reload: {error.message}") from None
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except BuildError as error:
        log(f"build.py: {error}")
        raise SystemExit(1) from None
