"""Icons on the tiles of accounts, in the popup and on the options page."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import expect

from e2e.screenshots import looks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

    from e2e.browser import Browser
    from e2e.screenshots import Screenshots

KNOWN = ["Google", "GitHub", "GitLab", "X", "Amazon Web Services", "楽天", "LINE", "Snapchat"]
UNKNOWN = ["Acme", "Acorn", "Zebra"]


@pytest.fixture
def accounts(browser: Browser) -> Iterator[Browser]:
    for issuer in [*KNOWN, *UNKNOWN]:
        label, secret = quote(issuer), base64.b32encode(issuer.encode()).decode().rstrip("=")
        uri = f"otpauth://totp/{label}:ann?secret={secret}&issuer={label}"
        browser.ask("account.add", uri=uri)
    yield browser
    browser.reset()


def popup(browser: Browser, scheme: str) -> Page:
    page = browser.new_tab(browser.url("manifest.json"))
    page.set_viewport_size({"width": 380, "height": 590})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(browser.url("popup/popup.html"))
    return page


def tile(page: Page, issuer: str) -> Locator:
    return page.locator("[data-account]", has_text=issuer).locator(".tile")


@pytest.mark.parametrize("scheme", looks("light", "dark"))
def test_known_services_have_icons_and_others_have_distinct_letters(
    accounts: Browser, screenshots: Screenshots, scheme: str
) -> None:
    page = popup(accounts, scheme)
    for issuer in KNOWN:
        tile(page, issuer).scroll_into_view_if_needed()
        expect(tile(page, issuer).locator("svg path").first).to_be_attached()
        expect(tile(page, issuer)).to_have_text("")
    pictures = {
        tile(page, issuer).locator("svg").inner_html() for issuer in ("Google", "GitHub", "GitLab")
    }
    assert len(pictures) == 3
    for issuer, letters in zip(UNKNOWN, ("Ac", "Ao", "Z"), strict=True):
        expect(tile(page, issuer)).to_have_text(letters)
    page.mouse.wheel(0, -5000)
    screenshots.take(page, f"popup-{scheme}")
    page.close()


@pytest.mark.parametrize("scheme", looks("dark", "light"))
def test_the_options_page_shows_icons(
    accounts: Browser, screenshots: Screenshots, scheme: str
) -> None:
    page = accounts.new_tab(accounts.url("manifest.json"))
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(accounts.url("options/options.html#accounts"))
    for issuer in KNOWN:
        expect(tile(page, issuer).locator("svg path").first).to_be_attached()
    screenshots.take(page, f"options-{scheme}")
    tile(page, "GitHub").click()
    drawer = page.locator("dialog[open]")
    expect(drawer.locator(".tile svg")).to_be_visible()
    screenshots.take(page, f"details-{scheme}")
    drawer.locator("input[name=issuer]").fill("Acme Works")
    drawer.locator("input[name=name]").focus()
    expect(drawer.locator(".tile")).to_have_text("A")
    page.close()


@pytest.mark.timing
def test_the_file_of_icons_is_read_after_the_first_code(accounts: Browser) -> None:
    page = accounts.new_tab(accounts.url("manifest.json"))
    page.set_viewport_size({"width": 380, "height": 590})
    page.add_init_script(
        """
        const read = fetch;
        globalThis.fetch = (...args) => {
            globalThis.firstRead ??= [
                String(args[0]),
                document.querySelectorAll(".row [data-code]").length,
                performance.now(),
            ];
            return read(...args);
        };
        """
    )
    page.goto(accounts.url("popup/popup.html"))
    expect(tile(page, "Google").locator("svg")).to_be_attached()
    address, codes, read_ms = page.evaluate("globalThis.firstRead")
    painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    assert address.endswith("/vendor/service-icons/icons.txt")
    assert codes > 0
    frame_ms = 17  # browsers round the time of a paint
    assert page.wait_for_function(painted).json_value() <= read_ms + frame_ms
    page.close()


def test_a_page_without_the_file_shows_letters(accounts: Browser) -> None:
    page = accounts.new_tab(accounts.url("manifest.json"))
    page.set_viewport_size({"width": 380, "height": 590})
    page.add_init_script("globalThis.fetch = () => Promise.reject(new TypeError('no file'))")
    page.goto(accounts.url("popup/popup.html"))
    expect(tile(page, "Google")).to_have_text("G")
    page.close()


def test_a_users_own_picture_replaces_the_icon_and_can_be_undone(
    accounts: Browser, screenshots: Screenshots
) -> None:
    drawn = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((900, 500)).save(drawn, "JPEG")
    photo: Any = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}
    page = accounts.new_tab(accounts.url("manifest.json"))
    page.goto(accounts.url("options/options.html#accounts"))
    tile(page, "GitHub").click()
    drawer = page.locator("dialog[open]")
    drawer.locator("input[name=picture]").set_input_files(photo)
    expect(drawer.locator("header .tile img, .tile img").first).to_be_visible()
    drawer.get_by_text("Remove image").scroll_into_view_if_needed()
    screenshots.take(page, "own-picture")
    expect(tile(page, "GitHub").locator("img")).to_be_attached()
    front = popup(accounts, "light")
    tile(front, "GitHub").scroll_into_view_if_needed()
    expect(tile(front, "GitHub").locator("img")).to_be_visible()
    screenshots.take(front, "own-picture-popup")
    front.close()
    drawer.get_by_text("Remove image").click()
    expect(drawer.locator(".tile svg")).to_be_visible()
    drawer.locator(".saved [data-command]").click()
    expect(drawer.locator(".tile img")).to_be_visible()
    bad: Any = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no image"}
    drawer.locator("input[name=picture]").set_input_files(bad)
    expect(drawer.locator(".problem:visible")).to_have_text("This image can’t be opened.")
    expect(drawer.locator(".tile img")).to_be_visible()
    page.close()
