"""The region overlay: drawing in any direction, at any zoom, over any page, and its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from playwright.sync_api import expect

from e2e.browser import Browser, Setting, until
from e2e.cases import collected
from e2e.user_actions import Box, User, box_round, drag, overlay_is_there

if TYPE_CHECKING:
    from collections.abc import Callable

    import console
    from playwright.sync_api import Page

    from e2e.screenshots import Screenshots

# Each edge of a box is once the first and once the last. tests/js/box.test.mjs has all directions.
ZOOMS_AND_DIRECTIONS = ((0.5, "sw"), (1.5, "ne"), (3.0, "se"))

HOST = "document.querySelector('[data-kakomi-overlay]')"
FAKE_DRAG = f"""
    for (const target of [{HOST}, document, window])
      for (const [type, at] of [['pointerdown', 10], ['pointermove', 500], ['pointerup', 500]])
        target.dispatchEvent(new PointerEvent(type, {{bubbles: true, composed: true,
          isPrimary: true, button: 0, buttons: 1, clientX: at, clientY: at}}));
    for (const key of ['ArrowLeft', 'Enter'])
      {HOST}.dispatchEvent(new KeyboardEvent('keydown', {{key, bubbles: true, composed: true}}));
"""


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


# What draws nothing.
STRAY: dict[str, Callable[[Page, Box], None]] = {
    "events of the page": lambda page, _: page.evaluate(f"() => {{ {FAKE_DRAG} }}"),
    "the right button": lambda page, box: drag_with(page, box, "right"),
    "the middle button": lambda page, box: drag_with(page, box, "middle"),
    "a click": lambda page, _: page.mouse.click(400, 300),
    "a drag of 4 px": lambda page, _: drag(page, *Box(400, 300, 404, 380).corners("se")),
}


def draw_by_keys(drawing: User) -> None:
    """Moves the box to the code with the arrow keys, and presses Enter."""
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


def test_a_box_begun_outside_of_the_window_adds_and_one_by_keys_finds_it_saved(
    drawing: User,
) -> None:
    box = box_round(drawing.qr())
    drag(drawing.page, *Box(-40, -40, box.right, box.bottom).corners("nw"))
    popup = drawing.browser.popup()
    drawing.is_told_added(popup)
    is_gone(drawing)
    drawing.close(popup)
    drawing.begin_region()
    draw_by_keys(drawing)
    popup = drawing.browser.popup()
    expect(popup.locator("#banner[data-tone='plain']")).to_be_visible()
    drawing.has_right_code(popup)
    drawing.photograph("known", popup)
    assert kept(drawing) == 1
    is_gone(drawing)


def test_only_a_trusted_drag_of_the_left_button_draws_and_the_page_sees_none_of_it(
    drawing: User,
) -> None:
    """On a second overlay, which replaces the first: the icon is pressed while the page is still
    dimmed.
    """
    drawing.begin_region()
    expect(drawing.page.locator("[data-kakomi-overlay]")).to_have_count(1)
    page, box = drawing.page, box_round(drawing.qr())
    with collected() as case:
        with case("the page looks inside"):
            assert page.evaluate(f"{HOST}.shadowRoot") is None
            assert page.evaluate(f"{HOST}.childNodes.length") == 0
            assert page.evaluate("window.frames.length") == 0
        for name, draw in STRAY.items():
            with case(name):
                draw(page, box)
                page.wait_for_timeout(300)  # nothing else shows that no scan starts
                drawing.photograph("stray")
                assert overlay_is_there(page)
                assert not drawing.browser.popup_is_open()
                assert kept(drawing) == 0
    drawing.draw(box)
    drawing.is_told_added(drawing.browser.popup())
    is_gone(drawing)


def drag_with(page: Page, box: Box, button: Any) -> None:
    page.mouse.move(box.left, box.top)
    page.mouse.down(button=button)
    page.mouse.move(box.right, box.bottom, steps=4)
    page.mouse.up(button=button)


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


def test_leaving_and_closing_the_page_end_its_capture(drawing: User) -> None:
    assert "capture" in drawing.browser.session()
    drawing.page.goto("about:blank")
    picture_is_gone(drawing)
    drawing.come_to_qr()
    drawing.begin_region()
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


def test_leaving_by_the_button_changes_nothing(before_qr: User) -> None:
    page = before_qr.page
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    selected = page.evaluate("String(getSelection())")
    assert selected
    before_qr.begin_region()
    card_leave(page)
    is_cancelled(before_qr)
    assert page.evaluate("String(getSelection())") == selected


def is_cancelled(user: User) -> None:
    """Nothing is left of the box and nothing came of it."""
    is_gone(user)
    picture_is_gone(user)
    assert kept(user) == 0
    assert not user.browser.popup_is_open()


def card_leave(page: Page) -> None:
    """Press "Leave" where it is seen: at the right end of the card, in the middle at the top."""
    width = page.evaluate("innerWidth")
    for x in range(width // 2 + 100, width, 10):
        page.mouse.click(x, 58)
        if not overlay_is_there(page):
            return


# --- where and how large ---


@pytest.mark.parametrize(("zoom", "direction"), ZOOMS_AND_DIRECTIONS)
def test_a_code_is_scanned_at_any_zoom(enrolling: User, zoom: float, direction: str) -> None:
    enrolling.come_to_qr("half" if zoom > 2 else "normal")
    enrolling.zoom_to(zoom)
    enrolling.is_told_added(enrolling.scan_region(direction))
    is_gone(enrolling)


def test_a_code_is_scanned_at_a_high_pixel_ratio(
    start: Callable[..., Browser], site: console.Site, screenshots: Screenshots
) -> None:
    """tests/e2e/test_text_codes.py has another ratio."""
    user = User(start(Setting(ratio=3.0)), site, screenshots)
    user.go("/keys")
    user.zoom_to(0.75)
    popup = user.scan_region("nw")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()


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
    is_cancelled(at_keys)
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


# --- pages that keep removing it; tests/e2e/test_hostile_pages.py has those that do it once ---

GIVEN_UP = {
    "removed-for-ever": f"setInterval(() => {HOST}?.remove(), 50)",
    "page-gone": "document.documentElement.style.display = 'none'",
}


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


def forget_language(browser: Browser) -> None:
    """As if none had ever been chosen."""
    browser.extension_page.evaluate(
        """() => new Promise((resolve, reject) => {
            localStorage.clear();
            const deleting = indexedDB.deleteDatabase("kakomi.local");
            deleting.onsuccess = resolve;
            deleting.onerror = reject;
        })"""
    )
    browser.say("worker.language_changed")


def test_the_overlay_has_the_chosen_language_and_can_be_left_during_a_drag(before_qr: User) -> None:
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
    mouse, box = before_qr.page.mouse, box_round(before_qr.qr())
    mouse.move(box.left, box.top)
    mouse.down()
    mouse.move(box.right, box.bottom, steps=4)
    before_qr.page.keyboard.press("Escape")
    mouse.up()
    is_cancelled(before_qr)
    forget_language(before_qr.browser)
