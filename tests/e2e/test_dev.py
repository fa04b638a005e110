"""``build.py dev`` in a copy of the sources: what is saved reaches the browser, the vault stays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tools import paths

from e2e.browser import ATTACH_TO_OTHER, extension_id, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page, Playwright

BUILD_S = 240.0
CHANGE_S = 60.0  # on a machine that runs other tests; alone it is 2 s, or 6 s for Python
LOOK_EVERY_MS = 250
URI = "otpauth://totp/Kept:me?secret=JBSWY3DPEHPK3PXP"
COPIED = (
    *("build.py", "manifest.json", "pyproject.toml", "extension", "py", "tests/console", "dist"),
    *(".cache", "tests/__init__.py"),
)


@pytest.fixture
def source_copy(tmp_path: Path) -> Path:
    """A copy of the sources and of what is built, so that only what changes is built again."""
    for name in COPIED:
        source, target = paths.ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            left_out = shutil.ignore_patterns("node_modules", "__pycache__", "profile")
            shutil.copytree(source, target, ignore=left_out, copy_function=_link)
        elif source.is_file():
            shutil.copyfile(source, target)
    (tmp_path / ".venv").symlink_to(paths.VENV)
    (tmp_path / "extension" / "node_modules").symlink_to(paths.NODE_MODULES)
    return tmp_path


def _link(source: str, target: str) -> None:
    """Link what the build makes, and copy what the test changes."""
    if "/.cache/" in source or "/dist/" in source:
        os.link(source, target)
    else:
        shutil.copyfile(source, target)


@pytest.fixture
def watching(source_copy: Path, playwright: Playwright) -> Iterator[BrowserContext]:
    """The browser that ``dev`` has opened, watching."""
    output = source_copy / "dev.txt"
    environ = {name: value for name, value in os.environ.items() if name != ATTACH_TO_OTHER}
    with output.open("w") as said:
        process = subprocess.Popen(  # noqa: S603  our own build
            [sys.executable, "build.py", "dev", "--headless", "--chromium", chromium()],
            cwd=source_copy, env=environ, stdout=said, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        until(lambda: "watching" in output.read_text(), "dev to watch", BUILD_S)
        port, path = (source_copy / "dist" / "profile" / "DevToolsActivePort").read_text().split()
        connection = playwright.chromium.connect_over_cdp(f"ws://127.0.0.1:{port}{path}")
        yield connection.contexts[0]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def chromium() -> str:
    return os.environ.get("KAKOMI_CHROMIUM") or shutil.which("chromium") or ""


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), "utf-8")


class Options:
    """The options page, whichever tab it is in now."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._context = context
        self._address = address
        context.new_page().goto(address)

    def page(self) -> Page:
        return next(p for p in self._context.pages if p.url.startswith(self._address))

    def says(self, script: str, expected: object) -> None:
        """Wait until the page gives that."""

        def gives() -> bool:
            try:
                self._context.pages[0].wait_for_timeout(LOOK_EVERY_MS)  # pages come and go
                return bool(self.page().evaluate(script) == expected)
            except Exception:  # it is being reloaded
                return False

        until(gives, f"{script} to give {expected!r}", CHANGE_S)

    def ask(self, command: str, **args: Any) -> Any:
        request = {"command": command, "args": args}
        return self.page().evaluate("request => chrome.runtime.sendMessage(request)", request)


def test_a_saved_file_reaches_the_browser(source_copy: Path, watching: BrowserContext) -> None:
    address = f"chrome-extension://{extension_id(paths.UNPACKED)}/options/options.html"
    options = Options(watching, address)
    assert "ok" in options.ask("account.add", uri=URI)
    extension = source_copy / "extension"
    edit(extension / "options" / "options.html", "<body", "<body data-changed=page")
    options.says("document.body.dataset.changed", "page")
    with (extension / "options" / "options.js").open("a") as script:
        script.write('\ndocument.body.dataset.changed = "script";\n')
    options.says("document.body.dataset.changed", "script")
    with (extension / "service_worker.js").open("a") as script:
        script.write('\nchrome.runtime.onConnect.addListener((p) => p.postMessage("worker"));\n')
    connects = """() => new Promise((resolve) => {
        const port = chrome.runtime.connect();
        port.onMessage.addListener(resolve);
        port.onDisconnect.addListener(() => resolve(chrome.runtime.lastError?.message));
    })"""
    options.says(connects, "worker")
    edit(
        source_copy / "py" / "kakomi" / "bridge.py",
        "        command = commands.find",
        '        if request["command"] == "dev.test":\n            return 1 / 0\n'
        "        command = commands.find",
    )
    line = 1 + next(
        number
        for number, text in enumerate(
            (source_copy / "py/kakomi/bridge.py").read_text().splitlines()
        )
        if "1 / 0" in text
    )
    ask = "chrome.runtime.sendMessage({command: 'dev.test', args: {}}).then(r => r.error.code)"
    options.says(ask, "kakomi.failed")
    [worker] = watching.service_workers
    said: list[str] = []
    worker.on("console", lambda message: said.append(message.text))
    options.ask("dev.test")

    def heard() -> bool:
        options.page().wait_for_timeout(20)  # Playwright handles events of the console meanwhile
        return any(f"ZeroDivisionError at bridge.py:{line}:_value" in text for text in said)

    until(heard, "the worker's console to name file and line")
    assert options.ask("sheet.read")["ok"]["total"] == 1, "the vault was kept"
