"""Pages that try to deceive the scan: only the picture captured at the user's gesture is read, and
nothing else is stored.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from e2e.browser import Browser, until
from e2e.cases import collected
from e2e.user_actions import Box, box_round, drag, overlay_is_there, press_command

if TYPE_CHECKING:
    from e2e.page_server import PageServer

ACME = "otpauth://totp/ACME:hanako?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
EVIL = "otpauth://totp/EVIL:mallory?secret=GEZDGNBVGY3TQOJQ&issuer=EVIL"
HOST = "document.querySelector('[data-kakomi-overlay]')"

# What the page can do to its elements when it notices the box.
SWAP = "document.getElementById('code').src = evil"
AT_THE_BOX = """(evil) => {
    globalThis.evil = evil;
    new MutationObserver(() => {
        if (%s && !globalThis.done) { globalThis.done = true; %s }
    }).observe(document, { childList: true, subtree: true });
}"""

FULL = "position: fixed; inset: 0; width: 100vw; height: 100vh; max-width: none; max-height: none"
EVIL_OVER = f"""
    const over = document.createElement('div');
    over.style.cssText = '{FULL}; margin: 0; border: 0; background: white';
    over.innerHTML = `<img src="${{evil}}" style="margin: 20px">`;
    document.body.append(over);
"""
HIDDEN = "opacity: 0 !important; filter: opacity(0) !important; clip-path: inset(50%) !important"
ROOT = "document.documentElement"

# What the page does to the box while it is shown, and the result: the box is read as usual, or
# another is put above it, or the scan ends with an error.
COVERS = {
    "a popover": f"{EVIL_OVER} over.popover = 'manual'; over.showPopover()",
    "a veil": f"{EVIL_OVER} over.popover = 'manual'; over.inert = true; over.showPopover()",
    "a dialog": f"""{EVIL_OVER} const dialog = document.createElement('dialog');
        document.body.append(dialog); dialog.append(over); dialog.showModal()""",
    "itself gone": f"{HOST}.remove()",
    "itself moved": f"document.body.append({HOST})",
    "another document": "document.open(); document.write(`<img src='${evil}'>`); document.close()",
    "the whole screen": f"{ROOT}.requestFullscreen()",
    "one element on the whole screen": f"{EVIL_OVER} over.requestFullscreen()",
    "the page moved": "scrollTo(0, 300)",
}
TOLD = {"the whole screen", "one element on the whole screen", "the page moved"}

# What changes nothing about the box, each done to the same box.
IN_VAIN = {
    "itself hidden": f"""{HOST}.hidden = true;
        {HOST}.setAttribute('style', 'display: none !important; opacity: 0 !important')""",
    "itself inert": f"{HOST}.inert = true",
    "itself see-through": f"{HOST}.style.cssText = '{HIDDEN}'",
    "the page see-through": f"{ROOT}.style.cssText = 'opacity: 0; visibility: hidden'",
    "the page turned": f"{ROOT}.style.transform = 'rotate(180deg)'",
    "the page another": "document.body.innerHTML = `<img id=code src='${evil}'>`",
    "an element above all": f"{EVIL_OVER} over.style.zIndex = 2147483647",
    "the page larger": f"{ROOT}.style.zoom = 1.5",
}


def open_page(own: Browser, local_pages: PageServer, attributes: str = "") -> str:
    """A page with a code, and the address of the code that it wants to be read instead."""
    body = local_pages.img(ACME, f"id=code {attributes}") + "<div style='height: 3000px'></div>"
    own.page.goto(local_pages.page(body))
    return local_pages.code(EVIL)


def begin_region(own: Browser) -> None:
    popup = own.press_icon()
    press_command(popup, "scan.region")


def draw(own: Browser, box: Box) -> None:
    drag(own.page, *box.corners("se"))


def issuers(own: Browser) -> list[str]:
    return [row["issuer"] for row in own.ask("sheet.read")["rows"]]


def test_a_code_swapped_when_the_overlay_opens_is_not_read(
    own: Browser, local_pages: PageServer
) -> None:
    evil = open_page(own, local_pages)
    box = box_round(own.page.locator("#code"))
    own.page.evaluate(AT_THE_BOX % (HOST, SWAP), evil)
    begin_region(own)
    until(lambda: overlay_is_there(own.page), "the box over the page")
    until(lambda: own.page.evaluate("done === true"), "the page to cheat")
    draw(own, box)
    popup = own.popup()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    assert issuers(own) == ["ACME"]


def test_a_code_swapped_after_a_scan_of_the_page_is_not_added(
    own: Browser, local_pages: PageServer
) -> None:
    evil = open_page(own, local_pages)
    popup = own.press_icon()
    press_command(popup, "scan.page")
    expect(popup.locator("#result .found .issuer")).to_have_text("ACME")
    own.page.evaluate(f"(evil) => {{ {SWAP} }}", evil)
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    assert issuers(own) == ["ACME"]


def is_dimmed(own: Browser) -> bool:
    """Whether the page, which is white there, is dimmed around the box."""
    picture = Image.open(io.BytesIO(own.page.screenshot())).convert("L")
    return picture.tobytes()[500 * picture.width + 1000] < 200


def is_read_from_the_capture(own: Browser, box: Box) -> None:
    draw(own, box)
    expect(own.popup().locator("#banner[data-tone='good']")).to_be_visible()
    assert issuers(own) == ["ACME"]


def open_with_marked_overlay(own: Browser, local_pages: PageServer) -> tuple[str, Box]:
    """Returns the address of the page's own code, and the box round the genuine one."""
    evil = open_page(own, local_pages)
    box = box_round(own.page.locator("#code"))
    begin_region(own)
    until(lambda: overlay_is_there(own.page), "the box over the page")
    own.page.evaluate(f"{HOST}.mark = 1")
    return evil, box


