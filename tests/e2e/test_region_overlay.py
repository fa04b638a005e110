"""The region overlay: drawing in any direction, at any zoom, over any page, and its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from playwright.sync_api import expect

from e2e.browser import Browser, Setting, until
from e2e.user_actions import Box, User, box_round, drag, overlay_is_there

if TYPE_CHECKING:
    from collections.abc import Callable

    import console
    from playwright.sync_api import Page

    from e2e.screenshots import Screenshots

ZOOMS = (0.5, 1.5, 3.0)
RATIOS_AND_ZOOMS = ((1.25, 2.0), (3.0, 0.75))


@pytest.fixture
def before_qr(enrolling: User) -> User:
    """Somebody before the console's QR code."""
    enrolling.come_to_qr()
    enrolling.remove_code_field()
    return enrolling


@pytest.fixture
def drawing(before_qr: User) -> User:
    """The same, with the box over the page."""
    before_qr.begin_region()
    return before_qr


def kept(user: User) -> int:
    """How many accounts there are."""
    accounts: int = user.browser.ask("vault.status")["accounts"]
    return accounts


def is_gone(user: User) -> None:
    """Nothing of the box is left."""
    until(lambda: not overlay_is_there(user.page), "the box to go")


# --- drawing ---


@pytest.mark.parametrize("direction", ["sw", "ne"])
def test_a_box_can_be_drawn_in_any_direction(before_qr: User, direction: str) -> None:
    """Each edge is once the first and once the last. tests/js/box.test.mjs has all directions."""
    before_qr.is_told_added(before_qr.scan_region(direction))
    is_gone(before_qr)


def test_the_arrow_keys_draw_a_box(drawing: User) -> None:
    keys = drawing.page.keyboard
    qr = box_round(drawing.qr(), margin_px=0)
    size = drawing.page.evaluate("[innerWidth, innerHeight]")
    side = round(min(min(size) * 0.4, 320))
    left, top = (size[0] - side) / 2, (size[1] - side) / 2
    keys.press("ArrowLeft")  # the first key shows the box, and moves nothing
    for wanted, now, back, forth in (
        (qr.left - 20, left, "ArrowLeft", "ArrowRight"),
        (qr.top - 20, top, "ArrowUp", "ArrowDown"),
    ):
        for _ in range(round(abs(wanted - now) / 10)):
            keys.press(back if wanted < now else forth)
    drawing.photograph("keys")
    keys.press("Enter")
    drawing.is_told_added(drawing.browser.popup())
    is_gone(drawing)


def test_a_click_is_no_box(drawing: User) -> None:
    drawing.page.mouse.click(400, 300)
    drawing.page.wait_for_timeout(300)  # nothing else shows that a click starts no scan
    drawing.photograph("stray")
    assert overlay_is_there(drawing.page)
    drag(drawing.page, *Box(400, 300, 404, 380).corners("se"))
    assert overlay_is_there(drawing.page)
    drawing.draw(box_round(drawing.qr()))
    drawing.is_told_added(drawing.browser.popup())


@pytest.mark.parametrize("button", ["right", "middle"])
def test_only_the_left_button_draws(drawing: User, button: Any) -> None:
    mouse, box = drawing.page.mouse, box_round(drawing.qr())
    mouse.move(box.left, box.top)
    mouse.down(button=button)
    mouse.move(box.right, box.bottom, steps=4)
    mouse.up(button=button)
    assert overlay_is_there(drawing.page)
    assert not drawing.browser.popup_is_open()


def test_a_drag_may_begin_outside_of_the_window(drawing: User) -> None:
    box = box_round(drawing.qr())
    drag(drawing.page, *Box(-40, -40, box.right, box.bottom).corners("nw"))
    drawing.is_told_added(drawing.browser.popup())


def test_a_box_without_a_code_is_reported(user: User) -> None:
    user.go("/help")
    user.begin_region()
    user.draw(Box(300, 200, 600, 500))
    popup = user.browser.popup()
    expect(popup.locator("#result .message")).to_be_visible()
    user.photograph("nothing", popup)
    assert kept(user) == 0
    is_gone(user)


