"""What the popup says by itself: that there is no backup, or that a store has broken."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from campaigns import damage, expected_state
from playwright.sync_api import expect

from e2e.screenshots import looks, setting_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from e2e.browser import Browser, Setting
    from e2e.screenshots import Screenshots

PASSPHRASE = "nine calm words for a box"

setting = setting_in(*looks("ja-dark", "en"))


def add(browser: Browser, *names: str) -> None:
    for name in names:
        added = expected_state.adding(name)
        browser.ask(added.command, **added.args)


def opened(browser: Browser, rows: int) -> Page:
    popup = browser.press_icon()
    expect(popup.locator("#rows [data-account]")).to_have_count(rows)
    return popup


def close_banner(popup: Page, next_kind: str | None) -> None:
    """Closes the banner and waits until the worker knows what it shows next time."""
    popup.locator("#banner-close").click()
    expect(popup.locator("#banner")).to_be_hidden()
    popup.wait_for_function(
        """async (kind) => {
            const { sheet } = await chrome.storage.session.get("sheet");
            return (sheet.reminder?.kind ?? null) === kind;
        }""",
        arg=next_kind,
    )


def test_three_accounts_without_a_backup_show_a_reminder_until_it_is_closed(
    own: Browser, screenshots: Screenshots
) -> None:
    add(own, "Alpha", "Beta")
    popup = opened(own, 2)
    expect(popup.locator("#banner")).to_be_hidden()
    popup.close()
    add(own, "Gamma")
    for _ in range(2):  # not dismissed, it is shown again
        popup = opened(own, 3)
        expect(popup.locator("#banner-title")).to_contain_text("3")
        screenshots.take(popup, "no-backup")
        popup.close()
    popup = opened(own, 3)
    close_banner(popup, "protect")
    popup.close()
    popup = opened(own, 3)  # the passphrase is offered once
    expect(popup.locator("#banner [data-command='vault.protect']")).to_be_visible()
    screenshots.take(popup, "no-passphrase")
    close_banner(popup, None)
    popup.close()
    popup = opened(own, 3)
    expect(popup.locator("#banner")).to_be_hidden()
    popup.close()


def test_the_reminder_is_shown_after_unlock(own: Browser) -> None:
    time.sleep(1)  # the account must be newer than the dismissal, whose time is in whole seconds
    add(own, "Delta", "Epsilon", "Zeta")
    own.ask("vault.protect", passphrase=PASSPHRASE)
    own.ask("vault.lock")
    popup = own.press_icon()
    expect(popup.locator("#lock input").first).to_be_focused()
    expect(popup.locator("#banner")).to_be_hidden()
    popup.keyboard.type(PASSPHRASE)
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner-title")).to_contain_text("3")
    popup.close()
    own.ask("vault.unprotect")


def test_a_broken_store_is_reported_with_its_repair(
    start: Callable[..., Browser], setting: Setting, screenshots: Screenshots
) -> None:
    """As a browser leaves it that was ended while it cleared the store."""
    own = start(setting)
    add(own, "Alpha")
    own.quit()
    profile = own.netlogs[0].parent
    damage.damage(profile / damage.FIRST, "headless", random.Random(0))  # noqa: S311
    own.start()
    own.ask("sheet.read")
    popup = opened(own, 1)
    expect(popup.locator("#banner[data-tone='warn']")).to_be_visible()
    screenshots.take(popup, "place")
    with own.page.context.expect_page() as page:
        popup.locator("#banner-action").click()
    options = page.value
    expect(options.locator(".notice.warn:visible", has_text="Chrome")).to_be_visible()
    screenshots.take(options, "mending")
    own.quit()
