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
    """A point in the window, in CSS pixels."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A region of the window, in CSS pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def corners(self, direction: str) -> tuple[Point, Point]:
        """Returns where a drag to "se", "sw", "ne" or "nw" begins and ends."""
        down, right = direction[0] == "s", direction[1] == "e"
        x = (self.left, self.right) if right else (self.right, self.left)
        y = (self.top, self.bottom) if down else (self.bottom, self.top)
        return Point(x[0], y[0]), Point(x[1], y[1])


def box_round(thing: Locator, margin_px: float = MARGIN_PX) -> Box:
    """Returns the region that a user would draw around the element, within the window."""
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
    """Drags with the left mouse button."""
    page.mouse.move(begin.x, begin.y)
    page.mouse.down()
    page.mouse.move(end.x, end.y, steps=steps)
    page.mouse.up()


def overlay_is_there(page: Page) -> bool:
    """Whether the overlay's host element is in the page."""
    return page.locator("[data-kakomi-overlay]").count() > 0


def closes(page: Page) -> None:
    """Waits until the tab is closed."""
    if not page.is_closed():
        page.wait_for_event("close")


def press_command(popup: Page, command: str) -> None:
    """Clicks the popup's button of the command; if none is shown, its item in the menu of "+"."""
    button = popup.locator(f'[data-command="{command}"]:visible')
    add = popup.locator("#add:visible")
    expect(button.or_(add).first).to_be_visible(timeout=20_000)
    if not button.count():
        add.click()
    button.first.click()


def leave_result(popup: Page) -> None:
    """Goes back from a scan's result to the accounts, in the popup that stays open."""
    if popup.locator("#result").is_visible():
        popup.keyboard.press("Escape")
    expect(popup.locator("#result")).to_be_hidden()


class User:
    """A user with a browser, an account at the console, and Kakomi in the toolbar."""

    def __init__(self, browser: Browser, site: Site, screenshots: Screenshots) -> None:
        self.browser = browser
        self.site = site
        self.screenshots = screenshots

    @property
    def page(self) -> Page:
        """The console's tab."""
        return self.browser.page

    # --- in the console ---

    def go(self, path: str) -> None:
        """Opens a page of the console."""
        self.page.goto(self.site.url.rstrip("/") + path)

    def sees(self, name: str, notice: str | None = None) -> None:
        """Expects the page to be shown, with the notice."""
        expect(self.page.locator("main")).to_have_attribute("data-page", name)
        if notice is not None:
            expect(self.page.locator("#notice")).to_have_attribute("data-notice", notice)

    def remove_code_field(self) -> None:
        """Takes the field for a code off the page, so that Enter fills nothing."""
        for frame in self.page.frames:
            frame.evaluate("document.querySelectorAll('#otp').forEach((field) => field.remove())")

    def photograph(self, name: str, page: Page | None = None) -> None:
        """Saves a screenshot."""
        self.screenshots.take(page or self.page, name)

    def sign_in(self) -> None:
        """Signs in with the name and password that the page shows."""
        self.go("/sign-in")
        self.page.click("#sign-in")

    def mailed_code(self, kind: str) -> str:
        """Returns the code of the newest mail of the kind, from the mailbox's tab."""
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
        """Goes from the first page after signing in to the enrolment, by mail, code, continue."""
        self.go("/two-factor/setup")
        self.page.click("#send-mail")
        self.sees("confirm")
        self.page.fill("#confirmation-code", self.mailed_code("confirmation"))
        self.page.click("#continue")
        self.sees("enrol")

    def show_qr(self, way: str = "normal") -> None:
        """Chooses the kind of page and clicks "Show the QR code"."""
        if way != "normal":
            self.page.select_option("#way", way)
        self.page.click("#show-qr")
        expect(self.page.locator("main")).to_have_attribute("data-shown", "1")
        self.bring_into_view()

    def come_to_qr(self, way: str = "normal") -> None:
        """Like show_qr, by the address of the enrolment that is already open."""
        self.go(f"/two-factor/enrol?show=1&way={way}")
        self.bring_into_view()

    def bring_into_view(self) -> None:
        """Scrolls the code to the middle of the window."""
        self.qr().wait_for(state="visible")
        self.qr().evaluate("element => element.scrollIntoView({block: 'center'})")

    def zoom_to(self, zoom: float) -> None:
        """Zooms, and waits until the page knows."""
        ratio = self.browser.setting.ratio * zoom
        self.browser.set_zoom(zoom)
        until(lambda: abs(self.page.evaluate("devicePixelRatio") - ratio) < 0.01, "the page's zoom")
        self.bring_into_view()

    def qr(self) -> Locator:
        """The element of the code, in whichever frame it is."""
        within: Page | FrameLocator = self.page
        way = self.page.locator("main").get_attribute("data-way")
        for _ in range({"frame": 1, "nested": 2}.get(way or "", 0)):
            within = within.frame_locator("#qr-frame")
        return within.locator("#qr")

    # --- in Kakomi ---

    def open_popup(self) -> Page:
        """Clicks the toolbar icon over the console."""
        return self.browser.press_icon(self.page)

    def begin_region(self) -> None:
        """Clicks the icon, then "Select region", and waits for the overlay."""
        self.begin_region_from(self.open_popup())

    def begin_region_from(self, popup: Page) -> None:
        """Like begin_region, from an open popup."""
        self.press(popup, "scan.region")
        until(lambda: not self.browser.popup_is_open(), "the popup to make way")
        until(lambda: overlay_is_there(self.page), "the box over the page")

    def press(self, popup: Page, command: str) -> None:
        """Clicks the popup's button of the command."""
        press_command(popup, command)

    def draw(self, box: Box, direction: str = "se") -> None:
        """Draws a region on the page."""
        drag(self.page, *box.corners(direction))

    def scan_region(self, direction: str = "se") -> Page:
        """Scans the shown code as a region. Returns the popup with the result."""
        self.begin_region()
        self.draw(box_round(self.qr()), direction)
        return self.browser.popup()

    def code(self, popup: Page, account: str = "#rows [data-account]") -> str:
        """Returns the code of the popup's first account, as soon as there is one."""
        shown = popup.locator(f"{account} [data-code]").first
        shown.wait_for(state="visible")
        return shown.get_attribute("data-code") or ""

    def is_told_added(self, popup: Page) -> None:
        """Expects the popup to say that the account was added, with a code the console accepts.

        A counted account's is made when Enter asks for it.
        """
        expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
        if popup.locator("#rows .counter-based").first.is_visible():
            popup.keyboard.press("Enter")
        self.has_right_code(popup)

    def has_right_code(self, popup: Page, account: str = "#rows [data-account]") -> None:
        """Expects the account's code in the popup to be the one that the console calculates."""
        device = self.site.console.pending or self.site.console.device
        assert device is not None
        _, verdict = device.check(self.code(popup, account), int(time.time()))
        assert verdict in (Verdict.RIGHT, Verdict.REPLAYED)

    def copy(self, popup: Page) -> None:
        """Copies the first code by a click and expects the popup to say so.

        The account of the page in front has a button of its own for that.
        """
        row = popup.locator("#rows [data-account]").first
        alone = row.locator(".copy-only")
        (alone if alone.count() else row.locator(".copy")).click()
        expect(row).to_have_class(re.compile(r"\bis-copied\b"))

    def close(self, popup: Page) -> None:
        """Closes the popup."""
        popup.close()
        until(lambda: not self.browser.popup_is_open(), "the popup to close")
