"""Passkeys: made and used by ``navigator.credentials`` with the PRF extension, before Chromium's
virtual authenticator, which makes the same 32 bytes of a salt each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from campaigns import expected_state
from playwright.sync_api import expect

from e2e import virtual_authenticator

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.browser import Browser


PASSPHRASE = "nine calm words for a box"
POPUP, PROTECTION = "popup/popup.html", "options/options.html#protection"


@pytest.fixture
def page(browser: Browser) -> Page:
    """A tab with an authenticator; the vault has an account and a passphrase, and is open."""
    added = expected_state.adding("Alpha")
    browser.ask(added.command, **added.args)
    if not browser.ask("vault.status")["lockable"]:
        browser.ask("vault.protect", passphrase=PASSPHRASE)
    for slot in browser.ask("vault.status")["slots"]:
        if slot["kind"] == "passkey":
            browser.ask("vault.remove_slot", id=slot["id"])
    return browser.new_tab(browser.url(PROTECTION))


def kinds(browser: Browser) -> list[str]:
    return [slot["kind"] for slot in browser.ask("vault.status")["slots"]]


def test_a_passkey_unlocks_the_vault(browser: Browser, page: Page) -> None:
    virtual_authenticator.add(page)
    page.locator("[data-command='vault.add_passkey']").click()
    expect(page.locator(".slots [data-command='vault.remove_slot']")).to_have_count(1)
    assert kinds(browser) == ["passphrase", "passkey"]
    browser.ask("vault.lock")
    browser.stop_worker()
    page.goto(browser.url(POPUP))
    page.locator("#lock .passkey").click()

    expect(page.locator("#rows [data-account] [data-code]")).to_have_count(1)
    assert browser.ask("vault.status")["state"] == "open"


def test_a_passkey_of_another_device_does_not_unlock_the_vault(
    browser: Browser, page: Page
) -> None:
    virtual_authenticator.add(page)
    page.locator("[data-command='vault.add_passkey']").click()
    expect(page.locator(".slots [data-command='vault.remove_slot']")).to_have_count(1)
    slot = next(s for s in browser.ask("vault.status")["slots"] if s["kind"] == "passkey")
    browser.ask("vault.lock")
    wrong = {"credential": slot["credential"], "output": "A" * 43}
    assert browser.say("vault.unlock", passkey=wrong)["error"]["code"] == "vault.key_wrong"
    strange = {"credential": "AAAA", "output": "A" * 43}
    assert browser.say("vault.unlock", passkey=strange)["error"]["code"] == "slot.missing"
    browser.ask("vault.unlock", passphrase=PASSPHRASE)


def test_a_passkey_without_prf_is_reported_and_not_added(browser: Browser, page: Page) -> None:
    virtual_authenticator.add(page, hasPrf=False)
    page.locator("[data-command='vault.add_passkey']").click()
    expect(page.locator("#toast")).to_be_visible()
    assert kinds(browser) == ["passphrase"]


def test_a_removed_passkey_does_not_unlock_and_is_never_the_only_factor(
    browser: Browser, page: Page
) -> None:
    virtual_authenticator.add(page)
    page.locator("[data-command='vault.add_passkey']").click()
    remove = page.locator(".slots [data-command='vault.remove_slot']")
    expect(remove).to_have_count(1)
    phrase = next(s for s in browser.ask("vault.status")["slots"] if s["kind"] == "passphrase")
    assert browser.say("vault.remove_slot", id=phrase["id"])["error"]["code"] == "slot.needed"
    remove.click()
    expect(remove).to_have_count(0)
    assert kinds(browser) == ["passphrase"]
    browser.ask("vault.lock")
    page.goto(browser.url(POPUP))
    expect(page.locator("input[name=passphrase]")).to_be_visible()
    expect(page.locator("#lock .passkey")).to_be_hidden()
    browser.ask("vault.unlock", passphrase=PASSPHRASE)