@pytest.mark.parametrize("trick", COVERS)
def test_a_page_that_covers_the_overlay_gets_no_other_code_read(
    own: Browser, local_pages: PageServer, trick: str
) -> None:
    evil, box = open_with_marked_overlay(own, local_pages)
    own.page.evaluate(f"(evil) => {{ {COVERS[trick]} }}", evil)
    if trick in TOLD:
        expect(own.popup().locator("#result .message .note")).to_be_visible()
        until(lambda: not overlay_is_there(own.page), "the box to go")
        assert issuers(own) == []
        return
    until(lambda: own.page.evaluate(f"{HOST} && {HOST}.mark !== 1"), "another box above it")
    until(lambda: is_dimmed(own), "the box to be seen")
    is_read_from_the_capture(own, box)


def test_a_page_that_hides_the_overlay_in_vain_gets_no_other_code_read(
    own: Browser, local_pages: PageServer
) -> None:
    evil, box = open_with_marked_overlay(own, local_pages)
    with collected() as case:
        for trick, script in IN_VAIN.items():
            with case(trick):
                own.page.evaluate(f"(evil) => {{ {script} }}", evil)
                own.page.wait_for_timeout(700)  # nothing else shows that the overlay did not change
                assert own.page.evaluate(f"{HOST}.mark") == 1
                until(lambda: is_dimmed(own), "the box to be seen")
    is_read_from_the_capture(own, box)


HEARD = """() => {
    globalThis.heard = [];
    const note = ({ type, clientX, clientY }) => heard.push([type, clientX, clientY].join(" "));
    const types = ["pointerdown", "pointermove", "pointerup", "pointerover", "pointerenter",
        "mousedown", "mousemove", "mouseup", "mouseover", "mouseenter", "click", "dblclick",
        "auxclick", "contextmenu", "wheel", "touchstart", "touchmove", "touchend", "dragstart",
        "selectstart", "selectionchange", "keydown", "keypress", "keyup", "beforeinput", "input",
        "gotpointercapture", "lostpointercapture", "message"];
    for (const target of [window, document, document.documentElement])
        for (const type of types)
            target.addEventListener(type, note, true);
}"""


def test_the_page_gets_no_event_of_the_drawing(own: Browser, local_pages: PageServer) -> None:
    open_page(own, local_pages)
    box = box_round(own.page.locator("#code"))
    own.page.evaluate(HEARD)
    begin_region(own)
    until(lambda: overlay_is_there(own.page), "the box over the page")
    own.page.evaluate("heard.length = 0")
    own.page.keyboard.press("ArrowLeft")
    own.page.keyboard.press("x")
    own.page.mouse.move(300, 300)
    own.page.mouse.click(300, 300, button="right")
    own.page.mouse.wheel(0, 50)
    draw(own, box)
    popup = own.popup()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    # Every page can see where the pointer comes from, and where it is afterwards.
    heard = {each.split()[0] for each in own.page.evaluate("heard")}
    assert heard <= {"pointerover", "pointerenter", "mouseover", "mouseenter"}


