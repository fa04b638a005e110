"""Pages that allow no content script: the captured picture opens in a tab of the extension."""

from __future__ import annotations

import base64
import io
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from console import qr
from console.rehearsal import PRACTICE
from console.ways import NORMAL
from PIL import Image
from playwright.sync_api import expect

from e2e.browser import until
from e2e.user_actions import Box, closes, drag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from e2e.user_actions import User

PICTURE = qr.png(PRACTICE.uri("practice"), NORMAL.look)
SIDE = Image.open(io.BytesIO(PICTURE)).width


def data_page() -> str:
    """A page whose address is its whole content, the code in its corner."""
    source = f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}"
    html = f'<body style="margin: 40px"><img src="{source}" style="display: block">'
    return "data:text/html;base64," + base64.b64encode(html.encode()).decode()


@contextmanager
def pdf_site() -> Iterator[str]:
    """A document with the code on a page, as a browser shows it."""
    page = Image.new("RGB", (900, 500), "white")
    page.paste(Image.open(io.BytesIO(PICTURE)).convert("RGB"), (300, 60))
    content = io.BytesIO()
    page.save(content, format="PDF", resolution=96)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/pdf")
            self.send_header("Content-Length", str(len(content.getvalue())))
            self.end_headers()
            self.wfile.write(content.getvalue())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/code.pdf"
        server.shutdown()


def open_capture_page(user: User) -> Page:
    """Press the icon and "Select region"; the tab with the picture."""
    popup = user.open_popup()
    with user.page.context.expect_page() as opened:
        user.press(popup, "scan.region")
    page = opened.value
    page.locator(".kakomi-stage").wait_for()
    return page


def draw(page: Page, box: Box) -> None:
    """A box on the picture, in pixels of the capture."""
    shown = page.locator(".kakomi-stage").bounding_box()
    picture = page.locator("img").evaluate("img => [img.naturalWidth, img.naturalHeight]")
    assert shown is not None
    scale = shown["width"] / picture[0]
    x, y = shown["x"], shown["y"]
    left, top, right, bottom = (e * scale for e in (box.left, box.top, box.right, box.bottom))
    drag(page, *Box(x + left, y + top, x + right, y + bottom).corners("se"))


def test_a_code_on_a_data_url_is_scanned(user: User) -> None:
    user.page.goto(data_page())
    page = open_capture_page(user)
    user.photograph("capture-page", page)
    draw(page, Box(30, 30, 50 + SIDE, 50 + SIDE))
    popup = user.browser.popup()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    user.photograph("added", popup)
    closes(page)
    assert user.page.evaluate("document.visibilityState") == "visible"


def shows_code(page: Page) -> bool:
    """Whether a code can be read in what the page shows now."""
    return bool(zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot()))))


def test_a_code_in_a_pdf_is_scanned(user: User) -> None:
    with pdf_site() as address:
        user.page.goto(address)
        # The viewer sends no event when it has drawn.
        until(lambda: shows_code(user.page), "the document to be drawn")
        popup = user.open_popup()
        user.press(popup, "scan.page")
        expect(popup.locator("#result .found")).to_be_visible()
        user.photograph("found", popup)
        user.close(popup)


def test_a_box_on_the_capture_of_a_chrome_page_is_scanned(user: User) -> None:
    user.page.goto("chrome://version")
    popup = user.open_popup()
    user.press(popup, "scan.page")
    expect(popup.locator("#result .message")).to_be_visible()
    user.photograph("nothing", popup)
    with user.page.context.expect_page() as opened:
        popup.locator("#result [data-command='scan.region']").click()
    page = opened.value
    page.locator(".kakomi-stage").wait_for()
    user.photograph("capture-page", page)
    draw(page, Box(300, 300, 600, 600))
    popup = user.browser.popup()
    expect(popup.locator("#result .message")).to_be_visible()


@pytest.mark.parametrize("how", ["key", "button"])
def test_cancelling_returns_to_the_page(user: User, how: str) -> None:
    user.page.goto(data_page())
    page = open_capture_page(user)
    if how == "key":
        page.keyboard.press("Escape")
    else:
        page.locator("[data-command='scan.cancel']").click()
    closes(page)
    until(lambda: "capture" not in user.browser.session(), "the picture to be let go")
    assert not user.browser.popup_is_open()
    assert user.page.evaluate("document.visibilityState") == "visible"


def test_the_arrow_keys_draw_a_box_on_the_picture(user: User) -> None:
    user.page.goto(data_page())
    page = open_capture_page(user)
    shown = page.locator(".kakomi-stage").bounding_box()
    assert shown is not None
    page.keyboard.press("ArrowUp")
    for _ in range(round(shown["width"] / 10)):
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
    user.photograph("keys", page)
    page.keyboard.press("Enter")
    popup = user.browser.popup()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()


def test_a_page_that_cannot_be_captured_is_reported(user: User) -> None:
    user.page.goto("about:blank")
    popup = user.open_popup()
    user.press(popup, "scan.page")
    expect(popup.locator("#result .message")).to_be_visible()
    user.photograph("refused", popup)


def test_the_capture_page_without_a_picture_says_so(user: User) -> None:
    page = user.browser.new_tab(user.browser.url("capture/capture.html"))
    expect(page.locator(".absent")).to_be_visible()
    user.photograph("absent", page)
    page.locator("[data-act='close']").click()
    closes(page)
