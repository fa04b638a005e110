"""From the click on the toolbar icon to the first visible code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cdp_pipe import CdpError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.browser import BenchBrowser
    from bench.subjects import Subject

PAINT_S = 0.4  # by then the popup is usually painted; a look before it would delay the paint
AFTER_S = (
    1.0  # for the work of a popup after its paint, so that the next press finds an idle worker
)
PATIENCE_S = 5.0


def press_in_turns(browser: BenchBrowser, subjects: Sequence[Subject], rounds: int) -> None:
    """Presses each subject's icon in each round: once with its worker stopped, once with it
    running.

    Records ``stopped`` and ``running``, and both with `` framed`` for the time at which the page
    had finished the frame.
    """
    for turn in range(rounds + 1):  # the first round warms up and is not recorded
        for subject in subjects:
            browser.stop_workers()
            for state in ("stopped", "running"):
                _press(browser, subject, state, counts=turn > 0)


def _press(browser: BenchBrowser, subject: Subject, state: str, *, counts: bool) -> None:
    at_unix_ms, popup = browser.press(subject)
    browser.wire.rest(PAINT_S)
    try:
        seen = browser.seen(popup, PATIENCE_S)
    except CdpError:
        seen = {}
    browser.wire.rest(AFTER_S)
    browser.shut(popup)
    browser.wire.rest(PAINT_S)
    if counts and seen:
        since = seen["origin"] - at_unix_ms
        if seen["presented"]:
            subject.note(state, since + seen["presented"])
        subject.note(f"{state} framed", since + seen["framed"])
