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


def press_in_turns(stage: BenchBrowser, contenders: Sequence[Subject], rounds: int) -> None:
    """Each in each round: once with the worker stopped and its process gone, once with it running.

    Notes ``stopped`` and ``running``, and the same with `` framed`` for the moment at which the
    page was done with the frame.
    """
    for turn in range(rounds + 1):  # the first one warms up, and counts for nothing
        for contender in contenders:
            stage.stop_workers()
            for state in ("stopped", "running"):
                _press(stage, contender, state, counts=turn > 0)


def _press(stage: BenchBrowser, contender: Subject, state: str, *, counts: bool) -> None:
    at_unix_ms, popup = stage.press(contender)
    stage.wire.rest(PAINT_S)
    try:
        seen = stage.seen(popup, PATIENCE_S)
    except CdpError:
        seen = {}
    stage.wire.rest(AFTER_S)
    stage.shut(popup)
    stage.wire.rest(PAINT_S)
    if counts and seen:
        since = seen["origin"] - at_unix_ms
        if seen["presented"]:
            contender.note(state, since + seen["presented"])
        contender.note(f"{state} framed", since + seen["framed"])
