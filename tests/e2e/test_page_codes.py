"""Every way in which the console's page shows its code, scanned as a whole page and as a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import console
import pytest

from e2e.cases import collected
from e2e.user_actions import box_round, closes, leave_result

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.user_actions import User

# The others differ in their pixels alone, of which tests/contract/test_pictures.py reads boxes, or
# in the text of the code. tests/e2e/test_region_overlay.py reads the normal code in a box.
IN_A_BOX = ("frame", "nested", "dialog", "popover", "below", "pair", "sandbox", "strict")
# Accounts of other parameters, added to check their codes.
ADDED = ("sha256", "hotp", "short", "japanese")
NO_OVERLAY = ("sandbox-opaque",)  # its frames are strangers to it, ours too


def names(popup: Page) -> tuple[str, str]:
    """Who the first row in sight is for."""
    row = popup.locator(".row:visible").first
    return row.locator(".issuer").inner_text(), row.locator(".name").inner_text()


def expected_names(user: User) -> tuple[str, str]:
    assert user.site.console.pending is not None
    return user.site.console.pending.spec.issuer, console.USER


def find(user: User, popup: Page, way: str) -> None:
    """Scans the page of this way from the open popup, which then shows the account as found."""
    user.press(popup, "scan.page")
    popup.locator("#result .found").wait_for()
    user.photograph(f"found-{way}", popup)
    assert names(popup) == expected_names(user)


def test_the_code_is_read_on_the_whole_page(enrolling: User) -> None:
    """In a popup that stays open while the page shows another."""
    enrolling.come_to_qr()
    popup = enrolling.open_popup()
    with collected() as case:
        for way in (way for way in console.WAYS if way not in (*ADDED, *NO_OVERLAY)):
            with case(way):
                enrolling.come_to_qr(way)
                find(enrolling, popup, way)
                enrolling.has_right_code(popup, "#result .found")
            leave_result(popup)
    assert enrolling.browser.ask("vault.status")["accounts"] == 0, "nothing is kept unasked"


@pytest.mark.parametrize("way", ADDED)
def test_an_account_of_other_parameters_is_added(enrolling: User, way: str) -> None:
    enrolling.come_to_qr(way)
    enrolling.remove_code_field()
    popup = enrolling.open_popup()
    find(enrolling, popup, way)
    assert enrolling.browser.ask("vault.status")["accounts"] == 0, "nothing is kept unasked"
    popup.keyboard.press("Enter")
    enrolling.is_told_added(popup)


@pytest.mark.parametrize("way", IN_A_BOX)
def test_the_code_is_read_in_a_box(enrolling: User, way: str) -> None:
    enrolling.come_to_qr(way)
    assert way != "below" or enrolling.page.evaluate("scrollY") > 0
    enrolling.remove_code_field()
    popup = enrolling.scan_region()
    enrolling.is_told_added(popup)
    enrolling.photograph("added", popup)
    assert names(popup) == expected_names(enrolling)


@pytest.mark.parametrize("way", NO_OVERLAY)
def test_the_code_is_read_on_the_whole_page_and_on_the_capture_page(
    enrolling: User, way: str
) -> None:
    """In a popup of its own: with the page's origin, Chrome takes the right to capture it away."""
    enrolling.come_to_qr(way)
    enrolling.remove_code_field()
    popup = enrolling.open_popup()
    find(enrolling, popup, way)
    enrolling.close(popup)
    enrolling.browser.ask("scan.dismiss")
    popup = on_the_capture_page(enrolling)
    enrolling.is_told_added(popup)
    assert names(popup) == expected_names(enrolling)


def on_the_capture_page(user: User) -> Page:
    """The box is drawn over the picture of the page, in a tab of Kakomi's own."""
    qr = box_round(user.qr())
    width = user.page.evaluate("innerWidth")
    popup = user.open_popup()
    with user.page.context.expect_page() as opened:
        user.press(popup, "scan.region")
    page = opened.value
    stage = page.locator(".kakomi-stage")
    stage.wait_for()
    user.photograph("capture-page", page)
    shown = stage.bounding_box()
    assert shown is not None
    scale = shown["width"] / width
    page.mouse.move(shown["x"] + qr.left * scale, shown["y"] + qr.top * scale)
    page.mouse.down()
    page.mouse.move(shown["x"] + qr.right * scale, shown["y"] + qr.bottom * scale, steps=5)
    page.mouse.up()
    popup = user.browser.popup()
    closes(page)
    return popup
