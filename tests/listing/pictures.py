"""The pictures of the store's listing, taken from the product at the rehearsal console.

Five pictures of 1280 x 800 pixels in each language, in the light theme, and the small tile of
440 x 280 pixels. A popup is a window of its own in Chrome: its picture is pasted over the page's,
at the place where Chrome opens it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import console
from e2e.browser import Browser, Setting
from e2e.screenshots import OUTPUT, Screenshots
from e2e.user_actions import User, box_round
from PIL import Image, ImageDraw, ImageFilter

from listing.texts import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from playwright.sync_api import Page, Playwright

WIDTH, HEIGHT = 1280, 800
TILE = (440, 280)
ICON = ROOT / "extension" / "icons" / "128.png"
POPUP_RIGHT, POPUP_TOP = 24, 8
APPEARING_MS = 250  # of an animation at the beginning; nothing outside of it shows its end
ACCOUNTS = (
    ("GitHub", "hanako"),
    ("Google", "hanako@example.com"),
    ("Slack (Acme)", "hanako"),
    ("AWS", "production"),
)


def make(playwright: Playwright, product: Path, profile: Path, folder: Path, language: str) -> None:
    """Write the five pictures and the tile into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    profile.mkdir()
    setting = Setting(language=language, width=WIDTH, height=HEIGHT + 200)
    browser = Browser(playwright, product, profile, setting)
    try:
        with console.serve() as site:
            _take(User(browser, site, Screenshots(OUTPUT / "listing" / language)), folder)
    finally:
        browser.quit()


def _take(user: User, folder: Path) -> None:
    browser, page = user.browser, user.page
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    user.sign_in()
    user.reach_enrolment()
    user.show_qr()
    user.begin_region()
    begin, end = box_round(user.qr()).corners("se")
    page.mouse.move(begin.x, begin.y)
    page.mouse.down()
    page.mouse.move(end.x, end.y, steps=10)
    _write(picture_of(page), folder / "1-select.png")
    page.mouse.up()
    popup = browser.popup()
    popup.wait_for_timeout(APPEARING_MS)
    _write(_over(picture_of(page), picture_of(popup)), folder / "2-added.png")
    user.close(popup)
    for uri in uris_of(ACCOUNTS):
        browser.ask("account.add", uri=uri)
    browser.ask("scan.dismiss")
    browser.ask("backup.snooze")  # the pictures show no reminder
    browser.ask("vault.decline_protection")
    user.go("/sign-in")
    popup = user.open_popup()
    popup.locator("[data-account]").nth(len(ACCOUNTS)).wait_for()
    popup.wait_for_timeout(APPEARING_MS)
    _write(_over(picture_of(page), picture_of(popup)), folder / "3-codes.png")
    _tile(popup, folder / "tile.png")
    user.close(popup)
    page.bring_to_front()
    for number, route in ((4, "backup"), (5, "protection")):
        page.goto(browser.url(f"options/options.html#{route}"))
        page.locator("#main h1:visible").first.wait_for()
        page.wait_for_timeout(APPEARING_MS)
        _write(picture_of(page), folder / f"{number}-{route}.png")


def uris_of(accounts: Iterable[tuple[str, str]]) -> list[str]:
    """Returns the URIs of accounts, by issuer and name."""
    uris = []
    for issuer, name in accounts:
        secret = f"{issuer}{name}".encode().hex().upper().translate(str.maketrans("0189", "ABCD"))
        uris.append(f"otpauth://totp/{issuer}:{name}?secret={secret[:32]:A<32}&issuer={issuer}")
    return uris


def picture_of(page: Page) -> Image.Image:
    """Returns what a page shows."""
    return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def _over(page: Image.Image, popup: Image.Image) -> Image.Image:
    """Returns the page with the popup at its top right corner, with a shadow as windows have."""
    left = page.width - popup.width - POPUP_RIGHT
    shadow = Image.new("L", page.size, 0)
    box = (left - 2, POPUP_TOP + 2, left + popup.width + 2, POPUP_TOP + popup.height + 6)
    ImageDraw.Draw(shadow).rounded_rectangle(box, radius=10, fill=110)
    dark = Image.new("RGB", page.size, "black")
    page.paste(dark, (0, 0), shadow.filter(ImageFilter.GaussianBlur(10)))
    page.paste(popup, (left, POPUP_TOP))
    return page


def _tile(popup: Page, path: Path) -> None:
    """The small tile: the icon and the first rows on the product's color."""
    rows = picture_of(popup).crop((0, 0, 360, TILE[1]))
    icon = Image.open(ICON).convert("RGBA").resize((96, 96), Image.Resampling.LANCZOS)
    tile = Image.new("RGB", TILE, "#2c3f93")
    tile.paste(icon, (24, (TILE[1] - icon.height) // 2), icon)
    tile.paste(rows, (150, 28))
    _write(tile, path, TILE)


def _write(picture: Image.Image, path: Path, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
    """Raises ValueError if the picture does not have the size that the store asks for."""
    if picture.size != size:
        raise ValueError(f"{path.name} is {picture.size}, not {size}")
    picture.save(path, optimize=True)
