"""Codes drawn with block characters, whose lines have gaps and whose modules are not square."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e import page_server
from e2e.browser import Browser, Setting, until
from e2e.cases import collected
from e2e.user_actions import box_round, drag, leave_result, overlay_is_there, press_command

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.page_server import PageServer
    from e2e.screenshots import Screenshots
    from e2e.user_actions import User

ACME = "otpauth://totp/ACME:hanako@example.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
SHELL = "background: #1e1e1e; color: #d4d4d4"
KINDS = ("half", "full", "quarter")
# By line height; "rows" as a terminal in a page has it, each line an element of its own.
HOLDERS = {
    "close": "<pre id=code style='line-height: 1; {look}'>{text}</pre>",
    "apart": "<pre id=code style='line-height: 1.6; {look}'>{text}</pre>",
    "among": "<pre id=code style='line-height: 1.4; {look}'>$ login\n{text}\nOr type:</pre>",
    "field": "<textarea id=code rows=40 cols=120 style='{look}'>{text}</textarea>",
    "rows": "<div id=code style='font: 14px/1.3 monospace; white-space: pre; {look}'>{text}</div>",
}


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting(ratio=1.25)


def shown(own: Browser, local_pages: PageServer, kind: str, holder: str, dark: bool) -> None:
    text = page_server.written(ACME, kind, inverse=dark)
    if holder == "rows":
        text = "".join(f"<div>{line}</div>" for line in text.split("\n"))
    body = HOLDERS[holder].format(text=text, look=SHELL if dark else "")
    own.page.goto(local_pages.page(f"<h1>Set up your app</h1>{body}<p>Then go on.</p>"))


def found(popup: Page) -> None:
    expect(popup.locator("#result .found .issuer")).to_have_text("ACME")


# Every kind in every holder, light and dark in turn.
CASES = [
    (kind, holder, bool(number % 2))
    for number, (kind, holder) in enumerate(itertools.product(KINDS, HOLDERS))
]


def test_block_characters_are_read(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    """In a popup that stays open while the page shows another."""
    own.page.goto(local_pages.page(""))
    popup = own.press_icon()
    with collected() as case:
        for kind, holder, dark in CASES:
            name = f"{kind}-{holder}-{'dark' if dark else 'light'}"
            with case(name):
                shown(own, local_pages, kind, holder, dark)
                press_command(popup, "scan.page")
                found(popup)
                screenshots.take(own.page, name)
            leave_result(popup)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_box_around_block_characters_is_read(
    own: Browser, local_pages: PageServer, dark: bool
) -> None:
    shown(own, local_pages, "half", "apart", dark)
    popup = own.press_icon()
    press_command(popup, "scan.region")
    until(lambda: overlay_is_there(own.page), "the box over the page")
    drag(own.page, *box_round(own.page.locator("#code")).corners("se"))
    popup = own.popup()
    expect(popup.locator(".row .issuer").first).to_have_text("ACME")


def test_block_characters_out_of_view_are_scrolled_to(
    own: Browser, local_pages: PageServer
) -> None:
    text = page_server.written(ACME, "half")
    pre = f"<pre style='line-height: 1.6'>{text}</pre>"
    own.page.goto(local_pages.page(f"<div style='height: 3000px'></div>{pre}"))
    popup = own.press_icon()
    press_command(popup, "scan.page")
    popup.locator("#result .message .scroll").click()
    found(popup)


def test_a_picture_in_a_box_is_read_at_this_pixel_ratio_on_a_zoomed_page(user: User) -> None:
    user.go("/keys")
    user.zoom_to(2.0)
    popup = user.scan_region("nw")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
