"""No request leaves the browser: not from the worker, not from a page, not when a script tries.

The end of each test module asserts this for all of its tests (conftest.py). Here the netlog reader
and the content security policy themselves are tested.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from e2e.browser import Browser, Setting, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import console
    from playwright.sync_api import Playwright

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self';"
    " style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; object-src 'none';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types kakomi"
)
TRY = """address => fetch(address, {mode: "no-cors"}).then(() => "went out", () => "refused")"""


def test_the_netlog_has_the_requests_of_an_extension(
    playwright: Playwright, tmp_path: Path, site: console.Site
) -> None:
    folder = tmp_path / "talker"
    folder.mkdir()
    manifest = {
        "manifest_version": 3,
        "name": "Talker",
        "version": "1",
        "background": {"service_worker": "worker.js"},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    address = site.url.replace("127.0.0.1", "kakomi.invalid")
    (folder / "worker.js").write_text(f"fetch({address!r}).catch(() => {{}});")
    profile = tmp_path / "profile"
    profile.mkdir()
    browser = Browser(playwright, folder, profile, Setting())
    until(browser.worker_runs, "the worker to run")
    browser.page.wait_for_timeout(500)  # the request reaches nobody; only the closed log shows it
    browser.quit()
    [log] = browser.asked()
    assert [a.url for a in log.outward] == [address]
    assert log.outward[0].by.startswith("chrome-extension://")


def test_the_content_security_policy_allows_only_what_is_needed(product: Path) -> None:
    manifest = json.loads((product / "manifest.json").read_text("utf-8"))
    assert manifest["content_security_policy"] == {"extension_pages": POLICY}
    assert "host_permissions" not in manifest
    assert "content_scripts" not in manifest


def test_no_page_of_the_extension_can_send_a_request(browser: Browser, site: console.Site) -> None:
    for path in ("popup/popup.html", "capture/capture.html"):
        page = browser.new_tab(browser.url(path))
        assert page.evaluate(TRY, site.url) == "refused"
        assert page.evaluate(TRY, browser.url("manifest.json")) == "went out"
        page.close()


def test_the_worker_cannot_send_a_request(browser: Browser, site: console.Site) -> None:
    browser.ask("vault.status")
    [worker] = browser.page.context.service_workers
    assert worker.evaluate(TRY, site.url) == "refused"


def test_only_files_of_the_extension_are_loaded(start: Callable[..., Browser]) -> None:
    """From the first start to the first code, the browser is asked for nothing but our files."""
    browser = start(new_profile=True)
    browser.ask("account.add", uri="otpauth://totp/a?secret=JBSWY3DPEHPK3PXP")
    browser.press_icon().locator("[data-code]").wait_for()
    browser.quit()
    asked = [asking for log in browser.asked() for asking in log.askings if not asking.browsers_own]
    assert asked == []
