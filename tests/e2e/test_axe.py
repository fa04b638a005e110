"""axe-core over the states of every page: no finding, in English and the dark theme nor in Japanese
and the light theme. No color depends on the language, and no name on the theme.

axe-core is a development package. It is evaluated in the page and is no part of the extension.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import pytest
from kakomi import formats
from kakomi.formats import Entry
from kakomi.formats.support.account_builder import new_account
from playwright.sync_api import expect
from tools import paths

from e2e import virtual_authenticator
from e2e.browser import Setting
from e2e.user_actions import press_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from e2e.browser import Browser
    from e2e.page_server import PageServer

AXE = paths.NODE_MODULES / "axe-core" / "axe.min.js"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
PASSPHRASE = "correct horse battery staple"
TOTP = f"otpauth://totp/Acme:ann?secret={SECRET}&issuer=Acme"
HOTP = f"otpauth://hotp/Coin:ben?secret={SECRET}&issuer=Coin&counter=7"
EIGHT = f"otpauth://totp/Bolt:cy?secret={SECRET}&issuer=Bolt&digits=8"
TREND = f"otpauth://totp/Trend:hanako?secret={SECRET[:-1]}S&issuer=Trend"
FIELD = '<label>Code <input autocomplete="one-time-code"></label>'
TRASHED = f"otpauth://totp/Gone:di?secret={SECRET[:-1]}R&issuer=Gone"
RUN = """async () => {
    const moving = document.getAnimations().map((one) => one.finished.catch(() => {}));
    await Promise.race([Promise.all(moving), new Promise((done) => setTimeout(done, 1000))]);
    const { violations } = await axe.run(document, {
        resultTypes: ["violations"],
        rules: { "label-content-name-mismatch": { enabled: true } },
    });
    return violations.flatMap(({ id, nodes }) => nodes
        // axe counts the decorative letter of a row's tile as text of its button: see NAMED.
        .filter(({ html }) => !(id === "label-content-name-mismatch" && /class="copy"/.test(html)))
        .map(({ target, html }) => `${id}: ${target.join(" ")} ${html.slice(0, 160)}`));
}"""

# Each row's button whose accessible name lacks the issuer, the name or the code as they are seen.
NAMED = """[...document.querySelectorAll("#rows .copy")].filter((button) =>
    ![".issuer", ".name", ".code"].every((part) =>
        button.getAttribute("aria-label").includes(button.querySelector(part).innerText.trim())
    )).map((button) => button.getAttribute("aria-label"))"""


def findings(page: Page) -> list[str]:
    """What axe-core finds."""
    if not page.evaluate("Boolean(globalThis.axe)"):
        page.evaluate(AXE.read_text("utf-8"))
    page.emulate_media(reduced_motion="reduce")
    return list(page.evaluate(RUN))


def popup_states(browser: Browser) -> Iterator[tuple[str, Page]]:
    popup = browser.new_tab(browser.url("popup/popup.html"))
    popup.locator("[data-page='options/options.html#import']").wait_for()
    yield "empty", popup
    for uri in (TOTP, EIGHT, HOTP):
        account = browser.ask("account.add", uri=uri)["account_id"]
        browser.ask("account.edit", id=account, groups=["Work"], pinned=uri == TOTP)
    browser.ask("clock.set_offset", offset_ms=120_000)
    popup.reload()
    rows = popup.locator("#rows [data-account]")
    expect(rows).to_have_count(3)
    expect(rows.first.locator("[data-code]")).to_be_visible()
    assert popup.evaluate(NAMED) == []
    expect(popup.locator("#clock-notice")).to_be_visible()
    yield "list, groups and a corrected clock", popup
    popup.locator("#clock-end").click()
    popup.locator("#add").click()
    popup.locator(".menu .paste").wait_for()
    yield "ways to add", popup
    popup.keyboard.press("Escape")
    rows.filter(has_text="Acme").locator(".more").click()
    popup.locator(".menu").wait_for()
    yield "menu", popup
    popup.locator(".menu .menu-rename").click()
    popup.locator("dialog[open] [name=name]").wait_for()
    yield "rename", popup
    popup.keyboard.press("Escape")
    popup.locator("dialog[open]").wait_for(state="detached")
    rows.filter(has_text="Acme").locator(".more").click()
    popup.locator(".menu [data-command='account.remove']").click()
    popup.locator("#toast").wait_for()
    yield "toast", popup
    popup.keyboard.press("z")
    popup.keyboard.press("z")
    yield "nothing matches", popup
    popup.close()


def result_states(browser: Browser, served: PageServer) -> Iterator[tuple[str, Page]]:
    """What a scan of a page answers: nothing, one account, several, part of a transfer, a link."""
    cards = {
        "no code": ("<p>no code</p>", "#result h2"),
        "one account": (served.img(TOTP, scale=3), "#result .found"),
        "several accounts": (served.img(EIGHT, scale=3) + served.img(HOTP, scale=3), ".found-list"),
        "part of a transfer": (served.img(transfer_code(), scale=3), "#result .parts"),
        "no account": (served.img("https://example.com/app", scale=3), "#result h2"),
    }
    for name, (content, shown) in cards.items():
        browser.page.goto(served.page(content))
        popup = browser.press_icon()
        press_command(popup, "scan.page")
        popup.locator(shown).first.wait_for()
        yield name, popup
        popup.close()
        browser.ask("transfer.cancel")
        browser.ask("scan.dismiss")
    browser.page.goto("about:blank")


def transfer_code() -> str:
    """Returns the first code of a transfer that takes several."""
    entries = [
        Entry(new_account=new_account(SECRET[:-1] + i, issuer=f"Site {i}", name=f"{i}@example.com"))
        for i in string.ascii_uppercase
    ]
    return next(iter(formats.write("google", entries, 1).codes))


def site_states(browser: Browser, served: PageServer) -> Iterator[tuple[str, Page]]:
    """What the popup asks of a page: whether another site may have the code, and which of two
    accounts of one name is meant.
    """
    account = browser.ask("account.add", uri=TREND)["account_id"]
    browser.ask("account.edit", id=account, sites=["trendmicro.com"])
    browser.page.goto(served.page(FIELD))
    popup = browser.press_icon()
    popup.locator(f'#rows [data-account="{account}"] .more').click()
    popup.locator(".menu-fill").click()
    popup.locator("#result .note:visible").wait_for()
    yield "other site", popup
    popup.close()
    browser.ask("account.edit", id=account, sites=["trendmicro.com", served.url])
    popup = browser.press_icon()
    popup.locator('#rows [data-site] [data-command="account.fill"]').first.wait_for()
    yield "on this site", popup
    browser.page.evaluate("document.querySelector('input').remove()")
    popup.keyboard.press("Enter")
    popup.locator("#toast").wait_for()
    yield "no field", popup
    popup.close()
    browser.page.goto(served.page(served.img(TREND.replace("GEZD", "MFRG"), scale=3)))
    popup = browser.press_icon()
    press_command(popup, "scan.page")
    popup.locator("#result .comparison").first.wait_for()
    yield "same name", popup
    popup.close()
    browser.ask("scan.dismiss")
    browser.page.goto("about:blank")


def protection_dialogs(page: Page) -> Iterator[tuple[str, Page]]:
    """The recovery key, and a passkey, of an open vault with a passphrase."""
    page.locator('[data-command="vault.make_recovery_key"]:visible').click()
    page.locator("dialog[open] [name=passphrase]").wait_for()
    yield "identity", page
    page.fill("dialog[open] [name=passphrase]", PASSPHRASE)
    page.keyboard.press("Enter")
    page.locator("dialog[open] .recovery-key").wait_for()
    yield "recovery key", page
    page.locator("dialog[open] .choices.end .quiet").click()
    page.locator("dialog[open]").wait_for(state="detached")
    virtual_authenticator.add(page)
    page.locator('[data-command="vault.add_passkey"]:visible').click()
    page.locator('.slots [data-command="vault.remove_slot"]').wait_for()
    yield "passkey", page
    page.locator('.slots [data-command="vault.remove_slot"]').click()
    page.locator('.slots [data-command="vault.remove_slot"]').wait_for(state="detached")


def locked_states(browser: Browser) -> Iterator[tuple[str, Page]]:
    page = browser.new_tab(browser.url("options/options.html#protection"))
    page.locator('[data-command="vault.protect"]:visible').click()
    page.fill("[name=new_passphrase]", PASSPHRASE)
    page.fill("[name=new_passphrase_again]", PASSPHRASE)
    page.keyboard.press("Enter")
    page.locator("#lock-now:visible").wait_for()
    yield "lock set up", page
    yield from protection_dialogs(page)
    page.locator("#lock-now").click()
    page.locator("#locked-view [name=passphrase]").wait_for()
    yield "locked options", page
    page.close()
    popup = browser.press_icon()
    popup.fill("[name=passphrase]", "wrong")
    popup.keyboard.press("Enter")
    popup.locator(".problem:visible").wait_for()
    yield "wrong passphrase", popup
    popup.close()


def options_states(browser: Browser) -> Iterator[tuple[str, Page]]:
    browser.ask("account.add", uri=TRASHED)
    rows = browser.ask("sheet.read")["rows"]
    browser.ask("account.remove", id=next(row["id"] for row in rows if row["issuer"] == "Gone"))
    page = browser.new_tab(browser.url("options/options.html"))
    for room in ("accounts", "add", "import", "backup", "protection", "settings", "about"):
        page.goto(browser.url(f"options/options.html#{room}"))
        page.locator(f"section.page.{room}").wait_for()
        if room == "backup":
            expect(page.locator(".picker > summary")).not_to_be_empty()
        yield room, page
    first = browser.ask("sheet.read")["rows"][0]["id"]
    page.evaluate("(hash) => { location.hash = hash; }", f"#accounts/{first}")
    page.locator("dialog[open]").wait_for()
    yield "details", page
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    page.evaluate("location.hash = '#add'")
    page.fill("[name=issuer]", "Dune")
    page.fill("[name=secret]", SECRET)
    page.locator(".live [data-code]").wait_for()
    yield "typed", page
    page.evaluate("location.hash = '#import'")
    file: Any = {"name": "a.txt", "mimeType": "text/plain", "buffer": TRASHED.encode()}
    page.set_input_files("[name=import_files]", [file])
    page.locator(".preview").wait_for()
    yield "preview", page
    page.evaluate("location.hash = '#protection'")
    page.locator('[data-command="vault.protect"]:visible').click()
    page.locator("[name=new_passphrase]:visible").first.wait_for()
    yield "protect", page
    page.close()


def other_states(browser: Browser) -> Iterator[tuple[str, Page]]:
    for path in ("welcome/welcome", "capture/capture", "camera/camera", "help/help", "admin/admin"):
        page = browser.new_tab(browser.url(f"{path}.html"))
        page.locator("h1:visible").first.wait_for()
        yield path, page
        page.close()


@pytest.mark.parametrize(
    "setting",
    [Setting(language="en", dark=True), Setting(language="ja")],
    ids=["en-dark", "ja-light"],
)
def test_axe_finds_nothing(
    start: Callable[..., Browser], local_pages: PageServer, setting: Setting
) -> None:
    browser = start(setting)
    is_dark = "matchMedia('(prefers-color-scheme: dark)').matches"
    assert browser.extension_page.evaluate(is_dark) == setting.dark
    found: dict[str, list[str]] = {}
    groups = (
        popup_states(browser),
        options_states(browser),
        other_states(browser),
        result_states(browser, local_pages),
        site_states(browser, local_pages),
        locked_states(browser),
    )
    for states in groups:
        for name, page in states:
            if problems := findings(page):
                found[name] = problems
    assert found == {}, "\n".join(f"{name}: {one}" for name in found for one in found[name])
