"""scan.*: scans the visible page, a box that the user draws, and content outside the viewport.

A scan reads the capture that was taken at the click, so that later changes of the page don't affect
the result. A box selects one code deliberately: a single new account in it is added at once, and
can be undone. Other results are added only after the user confirms.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kakomi import scan
from kakomi.commands import (
    frame_origin,
    page_pictures,
    pending_results,
    region_geometry,
    scan_contents,
    scan_result,
)
from kakomi.commands.command import OVERLAY, PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.errors import (
    KakomiError,
    RequestForbidden,
    RequestMalformed,
    ScanCovered,
    ScanMoved,
    ScanNoCapture,
    ScanRefused,
)
from kakomi.messages.common import Empty
from kakomi.messages.scan import (
    ScanBoxRequest,
    ScanCancelRequest,
    ScanEnlargedRequest,
    ScanOutcome,
    ScanPageRequest,
    ScanRegionReply,
    ScanRegionRequest,
    ScanViewportRequest,
)
from kakomi.ports import PageUnresponsive

if TYPE_CHECKING:
    from kakomi.commands.scan_contents import ScanContents
    from kakomi.ports import Capture


async def _required_capture(context: Context) -> Capture:
    capture = await context.capture()
    if capture is None:
        raise ScanRefused("tab")
    return capture


@command("scan.page", callers={PAGE}, begins_with_capture=True)
async def page(_args: ScanPageRequest, context: Context) -> ScanOutcome:
    """Scan the visible page. Raises ScanRefused, ScanPictureTooLarge, VaultError."""
    capture = await _required_capture(context)
    return await _read_page(context, capture, is_published=False)


async def _read_page(context: Context, capture: Capture, *, is_published: bool) -> ScanOutcome:
    picture = await capture.picture()
    scanned = await scan.read(picture, context.environment.clock)
    read = scan_contents.classify(scanned, picture)
    read.frames = await frame_origin.relevant_frames(capture, read)
    outcome = await scan_result.publish_result(
        context, "page", capture.origin, read, is_published=is_published
    )
    if outcome["kind"] == "nothing":
        outcome = await _read_beyond_capture(context, capture, outcome, is_published=is_published)
    elif outcome["kind"] == "not_account":  # such as the code of an app store beside a setup link
        outcome = await _read_links(context, capture, outcome, is_published=is_published)
    if scan_result.needs_thumbnail(outcome):
        outcome["picture"] = await capture.thumbnail()
    return outcome


@command("scan.viewport", callers={WORKER}, begins_with_capture=True)
async def viewport(args: ScanViewportRequest, context: Context) -> Empty:
    """Scan the visible page from the context menu, and show the result in the popup."""
    origin = ""
    try:
        capture = await _required_capture(context)
        origin = capture.origin
        outcome = await _read_page(context, capture, is_published=True)
        await pending_results.publish(context.environment.session, outcome)
    except KakomiError as error:
        await scan_result.publish_failure(context, "page", origin, error)
    await context.environment.capture_host.open_popup(args["window_id"])
    return {}


async def _read_links(
    context: Context, capture: Capture, outcome: ScanOutcome, *, is_published: bool
) -> ScanOutcome:
    """Returns the result of the page's account links, or ``outcome`` if there are none."""
    try:
        links = await page_pictures.read_links(context, capture.tab_id)
    except PageUnresponsive:
        return outcome
    if not links.has_account:
        return outcome
    return await scan_result.publish_result(
        context, "link", capture.origin, links, is_published=is_published
    )


async def _read_beyond_capture(
    context: Context, capture: Capture, outcome: ScanOutcome, *, is_published: bool
) -> ScanOutcome:
    """Read the page's own pictures, then its account links, after a capture without codes. Count
    the candidates that are outside the viewport or too small in the capture.
    """
    read = await page_pictures.read(context, capture.tab_id, None)
    if read.has_account:
        return await scan_result.publish_result(
            context, "source", capture.origin, read, is_published=is_published
        )
    try:
        if read.page_unresponsive:
            raise PageUnresponsive
        links = await page_pictures.read_links(context, capture.tab_id)
        if links.has_account or links.error:
            return await scan_result.publish_result(
                context, "link", capture.origin, links, is_published=is_published
            )
        outside, tiny = await context.environment.page.measure(capture.tab_id)
    except PageUnresponsive:
        outcome["page_unresponsive"] = True
    else:
        outcome["nearby"] = {"outside": outside, "tiny": tiny}
    return outcome


@command("scan.enlarged", callers={PAGE})
async def enlarged(args: ScanEnlargedRequest, context: Context) -> ScanOutcome:
    """Scroll or zoom in, scan again, and undo the zoom.

    Raises ScanRefused, ScanPictureTooLarge, VaultError.
    """
    inspector, tab_id = context.environment.page, args["tab_id"]
    page_unresponsive = False
    try:
        try:
            await (inspector.scroll if args["how"] == "scroll" else inspector.enlarge)(tab_id)
        except PageUnresponsive:
            page_unresponsive = True
        capture = await inspector.capture(tab_id)
    finally:
        await inspector.restore(tab_id)
    if capture is None:
        raise ScanRefused("tab")
    outcome = await _read_page(context, capture, is_published=False)
    outcome["page_unresponsive"] |= page_unresponsive
    if outcome["nearby"] and args["how"] == "zoom":
        outcome["nearby"]["tiny"] = 0  # zooming did not help
    return outcome


