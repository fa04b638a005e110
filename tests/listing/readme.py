"""The picture of the README: the popup with some accounts, in light and dark."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from e2e.browser import Browser, Setting, until
from PIL import Image, ImageDraw

from listing.pictures import ACCOUNTS, APPEARING_MS, picture_of, uris_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Playwright

FURTHER_ACCOUNTS = (
    ("Discord", "hanako"),
    ("Dropbox", "hanako"),
    ("Kumo Mail", "hanako@example.jp"),
)
RATIO = 2  # screens that show the README have two pixels for each CSS pixel
PERIOD_S = 30  # of the codes
MARGIN_PX, CORNER_PX = 40, 24
FRAME = "#8b8f99"


def make(playwright: Playwright, product: Path, profiles: Path, path: Path) -> None:
    """Write the picture. ``profiles`` is an empty folder."""
    popups = [_popup(playwright, product, profiles, dark=dark) for dark in (False, True)]
    width, height = popups[0].size
    complete = Image.new("RGB", (2 * width + 3 * MARGIN_PX, height + 2 * MARGIN_PX), "white")
    for index, popup in enumerate(popups):
        left = MARGIN_PX + index * (width + MARGIN_PX)
        mask = Image.new("L", popup.size, 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), CORNER_PX, fill=255)
        complete.paste(popup, (left, MARGIN_PX), mask)
        frame = (left, MARGIN_PX, left + width - 1, MARGIN_PX + height - 1)
        ImageDraw.Draw(complete).rounded_rectangle(frame, CORNER_PX, outline=FRAME, width=2)
    complete.save(path, optimize=True)


def _popup(playwright: Playwright, product: Path, profiles: Path, *, dark: bool) -> Image.Image:
    profile = profiles / ("dark" if dark else "light")
    profile.mkdir()
    browser = Browser(playwright, product, profile, Setting(dark=dark, ratio=RATIO))
    try:
        uris = uris_of([*ACCOUNTS, *FURTHER_ACCOUNTS])
        for uri in uris:
            browser.ask("account.add", uri=uri)
        browser.ask("backup.snooze")  # the picture shows no reminder
        browser.ask("vault.decline_protection")
        popup = browser.press_icon()
        popup.locator("[data-account]").nth(len(uris) - 1).wait_for()
        until(lambda: time.time() % PERIOD_S < PERIOD_S / 2, "codes that last", 2 * PERIOD_S)
        popup.wait_for_timeout(APPEARING_MS)
        return picture_of(popup)
    finally:
        browser.quit()
