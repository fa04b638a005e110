"""What happens after a code is copied: the popup closes, the clipboard is cleared, if so wished."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from e2e.browser import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from e2e.browser import Browser

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ACME = f"otpauth://totp/ACME:hanako@example.com?secret={SECRET}&issuer=ACME"
RING = "chrome.alarms.onAlarm.dispatch({ name: 'clipboard.clear' })"


@pytest.fixture(scope="module")
def browser(
    start_for_module: Callable[..., Browser],
    product: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Browser:
    """A browser whose owner has allowed access to the clipboard. No test can press the button of
    Chrome's question, so a copy of the extension has the permissions from the start.
    """
    copy = tmp_path_factory.mktemp("allowed") / "kakomi"
    shutil.copytree(product, copy)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    asked = ("clipboardRead", "clipboardWrite")
    assert set(asked) <= set(manifest["optional_permissions"])
    manifest["permissions"].extend(asked)
    (copy / "manifest.json").write_text(json.dumps(manifest))
    browser = start_for_module(product=copy)
    browser.ask("account.add", uri=ACME)
    return browser


def rules(browser: Browser, **changed: bool) -> None:
    browser.ask("vault.set_rules", **{**browser.ask("vault.status")["rules"], **changed})


def focused_page(browser: Browser) -> Page:
    """Returns the extension's page, with the focus: only a focused page may use the clipboard."""
    page = browser.extension_page
    page.bring_to_front()
    until(lambda: page.evaluate("document.hasFocus()"), "the page to have the focus")
    return page


def clipboard(browser: Browser) -> str:
    text: str = focused_page(browser).evaluate("navigator.clipboard.readText()")
    return text


def copied_code(browser: Browser) -> str:
    """Copy the account's code by the popup, which stays open; the code."""
    popup = browser.press_icon()
    code = popup.locator("#rows [data-code]").get_attribute("data-code")
    popup.click("#rows .copy")
    expect(popup.locator("#rows .is-copied")).to_be_visible()
    popup.close()
    assert code
    return code


def test_the_popup_closes_after_a_copy_if_the_rule_is_on(browser: Browser) -> None:
    rules(browser, close_after_copy=True)
    popup = browser.press_icon()
    code = popup.locator("#rows [data-code]").get_attribute("data-code")
    with suppress(PlaywrightError):  # the popup is gone before it has answered
        popup.keyboard.press("Enter")
    until(lambda: not browser.popup_is_open(), "the popup to close")
    assert clipboard(browser) == code
    rules(browser, close_after_copy=False)


def test_the_code_is_cleared_after_a_minute_even_while_locked(browser: Browser) -> None:
    rules(browser, clear_clipboard=True)
    assert clipboard(browser) is not None
    code = copied_code(browser)
    [alarm] = browser.in_worker(
        "chrome.alarms.getAll().then((all) => all.filter(({ name }) => name === 'clipboard.clear'))"
    )
    assert 50_000 < alarm["scheduledTime"] - browser.extension_page.evaluate("Date.now()") <= 60_000
    assert code not in json.dumps(browser.session()["copied_code"])
    assert clipboard(browser) == code
    browser.in_worker(RING)
    until(lambda: clipboard(browser) == "", "the clipboard to be cleared")
    assert "copied_code" not in browser.session()


def test_a_text_copied_later_is_not_cleared(browser: Browser) -> None:
    rules(browser, clear_clipboard=True)
    copied_code(browser)
    focused_page(browser).evaluate("navigator.clipboard.writeText('something else')")
    browser.in_worker(RING)
    until(lambda: "copied_code" not in browser.session(), "the alarm to be answered")
    browser.page.wait_for_timeout(500)  # nothing else shows that nothing is cleared
    assert clipboard(browser) == "something else"


def test_no_code_is_recorded_while_the_rule_is_off(browser: Browser) -> None:
    rules(browser, clear_clipboard=False)
    code = copied_code(browser)
    assert "copied_code" not in browser.session()
    assert clipboard(browser) == code
