"""From the click on the toolbar icon to the first visible code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cdp_pipe import CdpError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.browser import BenchBrowser
    from bench.subjects import Subject

PAINT_S = 0.4  # by then it is painted, as a rule: looking earlier would be in the way
AFTER_S = 1.0  # for what a popup does once it is painted: the second press finds a worker at rest
PATIENCE_S = 5.0


def press_in_turns(browser: BenchBrowser, subjects: Sequence[Subject], rounds: int) -> None:
    """Each in each round: once with the worker stopped and its process gone, once with it running.

    Notes ``stopped`` and ``running``, and the same with `` framed`` for the moment at which the
    page was done with the frame.
    """
    for turn in range(rounds + 1):  # the first one warms up, and counts for nothing
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
