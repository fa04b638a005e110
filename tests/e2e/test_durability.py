"""What was reported as added is kept, even if the worker is stopped at any moment or the browser is
killed right after the report. tests/campaigns/kills.py kills it during many changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.browser import until
from e2e.user_actions import User, box_round, overlay_is_there

if TYPE_CHECKING:
    from collections.abc import Callable

    import console

    from e2e.browser import Browser
    from e2e.screenshots import Screenshots


@pytest.fixture
def before_qr(enrolling: User) -> User:
    """Somebody before the console's QR code."""
    enrolling.come_to_qr()
    return enrolling


@pytest.fixture
def mortal(start: Callable[..., Browser]) -> Browser:
    """A browser to be killed."""
    return start()


def test_the_worker_stops_while_the_box_is_drawn(before_qr: User) -> None:
    before_qr.begin_region()
    before_qr.browser.stop_worker()
    before_qr.draw(box_round(before_qr.qr()))
    before_qr.is_told_added(before_qr.browser.popup())


def test_the_worker_stops_in_the_middle_of_the_drag(before_qr: User) -> None:
    before_qr.begin_region()
    begin, end = box_round(before_qr.qr()).corners("ne")
    mouse = before_qr.page.mouse
    mouse.move(begin.x, begin.y)
    mouse.down()
    mouse.move(end.x, end.y, steps=5)
    before_qr.browser.stop_worker()
    mouse.up()
    before_qr.is_told_added(before_qr.browser.popup())


def test_the_worker_stops_while_the_picture_is_shown(enrolling: User) -> None:
    """What was found waits for its key over the worker's end."""
    enrolling.come_to_qr()
    enrolling.remove_code_field()
    popup = enrolling.open_popup()
    enrolling.press(popup, "scan.page")
    popup.locator("#result .found").wait_for()
    enrolling.browser.stop_worker()
    popup.keyboard.press("Enter")
    enrolling.is_told_added(popup)


@pytest.mark.parametrize("command", ["scan.page", "scan.region"])
def test_a_stopped_worker_scans_at_once(before_qr: User, command: str) -> None:
    before_qr.browser.stop_worker()
    popup = before_qr.open_popup()
    before_qr.press(popup, command)
    if command == "scan.page":
        popup.locator("#result .found").wait_for()
        return
    until(lambda: overlay_is_there(before_qr.page), "the box over the page")
    before_qr.draw(box_round(before_qr.qr()))
    before_qr.is_told_added(before_qr.browser.popup())


def test_an_added_account_outlasts_a_stopped_worker(before_qr: User) -> None:
    popup = before_qr.scan_region()
    before_qr.is_told_added(popup)
    before_qr.browser.stop_worker()
    before_qr.close(popup)
    popup = before_qr.open_popup()
    before_qr.has_right_code(popup)


def test_an_added_account_outlasts_a_killed_browser(
    mortal: Browser, site: console.Site, screenshots: Screenshots
) -> None:
    user = User(mortal, site, screenshots)
    user.sign_in()
    user.reach_enrolment()
    user.show_qr()
    popup = user.scan_region()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    mortal.kill()
    mortal.start()
    user.go("/help")
    popup = user.open_popup()
    user.has_right_code(popup)
    user.photograph("after", popup)


def test_the_browser_is_killed_while_a_box_is_drawn(
    mortal: Browser, site: console.Site, screenshots: Screenshots
) -> None:
    user = User(mortal, site, screenshots)
    user.go("/keys")
    user.begin_region()
    mortal.kill()
    mortal.start()
    user.go("/keys")
    assert not overlay_is_there(user.page)
    popup = user.scan_region()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
