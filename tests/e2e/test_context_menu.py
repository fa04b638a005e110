"""The context menu on a picture and on a link.

A test cannot open the system's menu. It sends the click event to the worker as the browser
does. The click on the toolbar icon grants activeTab before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from e2e import page_server
from e2e.browser import Browser, until
from e2e.screenshots import looks, setting_in
from e2e.test_scan_page import CANVAS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.page_server import PageServer
    from e2e.screenshots import Screenshots

ACME = "otpauth://totp/ACME:hanako@example.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
BANK = "otpauth://totp/Bank:me?secret=GEZDGNBVGY3TQOJQ&issuer=Bank"

setting = setting_in(*looks("ja", "en-dark"))


def menu_click(own: Browser, page: Page, menu: str, **click: Any) -> Page:
    """Press an entry of the page's menu; the popup that opens."""
    popup = own.press_icon(page)  # grants activeTab, as the menu would
    popup.close()
    until(lambda: not own.popup_is_open(), "the popup to close")
    own.in_worker(
        """async ([menuItemId, click, url]) => {
            const tab = (await chrome.tabs.query({})).find((tab) => tab.active);
            const whole = { menuItemId, frameId: 0, ...click };
            chrome.contextMenus.onClicked.dispatch(whole, { ...tab, url });
        }""",
        [menu, click, page.url],
    )
    return own.popup()


def found(popup: Page, issuer: str) -> None:
    expect(popup.locator("#result .found .issuer")).to_have_text(issuer)


def kept(own: Browser) -> int:
    accounts: int = own.ask("vault.status")["accounts"]
    return accounts


def test_a_picture_of_the_page_is_read(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    own.page.goto(
        local_pages.page(local_pages.img(ACME, "id=first") + local_pages.img(BANK, "id=second"))
    )
    source = own.page.evaluate("document.getElementById('second').src")
    popup = menu_click(own, own.page, "scan.context_menu", srcUrl=source)
    found(popup, "Bank")
    screenshots.take(popup, "found")
    assert kept(own) == 0
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()


def test_a_picture_of_another_origin_is_read_from_the_capture(
    own: Browser, local_pages: PageServer, elsewhere: PageServer
) -> None:
    source = elsewhere.code(ACME)
    own.page.goto(local_pages.page(f"<img src='{source}'>"))
    found(menu_click(own, own.page, "scan.context_menu", srcUrl=source), "ACME")


def test_a_picture_in_a_frame_is_read(own: Browser, local_pages: PageServer) -> None:
    inner = local_pages.page(local_pages.img(ACME, "id=code"))
    own.page.goto(local_pages.page(f"<iframe id=frame src={inner} width=400 height=400></iframe>"))
    own.page.frame_locator("#frame").locator("#code").wait_for()
    source = own.page.evaluate("frames[0].document.getElementById('code').src")
    own.press_icon().close()
    frame = own.in_worker(
        """async () => {
            const tab = (await chrome.tabs.query({})).find((tab) => tab.active);
            const target = { tabId: tab.id, allFrames: true };
            const all = await chrome.scripting.executeScript({ target, func: () => 0 });
            return all.find(({ frameId }) => frameId !== 0)?.frameId ?? 0;
        }"""
    )
    found(menu_click(own, own.page, "scan.context_menu", srcUrl=source, frameId=frame), "ACME")


def test_a_picture_in_a_data_url_is_read(own: Browser, local_pages: PageServer) -> None:
    own.page.goto(local_pages.page(local_pages.img(ACME, "id=code style='width: 20px'")))
    own.page.evaluate(
        """async () => {
            const image = document.getElementById("code");
            const blob = await (await fetch(image.src)).blob();
            const reader = new FileReader();
            await new Promise((done) => { reader.onload = done; reader.readAsDataURL(blob); });
            image.src = reader.result;
            await image.decode();
        }"""
    )
    source = own.page.evaluate("document.getElementById('code').src")
    found(menu_click(own, own.page, "scan.context_menu", srcUrl=source), "ACME")


def test_a_picture_without_a_code_says_so(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    photo = local_pages.pin(
        "/photo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"
    )
    own.page.goto(
        local_pages.page(f"<img src={photo} width=200 height=200>{local_pages.img(ACME)}")
    )
    popup = menu_click(own, own.page, "scan.context_menu", srcUrl=photo)
    expect(popup.locator("#result .message")).to_be_visible()
    screenshots.take(popup, "nothing")


def test_an_account_link_is_added_only_after_confirmation(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    own.page.goto(local_pages.page(f"<a href='{ACME}'>Set up</a>"))
    popup = menu_click(own, own.page, "scan.link", linkUrl=ACME)
    found(popup, "ACME")
    expect(popup.locator("#result .origin")).to_contain_text("127.0.0.1")
    screenshots.take(popup, "found")
    assert kept(own) == 0
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()


def test_another_link_is_reported_as_no_account(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    own.page.goto(local_pages.page("<a href='https://example.com'>Elsewhere</a>"))
    tabs = len(own.tabs())
    popup = menu_click(own, own.page, "scan.link", linkUrl="https://example.com/")
    expect(popup.locator("#result .message")).to_be_visible()
    screenshots.take(popup, "no-link")
    assert len(own.tabs()) == tabs


@pytest.mark.parametrize("kind", ["svg", "canvas"])
def test_an_svg_is_read_from_the_capture(own: Browser, local_pages: PageServer, kind: str) -> None:
    """Of these the browser tells no address; all that is seen is read."""
    own.page.goto(local_pages.page(page_server.svg(ACME)))
    if kind == "canvas":
        own.page.evaluate(CANVAS)
    found(menu_click(own, own.page, "scan.viewport"), "ACME")
    assert kept(own) == 0


def test_a_code_out_of_view_is_offered_and_scrolled_to(
    own: Browser, local_pages: PageServer
) -> None:
    own.page.goto(
        local_pages.page(f"<div style='height: 3000px'></div>{local_pages.img(ACME, 'class=qr')}")
    )
    popup = menu_click(own, own.page, "scan.viewport")
    popup.locator("#result .message .scroll").click()
    found(popup, "ACME")


def test_a_click_while_the_vault_is_locked_is_continued_after_unlock(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    own.ask("vault.protect", passphrase="correct horse battery")
    own.ask("vault.lock")
    own.page.goto(local_pages.page(local_pages.img(ACME, "id=code")))
    source = own.page.evaluate("document.getElementById('code').src")
    popup = menu_click(own, own.page, "scan.context_menu", srcUrl=source)
    popup.locator("input[name=passphrase]").fill("correct horse battery")
    popup.keyboard.press("Enter")
    found(popup, "ACME")
    screenshots.take(popup, "unlocked")
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    assert kept(own) == 1


def test_each_menu_item_exists_once(own: Browser) -> None:
    """Made when the extension was installed: making them again fails, as they are there."""
    for name in ("scan.context_menu", "scan.link", "scan.viewport"):
        error = own.extension_page.evaluate(
            """(id) => new Promise((done) => {
                const menu = { id, title: "x", contexts: ["image"] };
                chrome.contextMenus.create(menu, () => done(chrome.runtime.lastError?.message));
            })""",
            name,
        )
        assert "duplicate" in error.lower()
