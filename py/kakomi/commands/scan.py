"""scan.page, .region, .box, .leave, .dismiss: from a gesture to an account.

What was captured at the gesture is what is read; nothing the page does later changes it. A box is
drawn round one code on purpose, so a new account alone in it is kept at once and can be undone;
what was merely seen on the page waits for a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING, Literal

from kakomi import messages, migration, otpauth, scan, sheet
from kakomi.account import same_key
from kakomi.commands import findings
from kakomi.commands.account import keep
from kakomi.commands.call import OVERLAY, PAGE, Call, Command
from kakomi.commands.findings import Finding
from kakomi.errors import (
    KakomiError,
    RequestForbidden,
    RequestMalformed,
    ScanCovered,
    ScanMoved,
    ScanNoCapture,
    ScanRefused,
    UriScheme,
)
from kakomi.messages import failure
from kakomi.particulars import Particulars
from kakomi.ports import Part

if TYPE_CHECKING:
    from kakomi.account import Enrolment
    from kakomi.messages import Box, Drawing, Found, Leaving, Nothing, Outcome, Shown, Tab
    from kakomi.ports import Capture, Picture
    from kakomi.scan import Sight
    from kakomi.vault.vault import Vault

Via = Literal["page", "region"]


@dataclass(slots=True)
class _Read:
    """The accounts in a picture with their corners, how many other codes, and what was wrong."""

    enrolments: list[tuple[Enrolment, tuple[float, ...]]]
    others: int = 0
    error: KakomiError | None = None

    def take(self, enrolment: Enrolment, corners: tuple[float, ...]) -> None:
        """Once, though it be shown twice."""
        if not any(same_key(enrolment, known) for known, _ in self.enrolments):
            self.enrolments.append((enrolment, corners))


def _sorted_out(sight: Sight) -> _Read:
    read = _Read([])
    for text in sight.texts:
        try:
            if migration.recognises(text.text):
                transfer = migration.parse(text.text)
                for enrolment in transfer.accounts:
                    read.take(enrolment, text.corners)
                read.error = next(iter(transfer.refused), read.error)
            else:
                read.take(otpauth.parse(text.text), text.corners)
        except UriScheme:
            read.others += 1
        except KakomiError as error:
            read.error = error
    return read


def _kind(read: _Read) -> Literal["found", "several", "nothing", "not_account", "unusable"]:
    if read.enrolments:
        return "found" if len(read.enrolments) == 1 else "several"
    if read.error is not None:
        return "unusable"
    return "not_account" if read.others else "nothing"


def _found(
    call: Call, vault: Vault, enrolment: Enrolment, corners: tuple[float, ...], picture: Picture
) -> Found:
    known, namesake = vault.same(enrolment), vault.namesake(enrolment)
    there = known or namesake
    found_id = call.outside.entropy.token()
    sides = (picture.width, picture.height)
    return {
        "id": found_id,
        "row": sheet.candidate(enrolment, found_id, call.outside.now_unix()),
        "state": "known" if known else "namesake" if namesake else "new",
        "account_id": there.id if there else None,
        "corners": [round(c / sides[i % 2], 5) for i, c in enumerate(corners)],
    }


def _outcome(call: Call, via: Via, origin: str, kind: messages.Ending) -> Outcome:
    return {
        "at_unix": call.outside.now_unix(),
        "kind": kind,
        "via": via,
        "origin": origin,
        "found": [],
        "others": 0,
        "error": None,
        "account_id": None,
    }


async def _finish(
    call: Call, via: Via, capture: Capture, picture: Picture, sight: Sight
) -> Outcome:
    """Parse, look who is known, keep what was meant, hold the rest."""
    read = _sorted_out(sight)
    outcome = _outcome(call, via, capture.origin, _kind(read))
    outcome["others"] = read.others
    outcome["error"] = failure(read.error) if read.error else None
    held: dict[str, Finding] = {}
    if read.enrolments:
        vault = await call.vault()
        for enrolment, corners in read.enrolments:
            found = _found(call, vault, enrolment, corners, picture)
            outcome["found"].append(found)
            held[found["id"]] = Finding(enrolment=enrolment, origin=capture.origin)
    if outcome["kind"] == "found":
        held = await _decide(call, outcome, held)
    await findings.hold(call.outside.board, held, outcome if via == "region" else None)
    return outcome


async def _decide(call: Call, outcome: Outcome, held: dict[str, Finding]) -> dict[str, Finding]:
    """One account alone: known, or kept at once if a box was drawn round it; gives what is left to
    decide.
    """
    [found] = outcome["found"]
    if found["state"] == "known":
        outcome["kind"], outcome["account_id"] = "known", found["account_id"]
        return {}
    if outcome["via"] == "page" or found["state"] == "namesake":
        return held
    added = await keep(
        call, held[found["id"]].enrolment, beside=Particulars(origin=outcome["origin"])
    )
    outcome["kind"], outcome["account_id"] = added["state"], added["account_id"]
    return {}


async def _captured(call: Call) -> Capture:
    capture = await call.capture()
    if capture is None:
        raise ScanRefused("tab")
    return capture


async def page(_args: Tab, call: Call) -> Outcome:
    """Read everything that is visible. Raises ScanRefused, ScanPictureTooLarge, VaultError."""
    capture = await _captured(call)
    picture = await capture.picture()
    sight = await scan.read(picture, call.outside.clock)
    return await _finish(call, "page", capture, picture, sight)


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


def _part(box: Box, picture: Picture) -> Part:
    """The box in the picture's pixels. Page zoom and the screen's pixel ratio are in the ratio of
    the picture's width to the viewport's.
    """
    left, right = _span(
        box["x"] / box["viewport_width"], box["width"] / box["viewport_width"], picture.width
    )
    top, bottom = _span(
        box["y"] / box["viewport_height"], box["height"] / box["viewport_height"], picture.height
    )
    return Part(x=left, y=top, width=right - left, height=bottom - top)


def _span(start: float, length: float, pixels: int) -> tuple[int, int]:
    """From shares of a side to its pixels: at least one, none outside."""
    first = min(max(0, floor(start * pixels)), pixels - 1)
    last = min(max(first + 1, ceil((start + length) * pixels)), pixels)
    return first, last


def _sane(box: Box) -> bool:
    numbers = (box["x"], box["y"], box["width"], box["height"])
    sides = (box["viewport_width"], box["viewport_height"])
    return all(map(isfinite, numbers + sides)) and all(side > 0 for side in sides)


async def box(args: Box, call: Call) -> Nothing:
    """The box is drawn: read it, keep or hold what is in it, and show that in our own popup.

    The box's page learns nothing. Raises RequestForbidden; whatever else goes wrong is the outcome.
    """
    if not _sane(args):
        raise RequestMalformed("args")
    board, screen = call.outside.board, call.outside.screen
    capture = await _held(call)
    if capture is None:
        await findings.hold(board, {}, _failed(call, "", ScanNoCapture("capture")))
        await screen.open_popup(None)
        return {}
    try:
        picture = await capture.picture()
        sight = await scan.read_box(picture, _part(args, picture), call.outside.clock)
        await _finish(call, "region", capture, picture, sight)
    except KakomiError as error:
        await findings.hold(board, {}, _failed(call, capture.origin, error))
    await screen.let_go()
    if call.caller == PAGE and call.tab_id is not None:
        await screen.leave_capture_page(call.tab_id, capture.tab_id)
    await screen.open_popup(capture.window_id)
    return {}


def _failed(call: Call, origin: str, error: KakomiError) -> Outcome:
    outcome = _outcome(call, "region", origin, "failed")
    outcome["error"] = failure(error)
    return outcome


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
        await findings.hold(call.outside.board, {}, _failed(call, capture.origin, error))
        await screen.open_popup(capture.window_id)
    return {}


async def dismiss(_args: Nothing, call: Call) -> Nothing:
    """Forget what was found and not kept."""
    await findings.let_go(call.outside.board)
    return {}


_DRAWERS = frozenset({PAGE, OVERLAY})

VERBS = {
    "page": Command(args=messages.Tab, reply=messages.Outcome, run=page),
    "region": Command(args=messages.Drawing, reply=messages.Shown, run=region),
    "box": Command(args=messages.Box, reply=messages.Nothing, run=box, callers=_DRAWERS),
    "leave": Command(args=messages.Leaving, reply=messages.Nothing, run=leave, callers=_DRAWERS),
    "dismiss": Command(args=messages.Nothing, reply=messages.Nothing, run=dismiss),
}
