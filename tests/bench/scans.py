"""From a code on a page to the saved account, by a drawn region and by a scan of the page."""

from __future__ import annotations

import io
import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import segno

from bench import page_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.browser import BenchBrowser
    from bench.subjects import Subject

SIDE_PX, LEFT_PX, TOP_PX = 260, 200, 160
DRAG_MS, STEPS = 300, 10  # a quick drag
SHOWN_S = 0.8
PAUSE_S = 0.7  # Chrome takes two pictures a second


@contextmanager
def page_with_a_code() -> Iterator[str]:
    """Serves a page that shows another account's code at each load. Returns its address."""
    count = iter(range(1, 1_000_000))

    def page() -> bytes:
        number = next(count)
        secret = f"{number:Z>32}".replace("0", "A").replace("1", "B").replace("8", "C")
        secret = secret.replace("9", "D")
        out = io.StringIO()
        uri = f"otpauth://totp/Bench:user{number}?secret={secret}&issuer=Bench{number}"
        out.write(segno.make(uri, error="m").svg_inline(scale=4))
        return (
            f"<!doctype html><title>code {number}</title><style>svg{{position:absolute;"
            f"left:{LEFT_PX}px;top:{TOP_PX}px;width:{SIDE_PX}px;height:{SIDE_PX}px}}</style>"
            f"<p>Scan this.</p>{out.getvalue()}"
        ).encode()

    with page_server.serve(page) as origin:
        yield f"{origin}/"


def draw_in_turns(browser: BenchBrowser, subjects: list[Subject], rounds: int) -> None:
    """Draws a box around the code, and measures from the button's release to the account in
    ``storage.local``, and from the popup's button to the box over the page.

    Records ``box`` and ``stored`` with the worker running, and ``stored stopped`` with a worker
    that was stopped while the overlay was open.
    """
    with page_with_a_code() as address:
        for turn in range(rounds + 1):
            for subject in subjects:
                for what in ("stored", "stored stopped"):
                    box_ms, stored_ms = _draw(browser, subject, address, stop="stopped" in what)
                    if turn:
                        subject.note("box", box_ms)
                        subject.note(what, stored_ms)


def _draw(
    browser: BenchBrowser, subject: Subject, address: str, *, stop: bool
) -> tuple[float, float]:
    page = browser.go(f"{address}?{time.time_ns()}")
    work_folder, session = browser.background_page(subject)
    browser.evaluated(
        session,
        """globalThis.benchStored = new Promise((resolve) =>
            chrome.storage.local.onChanged.addListener(() => resolve(Date.now()))); 0""",
    )
    _, popup = browser.press(subject)
    browser.wire.rest(SHOWN_S)
    browser.evaluated(page, _WATCH_FOR_BOX)
    buttons = json.dumps(subject.adapter.scan)
    pressed_ms = browser.evaluated(browser.attached(popup), f"({_PRESS})({buttons})")
    browser.wire.rest(SHOWN_S)
    box_ms = browser.evaluated(page, "benchBox") - pressed_ms
    if stop:
        browser.stop_workers()
    begin, end = (LEFT_PX - 20, TOP_PX - 20), (LEFT_PX + SIDE_PX + 20, TOP_PX + SIDE_PX + 20)
    _mouse(browser, page, "mouseMoved", *begin)
    _mouse(browser, page, "mousePressed", *begin)
    for step in range(1, STEPS + 1):
        at = [a + (b - a) * step / STEPS for a, b in zip(begin, end, strict=True)]
        _mouse(browser, page, "mouseMoved", at[0], at[1])
        browser.wire.rest(DRAG_MS / STEPS / 1000)
    released_unix_ms = time.time() * 1000
    _mouse(browser, page, "mouseReleased", *end)
    stored: float = browser.evaluated(session, "benchStored")
    browser.wire.rest(PAUSE_S)
    browser.shut_popups()
    browser.shut(work_folder)
    return box_ms, stored - released_unix_ms


# Presses the buttons in turn, each once it is there. Returns when the last one was pressed.
_PRESS = """async (selectors) => {
    let atMs = 0;
    for (const selector of selectors) {
        let button = null;
        while (!(button = document.querySelector(selector)))
            await new Promise((resolve) => setTimeout(resolve));
        atMs = performance.timeOrigin + performance.now();
        button.click();
    }
    return atMs;
}"""
# Resolves when a new element at the end of the page was painted: the box, over the whole page.
_WATCH_FOR_BOX = """globalThis.benchBox = new Promise((resolve) => {
    new MutationObserver((_, watching) => {
        watching.disconnect();
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
            port2.postMessage(0);
        });
    }).observe(document, { childList: true, subtree: true });
}); 0"""


def _mouse(browser: BenchBrowser, session: str, kind: str, x: float, y: float) -> None:
    browser.wire.send(
        "Input.dispatchMouseEvent", session, type=kind, x=x, y=y, button="left", clickCount=1
    )


def read_whole(browser: BenchBrowser, subject: Subject, rounds: int) -> None:
    """Scans the page of a large window with the worker running. Records ``page``, from the request
    to the result, and ``picture``, the browser's part of it: the capture as a PNG.
    """
    with page_with_a_code() as address:
        for turn in range(rounds + 1):
            browser.go(f"{address}?{time.time_ns()}")
            _, popup = browser.press(subject)
            browser.wire.rest(SHOWN_S)
            took = browser.evaluated(browser.attached(popup), _WHOLE)
            if turn:
                subject.note("page", took["page"])
                subject.note("picture", took["picture"])
            browser.shut(popup)
            browser.wire.rest(PAUSE_S)


_WHOLE = f"""(async () => {{
    const [tab] = await chrome.tabs.query({{ active: true, lastFocusedWindow: true }});
    const pause = () => new Promise((resolve) => setTimeout(resolve, {int(PAUSE_S * 1000)}));
    let start = performance.now();
    const args = {{ tab_id: tab.id }};
    const reply = await chrome.runtime.sendMessage({{ command: "scan.page", args }});
    const page = performance.now() - start;
    if (reply.ok?.kind !== "found") throw new Error(JSON.stringify(reply).slice(0, 200));
    await chrome.runtime.sendMessage({{ command: "scan.dismiss", args: {{}} }});
    await pause();
    start = performance.now();
    await chrome.tabs.captureVisibleTab(tab.windowId, {{ format: "png" }});
    return {{ page, picture: performance.now() - start }};
}})()"""
