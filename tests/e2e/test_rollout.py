"""An organization's roll-out: Chromium installs the signed package from a server on loopback
without a question, and updates it while the popup is open and the vault stays.
"""

from __future__ import annotations

import functools
import http.server
import io
import json
import os
import signal
import subprocess
import threading
import zipfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import expect
from tools import crx, extension_id

from e2e import managed
from e2e.browser import AWAKE, FRUGAL, QUIET, Setting, chromium, until
from e2e.managed import Policies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Playwright

pytestmark = pytest.mark.skipif(bool(managed.reason_to_skip()), reason=managed.reason_to_skip())

PATIENCE_S = 60.0
FIRST_STEP = "Open the console and scan its QR code."
ADD = """() => chrome.runtime.sendMessage({command: "account.add", args: {
    uri: "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME"}})"""
# Answers once the new version is downloaded and waits for the pages of the old one to close.
UPDATE = """() => new Promise((resolve) => {
    chrome.runtime.onUpdateAvailable.addListener(({version}) => resolve({version}));
    chrome.runtime.requestUpdateCheck();
})"""
READ = """() => chrome.runtime.sendMessage({command: "sheet.read", args: {}})"""


class UpdateServer:
    """A server of an organization, on loopback: the package, and its update manifest."""

    def __init__(self, folder: Path, product: Path) -> None:
        self._folder, self._product = folder, product
        key = rsa.generate_private_key(65537, 2048)
        form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        self._key = folder / "key.pem"
        self._key.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, none))
        self.id = extension_id.of_key(crx.public_key(key))
        self.url = ""

    def publish(self, version: str) -> None:
        """Packs the product as this version, and signs it."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for path in sorted(p for p in self._product.rglob("*") if p.is_file()):
                data = path.read_bytes()
                if path.name == "manifest.json" and path.parent == self._product:
                    data = json.dumps({**json.loads(data), "version": version}).encode()
                archive.writestr(path.relative_to(self._product).as_posix(), data)
        package = self._folder / "package.zip"
        package.write_bytes(packed.getvalue())
        crx.write(self._key, package, self._folder / "public", self.url)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serves the folder while the block runs."""
        folder = self._folder / "public"
        folder.mkdir()
        handler = functools.partial(_Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}/{crx.UPDATES}"
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


@contextmanager
def running_chromium(
    playwright: Playwright, profile: Path, policies: Policies
) -> Iterator[BrowserContext]:
    """A Chromium that no extension was given to; it is closed as a person closes it."""
    port_file = profile / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)
    process = subprocess.Popen(  # noqa: S603 - the browser the test was given
        [
            *managed.command(policies.folder),
            *(chromium(), "--headless=new", "--no-sandbox", "--remote-debugging-port=0"),
            # Without networking in the background no extension is fetched.
            *(each for each in QUIET if each != "--disable-background-networking"),
            *(*FRUGAL, *AWAKE, *Setting().arguments()),
            *(f"--user-data-dir={profile}", "about:blank"),
        ],
        env=Setting().environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        started = "the browser to start"
        until(lambda: port_file.exists() and len(port_file.read_text().split()) == 2, started)
        port, path = port_file.read_text().split()
        browser = playwright.chromium.connect_over_cdp(
            f"ws://127.0.0.1:{port}{path}", no_defaults=True
        )
        yield browser.contexts[0]
        with suppress(Exception):  # it may be gone before it has answered
            browser.new_browser_cdp_session().send("Browser.close")
        process.wait(PATIENCE_S)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def wait_for_tab(context: BrowserContext, url: str) -> None:
    """Waits until a tab of that address was opened. Playwright does not list tabs of others."""
    assert context.browser is not None
    devtools = context.browser.new_browser_cdp_session()

    def is_open() -> bool:
        targets = devtools.send("Target.getTargets")["targetInfos"]
        return any(target["url"] == url for target in targets)

    until(is_open, url, PATIENCE_S)


def test_it_is_installed_and_updated_without_a_question(
    playwright: Playwright, product: Path, tmp_path: Path
) -> None:
    server = UpdateServer(tmp_path, product)
    home = f"chrome-extension://{server.id}"
    policies = Policies(tmp_path / "chromium")
    profile = tmp_path / "profile"
    profile.mkdir()
    with server.running():
        server.publish("1.0.0")
        values = {"Organization": "Example Corp.", "FirstStep": FIRST_STEP}
        forced = [f"{server.id};{server.url}"]
        policies.set(server.id, values, ExtensionInstallForcelist=forced)
        with running_chromium(playwright, profile, policies) as context:
            wait_for_tab(context, f"{home}/welcome/welcome.html")
            welcome = context.new_page()
            welcome.goto(f"{home}/welcome/welcome.html")
            expect(welcome.locator(".first-step")).to_contain_text(FIRST_STEP, timeout=60_000)
            expect(welcome.locator(".managed-panel")).to_contain_text("Example Corp.")
            assert welcome.evaluate(ADD)["ok"]["state"] == "added"

            popup = context.new_page()
            popup.goto(f"{home}/popup/popup.html")
            server.publish("1.0.1")
            assert popup.evaluate(UPDATE) == {"version": "1.0.1"}
            assert len(popup.evaluate(READ)["ok"]["rows"]) == 1, "the open popup works on"
        with running_chromium(playwright, profile, policies) as context:
            page = context.new_page()
            page.goto(f"{home}/popup/popup.html")
            assert page.evaluate("chrome.runtime.getManifest().version") == "1.0.1"
            expect(page.locator("#rows [data-account]")).to_have_count(1, timeout=60_000)