def test_a_code_beside_the_box_is_asked_about(drawing: User) -> None:
    """It is found all the same, and nothing is kept that nobody pointed at."""
    drawing.draw(Box(900, 500, 1100, 700))
    popup = drawing.browser.popup()
    expect(popup.locator("#result .found")).to_be_visible()
    drawing.photograph("beside", popup)
    assert kept(drawing) == 0
    popup.keyboard.press("Enter")
    drawing.is_told_added(popup)


# --- leaving ---


def picture_is_gone(user: User) -> None:
    until(lambda: "capture" not in user.browser.session(), "the picture to be discarded")


def test_a_lock_removes_the_overlay_and_the_capture(before_qr: User) -> None:
    browser, passphrase = before_qr.browser, "nine calm words for a box"
    browser.ask("vault.protect", passphrase=passphrase)
    before_qr.begin_region()
    assert "capture" in browser.session()
    browser.ask("vault.lock")
    left = browser.session().keys()
    browser.ask("vault.unlock", passphrase=passphrase)
    browser.ask("vault.unprotect")
    assert left <= KEPT_ON_LOCK
    is_gone(before_qr)


def test_leaving_the_page_ends_its_capture(drawing: User) -> None:
    assert "capture" in drawing.browser.session()
    drawing.page.goto("about:blank")
    picture_is_gone(drawing)


def test_closing_the_page_ends_its_capture(drawing: User) -> None:
    assert "capture" in drawing.browser.session()
    other = drawing.browser.new_tab("about:blank")
    drawing.page.close()
    drawing.browser.page = other
    picture_is_gone(drawing)


def test_an_old_capture_is_discarded(drawing: User) -> None:
    """As if two minutes had passed: the worker reads the time from storage when it starts."""
    drawing.browser.stop_worker()
    drawing.browser.extension_page.evaluate("""async () => {
        const { capture } = await chrome.storage.session.get("capture");
        const at_unix_ms = capture.at_unix_ms - 2 * 60_000;
        await chrome.storage.session.set({ capture: { ...capture, at_unix_ms } });
    }""")
    drawing.page.keyboard.press("Escape")
    picture_is_gone(drawing)
    alarms = drawing.browser.extension_page.evaluate("chrome.alarms.getAll()")
    assert "capture.expire" not in [alarm["name"] for alarm in alarms]


@pytest.mark.parametrize("how", ["key", "button"])
def test_cancelling_changes_nothing(drawing: User, how: str) -> None:
    if how == "key":
        drawing.page.keyboard.press("Escape")
    else:
        card_leave(drawing.page)
    is_gone(drawing)
    until(lambda: "capture" not in drawing.browser.session(), "the picture to be let go")
    assert kept(drawing) == 0
    assert not drawing.browser.popup_is_open()


