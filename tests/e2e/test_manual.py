"""Follows the manual's chapters on the extension and on the lost device to the end, with the mouse,
the popup, and a mailbox. A screenshot of each step is saved.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from e2e.browser import Browser, Setting, until
from e2e.user_actions import User, box_round, overlay_is_there

if TYPE_CHECKING:
    from collections.abc import Callable

    import console
    from playwright.sync_api import Page

    from e2e.screenshots import Screenshots

APPEARING_MS = 250  # of the animation of the overlay
SETTINGS = {
    "ja-light": Setting(language="ja"),
    "en-dark": Setting(language="en", dark=True),
}


@pytest.fixture(params=SETTINGS)
def someone(
    request: pytest.FixtureRequest,
    start: Callable[..., Browser],
    site: console.Site,
    screenshots: Screenshots,
) -> User:
    """A user with a new browser and nothing in it but Kakomi."""
    return User(start(SETTINGS[request.param]), site, screenshots)


def enrol(someone: User) -> None:
    """Steps 2 to 6: mail, code, "Show the QR code", the icon, a box round it."""
    page = someone.page
    someone.sees("setup")
    someone.photograph("setup")
    page.click("#send-mail")
    someone.sees("confirm")
    someone.photograph("confirm")
    page.fill("#confirmation-code", someone.mailed_code("confirmation"))
    page.click("#continue")
    someone.sees("enrol")
    someone.photograph("enrol")
    someone.show_qr()
    someone.photograph("qr")


def draw(someone: User) -> None:
    """The icon, "Select region", and the box with the left button held."""
    page = someone.page
    popup = someone.open_popup()
    popup.locator("[data-command='scan.region']").wait_for()
    someone.photograph("popup", popup)
    someone.press(popup, "scan.region")
    until(lambda: overlay_is_there(page), "the box over the page")
    page.wait_for_timeout(APPEARING_MS)  # the overlay's closed shadow root hides its animation
    someone.photograph("overlay")
    begin, end = box_round(someone.qr()).corners("se")
    page.mouse.move(begin.x, begin.y)
    page.mouse.down()
    page.mouse.move(end.x, end.y, steps=10)
    someone.photograph("drawing")
    page.mouse.up()


def enter(someone: User, button: str) -> None:
    """The icon, a click on the code, and the code into the page."""
    popup = someone.open_popup()
    someone.has_right_code(popup)
    someone.copy(popup)
    someone.close(popup)
    someone.site.forget_used_codes()  # or it would have to wait for the next
    someone.paste_code(button)


def test_the_manuals_chapters_can_be_followed_to_the_end(someone: User) -> None:
    page = someone.page

    # Switching on.
    someone.sign_in()
    someone.sees("advice")
    someone.photograph("advice")
    page.click("#set-up")
    enrol(someone)
    draw(someone)
    popup = someone.browser.popup()
    someone.is_told_added(popup)
    someone.photograph("added", popup)
    someone.copy(popup)
    someone.photograph("copied", popup)
    someone.close(popup)
    someone.paste_code("#enable")
    someone.sees("two-factor-on", "enabled")
    someone.photograph("enabled")

    # Signing in with a code from the toolbar.
    sign_out(someone)
    someone.sign_in()
    someone.sees("sign-in-code")
    someone.photograph("code-asked")
    popup = someone.open_popup()
    someone.photograph("code", popup)
    someone.close(popup)
    enter(someone, "#submit-code")
    someone.sees("home")

    # The device is lost: a code by mail, and off.
    sign_out(someone)
    someone.sign_in()
    page.click("#send-emergency")
    someone.sees("emergency")
    page.click("#send-emergency-mail")
    someone.sees("emergency-code")
    page.fill("#emergency-code", someone.mailed_code("emergency"))
    page.click("#submit-emergency")
    someone.sees("home")
    page.click("#user-menu summary")
    page.click("#user-information")
    page.click("#settings")
    page.click("#switch-off")
    page.click("#confirm-switch-off")
    someone.sees("two-factor-off", "disabled")

    # On again: the site made another secret, and the old account of that name makes way.
    page.click("#switch-on")
    enrol(someone)
    draw(someone)
    replace(someone)
    someone.close(someone.browser.front_popup())
    someone.paste_code("#enable")
    someone.sees("two-factor-on", "enabled")

    # Another device, which is this one again.
    page.click("#change-device")
    someone.sees("change")
    enter(someone, "#continue")
    someone.sees("enrol")
    someone.show_qr()
    draw(someone)
    replace(someone)
    someone.close(someone.browser.front_popup())
    someone.paste_code("#enable")
    someone.sees("two-factor-on", "changed")
    rows = someone.browser.ask("sheet.read")["rows"]
    assert [(row["issuer"], row["name"]) for row in rows] == [("Mihari Console", "hanako")]


def test_signing_in_takes_one_gesture(someone: User) -> None:
    """The icon and Enter, with the account that was scanned from the console."""
    someone.sign_in()
    someone.page.click("#set-up")
    enrol(someone)
    draw(someone)
    popup = someone.browser.popup()
    someone.is_told_added(popup)
    expect(popup.locator('#rows [data-site] [data-command="account.fill"]')).to_be_visible()
    press_and_see_filled(someone, popup)
    someone.page.click("#enable")
    someone.sees("two-factor-on", "enabled")

    sign_out(someone)
    someone.site.forget_used_codes()
    someone.sign_in()
    someone.sees("sign-in-code")
    popup = someone.open_popup()
    expect(popup.locator("#rows [data-account]").first).to_have_attribute(
        "data-site", someone.site.url.removeprefix("http://").rstrip("/")
    )
    press_and_see_filled(someone, popup)
    someone.page.click("#submit-code")
    someone.sees("home")


def press_and_see_filled(someone: User, popup: Page) -> None:
    """Press Enter in the popup, which fills the code in and closes."""
    with suppress(PlaywrightError):  # the popup is gone before it has answered
        popup.keyboard.press("Enter")
    until(lambda: not someone.browser.popup_is_open(), "the popup to close")
    field = someone.page.locator("#otp")
    until(lambda: len(field.input_value()) == 6, "the field to be filled in")
    someone.photograph("filled")


def sign_out(someone: User) -> None:
    someone.page.click("#user-menu summary")
    someone.page.click("#sign-out")
    someone.sees("sign-in", "signed-out")


def replace(someone: User) -> None:
    """The popup asks about the account of the same name; it is replaced, and the code copied."""
    popup = someone.browser.popup()
    expect(popup.locator("#result .found .second")).to_be_visible()
    someone.photograph("namesake", popup)
    popup.locator("#result .found .second").click()
    someone.is_told_added(popup)
    someone.photograph("replaced", popup)
    expect(popup.locator("#rows [data-account]")).to_have_count(1)
    someone.copy(popup)