def test_the_overlay_works_in_a_page_that_replaced_the_browsers_methods(
    own: Browser, local_pages: PageServer
) -> None:
    open_page(own, local_pages)
    own.page.evaluate(
        """() => {
            const no = () => { throw new Error("no"); };
            Element.prototype.attachShadow = no;
            HTMLDialogElement.prototype.showModal = no;
            HTMLDialogElement.prototype.show = no;
            HTMLElement.prototype.showPopover = no;
            Node.prototype.appendChild = Element.prototype.append = no;
            EventTarget.prototype.addEventListener = no;
            Document.prototype.createElement = no;
            globalThis.CSSStyleSheet = globalThis.Event = undefined;
            Object.prototype.toJSON = () => "cheated";
            Array.prototype.map = no;
        }"""
    )
    box = box_round(own.page.locator("#code"))
    begin_region(own)
    until(lambda: overlay_is_there(own.page), "the box over the page")
    draw(own, box)
    popup = own.popup()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    assert issuers(own) == ["ACME"]


def test_a_picture_swapped_after_the_gesture_is_added_only_after_confirmation(
    own: Browser, local_pages: PageServer
) -> None:
    """If the capture has no code, the page's own picture is read, which may show another."""
    evil = open_page(own, local_pages, "style='filter: blur(10px)'")
    box = box_round(own.page.locator("#code"))
    own.page.evaluate(AT_THE_BOX % (HOST, SWAP), evil)
    begin_region(own)
    until(lambda: overlay_is_there(own.page), "the box over the page")
    until(lambda: is_dimmed(own), "the box to be seen")
    draw(own, box)
    popup = own.popup()
    expect(popup.locator("#result .found .issuer")).to_have_text("EVIL")
    expect(popup.locator("#result .found > .note")).to_be_visible()
    assert issuers(own) == []


def test_the_page_does_not_notice_the_search_for_candidates(
    own: Browser, local_pages: PageServer
) -> None:
    own.page.goto(local_pages.page("<h1>Nothing</h1><canvas id=qr width=200 height=200></canvas>"))
    before = own.page.evaluate("[Object.keys(globalThis).length, document.all.length]")
    own.page.evaluate(
        """() => {
            globalThis.changes = 0;
            const count = () => { changes += 1; };
            const all = { attributes: true, childList: true, subtree: true, characterData: true };
            new MutationObserver(count).observe(document, all);
            for (const type of ["scroll", "resize", "message"]) addEventListener(type, count);
        }"""
    )
    popup = own.press_icon()
    press_command(popup, "scan.page")
    expect(popup.locator("#result .message")).to_be_visible()
    assert own.page.evaluate("changes") == 0
    after = own.page.evaluate("[Object.keys(globalThis).length - 1, document.all.length]")
    assert after == before
    assert (
        own.page.evaluate("typeof kakomiQrCandidates + typeof kakomiPictureSources")
        == "undefined" * 2
    )


def test_the_page_cannot_reach_the_extension(own: Browser, local_pages: PageServer) -> None:
    own.page.goto(local_pages.page("<h1>Nothing</h1>"))
    reached = own.page.evaluate(
        """async (home) => {
            const frame = document.createElement("iframe");
            frame.src = home + "popup/popup.html";
            document.body.append(frame);
            await new Promise((done) => {
                frame.onload = frame.onerror = done;
                setTimeout(done, 2000);
            });
            const files = ["manifest.json", "popup/popup.html", "icons/16.png", "overlay/box.js"];
            const read = await Promise.all(files.map(
                (file) => fetch(home + file).then(() => file, () => null)));
            const request = { command: "sheet.read", args: {} };
            const asked = await new Promise((done) => {
                try { chrome.runtime.sendMessage(home.split("/")[2], request, done); }
                catch { done(undefined); }
                setTimeout(done, 1000, undefined);
            });
            return { read: read.filter(Boolean), asked: asked ?? null };
        }""",
        own.url(""),
    )
    assert reached == {"read": [], "asked": None}
    assert not any(own.url("popup") in frame.url for frame in own.page.frames if frame.url)
