"""This page's account first, and its code in the field by one gesture; never on a wrong site.

A test can press neither Chrome's shortcuts nor its address bar. It sends their events to the worker
as the browser does. The click on the toolbar icon grants activeTab before.
"""

from __future__ import annotations

import base64
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from e2e.browser import Browser, Setting, until
from e2e.screenshots import looks
from e2e.user_actions import closes, press_command

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.page_server import PageServer
    from e2e.screenshots import Screenshots

PASSPHRASE = "nine calm words for a box"
NEVER = {"after_minutes": None, "at_screen_lock": False, "at_browser_close": True}
FIELD = '<label>Code <input id="code" autocomplete="one-time-code"></label>'
OTHERS = 24  # the account of the page is beyond the first rows of the sheet


def secret_of(issuer: str) -> str:
    """Another for each account: Kakomi adds no account twice."""
    return base64.b32encode(issuer.encode().ljust(20, b"-")).decode()


def add(own: Browser, issuer: str, name: str, *sites: str, **more: object) -> str:
    extra = "".join(f"&{key}={value}" for key, value in more.items())
    secret = secret_of(issuer)
    uri = f"otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}{extra}"
    account: str = own.ask("account.add", uri=uri)["account_id"]
    if sites:
        own.ask("account.edit", id=account, sites=list(sites))
    return account


def codes_of_now(issuer: str) -> set[str]:
    otp, now = pyotp.TOTP(secret_of(issuer)), time.time()
    return {otp.at(int(now)), otp.at(int(now - 2)), otp.at(int(now + 3))}


def press(popup: Page, key: str) -> None:
    """Press a key after which the popup may be gone before it has answered."""
    with suppress(PlaywrightError):
        popup.keyboard.press(key)


def is_filled(own: Browser, issuer: str = "Home") -> None:
    field = own.page.locator("#code")
    until(lambda: len(field.input_value()) == 6, "the field to be filled in")
    assert field.input_value() in codes_of_now(issuer)


def row(popup: Page, account: str) -> Any:
    return popup.locator(f'#rows [data-account="{account}"]')


def test_enter_fills_in_the_account_of_this_page(own: Browser, local_pages: PageServer) -> None:
    for number in range(OTHERS):
        add(own, f"Other{number}", "someone")
    account = add(own, "Home", "hanako", local_pages.url)
    own.page.goto(local_pages.page(FIELD))
    popup = own.press_icon()
    first = popup.locator("#rows [data-account]").first
    expect(first).to_have_attribute("data-account", account)
    expect(first).to_have_attribute("data-site", local_pages.url.removeprefix("http://"))
    expect(popup.locator("#rows [data-site]")).to_have_count(1)
    expect(first.locator('[data-command="account.fill"]')).to_be_visible()
    press(popup, "Enter")
    is_filled(own)
    until(lambda: not own.popup_is_open(), "the popup to close")


def test_without_a_field_enter_copies_the_code(own: Browser, local_pages: PageServer) -> None:
    account = add(own, "Home", "hanako", local_pages.url)
    own.page.goto(local_pages.page("<input name=city>"))
    popup = own.press_icon()
    popup.keyboard.press("Enter")
    expect(row(popup, account)).to_contain_class("is-copied")
    expect(row(popup, account).locator('[data-command="account.fill"]')).to_have_count(0)
    assert own.page.input_value("input") == ""


def test_a_removed_field_is_reported_and_the_code_is_copied(
    own: Browser, local_pages: PageServer
) -> None:
    account = add(own, "Home", "hanako", local_pages.url)
    own.page.goto(local_pages.page(FIELD))
    popup = own.press_icon()
    expect(row(popup, account).locator('[data-command="account.fill"]')).to_be_visible()
    own.page.evaluate("document.getElementById('code').remove()")
    popup.keyboard.press("Enter")
    expect(popup.locator("#toast")).to_contain_text("no field for a code")
    expect(row(popup, account)).to_contain_class("is-copied")


def test_of_several_fields_the_one_that_is_clicked_is_filled_in(
    own: Browser, local_pages: PageServer
) -> None:
    add(own, "Home", "hanako", local_pages.url)
    two = "<label>MFA code 1 <input id=first></label><label>MFA code 2 <input id=code></label>"
    own.page.goto(local_pages.page(f"<h1>Set up MFA</h1>{two}"))
    popup = own.press_icon()
    expect(popup.locator('#rows [data-command="account.fill"]')).to_be_visible()
    press(popup, "Enter")
    expect(own.page.locator("[data-kakomi-overlay]")).to_be_attached()
    own.page.locator("#code").click()
    is_filled(own)
    assert own.page.input_value("#first") == ""
    expect(own.page.locator("[data-kakomi-overlay]")).to_have_count(0)


