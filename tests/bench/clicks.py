"""From the press of the toolbar icon to the first code on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.wire import WireError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.contenders import Contender
    from bench.stage import Stage

PAINT_S = 0.4  # by then it is painted, as a rule: looking earlier would be in the way
AFTER_S = 1.0  # for what a popup does once it is painted: the second press finds a worker at rest
PATIENCE_S = 5.0


def press_in_turns(stage: Stage, contenders: Sequence[Contender], rounds: int) -> None:
    """Each in each round: once with the worker stopped and its process gone, once with it running.

    Notes ``stopped`` and ``running``, and the same with `` framed`` for the moment at which the
    page was done with the frame.
    """
    for turn in range(rounds + 1):  # the first one warms up, and counts for nothing
        for contender in contenders:
            stage.stop_workers()
            for state in ("stopped", "running"):
                _press(stage, contender, state, counts=turn > 0)


def _press(stage: Stage, contender: Contender, state: str, *, counts: bool) -> None:
    at_unix_ms, popup = stage.press(contender)
    stage.wire.rest(PAINT_S)
    try:
        seen = stage.seen(popup, PATIENCE_S)
    except WireError:
        seen = {}
    stage.wire.rest(AFTER_S)
    stage.shut(popup)
    stage.wire.rest(PAINT_S)
    if counts and seen:
        since = seen["origin"] - at_unix_ms
        if seen["presented"]:
            contender.note(state, since + seen["presented"])
        contender.note(f"{state} framed", since + seen["framed"])
