"""The origin of a code that is shown in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.browser import Browser, Setting
from e2e.user_actions import press_command

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.page_server import PageServer

ACME = "otpauth://totp/ACME:hanako@example.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
FRAME = "<iframe src='{src}' {attributes} style='width: 500px; height: 400px'></iframe>"


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting()


def scan(own: Browser, body: str, local_pages: PageServer) -> Page:
    own.page.goto(local_pages.page(f"<h1>Set up your app</h1>{body}"), wait_until="load")
    popup = own.press_icon()
    press_command(popup, "scan.page")
    expect(popup.locator("#result .found .issuer")).to_have_text("ACME")
    return popup


def host(url: str) -> str:
    return url.removeprefix("http://").partition("/")[0]


def added_origin(own: Browser, popup: Page) -> str:
    popup.locator("#result .found .first").click()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    row = own.ask("sheet.read")["rows"][0]
    return str(own.ask("account.details", id=row["id"])["origin"])


@pytest.mark.parametrize("depth", [1, 2])
def test_a_frame_of_another_origin_is_named_with_its_page(
    own: Browser, local_pages: PageServer, elsewhere: PageServer, depth: int
) -> None:
    src = elsewhere.page(elsewhere.img(ACME))
    if depth == 2:  # in a frame of the page's own origin
        src = local_pages.page(FRAME.format(src=src, attributes=""))
    popup = scan(own, FRAME.format(src=src, attributes=""), local_pages)
    reported = popup.locator("#result .origin").inner_text()
    assert host(elsewhere.url) in reported
    assert host(local_pages.url) in reported
    assert added_origin(own, popup) == elsewhere.url


def test_a_code_in_a_same_origin_frame_has_the_pages_origin(
    own: Browser, local_pages: PageServer
) -> None:
    src = local_pages.page(local_pages.img(ACME))
    popup = scan(own, FRAME.format(src=src, attributes=""), local_pages)
    assert popup.locator("#result .origin").inner_text() == f"From {host(local_pages.url)}"
    assert added_origin(own, popup) == local_pages.url


def test_the_content_of_a_sandboxed_frame_has_no_known_origin(
    own: Browser, local_pages: PageServer
) -> None:
    src = local_pages.page(local_pages.img(ACME))
    popup = scan(own, FRAME.format(src=src, attributes="sandbox"), local_pages)
    assert "another site" in popup.locator("#result .origin").inner_text()
    assert added_origin(own, popup) == ""


def test_a_code_over_a_frame_has_the_pages_origin(
    own: Browser, local_pages: PageServer, elsewhere: PageServer
) -> None:
    frame = FRAME.format(src=elsewhere.page("<p>An advertisement</p>"), attributes="")
    over = local_pages.img(ACME, "style='position: absolute; left: 60px; top: 130px'")
    popup = scan(own, frame + over, local_pages)
    assert popup.locator("#result .origin").inner_text() == f"From {host(local_pages.url)}"
    assert added_origin(own, popup) == local_pages.url