def test_ctrl_c_copies_and_two_copies_on_a_page_make_a_site(
    own: Browser, local_pages: PageServer
) -> None:
    account = add(own, "Home", "hanako")
    own.page.goto(local_pages.page(FIELD))
    for _ in range(2):
        popup = own.press_icon()
        expect(row(popup, account)).not_to_have_attribute("data-site", "")
        popup.keyboard.press("Control+c")
        expect(row(popup, account)).to_contain_class("is-copied")
        popup.close()
    until(lambda: own.ask("account.details", id=account)["sites"], "the site to be learned")
    popup = own.press_icon()
    expect(row(popup, account).locator('[data-command="account.fill"]')).to_be_visible()
    popup.keyboard.press("Control+c")
    expect(row(popup, account)).to_contain_class("is-copied")
    assert own.page.input_value("#code") == ""


def test_another_site_is_asked_about_with_the_safe_answer_first(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    account = add(own, "Trend", "hanako", "trendmicro.com")
    own.page.goto(local_pages.page(FIELD))
    popup = own.press_icon()
    row(popup, account).locator(".more").click()
    popup.locator(".menu-fill").click()
    host = local_pages.url.removeprefix("http://")
    expect(popup.locator("#result-title")).to_have_text(f"This page is {host}.")
    expect(popup.locator("#result .note")).to_have_text(
        "The account Trend hanako belongs to trendmicro.com."
    )
    expect(popup.locator("#result .first")).to_be_focused()
    expect(popup.locator("[data-code]:visible")).to_have_count(0)
    screenshots.take(popup, "question")
    popup.keyboard.press("Enter")
    expect(row(popup, account)).to_be_visible()
    assert own.page.input_value("#code") == ""

    row(popup, account).locator(".more").click()
    popup.locator(".menu-fill").click()
    with suppress(PlaywrightError):
        popup.click("#result .second")
    is_filled(own, "Trend")

    def sources() -> list[str]:
        return [site["source"] for site in own.ask("account.details", id=account)["sites"]]

    until(lambda: sources() == ["entered", "filled"], "the site to be learned")


def test_an_account_without_a_site_is_proposed_by_its_service_and_needs_confirmation(
    own: Browser, screenshots: Screenshots
) -> None:
    account = add(own, "GitHub", "hanako")
    html = f"<!doctype html><title>sign in</title>{FIELD}"
    for host in ("github.com", "github.com.evil.example"):
        own.page.route(
            f"https://{host}/**", lambda route: route.fulfill(body=html, content_type="text/html")
        )
    own.page.goto("https://github.com.evil.example/login")
    popup = own.press_icon()
    expect(row(popup, account)).to_be_visible()
    expect(popup.locator("#rows [data-site]")).to_have_count(0)
    popup.close()

    own.page.goto("https://github.com/login")
    popup = own.press_icon()
    expect(popup.locator("#site-title")).to_have_text("Suggested for this site")
    expect(row(popup, account).locator('[data-command="account.fill"]')).to_be_visible()
    screenshots.take(popup, "proposed")
    popup.keyboard.press("Enter")
    expect(popup.locator("#result-title")).to_have_text("Fill in on github.com?")
    assert own.page.input_value("#code") == ""
    screenshots.take(popup, "question")
    press(popup, "Enter")
    is_filled(own, "GitHub")


def test_a_fill_waits_for_the_next_code_and_escape_copies_the_current_one(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    period_s = 10
    account = add(own, "Home", "hanako", local_pages.url, period=period_s)
    own.page.goto(local_pages.page(FIELD))
    popup = own.press_icon()
    expect(row(popup, account).locator('[data-command="account.fill"]')).to_be_visible()
    # A fill waits only in the last seconds of a period.
    time.sleep(period_s - 2 - time.time() % period_s if time.time() % period_s < 8 else 0)
    popup.keyboard.press("Enter")
    expect(row(popup, account)).to_contain_class("is-waiting")
    screenshots.take(popup, "waiting")
    old = row(popup, account).locator("[data-code]").get_attribute("data-code")
    popup.keyboard.press("Escape")
    expect(row(popup, account)).to_contain_class("is-copied")
    own.extension_page.bring_to_front()
    assert own.page.input_value("#code") == ""
    assert old


def grant(own: Browser) -> None:
    """Press the icon, which grants activeTab as a shortcut would, and close the popup."""
    own.press_icon().close()
    until(lambda: not own.popup_is_open(), "the popup to close")


def shortcut(own: Browser) -> None:
    grant(own)
    own.in_worker(
        """async () => {
            const tab = (await chrome.tabs.query({})).find((tab) => tab.active);
            chrome.commands.onCommand.dispatch("fill", tab);
        }"""
    )


def test_the_shortcut_fills_in_and_the_address_bar_continues_after_unlock(
    own: Browser, local_pages: PageServer
) -> None:
    add(own, "Home", "hanako", local_pages.url)
    [command] = [
        each
        for each in own.extension_page.evaluate("chrome.commands.getAll()")
        if each["name"] == "fill"
    ]
    assert command["shortcut"], "another extension's or Chrome's"
    own.page.goto(local_pages.page(FIELD))
    shortcut(own)
    is_filled(own)

    add(own, "Work", "taro", local_pages.url)
    own.ask("vault.protect", passphrase=PASSPHRASE)
    own.ask("vault.set_rules", **NEVER)
    own.ask("vault.lock")
    own.page.goto(local_pages.page(FIELD))
    grant(own)
    own.in_worker("chrome.omnibox.onInputEntered.dispatch('tar', 'currentTab')")
    popup = own.popup()
    popup.fill("input[name=passphrase]", PASSPHRASE)
    press(popup, "Enter")
    is_filled(own, "Work")
    until(lambda: not own.popup_is_open(), "the popup to close")
    assert "fill.pending" not in own.session()
    own.ask("vault.unprotect")


PENDING = """async (ageS) => {
    const [tab] = await chrome.tabs.query({ active: true, url: "http://*/*" });
    const pending = {
        state: "locked", fill: null, tab_id: tab.id, pointed: false, id: "", typed: "",
        at_unix: Math.floor(Date.now() / 1000) - ageS,
    };
    await chrome.storage.session.set({ "fill.pending": pending });
}"""


@pytest.mark.parametrize(
    ("age_s", "elsewhere"), [(0, False), (121, False), (0, True)], ids=["now", "old", "other tab"]
)
def test_the_popup_continues_only_a_recent_fill_of_its_own_tab(
    own: Browser, local_pages: PageServer, age_s: int, *, elsewhere: bool
) -> None:
    add(own, "Home", "hanako", local_pages.url)
    own.page.goto(local_pages.page(FIELD))
    grant(own)
    own.in_worker(PENDING, age_s)
    front = own.new_tab(local_pages.page("<p>another</p>")) if elsewhere else own.page
    if not (age_s or elsewhere):
        with suppress(StopIteration):  # the popup may have filled in and closed before it is found
            own.press_icon(front)
        is_filled(own)
    else:
        popup = own.press_icon(front)
        expect(popup.locator("#rows [data-account]")).to_have_count(1)
        until(lambda: "fill.pending" not in own.session(), "the pending fill to be dropped")
        popup.wait_for_timeout(800)  # nothing else shows that nothing is filled in
        assert own.page.input_value("#code") == ""
        assert own.popup_is_open()


def test_the_shortcut_on_another_site_opens_the_question(
    own: Browser, local_pages: PageServer, elsewhere: PageServer
) -> None:
    account = add(own, "Home", "hanako", elsewhere.url)
    own.page.goto(local_pages.page(FIELD))
    shortcut(own)
    popup = own.popup()
    expect(row(popup, account)).to_be_visible()  # whose code is wanted, nobody has said
    assert own.page.input_value("#code") == ""
    popup.close()


def test_the_address_bar_fills_in_the_account_that_was_typed(
    own: Browser, local_pages: PageServer
) -> None:
    add(own, "Work", "taro", local_pages.url)
    add(own, "Home", "hanako", local_pages.url)
    own.page.goto(local_pages.page(FIELD))
    grant(own)
    suggested = own.in_worker(
        """() => new Promise((resolve) => {
            chrome.omnibox.onInputChanged.dispatch("", resolve);
        })"""
    )
    assert [each["content"] for each in suggested] == ["Home hanako"]
    own.in_worker("chrome.omnibox.onInputEntered.dispatch('han', 'currentTab')")
    is_filled(own)


def test_the_account_of_the_code_on_the_page_is_added_and_filled_in_by_one_key(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    uri = f"otpauth://totp/Home:hanako?secret={secret_of('Home')}&issuer=Home"
    own.page.goto(local_pages.page(local_pages.img(uri) + FIELD))
    popup = own.press_icon()
    press_command(popup, "scan.page")
    expect(popup.locator("#result .what")).to_have_text("Add and fill in")
    expect(popup.locator("#result .first")).to_be_focused()
    screenshots.take(popup, "found")
    popup.evaluate(
        """() => {
            const text = document.getElementById("banner-text");
            const note = () => localStorage.setItem("test.banner", text.textContent);
            new MutationObserver(note).observe(text, { childList: true, characterData: true });
        }"""
    )
    press(popup, "Enter")
    is_filled(own)
    assert own.ask("vault.status")["accounts"] == 1
    closes(popup)
    said = own.extension_page.evaluate("localStorage.getItem('test.banner')")
    assert said == "The code is filled in on the page.", "before the popup closed"


def test_the_sites_of_an_account_are_shown_added_and_removed(
    own: Browser, screenshots: Screenshots
) -> None:
    account = add(own, "Home", "hanako", "example.com", "bücher.example")
    page = own.new_tab(own.url(f"options/options.html#accounts/{account}"))
    expect(page.locator(".sites b")).to_have_text(
        ["example.com", "bücher.example (xn--bcher-kva.example)"]
    )
    page.fill("input[name=site]", "not a site")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=site]")).to_have_attribute("aria-invalid", "true")
    page.fill("input[name=site]", "https://login.example.org/otp")
    page.keyboard.press("Enter")
    expect(page.locator(".sites li")).to_have_count(3)
    page.locator(".sites button").first.click()
    expect(page.locator(".sites li")).to_have_count(2)
    page.locator("input[name=appends_code]").check()
    page.locator(".sites").scroll_into_view_if_needed()
    screenshots.take(page, "sites")
    until(lambda: own.ask("account.details", id=account)["appends_code"], "the switch to be saved")
    hosts = [site["host"] for site in own.ask("account.details", id=account)["sites"]]
    assert hosts == ["xn--bcher-kva.example", "login.example.org"]


def test_a_code_is_appended_to_the_password_by_one_press(
    own: Browser, local_pages: PageServer
) -> None:
    account = add(own, "Home", "hanako", local_pages.url)
    own.ask("account.edit", id=account, appends_code=True)
    own.page.goto(local_pages.page('<input type="password" id="secret">'))
    own.page.fill("#secret", "hunter22")
    popup = own.press_icon()
    expect(popup.locator('#rows [data-command="account.fill"]')).to_be_visible()
    popup.keyboard.press("Enter")
    until(lambda: own.page.input_value("#secret") != "hunter22", "the code to be appended")
    assert re.fullmatch(r"hunter22[0-9]{6}", own.page.input_value("#secret"))


@pytest.mark.parametrize("setting", looks("en-light", "ja-dark"))
def test_in_both_languages_and_schemes(
    start: Any, setting: str, local_pages: PageServer, screenshots: Screenshots
) -> None:
    language, scheme = setting.split("-")
    browser: Browser = start(Setting(language=language, dark=scheme == "dark"))
    add(browser, "GitHub", "hanako@example.com", local_pages.url)
    add(browser, "GitLab", "taro", local_pages.url)
    for name in ("Amazon", "Bank", "Cloud"):
        add(browser, name, "me@example.com")
    browser.page.goto(local_pages.page(FIELD))
    popup = browser.press_icon()
    expect(popup.locator('[data-command="account.fill"]').first).to_be_visible()
    screenshots.take(popup, "fills")
    popup.click("#stay-open")
    screenshots.take(popup, "keep-open")
    popup.keyboard.press("Escape")
    popup.locator("#rows .more").last.click()
    screenshots.take(popup, "menu")
    popup.locator(".menu-fill").click()
    expect(popup.locator("#result .first")).to_be_focused()
    screenshots.take(popup, "question")
    popup.keyboard.press("Enter")
    browser.page.evaluate("document.getElementById('code').remove()")
    popup.locator("#rows .copy").first.click()
    expect(popup.locator("#toast")).to_be_visible()
    screenshots.take(popup, "no-field")
