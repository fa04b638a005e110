"""scan.pasted, .frame, .pointed, .link: what is brought, and not merely seen.

All of it waits for a key.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from kakomi import image, messages, scan
from kakomi.commands import boxes, outcomes, sources
from kakomi.commands.call import WORKER, Call, Command
from kakomi.errors import KakomiError, RequestMalformed
from kakomi.scan import Sight

if TYPE_CHECKING:
    from kakomi.commands.outcomes import Read
    from kakomi.messages import Frame, Linking, Nothing, Outcome, Pasting, Pointing
    from kakomi.ports import Capture

MOST_LINES = 1_000  # of a pasted text
FRAME_BUDGET_MS = 150  # the next one is better, if this one is not


async def pasted(args: Pasting, call: Call) -> Outcome:
    """Read a picture that somebody pasted, or a text: an account's or a transfer's URI in each
    line. Raises ScanPictureUnreadable, ScanPictureTooLarge, VaultError.
    """
    match args:
        case {"data_base64": data_base64, **rest} if not rest:
            data = _data(data_base64)
            picture = await call.outside.pictures.unpack(data, image.header(data).media_type)
            sight = await scan.read(picture, call.outside.clock)
            return await outcomes.finish(call, "image", "", outcomes.sorted_out(sight, picture))
        case {"text": text, **rest} if not rest:
            return await outcomes.finish(call, "text", "", _lines_read(text))
    raise RequestMalformed("args")


async def frame(args: Frame, call: Call) -> Outcome:
    """Read what a camera sees just now. Frames without a code change nothing. Raises
    ScanPictureUnreadable, ScanPictureTooLarge, VaultError.
    """
    data = _data(args["data_base64"])
    picture = await call.outside.pictures.unpack(data, image.header(data).media_type)
    sight = await scan.read(picture, call.outside.clock, FRAME_BUDGET_MS)
    if not sight.texts:
        return outcomes.blank(call, "camera", "", "nothing")
    return await outcomes.finish(call, "camera", "", outcomes.sorted_out(sight, picture))


def _data(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        pass
    raise RequestMalformed("args.data_base64")


def _lines_read(text: str) -> Read:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise RequestMalformed("args.text")
    read = outcomes.Read()
    for line in lines:
        read.read(line)
    return read


async def pointed(args: Pointing, call: Call) -> Nothing:
    """Read a picture of a page that somebody pointed at; our own popup shows what is in it."""
    capture = await call.capture()
    origin = capture.origin if capture else ""
    try:
        read = await _pointed_read(args, call, capture)
        await outcomes.finish(call, "image", origin, read, posted=True)
    except KakomiError as error:
        await outcomes.tell_failure(call, "image", origin, error)
    await call.outside.screen.open_popup(args["window_id"])
    return {}


async def _pointed_read(args: Pointing, call: Call, capture: Capture | None) -> Read:
    """As it was seen at the gesture; else itself; where nobody knows its place, all that was
    seen.
    """
    around = call.outside.surroundings
    found = await around.source_of(args["tab_id"], args["frame_id"], args["address"])
    read = outcomes.Read()
    picture = await capture.picture() if capture else None
    if picture and found.box:
        part = boxes.from_shares(found.box, picture)
        sight = await scan.read_box(picture, part, call.outside.clock)
        inside = [text for text in sight.texts if boxes.drawn_round(part, text.corners)]
        read = outcomes.sorted_out(Sight(texts=tuple(inside)), picture)
    if not read.has_account:
        await sources.join(call, read, found.picture)
    if picture and not (read.has_account or found.box):
        read = outcomes.sorted_out(await scan.read(picture, call.outside.clock), picture)
    return read


async def link(args: Linking, call: Call) -> Nothing:
    """Read a link of a page that somebody pointed at; our own popup shows what is in it."""
    read = outcomes.Read()
    read.read(args["url"])
    try:
        await outcomes.finish(call, "link", args["origin"], read, posted=True)
    except KakomiError as error:
        await outcomes.tell_failure(call, "link", args["origin"], error)
    await call.outside.screen.open_popup(args["window_id"])
    return {}


_MENU = frozenset({WORKER})

VERBS = {
    "pasted": Command(args=messages.Pasting, reply=messages.Outcome, run=pasted),
    "frame": Command(args=messages.Frame, reply=messages.Outcome, run=frame),
    "pointed": Command(args=messages.Pointing, reply=messages.Nothing, run=pointed, callers=_MENU),
    "link": Command(args=messages.Linking, reply=messages.Nothing, run=link, callers=_MENU),
}
