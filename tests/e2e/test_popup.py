"""The popup itself: right codes at once, what a click and a key do, and nothing silent."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from playwright.sync_api import expect

from e2e.browser import Browser, Setting, until
from e2e.screenshots import OF_EACH_STEP
from e2e.user_actions import User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import console
    from playwright.sync_api import Locator, Page

    from e2e.screenshots import Screenshots

LONG = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # 160 bits: pyotp takes none under 112
ACCOUNTS = {
    "plain": f"otpauth://totp/Acme:plain?secret={LONG}&issuer=Acme",
    "eight": f"otpauth://totp/Acme:eight?secret={LONG}&issuer=Acme&digits=8",
    "sha256": f"otpauth://totp/Bolt:sha256?secret={LONG}&issuer=Bolt&algorithm=SHA256",
    "sha512": f"otpauth://totp/Bolt:sha512?secret={LONG}&issuer=Bolt&algorithm=SHA512&period=60",
    "counted": f"otpauth://hotp/Coin:counted?secret={LONG}&issuer=Coin&counter=7",
    "日本": f"otpauth://totp/さくら銀行:日本?secret={LONG}&issuer=さくら銀行&period=45",
    "steam": f"otpauth://totp/Steam:steam?secret={LONG}&issuer=Steam&encoder=steam",
    "last": f"otpauth://totp/Zebra:last?secret={LONG}&issuer=Zebra&digits=7",
}


def pressed_at_once(*keys: str, control: bool = False) -> str:
    """A script that presses the keys before the popup's handlers are loaded."""
    events = [{"key": key, "ctrlKey": control, "bubbles": True, "cancelable": True} for key in keys]
    return f"""document.addEventListener("DOMContentLoaded", () => {{
        for (const event of {json.dumps(events)})
            document.body.dispatchEvent(new KeyboardEvent("keydown", event));
    }})"""


# In one call: a call of its own for each account would cost the processor as much as the account.
ADD = """async (uris) => {
    for (const uri of uris) {
        const reply = await chrome.runtime.sendMessage({ command: "account.add", args: { uri } });
        if (!("ok" in reply)) throw new Error(JSON.stringify(reply));
    }
}"""


@pytest.fixture
def owner(user: User) -> User:
    """Somebody with accounts of every kind, on a page of the web."""
    user.browser.extension_page.evaluate(ADD, list(ACCOUNTS.values()))
    user.go("/keys")
    return user


def row(popup: Page, name: str) -> Locator:
    """The account of that name."""
    return popup.locator("#rows [data-account]").filter(
        has=popup.locator(".name", has_text=re.compile(f"^{name}$"))
    )


def shown(popup: Page) -> list[str]:
    """The names in sight, from the top."""
    found: list[str] = popup.locator("#rows [data-account]:visible .name").all_inner_texts()
    return found


def expected_codes(name: str, at_unix: float) -> set[str]:
    """What pyotp says for now and for a moment ago: the popup was read in between."""
    otp = pyotp.parse_uri(ACCOUNTS[name])
    assert isinstance(otp, pyotp.TOTP)
    return {otp.at(int(at_unix)), otp.at(int(at_unix) - 5)}


def shows_right_code(popup: Page, name: str) -> None:
    """Expects the row to show the code that pyotp makes. A busy machine may paint it late."""
    code = row(popup, name).locator("[data-code]")
    until(
        lambda: code.get_attribute("data-code") in expected_codes(name, time.time()),
        f"the right code of {name}",
    )


# --- codes ---


def test_codes_are_those_of_pyotp_and_are_grouped_and_the_next_and_the_ring_follow_the_time(
    owner: User,
) -> None:
    popup = owner.open_popup()
    for name in ("plain", "eight", "sha256", "sha512", "日本", "steam", "last"):
        shows_right_code(popup, name)
    for name, shape in (("plain", r"\d{3} \d{3}"), ("eight", r"\d{4} \d{4}"), ("steam", r"\w{5}")):
        expect(row(popup, name).locator(".code")).to_have_text(re.compile(f"^{shape}$"))
    expect(popup.locator("#rows .is-hidden")).to_have_count(0)  # their color is that of a text
    owner.photograph("rows", popup)
    shows_the_next_code_before_it_is_due(popup)
    ring_follows_the_period(popup)


