"""Typing into the search and scrolling in a long list of the popup.

The processor time is that of the page's main thread, so that other work on the machine does not
count. The elapsed time includes the frame that shows the result.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.browser import BenchBrowser
    from bench.subjects import Subject

SHOWN_S = 1.5  # by then all rows are there, and the handlers are loaded
CALM_S = 0.5
TYPED = "service 4"
FRAMES = 120
STEP_PX = 224  # four rows in each frame
FRAME_MS = 1_000 / 60

# Resolves when the frame after the next one begins, with what went before done.
_FRAMED = """globalThis.benchFramed = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(0);
})); 0"""
_TYPE = """(async (letter) => {
    const field = document.getElementById("filter");
    field.focus();
    const start = performance.now();
    document.execCommand("insertText", false, letter);
    const script_ms = performance.now() - start;
    return { script_ms, framed_ms: await benchFramed() - start };
})"""
_SCROLL = f"""(async () => {{
    const scroller = document.getElementById("scroller");
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const took = [];
    let beganMs = await nextFrame();
    for (let frame = 0; frame < {FRAMES}; frame += 1) {{
        scroller.scrollTop += {STEP_PX};
        const nextMs = await nextFrame();
        took.push(nextMs - beganMs);
        beganMs = nextMs;
    }}
    const shown = [...document.querySelectorAll("#rows [data-account]")].filter((row) => {{
        const {{ top, bottom }} = row.getBoundingClientRect();
        return bottom > 60 && top < innerHeight;
    }});
    if (shown.length < 5) throw new Error(`only ${{shown.length}} rows are in view`);
    return took;
}})()"""


def type_and_scroll(browser: BenchBrowser, subject: Subject, rounds: int) -> None:
    """Types into the search of an open popup, and scrolls through its list.

    Records ``letter`` (processor time of each letter and its frame), ``letter framed`` (elapsed),
    ``frame`` (processor time of a frame while scrolling) and ``missed frames`` (the share in % of
    frames after which the next one was not shown in time, with 60 frames in a second).
    """
    for turn in range(rounds + 1):
        _, popup = browser.press(subject)
        browser.wire.rest(SHOWN_S)
        session = browser.attached(popup)
        browser.wire.send("Performance.enable", session, timeDomain="threadTicks")
        browser.evaluated(session, _FRAMED)
        browser.evaluated(session, f"{_TYPE}('s')")  # asks the worker for the texts to be searched
        browser.wire.rest(CALM_S)
        browser.evaluated(session, f"{_CLEAR}; 0")
        for letter in TYPED:
            before = _busy_ms(browser, session)
            took = browser.evaluated(session, f"{_TYPE}({json.dumps(letter)})")
            if turn:
                subject.note("letter", _busy_ms(browser, session) - before)
                subject.note("letter framed", took["framed_ms"])
        browser.evaluated(session, f"{_CLEAR}; 0")
        browser.wire.rest(CALM_S)
        before = _busy_ms(browser, session)
        frames = browser.evaluated(session, _SCROLL)
        if turn:
            subject.note("frame", (_busy_ms(browser, session) - before) / FRAMES)
            missed = sum(ms > 1.5 * FRAME_MS for ms in frames)
            subject.note("missed frames", missed / FRAMES * 100)
        browser.shut(popup)
        browser.wire.rest(CALM_S)


_CLEAR = """(() => {
    const field = document.getElementById("filter");
    field.select();
    document.execCommand("delete");
})()"""


def _busy_ms(browser: BenchBrowser, session: str) -> float:
    """Returns the processor time of all tasks of the page's main thread."""
    metrics = browser.wire.send("Performance.getMetrics", session)["metrics"]
    found: float = next(one["value"] for one in metrics if one["name"] == "TaskDuration")
    return found * 1_000
