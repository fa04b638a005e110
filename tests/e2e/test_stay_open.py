"""The page that stays open, in the side panel and in a window: it is locked with the rest, and its
refreshes do not put the lock off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from e2e.browser import Browser, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.page_server import PageServer
    from e2e.screenshots import Screenshots

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ACME = f"otpauth://totp/ACME:hanako@example.com?secret={SECRET}&issuer=ACME"
PASSPHRASE = "nine calm words for a box"
NEVER = {"after_minutes": None, "at_screen_lock": False, "at_browser_close": True}


def open_from_menu(own: Browser, item: str, query: str) -> Page:
    """Choose where the page opens in the popup's menu; the page."""
    popup = own.press_icon()
    popup.click("#stay-open")
    popup.click(f".view-menu .{item}")
    until(lambda: not own.popup_is_open(), "the popup to close")
    return own.opened_page(f"popup/popup.html?{query}")


def test_the_side_panel_is_opened_by_the_popup_and_locked_with_the_rest(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    own.ask("account.add", uri=ACME)
    own.page.goto(local_pages.page("<p>nothing</p>"))
    panel = open_from_menu(own, "open-panel", "panel")
    expect(panel.locator("[data-account] [data-code]")).to_be_visible()
    screenshots.take(panel, "panel")

    own.ask("vault.protect", passphrase=PASSPHRASE)
    own.ask("vault.set_rules", **NEVER)
    own.ask("vault.lock")
    field = panel.locator("input[type=password][name=passphrase]")
    expect(field).to_be_visible()
    expect(panel.locator("[data-account]")).to_have_count(0)

    own.ask("vault.unlock", passphrase=PASSPHRASE)
    expect(panel.locator("[data-account] [data-code]")).to_be_visible()
    own.ask("vault.unprotect")


def test_the_side_panel_follows_the_site_as_far_as_chrome_tells_it(
    own: Browser, local_pages: PageServer, elsewhere: PageServer, screenshots: Screenshots
) -> None:
    account = own.ask("account.add", uri=ACME)["account_id"]
    own.ask("account.edit", id=account, sites=[local_pages.url])
    own.page.goto(local_pages.page("<input autocomplete=one-time-code id=code>"))
    panel = open_from_menu(own, "open-panel", "panel")
    row = panel.locator(f'#rows [data-account="{account}"]')
    expect(row).to_have_attribute("data-site", local_pages.url.removeprefix("http://"))
    expect(panel.locator("#site-unknown")).to_be_hidden()
    row.locator('[data-command="account.fill"]').click()
    until(lambda: len(own.page.input_value("#code")) == 6, "the field to be filled in")
    expect(row).to_be_visible()  # the panel stays

    own.page.goto(elsewhere.page("<p>another site</p>"))
    expect(panel.locator("#site-unknown")).to_be_visible()
    expect(panel.locator("#rows [data-site]")).to_have_count(0)
    expect(panel.locator("#site-follow")).to_be_visible()
    screenshots.take(panel, "unknown")


def test_a_window_of_its_own_opens_once(own: Browser, screenshots: Screenshots) -> None:
    own.ask("account.add", uri=ACME)
    page = open_from_menu(own, "open-window", "window")
    expect(page.locator("[data-account] [data-code]")).to_be_visible()
    screenshots.take(page, "window")
    popup = own.press_icon()
    popup.click("#stay-open")
    popup.click(".view-menu .open-window")
    until(lambda: not own.popup_is_open(), "the popup to close")
    assert (
        own.extension_page.evaluate(
            """async () => (await chrome.runtime.getContexts({ contextTypes: ["TAB"] }))
            .filter(({ documentUrl }) => documentUrl.endsWith("?window")).length"""
        )
        == 1
    )
    page.close()


def test_the_required_permissions_cause_no_warning(own: Browser) -> None:
    warnings = own.extension_page.evaluate(
        """async () => {
            const manifest = JSON.stringify(chrome.runtime.getManifest());
            return chrome.management.getPermissionWarningsByManifest(manifest);
        }"""
    )
    assert warnings == []
