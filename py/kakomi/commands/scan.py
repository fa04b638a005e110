"""scan.page, .seen, .nearer, .region, .box, .leave, .dismiss: from a gesture to an account.

What was captured at the gesture is what is read; nothing the page does later changes it. A box is
drawn round one code on purpose, so a new account alone in it is kept at once and can be undone;
what was merely seen on the page waits for a key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import messages, scan
from kakomi.commands import boxes, findings, outcomes, sources
from kakomi.commands.call import OVERLAY, PAGE, WORKER, Call, Command
from kakomi.errors import (
    KakomiError,
    RequestForbidden,
    RequestMalformed,
    ScanCovered,
    ScanMoved,
    ScanNoCapture,
    ScanRefused,
)

if TYPE_CHECKING:
    from kakomi.commands.outcomes import Read
    from kakomi.messages import (
        Box,
        Drawing,
        Leaving,
        Nearing,
        Nothing,
        Outcome,
        Seeing,
        Shown,
        Tab,
    )
    from kakomi.ports import Capture


async def _captured(call: Call) -> Capture:
    capture = await call.capture()
    if capture is None:
        raise ScanRefused("tab")
    return capture


async def page(_args: Tab, call: Call) -> Outcome:
    """Read everything that is visible. Raises ScanRefused, ScanPictureTooLarge, VaultError."""
    capture = await _captured(call)
    return await _page_read(call, capture)


async def _page_read(call: Call, capture: Capture, *, posted: bool = False) -> Outcome:
    picture = await capture.picture()
    sight = await scan.read(picture, call.outside.clock)
    read = outcomes.sorted_out(sight, picture)
    outcome = await outcomes.finish(call, "page", capture.origin, read, posted=posted)
    if outcome["kind"] == "nothing":
        outcome = await _look_further(call, capture, outcome, posted=posted)
    if outcomes.asks_for_a_picture(outcome):
        outcome["picture"] = await capture.thumbnail()
    return outcome


async def seen(args: Seeing, call: Call) -> Nothing:
    """The same from the page's own menu, wherever it was opened; our own popup shows what was
    read.
    """
    origin = ""
    try:
        capture = await _captured(call)
        origin = capture.origin
        outcome = await _page_read(call, capture, posted=True)
        await findings.tell(call.outside.board, outcome)
    except KakomiError as error:
        await outcomes.tell_failure(call, "page", origin, error)
    await call.outside.screen.open_popup(args["window_id"])
    return {}


async def _look_further(call: Call, capture: Capture, outcome: Outcome, *, posted: bool) -> Outcome:
    """Nothing was read: the pictures themselves, and else what there is out of sight."""
    read = await sources.read(call, capture.tab_id, None)
    if read.has_account:
        return await outcomes.finish(call, "source", capture.origin, read, posted=posted)
    outside, tiny = await call.outside.surroundings.look_round(capture.tab_id)
    outcome["around"] = {"outside": outside, "tiny": tiny}
    return outcome


async def nearer(args: Nearing, call: Call) -> Outcome:
    """Scroll, or zoom in, and read the page as it is seen then; enlarged, it is put back. Raises
    ScanRefused, ScanPictureTooLarge, VaultError.
    """
    around, tab_id = call.outside.surroundings, args["tab_id"]
    try:
        await (around.scroll if args["how"] == "scroll" else around.enlarge)(tab_id)
        capture = await around.capture(tab_id)
    finally:
        await around.put_back(tab_id)
    if capture is None:
        raise ScanRefused("tab")
    outcome = await _page_read(call, capture)
    if outcome["around"] and args["how"] == "zoom":
        outcome["around"]["tiny"] = 0  # it was no use
    return outcome


async def region(args: Drawing, call: Call) -> Shown:
    """Capture, and let a box be drawn over the page, or where that can't be, over its picture."""
    capture = await _captured(call)
    screen = call.outside.screen
    note = args.get("note", "")
    await screen.hold(capture, note)
    await findings.let_go(call.outside.board)
    if await screen.cover(capture.tab_id, note):
        return {"shown": "overlay"}
    await screen.open_capture_page(capture.window_id)
    return {"shown": "capture_page"}


