"""scan.*: scans pasted text and pictures, camera frames, and targets of the context menu.

Accounts are added only after the user confirms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import pasted_text, picture_header, scan, vendor_enrolment
from kakomi.commands import frame_origin, page_pictures, region_geometry, scan_contents, scan_result
from kakomi.commands.command import PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.errors import KakomiError, RequestMalformed
from kakomi.messages.common import Empty
from kakomi.messages.scan import (
    ScanContextMenuRequest,
    ScanFrameRequest,
    ScanLinkRequest,
    ScanOutcome,
    ScanPasteRequest,
)
from kakomi.messages.validation import base64_bytes
from kakomi.pasted_text import PastedText
from kakomi.ports import ContextMenuTarget, PageUnresponsive
from kakomi.scan import ScanResult

if TYPE_CHECKING:
    from kakomi.commands.scan_contents import ScanContents
    from kakomi.ports import Capture

FRAME_BUDGET_MS = 150  # reading a newer frame is better than more time for an old one


@command("scan.paste", callers={PAGE})
async def paste(args: ScanPasteRequest, context: Context) -> ScanOutcome:
    """Scan a pasted picture, or text with the URI of an account or a transfer in each line. Only
    says what it is if the text is a setup key or the content of a file.

    Raises ScanPictureUnreadable, ScanPictureTooLarge, VaultError.
    """
    match args:
        case {"data_base64": data_base64, **rest} if not rest:
            data = base64_bytes(data_base64, "args.data_base64")
            picture = await context.environment.pictures.unpack(
                data, picture_header.header(data).media_type
            )
            scanned = await scan.read(picture, context.environment.clock)
            return await scan_result.publish_result(
                context, "image", "", scan_contents.classify(scanned, picture)
            )
        case {"text": text, **rest} if not rest:
            return await _read_text(text, context)
    raise RequestMalformed("args")


@command("scan.frame", callers={PAGE})
async def frame(args: ScanFrameRequest, context: Context) -> ScanOutcome:
    """Scan a camera frame. A frame without a code does not replace the earlier result.

    Raises ScanPictureUnreadable, ScanPictureTooLarge, VaultError.
    """
    data = base64_bytes(args["data_base64"], "args.data_base64")
    picture = await context.environment.pictures.unpack(
        data, picture_header.header(data).media_type
    )
    scanned = await scan.read(picture, context.environment.clock, FRAME_BUDGET_MS)
    if not scanned.texts:
        return scan_result.empty_result(context, "camera", "", "nothing")
    return await scan_result.publish_result(
        context, "camera", "", scan_contents.classify(scanned, picture)
    )


async def _read_text(text: str, context: Context) -> ScanOutcome:
    kind = pasted_text.kind(text)
    if kind is PastedText.FILE:
        return scan_result.empty_result(context, "text", "", "file")
    # Duo's text to enrol its app has the form of a setup key.
    if kind is PastedText.SETUP_KEY and not vendor_enrolment.describe(text).vendor:
        return scan_result.empty_result(context, "text", "", "setup_key")
    read = scan_contents.ScanContents()
    for line in filter(None, map(str.strip, text.splitlines())):
        read.read(line)
    return await scan_result.publish_result(context, "text", "", read)


@command("scan.context_menu", callers={WORKER}, begins_with_capture=True)
async def context_menu(args: ScanContextMenuRequest, context: Context) -> Empty:
    """Scan the picture that the context menu was opened on, and show the result in the popup."""
    capture = await context.capture()
    origin = capture.origin if capture else ""
    try:
        read = await _read_target(args, context, capture)
        await scan_result.publish_result(context, "image", origin, read, is_published=True)
    except KakomiError as error:
        await scan_result.publish_failure(context, "image", origin, error)
    await context.environment.capture_host.open_popup(args["window_id"])
    return {}


async def _read_target(
    args: ScanContextMenuRequest, context: Context, capture: Capture | None
) -> ScanContents:
    """Returns the contents of the picture that the context menu was opened on.

    Reads the picture's box in the capture first, then the picture's file. If the page does not tell
    the box, reads the whole capture last.
    """
    page_unresponsive = False
    try:
        target = await context.environment.page.read_source(
            args["tab_id"], args["frame_id"], args["address"]
        )
    except PageUnresponsive:
        page_unresponsive = True
        target = ContextMenuTarget(box=None, picture=b"")
    read = scan_contents.ScanContents()
    picture = await capture.picture() if capture else None
    if picture and target.box:
        region = region_geometry.from_shares(target.box, picture)
        scanned = await scan.read_box(picture, region, context.environment.clock)
        inside = [text for text in scanned.texts if region_geometry.overlaps(region, text.corners)]
        read = scan_contents.classify(ScanResult(texts=tuple(inside)), picture)
    if not read.has_account:
        await page_pictures.join(context, read, target.picture)
    if picture and not (read.has_account or target.box):
        read = scan_contents.classify(await scan.read(picture, context.environment.clock), picture)
    read.page_unresponsive = page_unresponsive
    read.frames = await frame_origin.relevant_frames(capture, read)
    return read


@command("scan.link", callers={WORKER})
async def link(args: ScanLinkRequest, context: Context) -> Empty:
    """Read the link that the context menu was opened on, and show the result in the popup."""
    in_frame = args["origin"] != args["page_origin"]
    read = scan_contents.ScanContents(frame_of=args["page_origin"] if in_frame else "")
    read.read(args["url"])
    try:
        await scan_result.publish_result(context, "link", args["origin"], read, is_published=True)
    except KakomiError as error:
        await scan_result.publish_failure(context, "link", args["origin"], error)
    await context.environment.capture_host.open_popup(args["window_id"])
    return {}