def set_clock(popup: Page, at_unix: float) -> None:
    """Lets time pass on this page's clocks and has it paint.

    Playwright's own clock counts for all pages of a browser, and other tests use it afterwards.
    """
    popup.evaluate(
        """(at_ms) => {
            const passed_ms = at_ms - Date.now();
            const monotonic = performance.now.bind(performance);
            performance.now = () => monotonic() + passed_ms;
            Date.now = () => at_ms;
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        at_unix * 1000,
    )


def shows_the_next_code_before_it_is_due(popup: Page) -> None:
    left_s = 30 - time.time() % 30
    if left_s > 5:
        set_clock(popup, time.time() + left_s - 4)
    following = row(popup, "plain").locator("[data-next]")
    expect(following).to_be_visible()
    otp = pyotp.parse_uri(ACCOUNTS["plain"])
    assert isinstance(otp, pyotp.TOTP)
    assert following.get_attribute("data-next") == otp.at(int(time.time() + left_s + 1))


def ring_follows_the_period(popup: Page) -> None:
    for name, period_s in (("plain", 30), ("sha512", 60)):
        ring = row(popup, name).locator(".ring")
        now_s = time.time() // period_s * period_s
        for passed in (0.1, 1 / 3, 0.5, 0.9):
            set_clock(popup, now_s + passed * period_s + 0.5)
            elapsed = float(ring.evaluate("(ring) => ring.style.getPropertyValue('--elapsed')"))
            assert elapsed == pytest.approx(passed, abs=1 / 30)


def test_a_counter_based_code_is_generated_on_request(owner: User) -> None:
    counted = pyotp.parse_uri(ACCOUNTS["counted"])
    assert isinstance(counted, pyotp.HOTP)
    popup = owner.open_popup()
    line = row(popup, "counted")
    for later in (0, 1):  # pyotp counts from where the account began
        line.locator("[data-command='account.use']").first.click()
        expect(line.locator(".code")).to_have_attribute("data-code", counted.at(later))
    owner.browser.stop_worker()
    owner.close(popup)
    popup = owner.open_popup()
    row(popup, "counted").locator("[data-command='account.use']").first.click()
    expect(row(popup, "counted").locator(".code")).to_have_attribute("data-code", counted.at(2))


# --- copying ---


def test_the_code_is_copied_without_spaces_by_click_and_by_key(owner: User) -> None:
    for name, how in (("plain", "click"), ("steam", "key")):
        owner.page.fill("#field", "")
        copied = copy(owner, name, how)
        owner.page.click("#field")
        owner.page.keyboard.press("Control+V")
        assert owner.page.input_value("#field") == copied, how


def copy(owner: User, name: str, how: str) -> str | None:
    """Copies the account's code in the popup and closes it. Returns the code."""
    popup = owner.open_popup()
    button = row(popup, name).locator(".copy")
    code = row(popup, name).locator("[data-code]").get_attribute("data-code")
    if how == "click":
        button.click()
    else:
        popup.keyboard.type(name)
        popup.keyboard.press("Enter")
    expect(row(popup, name)).to_have_class(re.compile(r"\bis-copied\b"))
    owner.close(popup)
    return code


# --- keys and the filter ---


def filters_at_once(owner: User, *, known: bool) -> None:
    """Letters and Enter, with the rows from the sheet, or from a stopped worker."""
    browser = owner.browser
    browser.stop_worker()
    if not known:
        browser.extension_page.evaluate("chrome.storage.session.clear()")
    tab = browser.new_tab("about:blank")
    tab.bring_to_front()
    tab.add_init_script(pressed_at_once(*"steam", "Enter"))
    tab.goto(browser.url("popup/popup.html"))
    expect(row(tab, "steam")).to_have_class(re.compile(r"\bis-copied\b"))
    assert shown(tab) == ["steam"]
    tab.keyboard.press("Escape")
    assert len(shown(tab)) == len(ACCOUNTS)
    tab.close()


def test_keys_pressed_before_their_handlers_are_loaded_are_queued(owner: User) -> None:
    filters_at_once(owner, known=True)
    filters_at_once(owner, known=False)
    copies_the_first_code_at_once(owner)


def copies_the_first_code_at_once(owner: User) -> None:
    """Control+C."""
    tab = owner.browser.new_tab("about:blank")
    tab.add_init_script(pressed_at_once("c", control=True))
    tab.goto(owner.browser.url("popup/popup.html"))
    expect(row(tab, "plain")).to_have_class(re.compile(r"\bis-copied\b"))


def test_a_passphrase_typed_at_once_keeps_its_order(owner: User) -> None:
    browser = owner.browser
    secret = "nine calm words for a box"
    browser.ask("vault.protect", passphrase=secret)
    browser.ask("vault.lock")
    tab = browser.new_tab("about:blank")
    tab.add_init_script(pressed_at_once(*"steam", "Enter"))
    tab.goto(browser.url("popup/popup.html"))
    field = tab.locator("#lock input").first
    expect(field).to_be_focused()
    tab.keyboard.type("boat")
    expect(field).to_have_value("steamboat")
    browser.ask("vault.unlock", passphrase=secret)
    browser.ask("vault.unprotect")


def test_letters_filter_and_escape_clears_the_filter(owner: User) -> None:
    popup = owner.open_popup()
    expect(popup.locator("#rows [data-account]")).to_have_count(len(ACCOUNTS))
    popup.keyboard.type("ｂＯ")  # full width, as an IME leaves it
    assert shown(popup) == ["sha256", "sha512"]
    popup.keyboard.type("xx")
    assert shown(popup) == []
    expect(popup.locator("#no-match")).to_be_visible()
    owner.photograph("no-match", popup)
    popup.keyboard.press("Escape")
    assert len(shown(popup)) == len(ACCOUNTS)


def kept(owner: User, accounts: int) -> None:
    until(lambda: owner.browser.ask("vault.status")["accounts"] == accounts, "the accounts")


def test_everything_can_be_done_with_keys(owner: User) -> None:
    popup = owner.open_popup()
    keys = popup.keyboard
    expect(popup.locator("#filter")).to_be_focused()
    for name in ("plain", "eight"):
        keys.press("ArrowDown")
        expect(row(popup, name).locator(".copy")).to_be_focused()
    keys.press("Delete")
    expect(row(popup, "eight")).to_have_count(0)
    kept(owner, len(ACCOUNTS) - 1)
    keys.press("Control+z")
    kept(owner, len(ACCOUNTS))
    expect(row(popup, "eight").locator(".copy")).to_be_focused()
    keys.press("F2")
    popup.locator("dialog[open] [name=issuer]").fill("Apex")
    popup.locator("dialog[open] [name=name]").fill("renamed")
    keys.press("Enter")
    expect(row(popup, "renamed").locator(".issuer")).to_have_text("Apex")


# --- changing ---


def test_a_removed_account_can_be_restored_and_a_removal_outlasts_the_popup(owner: User) -> None:
    popup = owner.open_popup()
    before = shown(popup)
    row(popup, "sha256").locator(".more").click()
    owner.photograph("menu", popup)
    popup.locator(".menu [data-command='account.remove']").click()
    expect(row(popup, "sha256")).to_have_count(0)
    owner.photograph("removed", popup)
    popup.locator("#toast-action").click()
    expect(row(popup, "sha256")).to_be_visible()
    assert shown(popup) == before
    shows_right_code(popup, "sha256")
    kept(owner, len(ACCOUNTS))
    row(popup, "last").locator(".more").click()
    popup.locator(".menu [data-command='account.remove']").click()
    expect(row(popup, "last")).to_have_count(0)
    owner.close(popup)
    popup = owner.open_popup()
    expect(row(popup, "plain")).to_be_visible()
    expect(row(popup, "last")).to_have_count(0)


def test_a_new_name_is_saved(owner: User) -> None:
    popup = owner.open_popup()
    row(popup, "日本").locator(".more").click()
    popup.locator(".menu .menu-rename").click()
    popup.locator("dialog[open] [name=name]").fill("花子")
    owner.photograph("rename", popup)
    popup.locator("dialog[open] [data-command='account.edit']").click()
    expect(row(popup, "花子")).to_be_visible()
    owner.browser.stop_worker()
    owner.close(popup)
    expect(row(owner.open_popup(), "花子")).to_be_visible()


# --- the list as its owner wants it ---


def choose(popup: Page, name: str, item: str) -> None:
    """Chooses an item of the account's menu."""
    row(popup, name).hover()
    row(popup, name).locator(".more").click()
    popup.locator(f".menu .{item}").click()


def shows(popup: Page, *names: str) -> None:
    """Expects these accounts, in this order."""
    until(lambda: shown(popup) == list(names), f"{names}", patience_s=20)


def test_accounts_are_ordered_grouped_and_hidden(owner: User) -> None:
    names = list(ACCOUNTS)
    popup = owner.open_popup()
    expect(popup.locator("#rows [data-account]")).to_have_count(len(names))
    begin, end = (row(popup, name).bounding_box() for name in ("steam", "eight"))
    assert begin is not None
    assert end is not None
    popup.mouse.move(begin["x"] + 150, begin["y"] + 20)
    popup.mouse.down()
    popup.mouse.move(end["x"] + 150, end["y"] + 4, steps=5)
    owner.photograph("dragged", popup)
    popup.mouse.up()
    shows(popup, "plain", "steam", *(each for each in names[1:] if each != "steam"))
    assert popup.locator(".is-copied").count() == 0
    popup.keyboard.press("Alt+ArrowUp")
    order = ["steam", *(each for each in names if each != "steam")]
    shows(popup, *order)
    owner.close(popup)
    popup = owner.open_popup()
    shows(popup, *order)
    choose(popup, "last", "menu-pin")
    shows(popup, "last", *order[:-1])
    choose(popup, "last", "menu-groups")
    popup.locator("dialog[open] [name=group]").fill("Travel")
    popup.keyboard.press("Enter")
    popup.locator("#groups [data-group=Travel]").click()
    shows(popup, "last")
    owner.photograph("group", popup)
    popup.locator("#groups .group-more").click()
    popup.locator("dialog[open] [name=group]").fill("Journeys")
    popup.keyboard.press("Enter")
    expect(popup.locator("#groups [data-group=Journeys]").first).to_have_attribute(
        "aria-pressed", "true"
    )
    choose(popup, "last", "menu-hide")
    shows(popup)
    popup.locator("#groups button").last.click()
    shows(popup, "last")
    popup.locator("#groups button").first.click()
    shows(popup, *order[:-1])


@pytest.fixture
def usual_rules(owner: User) -> Iterator[None]:
    """Sets the rules back after the test, because the next test has the same browser."""
    rules = owner.browser.ask("vault.status")["rules"]
    yield
    owner.browser.ask("vault.set_rules", **rules)


@pytest.mark.usefixtures("usual_rules")
def test_codes_and_names_are_hidden_on_request(owner: User) -> None:
    settings = owner.browser.new_tab(owner.browser.url("options/options.html#settings"))
    settings.locator("[name=density]").select_option("compact")
    settings.locator("[name=hide_codes]").check()
    until(lambda: owner.browser.ask("vault.status")["rules"]["hide_codes"], "the setting")
    owner.photograph("settings", settings)
    settings.close()
    popup = owner.open_popup()
    line = row(popup, "plain")
    expect(line.locator(".code")).to_have_text(re.compile("^\u2022{3} \u2022{3}$"))
    expect(popup.locator("#rows [data-code]")).to_have_count(0)
    owner.photograph("hidden", popup)
    line.locator(".copy").click()
    shows_right_code(popup, "plain")
    expect(popup.locator("#rows [data-code]")).to_have_count(1)
    popup.keyboard.press("F9")
    expect(popup.locator("#rows [data-code]")).to_have_count(0)
    until(lambda: owner.browser.ask("vault.status")["rules"]["curtain"], "the curtain")
    owner.close(popup)
    popup = owner.open_popup()
    color = "(name) => getComputedStyle(name).color"
    until(lambda: row(popup, "plain").locator(".name").evaluate(color).endswith(" 0)"), "no names")
    owner.photograph("curtain", popup)
    popup.keyboard.press("F9")
    until(lambda: not row(popup, "plain").locator(".name").evaluate(color).endswith(" 0)"), "names")


def test_a_wrong_clock_is_found_by_the_code_of_another_device(owner: User) -> None:
    popup = owner.open_popup()
    other = pyotp.parse_uri(ACCOUNTS["plain"])
    assert isinstance(other, pyotp.TOTP)
    choose(popup, "plain", "menu-clock")
    dialog = popup.locator("dialog[open]")
    dialog.locator("[name=code]").fill(other.at(int(time.time()) + 150))
    dialog.locator(".save").click()
    dialog.locator(".keep").click()
    expect(popup.locator("#clock-notice")).to_be_visible()
    owner.photograph("clock", popup)
    code = row(popup, "plain").locator("[data-code]")
    near = {other.at(int(time.time()) + after) for after in range(90, 240, 30)}
    until(lambda: code.get_attribute("data-code") in near, "the corrected code")
    popup.locator("#clock-end").click()
    expect(popup.locator("#clock-notice")).to_be_hidden()
    shows_right_code(popup, "plain")


# --- at once, and when all goes wrong ---


@pytest.fixture
def speechless(start: Callable[..., Browser], product: Path, tmp_path: Path) -> Browser:
    """A browser whose Kakomi has no Python, so that everything shown comes from the sheet."""
    copy = tmp_path / "kakomi"
    shutil.copytree(product, copy, copy_function=os.link)
    shutil.rmtree(copy / "python")
    return start(product=copy)


def sheet(browser: Browser) -> dict[str, Any]:
    """The content of storage.session in a browser with Python."""
    local_pages = browser.session()
    return {key: local_pages[key] for key in ("sheet", "sheet.rest") if key in local_pages}


def test_codes_are_painted_from_the_sheet(owner: User, speechless: Browser) -> None:
    speechless.extension_page.evaluate(
        "board => chrome.storage.session.set(board)", sheet(owner.browser)
    )
    popup = speechless.press_icon()
    code = row(popup, "plain").locator("[data-code]").get_attribute("data-code")
    assert code in expected_codes("plain", time.time())
    expect(popup.locator("#toast")).to_be_visible()
    owner.photograph("stale", popup)


def test_without_python_no_first_run_is_shown(
    speechless: Browser, screenshots: Screenshots
) -> None:
    popup = speechless.press_icon()
    expect(popup.locator("#trouble")).to_be_visible()
    expect(popup.locator("#empty")).to_be_hidden()
    screenshots.take(popup, "trouble")


def test_a_vault_damaged_in_both_stores_is_reported_and_not_shown_as_new(
    start: Callable[..., Browser], screenshots: Screenshots
) -> None:
    browser = start()
    browser.ask("account.add", uri=ACCOUNTS["plain"])
    browser.stop_worker()
    browser.ruin()
    popup = browser.press_icon()
    expect(popup.locator("#trouble")).to_be_visible()
    expect(popup.locator("#empty")).to_be_hidden()
    screenshots.take(popup, "damaged")
    assert "error" in browser.say("account.add", uri=ACCOUNTS["last"])


# --- how it looks ---

LOOKS = {
    "ja-light": Setting(language="ja"),
    "ja-dark": Setting(language="ja", dark=True),
    "en-light": Setting(language="en"),
    "en-dark": Setting(language="en", dark=True),
}
WORDS = {"ja": ("読み取る", "アカウントがありません"), "en": ("Scan", "No accounts yet")}


@pytest.mark.parametrize("look", LOOKS if OF_EACH_STEP else ["ja-light", "en-dark"])
def test_in_both_languages_and_schemes(
    start: Callable[..., Browser], site: console.Site, screenshots: Screenshots, look: str
) -> None:
    setting = LOOKS[look]
    user = User(start(setting), site, screenshots)
    user.go("/keys")
    popup = user.open_popup()
    scan, empty = WORDS[setting.language]
    expect(popup.locator("#empty-title")).to_be_visible()
    expect(popup.locator("#empty-title")).to_have_text(empty)
    expect(popup.locator("[data-command='scan.page']")).to_have_text(re.compile(f"^{scan}"))
    dark = popup.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark == setting.dark
    paper = popup.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 3 * 128) == setting.dark
    user.photograph("empty", popup)
    user.press(popup, "scan.page")
    popup.locator("#result .found").wait_for()
    user.photograph("found", popup)
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner")).to_be_visible()
    user.close(popup)
    for uri in ACCOUNTS.values():
        user.browser.ask("account.add", uri=uri)
    popup = user.open_popup()
    expect(popup.locator("#rows [data-account]")).to_have_count(len(ACCOUNTS) + 1)
    user.photograph("rows", popup)
    popup.keyboard.press("+")
    expect(popup.locator(".add-menu [data-command='scan.page']")).to_be_focused()
    user.photograph("ways to add", popup)
    popup.keyboard.press("Enter")
    expect(popup.locator("#add[data-asked]")).to_have_count(0, timeout=20_000)
    expect(popup.locator("#banner")).to_be_visible()  # the account of the page is there already
    user.begin_region_from(popup)
    user.page.wait_for_timeout(250)  # the overlay's closed shadow root hides its animation
    user.photograph("overlay")
    user.page.keyboard.press("Escape")
