"""From Enter in the popup to the code in the page's field."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench import page_server

if TYPE_CHECKING:
    from bench.browser import BenchBrowser
    from bench.subjects import Subject

PAUSE_S = 0.4
MIN_LEFT_S = 5  # a fill waits for the next code if the current one ends sooner
PERIOD_S = 30
# A page with a code field that reports when it was filled in.
PAGE = b"""<!doctype html><title>sign in</title>
<label>Code <input id="code" autocomplete="one-time-code"></label>
<script>
globalThis.benchFilled = new Promise((resolve) => {
    const field = document.getElementById("code");
    const now = () => performance.timeOrigin + performance.now();
    let typed = 0;
    field.addEventListener("keydown", () => { typed ||= now(); });
    field.addEventListener("input", () =>
        field.value.length === 6 && resolve({ typed, filled: now() }));
});
</script>"""


# The steps between Enter and the filled field, in their order. The names but the last two are those
# of the marks that the worker sets (performance.mark), without "kakomi.".
STEPS = {
    "worker": "the worker's script has started",
    "survey": "the worker has the request; the survey begins",
    "surveyed": "the page has answered",
    "python": "Python runs",
    "write": "Python has decided",
    "typed": "the first key reaches the field",
}


def fill_in_turns(browser: BenchBrowser, ours: Subject, rounds: int) -> None:
    """Records ``filled`` with the worker running, and ``filled stopped`` with a worker that was
    stopped after the popup had painted its button. Records the time of each of STEPS too, under
    that name and the step's.
    """
    with page_server.serve(lambda: PAGE) as origin:
        _give_site(browser, ours, origin)
        for turn in range(rounds + 1):
            for what in ("filled", "filled stopped"):
                took = _fill(browser, ours, origin, stop="stopped" in what)
                if turn:
                    ours.note(what, took.pop("filled"))
                    for step, at_ms in took.items():
                        ours.note(f"{what} {step}", at_ms)


def _give_site(browser: BenchBrowser, ours: Subject, origin: str) -> None:
    work_folder, session = browser.background_page(ours)
    browser.evaluated(
        session,
        f"""(async () => {{
            const ask = (command, args) => chrome.runtime.sendMessage({{ command, args }});
            const {{ ok }} = await ask("sheet.read", {{}});
            const {{ id }} = ok.rows.at(-1);
            const reply = await ask("account.edit", {{ id, sites: ["{origin}"] }});
            if (reply.error) throw new Error(reply.error.code);
        }})()""",
    )
    browser.shut(work_folder)


def _fill(browser: BenchBrowser, ours: Subject, origin: str, *, stop: bool) -> dict[str, float]:
    """Returns the milliseconds from Enter to each of STEPS that was taken, and to ``filled``."""
    left_s = PERIOD_S - time.time() % PERIOD_S
    if left_s < MIN_LEFT_S:
        browser.wire.rest(left_s)
    page = browser.go(f"{origin}/?{time.time_ns()}")
    _, popup = browser.press(ours)
    session = browser.attached(popup)
    browser.evaluated(session, _READY)
    browser.wire.rest(PAUSE_S)
    if stop:
        browser.stop_workers()
    pressed_unix_ms = time.time() * 1000
    for kind in ("keyDown", "keyUp"):
        browser.wire.begin(
            "Input.dispatchKeyEvent", session, type=kind, key="Enter", code="Enter",
            windowsVirtualKeyCode=13, text="\r",
        )  # fmt: skip
    at_unix_ms: dict[str, float] = browser.evaluated(page, "benchFilled")
    browser.wire.rest(PAUSE_S)
    worker = browser.worker_of(ours)
    if worker is not None:
        at_unix_ms |= browser.evaluated(browser.attached(worker), _MARKS)
    browser.shut_popups()
    return {step: at - pressed_unix_ms for step, at in at_unix_ms.items() if at >= pressed_unix_ms}


_MARKS = """(() => {
    const at = { worker: performance.timeOrigin };
    for (const { name, startTime } of performance.getEntriesByType("mark"))
        at[name.replace("kakomi.", "")] = performance.timeOrigin + startTime;
    return at;
})()"""

_READY = """(async () => {
    while (!document.querySelector('[data-command="account.fill"]'))
        await new Promise((resolve) => setTimeout(resolve, 20)); // between two looks
    return 0;
})()"""
