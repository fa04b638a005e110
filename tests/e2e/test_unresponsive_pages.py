"""Pages that are slow to search or never answer: the scan ends soon, and says so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e import page_server
from e2e.browser import Browser, Setting
from e2e.user_actions import press_command

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.page_server import PageServer

ACME = "otpauth://totp/ACME:hanako@example.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
BUSY_MS = 12_000
LIMIT_S = 6  # the questions' limits are 2 s at most; the rest is the machine's
BUSY_SOON = f"""() => {{
    setTimeout(() => {{
        const end = Date.now() + {BUSY_MS};
        while (Date.now() < end);
    }}, 50);
}}"""


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting()


def scan(own: Browser, *, busy: bool = False) -> tuple[Page, float]:
    """Press Scan, on a busy page if asked; the popup, and how many seconds passed until it shows a
    result.
    """
    own.ask("sheet.read")  # the worker has started
    popup = own.press_icon()
    if busy:
        make_busy(own)
    begin = time.monotonic()
    press_command(popup, "scan.page")
    expect(popup.locator("#result .card").first).to_be_visible()
    return popup, time.monotonic() - begin


def make_busy(own: Browser) -> None:
    own.page.evaluate(BUSY_SOON)
    time.sleep(0.2)  # a busy page cannot say that it is busy


def block_spans(count: int) -> str:
    line = "█▀▄ █▀▄ █▀▄"
    return "".join(f"<span>{line}</span>" for _ in range(count))


@pytest.mark.parametrize(
    ("count", "depth"), [(5_000, 1), (50_000, 6)], ids=["5000 flat", "50000 nested"]
)
def test_a_page_full_of_block_characters_is_searched_in_time(
    own: Browser, local_pages: PageServer, count: int, depth: int
) -> None:
    body = "<div>" * depth + block_spans(count) + "</div>" * depth
    own.page.goto(local_pages.page(body))
    popup, seconds = scan(own)
    expect(popup.locator("#result .message")).to_be_visible()
    assert seconds < LIMIT_S
    # The page's own thread is free again.
    begin = time.monotonic()
    own.page.evaluate("1")
    assert time.monotonic() - begin < 1


def test_a_code_of_one_span_for_each_character_is_still_read(
    own: Browser, local_pages: PageServer
) -> None:
    text = page_server.written(ACME, "half")
    rows = (
        "<div>" + "".join(f"<span>{character}</span>" for character in line) + "</div>"
        for line in text.split("\n")
    )
    style = "font: 14px/1.6 monospace; white-space: pre"
    own.page.goto(local_pages.page(f"<div id=code style='{style}'>{''.join(rows)}</div>"))
    popup, _ = scan(own)
    expect(popup.locator("#result .found .issuer")).to_have_text("ACME")


@pytest.mark.timing
def test_a_busy_page_without_a_code_ends_the_scan_and_is_named(
    own: Browser, local_pages: PageServer
) -> None:
    own.page.goto(local_pages.page("<h1>Nothing</h1>"))
    popup, seconds = scan(own, busy=True)
    expect(popup.locator("#result .message .note")).to_contain_text("didn’t respond")
    assert seconds < LIMIT_S


def test_the_code_on_a_busy_page_is_read_from_the_capture(
    own: Browser, local_pages: PageServer
) -> None:
    own.page.goto(local_pages.page(local_pages.img(ACME)))
    own.page.locator("img").evaluate("image => image.decode()")
    popup, seconds = scan(own, busy=True)
    expect(popup.locator("#result .found .issuer")).to_have_text("ACME")
    assert seconds < LIMIT_S


def test_a_busy_page_gets_no_overlay_afterwards(own: Browser, local_pages: PageServer) -> None:
    own.page.goto(local_pages.page(local_pages.img(ACME)))
    popup = own.press_icon()
    make_busy(own)
    with own.page.context.expect_page() as opened:
        press_command(popup, "scan.region")
    assert opened.value.url == own.url("capture/capture.html")
    own.page.evaluate("1")  # waits until the page is free
    own.page.wait_for_timeout(300)  # nothing else shows that no overlay comes
    assert own.page.locator("[data-kakomi-overlay]").count() == 0
