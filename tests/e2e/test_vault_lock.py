"""The lock: what opens it, what locks it, that it stays as it is over the worker's lives, and that
nothing of an open vault is on the disk.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from campaigns import await_hooks, expected_state
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from playwright.sync_api import expect

from e2e import stores
from e2e.browser import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from e2e.browser import Browser

NOTE = "the spare key is under the blue pot"
NAMES = ("Kestrel-7f3a", "Plover-19c2")  # words that no other file has
PASSPHRASE = "nine calm words for a box"
NEVER = {"after_minutes": None, "at_screen_lock": False, "at_browser_close": True}
MINUTE_MS = 60_000
LOCK_ALARM_S = 90.0
LONG_WAIT_MS = 6_000
LOOK_EVERY_S = 0.5
REFRESH_MS = 1_500  # in which an opened popup gets fresh codes; nothing on the page shows that


def protected(start: Callable[..., Browser], *, new_profile: bool = False, **rules: Any) -> Browser:
    """A browser with two accounts behind a passphrase, open."""
    browser = start(new_profile=new_profile)
    for name in NAMES:
        added = expected_state.adding(name)
        browser.ask(added.command, **added.args)
    browser.ask("vault.protect", passphrase=PASSPHRASE)
    browser.ask("vault.set_rules", **{**NEVER, **rules})
    return browser


@pytest.fixture(scope="module")
def left_alone(start_for_module: Callable[..., Browser]) -> Browser:
    """Locks after a minute, and nobody uses it meanwhile: begun first, looked at last."""
    return protected(start_for_module, after_minutes=1)


@pytest.fixture(scope="module")
def behind_lock(start_for_module: Callable[..., Browser], left_alone: Browser) -> Browser:  # noqa: ARG001
    return protected(start_for_module, new_profile=True)  # its files are searched


@pytest.fixture
def browser(behind_lock: Browser) -> Iterator[Browser]:
    """Open, with the rules of the beginning."""
    yield behind_lock
    if state(behind_lock) == "locked":
        until(lambda: wait_ms(behind_lock) == 0, "the wait to be over", 60, LOOK_EVERY_S)
        behind_lock.ask("vault.unlock", passphrase=PASSPHRASE)
    behind_lock.ask("vault.set_rules", **NEVER)


def state(browser: Browser) -> str:
    found: str = browser.ask("vault.status")["state"]
    return found


def wait_ms(browser: Browser) -> int:
    """Returns how long the next passphrase has to wait."""
    found: int = browser.ask("vault.status")["wait_ms"]
    return found


def shows_lock(popup: Page) -> None:
    """The field, ready to be typed in, and nothing of any account."""
    expect(popup.locator("input[type=password][name=passphrase]")).to_be_focused()
    expect(popup.locator("[data-account]")).to_have_count(0)
    expect(popup.locator("[data-command='scan.page']:visible, #add:visible")).to_have_count(0)


def test_the_passphrase_unlocks_the_vault(browser: Browser) -> None:
    browser.ask("vault.lock")
    popup = browser.press_icon()
    shows_lock(popup)
    popup.keyboard.type(PASSPHRASE)
    popup.keyboard.press("Enter")
    expect(popup.locator("#rows [data-account] [data-code]")).to_have_count(len(NAMES))
    popup.close()


def test_a_lock_removes_the_codes_of_an_open_popup(browser: Browser) -> None:
    popup = browser.press_icon()
    expect(popup.locator("#rows [data-account]")).to_have_count(len(NAMES))
    browser.ask("vault.lock")
    shows_lock(popup)
    assert not {"sheet", "sheet.rest", "outcome", "found"} & browser.session().keys()
    popup.close()


def wait_after_another(browser: Browser) -> int:
    """Try a wrong one; how long to wait before the next."""
    browser.say("vault.unlock", passphrase="nine calm words for a fox")
    return wait_ms(browser)


def test_a_wrong_passphrase_is_reported_and_delays_the_next_attempt(browser: Browser) -> None:
    browser.ask("vault.lock")
    popup = browser.press_icon()
    field = popup.locator("input[name=passphrase]")
    problem = popup.locator("#lock .unlock > .problem")
    forgotten = popup.locator("#lock .forgotten")
    expect(forgotten).to_be_hidden()
    for _ in range(3):
        field.fill("nine calm words for a fox")
        field.press("Enter")
        expect(problem).to_be_hidden()
        expect(problem).to_be_visible()
    expect(forgotten).to_be_visible()
    until(lambda: wait_after_another(browser) > LONG_WAIT_MS, "the wait to grow", 60, LOOK_EVERY_S)
    assert browser.say("vault.unlock", passphrase=PASSPHRASE)["error"]["code"] == "vault.too_soon"
    field.fill(PASSPHRASE)
    field.press("Enter")
    expect(popup.locator("#lock [type=submit]")).to_have_attribute("aria-disabled", "true")
    browser.stop_worker()
    assert browser.ask("vault.status")["wait_ms"] > 0, "a new worker knows of it"
    popup.close()


def test_the_lock_state_outlasts_the_worker(browser: Browser) -> None:
    browser.stop_worker()
    assert state(browser) == "open"
    assert expected_state.accounts(browser) == list(NAMES)
    browser.ask("vault.lock")
    browser.stop_worker()
    assert state(browser) == "locked"
    assert browser.say("sheet.read")["error"]["code"] == "vault.locked"


def test_the_vault_is_locked_after_a_crash_of_the_browser(browser: Browser) -> None:
    browser.kill()
    browser.start()
    popup = browser.press_icon()
    shows_lock(popup)
    popup.close()


def test_the_vault_stays_open_over_a_restart_only_if_the_rule_says_so(browser: Browser) -> None:
    browser.ask("vault.set_rules", **{**NEVER, "at_browser_close": False})
    browser.quit()
    browser.start()
    assert state(browser) == "open"
    browser.ask("vault.lock")
    browser.stop_worker()
    assert state(browser) == "locked", "locked by hand, its device key opens nothing by itself"
    browser.ask("vault.unlock", passphrase=PASSPHRASE)
    browser.ask("vault.set_rules", **NEVER)
    browser.quit()
    browser.start()
    popup = browser.press_icon()
    shows_lock(popup)
    popup.close()
    assert state(browser) == "locked"


def test_a_locked_screen_locks_the_vault(browser: Browser) -> None:
    reported = "chrome.idle.onStateChanged.dispatch('locked')"
    await_hooks.worker_of(browser).evaluate(reported)
    assert state(browser) == "open"
    browser.ask("vault.set_rules", **{**NEVER, "at_screen_lock": True})
    await_hooks.worker_of(browser).evaluate(reported)
    until(lambda: state(browser) == "locked", "the vault to lock")


@pytest.mark.parametrize(("minutes_on", "after"), [(6, "locked"), (4, "open"), (-1, "locked")])
def test_a_changed_clock_does_not_delay_the_lock(
    browser: Browser, minutes_on: int, after: str
) -> None:
    browser.ask("vault.set_rules", **{**NEVER, "after_minutes": 5})
    worker = await_hooks.worker_of(browser)
    worker.evaluate(
        "(ms) => { const now = Date.now; Date.now = () => now.call(Date) + ms; }",
        minutes_on * MINUTE_MS,
    )
    assert state(browser) == after
    browser.stop_worker()


WATCH = """new MutationObserver(() => {
    if (document.querySelector("[data-code]")) globalThis.painted = true;
}).observe(document, {subtree: true, childList: true, attributes: true})"""


# As after the machine slept: the codes are still in storage.session, and nothing has locked the
# vault yet.
END = """async (left_ms) => {
    const {sheet, key} = await chrome.storage.session.get();
    sheet.locks_at_unix_ms = Date.now() + left_ms;
    key.used_unix_ms = sheet.locks_at_unix_ms - 5 * 60_000;
    await chrome.storage.session.set({sheet, key});
}"""


def test_no_code_is_painted_after_the_lock_is_due(browser: Browser) -> None:
    browser.ask("vault.set_rules", **{**NEVER, "after_minutes": 5})
    browser.ask("sheet.read")
    browser.stop_worker()
    popup = browser.page.context.new_page()
    popup.add_init_script(WATCH)
    browser.extension_page.evaluate(END, -1)
    popup.goto(browser.url("popup/popup.html"))
    shows_lock(popup)
    assert not popup.evaluate("globalThis.painted")
    popup.close()


def test_an_open_popup_shows_no_code_after_the_lock_is_due(browser: Browser) -> None:
    browser.ask("vault.set_rules", **{**NEVER, "after_minutes": 5})
    popup = browser.press_icon()
    expect(popup.locator("#rows [data-account]")).to_have_count(len(NAMES))
    popup.wait_for_timeout(REFRESH_MS)
    browser.extension_page.evaluate(END, 500)
    shows_lock(popup)
    popup.close()


def type_note(browser: Browser) -> None:
    """Type a note into an account's details. Chrome stores the page's state when it goes on."""
    account_id = browser.ask("sheet.read")["rows"][0]["id"]
    page = browser.new_tab(browser.url(f"options/options.html#accounts/{account_id}"))
    page.locator("textarea[name=note]").fill(NOTE)
    page.evaluate("location.hash = '#settings'")
    expect(page.locator("section[data-page=settings]")).to_be_visible()


def test_an_open_vault_leaves_no_plain_text_on_the_disk(browser: Browser) -> None:
    browser.stop_worker()
    assert expected_state.accounts(browser) == list(NAMES)
    type_note(browser)
    popup = browser.press_icon()
    expect(popup.locator("#rows [data-account]")).to_have_count(len(NAMES))
    popup.close()
    master = base64.b64decode(browser.session()["key"]["master"])
    code = browser.session()["sheet"]["rows"][0]["codes"][0]
    secret = expected_state.secret_base32(NAMES[0])
    needles = [master, base64.b64encode(master), master.hex().encode(), PASSPHRASE.encode()]
    needles += [secret.encode(), base64.b32decode(secret), NAMES[0].encode(), f'"{code}"'.encode()]
    needles += [NOTE.encode(), NOTE.encode("utf-16-le")]
    profile = browser.netlogs[0].parent
    assert stores.on_disk(profile, needles) == []
    browser.quit()
    assert stores.on_disk(profile, needles) == []
    browser.start()


def test_the_alarm_locks_the_vault_after_a_minute(left_alone: Browser) -> None:
    """The worker was stopped long before; the alarm wakes it."""
    until(lambda: "lock" in left_alone.session(), "the vault to lock by itself", LOCK_ALARM_S)
    assert not {"sheet", "sheet.rest"} & left_alone.session().keys()
    assert "master" not in left_alone.session()["key"]
    popup = left_alone.press_icon()
    shows_lock(popup)


# --- work in flight ---

# Sends one command, and after ``delay_ms`` the lock; gives both replies.
_RACE = """async ([first, delay_ms]) => {
    const sent = chrome.runtime.sendMessage(first);
    await new Promise(resolve => setTimeout(resolve, delay_ms));
    const locked = await chrome.runtime.sendMessage({command: "vault.lock", args: {}});
    return [await sent, locked];
}"""
RACES = 4  # tests/unit/test_lock_races.py has every await
LATEST_MS = 40


def is_locked_and_empty(browser: Browser) -> None:
    session = browser.session()
    assert session["key"] == {"locked": True}
    assert session.keys() <= KEPT_ON_LOCK
    assert browser.say("sheet.read")["error"]["code"] == "vault.locked"


def test_a_change_in_flight_does_not_undo_a_lock(browser: Browser) -> None:
    account_id = browser.ask("sheet.read")["rows"][0]["id"]
    for race in range(RACES):
        edit = {"command": "account.edit", "args": {"id": account_id, "note": str(race)}}
        delay_ms = race * LATEST_MS / RACES
        edited, locked = browser.extension_page.evaluate(_RACE, [edit, delay_ms])
        assert locked["ok"]["state"] == "locked"
        is_locked_and_empty(browser)
        browser.ask("vault.unlock", passphrase=PASSPHRASE)
        note = browser.ask("account.details", id=account_id)["note"]
        assert (note == str(race)) == ("ok" in edited), "what was answered is what was saved"


def test_an_import_in_another_tab_does_not_undo_a_lock(browser: Browser) -> None:
    other = browser.new_tab(browser.url("options/options.html"))
    for race in range(RACES // 2):
        secret = expected_state.secret_base32(f"import {race}")
        text = f"otpauth://totp/import{race}:me?secret={secret}&issuer=import{race}"
        data = base64.b64encode(text.encode()).decode()
        draft = browser.ask("import.read", name="codes.txt", data_base64=data)
        confirm = {"command": "import.confirm", "args": {"id": draft["id"]}}
        other.evaluate(
            "request => { globalThis.confirmed = chrome.runtime.sendMessage(request); }", confirm
        )
        # The lock comes at another moment in each race.
        browser.extension_page.wait_for_timeout(race * LATEST_MS / RACES)
        assert browser.ask("vault.lock")["state"] == "locked"
        confirmed = other.evaluate("globalThis.confirmed")
        is_locked_and_empty(browser)
        browser.ask("vault.unlock", passphrase=PASSPHRASE)
        is_there = f"import{race}" in expected_state.accounts(browser)
        assert is_there == ("ok" in confirmed), "what was answered is what was saved"
    for row in browser.ask("sheet.read")["rows"]:
        if row["issuer"].startswith("import"):
            browser.ask("account.remove", id=row["id"])
            browser.ask("account.purge", id=row["id"])
    other.close()


# --- many accounts ---


def test_all_accounts_are_shown_after_the_first_rows(browser: Browser) -> None:
    """The last test of this browser, because it adds accounts."""
    names = [f"Many-{i}" for i in range(50)]
    text = "\n".join(expected_state.adding(name).args["uri"] for name in names)
    data = base64.b64encode(text.encode()).decode()
    read = browser.ask("import.read", name="accounts.txt", data_base64=data)
    browser.ask("import.confirm", id=read["id"])
    browser.ask("vault.lock")
    popup = browser.press_icon()
    popup.locator("input[name=passphrase]").fill(PASSPHRASE)
    popup.keyboard.press("Enter")
    expect(popup.locator("#rows [data-account]")).to_have_count(len(NAMES) + len(names))