def card_leave(page: Page) -> None:
    """Press "Leave" where it is seen: at the right end of the card, in the middle at the top."""
    width = page.evaluate("innerWidth")
    for x in range(width // 2 + 100, width, 10):
        page.mouse.click(x, 58)
        if not overlay_is_there(page):
            return


def test_cancelling_during_a_drag_removes_the_overlay(drawing: User) -> None:
    mouse, box = drawing.page.mouse, box_round(drawing.qr())
    mouse.move(box.left, box.top)
    mouse.down()
    mouse.move(box.right, box.bottom, steps=4)
    drawing.page.keyboard.press("Escape")
    mouse.up()
    is_gone(drawing)
    assert kept(drawing) == 0


def test_a_scrolled_or_resized_page_is_reported(drawing: User) -> None:
    drawing.page.evaluate("scrollBy(0, -200)")
    popup = drawing.browser.popup()
    expect(popup.locator("#result .message")).to_be_visible()
    drawing.photograph("moved", popup)
    is_gone(drawing)


# --- where and how large ---


def test_a_code_on_a_scrolled_page_is_scanned(enrolling: User) -> None:
    enrolling.come_to_qr("below")
    assert enrolling.page.evaluate("scrollY") > 0
    enrolling.is_told_added(enrolling.scan_region())


def zoom_to(user: User, zoom: float) -> None:
    """Zoom, and wait until the page knows."""
    ratio = user.browser.setting.ratio * zoom
    user.browser.set_zoom(zoom)
    until(lambda: abs(user.page.evaluate("devicePixelRatio") - ratio) < 0.01, "the page's zoom")
    user.bring_into_view()


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_code_is_scanned_at_any_zoom(enrolling: User, zoom: float) -> None:
    enrolling.come_to_qr("half" if zoom > 2 else "normal")
    zoom_to(enrolling, zoom)
    enrolling.is_told_added(enrolling.scan_region())


@pytest.mark.parametrize(("ratio", "zoom"), RATIOS_AND_ZOOMS)
def test_a_code_is_scanned_at_any_pixel_ratio(
    start: Callable[..., Browser],
    site: console.Site,
    screenshots: Screenshots,
    ratio: float,
    zoom: float,
) -> None:
    user = User(start(Setting(ratio=ratio)), site, screenshots)
    user.go("/keys")
    zoom_to(user, zoom)
    popup = user.scan_region("nw")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()


# --- twice ---


def test_a_code_that_is_saved_already_is_reported(before_qr: User) -> None:
    popup = before_qr.scan_region()
    before_qr.is_told_added(popup)
    before_qr.close(popup)
    popup = before_qr.scan_region("nw")
    expect(popup.locator("#banner[data-tone='plain']")).to_be_visible()
    before_qr.has_right_code(popup)
    before_qr.photograph("known", popup)
    assert kept(before_qr) == 1


def test_a_second_overlay_replaces_the_first(drawing: User) -> None:
    """The icon is pressed again while the page is still dimmed."""
    drawing.begin_region()
    expect(drawing.page.locator("[data-kakomi-overlay]")).to_have_count(1)
    drawing.draw(box_round(drawing.qr()))
    drawing.is_told_added(drawing.browser.popup())
    is_gone(drawing)


def test_an_open_overlay_is_not_in_the_next_capture(drawing: User) -> None:
    """A code under the card is read too."""
    page = drawing.page
    page.keyboard.press("Escape")
    is_gone(drawing)
    page.evaluate("scrollBy(0, document.getElementById('qr').getBoundingClientRect().top)")
    drawing.begin_region()
    popup = drawing.open_popup()
    drawing.press(popup, "scan.page")
    expect(popup.locator("#result .found")).to_be_visible()
    is_gone(drawing)
    assert "capture" not in drawing.browser.session()


# --- the page's own ---


@pytest.fixture
def at_keys(user: User) -> User:
    """Before the page that counts its keys, in its field, a word typed and half of it selected."""
    user.go("/keys")
    user.page.click("#field")
    user.page.keyboard.type("kakomi")
    user.page.evaluate("document.getElementById('field').setSelectionRange(1, 4)")
    return user


def counts(page: Page) -> dict[str, int]:
    """What the page counted, by source and type."""
    found: dict[str, int] = page.evaluate(
        """Object.fromEntries([...document.querySelectorAll('#counts tr[data-source]')].map(
            row => [`${row.dataset.source} ${row.dataset.type}`,
                    Number(row.querySelector('.count').textContent)]))"""
    )
    return found


def test_the_page_gets_no_key_event_of_the_overlay(at_keys: User) -> None:
    before = counts(at_keys.page)
    at_keys.begin_region()
    for key in ("ArrowLeft", "Shift+ArrowDown", "a", "/", "Tab", "Escape"):
        at_keys.page.keyboard.press(key)
    is_gone(at_keys)
    assert counts(at_keys.page) == before


def test_the_overlay_restores_the_page(at_keys: User) -> None:
    page = at_keys.page
    elements = page.evaluate("document.querySelectorAll('*').length")
    for _ in range(2):
        popup = at_keys.scan_region()
        at_keys.close(popup)
        page.bring_to_front()
    assert page.evaluate("document.querySelectorAll('*').length") == elements
    assert page.evaluate("document.activeElement.id") == "field"
    where = "[field.selectionStart, field.selectionEnd]"
    assert page.evaluate(f"(field => {where})(document.getElementById('field'))") == [1, 4]
    before = counts(page)
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    after = counts(page)
    assert page.input_value("#field") == "kxmi"
    assert {key: after[key] - before[key] for key in after} == {
        "window keydown": 3,
        "window keypress": 1,  # the page keeps its "/" from becoming one
        "window keyup": 3,
        "field keydown": 2,
        "field beforeinput": 1,
        "field input": 1,
        "page slash": 1,
        "page escape": 1,
    }
    at_keys.browser.ask("scan.dismiss")


def test_the_overlay_keeps_the_selection(before_qr: User) -> None:
    page = before_qr.page
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    selected = page.evaluate("String(getSelection())")
    assert selected
    before_qr.begin_region()
    page.keyboard.press("Escape")
    is_gone(before_qr)
    assert page.evaluate("String(getSelection())") == selected


# --- pages that play tricks ---

HOST = "document.querySelector('[data-kakomi-overlay]')"
FAKE_DRAG = f"""
    for (const target of [{HOST}, document, window])
      for (const [type, at] of [['pointerdown', 10], ['pointermove', 500], ['pointerup', 500]])
        target.dispatchEvent(new PointerEvent(type, {{bubbles: true, composed: true,
          isPrimary: true, button: 0, buttons: 1, clientX: at, clientY: at}}));
    for (const key of ['ArrowLeft', 'Enter'])
      {HOST}.dispatchEvent(new KeyboardEvent('keydown', {{key, bubbles: true, composed: true}}));
"""
PUT_BACK = {
    "removed": f"{HOST}.remove()",
    "moved": f"document.body.append({HOST})",
    "dead": f"{HOST}.inert = true",
    "styled": f"{HOST}.setAttribute('style', 'display: none !important; opacity: 0 !important')",
    "under-a-dialog": """
        const dialog = document.createElement('dialog');
        document.body.append(dialog);
        dialog.showModal();""",
    "under-a-popover": """
        const over = document.createElement('div');
        over.popover = 'manual';
        document.body.append(over);
        over.style.cssText = 'inset: 0; width: 100%; height: 100%';
        over.showPopover();""",
}
GIVEN_UP = {
    "removed-for-ever": f"setInterval(() => {HOST}?.remove(), 50)",
    "page-gone": "document.documentElement.style.display = 'none'",
}


def test_untrusted_events_draw_nothing(drawing: User) -> None:
    drawing.page.evaluate(f"() => {{ {FAKE_DRAG} }}")
    drawing.page.wait_for_timeout(200)  # nothing else shows that no scan starts
    assert overlay_is_there(drawing.page)
    assert not drawing.browser.popup_is_open()
    assert kept(drawing) == 0


def test_the_page_cannot_see_inside_the_overlay(drawing: User) -> None:
    assert drawing.page.evaluate(f"{HOST}.shadowRoot") is None
    assert drawing.page.evaluate(f"{HOST}.childNodes.length") == 0
    assert drawing.page.evaluate("window.frames.length") == 0


@pytest.mark.parametrize("trick", PUT_BACK)
def test_a_removed_overlay_is_shown_again(drawing: User, trick: str) -> None:
    drawing.page.evaluate(f"() => {{ {PUT_BACK[trick]} }}")
    drawing.page.wait_for_timeout(500)  # nothing else shows that the overlay stays
    assert overlay_is_there(drawing.page)
    drawing.draw(box_round(drawing.qr()))
    drawing.is_told_added(drawing.browser.popup())


@pytest.mark.parametrize("trick", GIVEN_UP)
def test_a_page_that_keeps_removing_the_overlay_is_reported(drawing: User, trick: str) -> None:
    drawing.page.evaluate(f"() => {{ {GIVEN_UP[trick]} }}")
    popup = drawing.browser.popup()
    expect(popup.locator("#result .message")).to_be_visible()
    drawing.photograph("covered", popup)
    assert kept(drawing) == 0
    is_gone(drawing)


def choose_language(browser: Browser, language: str) -> None:
    """As the user does on the settings page."""
    page = browser.new_tab(browser.url("options/options.html#settings"))
    with page.expect_navigation():  # the page is loaded again
        page.select_option("[name=language]", language)
    page.close()


def test_the_overlay_has_the_language_that_was_chosen_for_kakomi(before_qr: User) -> None:
    choose_language(before_qr.browser, "ja")
    before_qr.page.bring_to_front()
    before_qr.begin_region()
    session = before_qr.page.context.new_cdp_session(before_qr.page)
    complete = {"depth": -1, "pierce": True}  # closed shadow roots too
    until(
        lambda: "QRコードを囲む" in str(session.send("DOM.getDocument", complete)),
        "the Japanese name of the overlay",
    )
    session.detach()
    before_qr.page.keyboard.press("Escape")
    is_gone(before_qr)
    choose_language(before_qr.browser, "")
