"""Every way in which the console's page shows its code, scanned as a whole page and as a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import console
import pytest

from e2e.user_actions import box_round, closes

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.user_actions import User

WAYS = tuple(console.WAYS)
# The others differ in their pixels, of which tests/contract/test_pictures.py reads boxes, or in the
# text of the code.
IN_A_BOX = (
    *("normal", "frame", "nested", "dialog", "popover", "below", "pair", "canvas", "svg"),
    *("sandbox", "sandbox-opaque", "strict"),
)
NO_OVERLAY = ("sandbox-opaque",)  # its frames are strangers to it, ours too


def names(popup: Page) -> tuple[str, str]:
    """Who the first row in sight is for."""
    row = popup.locator(".row:visible").first
    return row.locator(".issuer").inner_text(), row.locator(".name").inner_text()


def expected_names(user: User) -> tuple[str, str]:
    assert user.site.console.pending is not None
    return user.site.console.pending.spec.issuer, console.USER


@pytest.mark.parametrize("way", WAYS)
def test_the_code_is_read_on_the_whole_page_and_in_a_box(enrolling: User, way: str) -> None:
    enrolling.come_to_qr(way)
    enrolling.remove_code_field()
    popup = enrolling.open_popup()
    enrolling.press(popup, "scan.page")
    popup.locator("#result .found").wait_for()
    enrolling.photograph("found", popup)
    assert names(popup) == expected_names(enrolling)
    assert enrolling.browser.ask("vault.status")["accounts"] == 0, "nothing is kept unasked"
    if way not in IN_A_BOX:
        popup.keyboard.press("Enter")
        enrolling.is_told_added(popup)
        return
    enrolling.close(popup)
    enrolling.browser.ask("scan.dismiss")
    popup = on_the_capture_page(enrolling) if way in NO_OVERLAY else enrolling.scan_region()
    enrolling.is_told_added(popup)
    enrolling.photograph("added", popup)
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