@command("scan.region", callers={PAGE}, begins_with_capture=True)
async def region(args: ScanRegionRequest, context: Context) -> ScanRegionReply:
    """Take a capture and let the user draw a box: over the page, or on the capture page if the page
    allows no overlay.
    """
    capture = await _required_capture(context)
    screen = context.environment.capture_host
    note = args.get("note", "")
    # The capture is stored while the overlay appears: nobody can draw a box before.
    showing = asyncio.ensure_future(screen.show_overlay(capture.tab_id, note))
    try:
        await context.save_capture(capture, note)
        await pending_results.clear(context.environment.session)
    except KakomiError:
        if await showing:
            await screen.hide_overlay(capture.tab_id)
        raise
    if await showing:
        return {"shown": "overlay"}
    await screen.open_capture_page(capture.window_id)
    return {"shown": "capture_page"}


async def _stored_capture(context: Context) -> Capture | None:
    """Returns the capture over which the box was drawn, if it is still stored. Raises
    RequestForbidden for an overlay in another tab than the captured one.
    """
    capture = await context.environment.capture_host.load()
    if capture is not None and context.caller == OVERLAY and context.tab_id != capture.tab_id:
        raise RequestForbidden("tab_id")
    return capture


@command("scan.box", callers={PAGE, OVERLAY})
async def box(args: ScanBoxRequest, context: Context) -> Empty:
    """Scan the box that the user drew, and show the result in the popup.

    The reply is empty, because the page under the overlay must not learn the result. Raises
    RequestForbidden, RequestMalformed; any other error is shown as the result.
    """
    if not region_geometry.is_finite(args):
        raise RequestMalformed("args")
    screen = context.environment.capture_host
    capture = await _stored_capture(context)
    if capture is None:
        await scan_result.publish_failure(context, "region", "", ScanNoCapture("capture"))
        await screen.open_popup(None)
        return {}
    fault: Exception | None = None
    try:
        await _read_box(args, context, capture)
    except KakomiError as error:
        await scan_result.publish_failure(context, "region", capture.origin, error)
    except Exception as error:  # a bug of Kakomi must be shown as a failed scan too
        fault = error
        await scan_result.publish_failure(context, "region", capture.origin, KakomiError())
    await screen.discard()
    if context.caller == PAGE and context.tab_id is not None:
        await screen.leave_capture_page(context.tab_id, capture.tab_id)
    await screen.open_popup(capture.window_id)
    if fault is not None:
        raise fault  # the bridge logs its location
    return {}


async def _read_box(args: ScanBoxRequest, context: Context, capture: Capture) -> None:
    """Publish the result of a box. Adds an account at once only if its code overlaps the box."""
    picture = await capture.picture()
    region_of_box = region_geometry.to_region(args, picture)
    scanned = await scan.read_box(picture, region_of_box, context.environment.clock)
    under = (
        scan_contents.ScanContents() if scanned.texts else await _read_under(args, context, capture)
    )
    if under.has_account:
        await scan_result.publish_result(
            context, "source", capture.origin, under, is_published=True
        )
        return
    read = scan_contents.classify(scanned, picture)
    read.page_unresponsive = under.page_unresponsive
    read.frames = await frame_origin.relevant_frames(capture, read)
    are_selected = all(
        region_geometry.overlaps(region_of_box, text.corners) for text in scanned.texts
    )
    await scan_result.publish_result(
        context, "region", capture.origin, read, auto_add=are_selected, is_published=True
    )


async def _read_under(args: ScanBoxRequest, context: Context, capture: Capture) -> ScanContents:
    """Returns the contents of the page's pictures under a box that was drawn on the overlay."""
    if context.caller != OVERLAY:
        return scan_contents.ScanContents()
    box_of_viewport = (args["x"], args["y"], args["width"], args["height"])
    return await page_pictures.read(context, capture.tab_id, box_of_viewport)


@command("scan.cancel", callers={PAGE, OVERLAY})
async def cancel(args: ScanCancelRequest, context: Context) -> Empty:
    """End the drawing of a box. Publishes the reason as the result, unless it is the Escape key."""
    screen = context.environment.capture_host
    capture = await _stored_capture(context)
    if capture is None:
        return {}
    await screen.discard()
    if context.caller == PAGE and context.tab_id is not None:
        await screen.leave_capture_page(context.tab_id, capture.tab_id)
    if args["reason"] != "escape":
        error = ScanMoved("page") if args["reason"] == "resized" else ScanCovered("page")
        await scan_result.publish_failure(context, "region", capture.origin, error)
        await screen.open_popup(capture.window_id)
    return {}


@command("scan.dismiss", callers={PAGE})
async def dismiss(_args: Empty, context: Context) -> Empty:
    """Remove the scan results that were not added."""
    await pending_results.clear(context.environment.session)
    return {}
