"""What a user does on the console's website and in Kakomi: click, drag, type, wait."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.device import Verdict
from playwright.sync_api import expect

from e2e.browser import until

if TYPE_CHECKING:
    from console import Site
    from playwright.sync_api import FrameLocator, Locator, Page

    from e2e.browser import Browser
    from e2e.screenshots import Screenshots

MARGIN_PX = 12


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the window, CSS px."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """What is drawn: CSS px of the window."""

    left: float
    top: float
    right: float
    bottom: float

    def corners(self, direction: str) -> tuple[Point, Point]:
        """Where a drag to "se", "sw", "ne" or "nw" begins and ends."""
        down, right = direction[0] == "s", direction[1] == "e"
        x = (self.left, self.right) if right else (self.right, self.left)
        y = (self.top, self.bottom) if down else (self.bottom, self.top)
        return Point(x[0], y[0]), Point(x[1], y[1])


def box_round(thing: Locator, margin_px: float = MARGIN_PX) -> Box:
    """The box a user would draw round something, within the window."""
    place = thing.bounding_box()
    assert place is not None, "it is not on the page"
    width, height = thing.page.evaluate("[innerWidth, innerHeight]")
    return Box(
        left=max(1, place["x"] - margin_px),
        top=max(1, place["y"] - margin_px),
        right=min(width - 1, place["x"] + place["width"] + margin_px),
        bottom=min(height - 1, place["y"] + place["height"] + margin_px),
    )


def drag(page: Page, begin: Point, end: Point, *, steps: int = 8) -> None:
    """The left button, held down from one place to another."""
    page.mouse.move(begin.x, begin.y)
    page.mouse.down()
    page.mouse.move(end.x, end.y, steps=steps)
    page.mouse.up()


def overlay_is_there(page: Page) -> bool:
    """Whether the box's host hangs in the page."""
    return page.locator("[data-kakomi-overlay]").count() > 0


def closes(page: Page) -> None:
    """The tab is closed, now or soon."""
    if not page.is_closed():
        page.wait_for_event("close")


class User:
    """Somebody with a browser, an account at the console, and Kakomi in the toolbar."""

    def __init__(self, browser: Browser, site: Site, screenshots: Screenshots) -> None:
        self.browser = browser
        self.site = site
        self.screenshots = screenshots

    @property
    def page(self) -> Page:
        """The tab the console is in."""
        return self.browser.page

    # --- in the console ---

    def go(self, path: str) -> None:
        """Open one of the console's pages."""
        self.page.goto(self.site.url.rstrip("/") + path)

    def sees(self, name: str, notice: str | None = None) -> None:
        """That page is shown now, with that notice."""
        expect(self.page.locator("main")).to_have_attribute("data-page", name)
        if notice is not None:
            expect(self.page.locator("#notice")).to_have_attribute("data-notice", notice)

    def photograph(self, name: str, page: Page | None = None) -> None:
        """Keep a picture of what is shown."""
        self.screenshots.take(page or self.page, name)

    def sign_in(self) -> None:
        """With user and password, which the page gives."""
        self.go("/sign-in")
        self.page.click("#sign-in")

    def mailed_code(self, kind: str) -> str:
        """The code of the newest mail of a kind, read in the mailbox's own tab."""
        with self.page.context.expect_page() as opened:
            self.page.click("#open-mailbox")
        mailbox = opened.value
        mail = mailbox.locator(f'.mail[data-mail="{kind}"][data-state="good"]').first
        expect(mail).to_be_visible()
        code = mail.locator(".mail-code").inner_text()
        self.photograph(f"mailbox-{kind}", mailbox)
        mailbox.close()
        self.page.bring_to_front()
        return code

    def reach_enrolment(self) -> None:
        """From signed in to the page with the three steps: mail, code, continue."""
        self.go("/two-factor/setup")
        self.page.click("#send-mail")
        self.sees("confirm")
        self.page.fill("#confirmation-code", self.mailed_code("confirmation"))
        self.page.click("#continue")
        self.sees("enrol")

    def show_qr(self, way: str = "normal") -> None:
        """Choose the way and press "Show the QR code"."""
        if way != "normal":
            self.page.select_option("#way", way)
        self.page.click("#show-qr")
        expect(self.page.locator("main")).to_have_attribute("data-shown", "1")
        self.bring_into_view()

    def come_to_qr(self, way: str = "normal") -> None:
        """The same for somebody who has enrolment open: by its address."""
        self.go(f"/two-factor/enrol?show=1&way={way}")
        self.bring_into_view()

    def bring_into_view(self) -> None:
        """Scroll until the code is in the middle."""
        self.qr().wait_for(state="visible")
        self.qr().evaluate("element => element.scrollIntoView({block: 'center'})")

    def qr(self) -> Locator:
        """The code on the page, in whatever frames it is."""
        within: Page | FrameLocator = self.page
        way = self.page.locator("main").get_attribute("data-way")
        for _ in range({"frame": 1, "nested": 2}.get(way or "", 0)):
            within = within.frame_locator("#qr-frame")
        return within.locator("#qr")

    def paste_code(self, button: str) -> None:
        """Paste what was copied, and press."""
        self.page.click("#otp")
        self.page.keyboard.press("Control+V")
        self.page.click(button)

    # --- in Kakomi ---

    def open_popup(self) -> Page:
        """Press the icon over the console."""
        return self.browser.press_icon(self.page)

    def begin_region(self) -> None:
        """Press the icon, then "Select region"; the box lies over the page."""
        self.begin_region_from(self.open_popup())

    def begin_region_from(self, popup: Page) -> None:
        """The same from an open popup."""
        self.press(popup, "scan.region")
        until(lambda: not self.browser.popup_is_open(), "the popup to make way")
        until(lambda: overlay_is_there(self.page), "the box over the page")

    def press(self, popup: Page, command: str) -> None:
        """Press the popup's control for a command."""
        popup.locator(f'[data-command="{command}"]').first.click()

    def draw(self, box: Box, direction: str = "se") -> None:
        """Draw a box in the page."""
        drag(self.page, *box.corners(direction))

    def scan_region(self, direction: str = "se") -> Page:
        """All of it, round the code that is shown; the popup that tells what came of it."""
        self.begin_region()
        self.draw(box_round(self.qr()), direction)
        return self.browser.popup()

    def code(self, popup: Page) -> str:
        """The code of the first account in the popup, as soon as there is one."""
        shown = popup.locator("#rows [data-account] [data-code]").first
        shown.wait_for(state="visible")
        return shown.get_attribute("data-code") or ""

    def is_told_added(self, popup: Page) -> None:
        """The popup says the account was added, and shows a code the console would take.

        A counted account's is made when Enter asks for it.
        """
        expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
        if popup.locator("#rows .counter-based").first.is_visible():
            popup.keyboard.press("Enter")
        self.has_right_code(popup)

    def has_right_code(self, popup: Page) -> None:
        """The popup's first code is right, by the console's own reckoning."""
        device = self.site.console.pending or self.site.console.device
        assert device is not None
        _, verdict = device.check(self.code(popup), int(time.time()))
        assert verdict in (Verdict.RIGHT, Verdict.REPLAYED)

    def copy(self, popup: Page) -> None:
        """Press the first code; the popup says that it is copied."""
        row = popup.locator("#rows [data-account]").first
        row.locator(".copy").click()
        expect(row).to_have_class(re.compile(r"\bis-copied\b"))

    def close(self, popup: Page) -> None:
        """Leave the popup."""
        popup.close()
        until(lambda: not self.browser.popup_is_open(), "the popup to close")