async def _held(call: Call) -> Capture | None:
    """The capture the box was drawn over; only its own page's box, or our page, may speak of it."""
    capture = await call.outside.screen.held()
    if capture is not None and call.caller == OVERLAY and call.tab_id != capture.tab_id:
        raise RequestForbidden("tab_id")
    return capture


async def box(args: Box, call: Call) -> Nothing:
    """The box is drawn: read it, keep or hold what is in it, and show that in our own popup.

    The box's page learns nothing. Raises RequestForbidden; whatever else goes wrong is the outcome.
    """
    if not boxes.sane(args):
        raise RequestMalformed("args")
    screen = call.outside.screen
    capture = await _held(call)
    if capture is None:
        await outcomes.tell_failure(call, "region", "", ScanNoCapture("capture"))
        await screen.open_popup(None)
        return {}
    fault: Exception | None = None
    try:
        await _read_box(args, call, capture)
    except KakomiError as error:
        await outcomes.tell_failure(call, "region", capture.origin, error)
    except Exception as error:  # no outcome is silent, a fault of ours neither
        fault = error
        await outcomes.tell_failure(call, "region", capture.origin, KakomiError())
    await screen.let_go()
    if call.caller == PAGE and call.tab_id is not None:
        await screen.leave_capture_page(call.tab_id, capture.tab_id)
    await screen.open_popup(capture.window_id)
    if fault is not None:
        raise fault  # the door notes where it was
    return {}


async def _read_box(args: Box, call: Call, capture: Capture) -> None:
    """What is in the box, and only what lies in it may be kept at once."""
    picture = await capture.picture()
    part = boxes.part(args, picture)
    sight = await scan.read_box(picture, part, call.outside.clock)
    under = outcomes.Read() if sight.texts else await _read_under(args, call, capture)
    if under.has_account:
        await outcomes.finish(call, "source", capture.origin, under, posted=True)
        return
    read = outcomes.sorted_out(sight, picture)
    meant = all(boxes.drawn_round(part, text.corners) for text in sight.texts)
    await outcomes.finish(call, "region", capture.origin, read, at_once=meant, posted=True)


async def _read_under(args: Box, call: Call, capture: Capture) -> Read:
    """The pictures themselves under the box, where it was drawn over the page they are in."""
    if call.caller != OVERLAY:
        return outcomes.Read()
    place = (args["x"], args["y"], args["width"], args["height"])
    return await sources.read(call, capture.tab_id, place)


async def leave(args: Leaving, call: Call) -> Nothing:
    """No box after all. Who left by themselves is told nothing; who was put out is told why."""
    screen = call.outside.screen
    capture = await _held(call)
    if capture is None:
        return {}
    await screen.let_go()
    if call.caller == PAGE and call.tab_id is not None:
        await screen.leave_capture_page(call.tab_id, capture.tab_id)
    if args["reason"] != "escape":
        error = ScanMoved("page") if args["reason"] == "resized" else ScanCovered("page")
        await outcomes.tell_failure(call, "region", capture.origin, error)
        await screen.open_popup(capture.window_id)
    return {}


async def dismiss(_args: Nothing, call: Call) -> Nothing:
    """Forget what was found and not kept."""
    await findings.let_go(call.outside.board)
    return {}


_DRAWERS = frozenset({PAGE, OVERLAY})

VERBS = {
    "page": Command(args=messages.Tab, reply=messages.Outcome, run=page),
    "seen": Command(
        args=messages.Seeing, reply=messages.Nothing, run=seen, callers=frozenset({WORKER})
    ),
    "nearer": Command(args=messages.Nearing, reply=messages.Outcome, run=nearer),
    "region": Command(args=messages.Drawing, reply=messages.Shown, run=region),
    "box": Command(args=messages.Box, reply=messages.Nothing, run=box, callers=_DRAWERS),
    "leave": Command(args=messages.Leaving, reply=messages.Nothing, run=leave, callers=_DRAWERS),
    "dismiss": Command(args=messages.Nothing, reply=messages.Nothing, run=dismiss),
}
