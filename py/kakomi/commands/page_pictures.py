"""Reads the page's own pictures and links if the capture showed no code.

The page may have changed them since the capture, so an account found in them is never added without
the user's confirmation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import picture_header, scan
from kakomi.commands import scan_contents
from kakomi.errors import KakomiError
from kakomi.ports import PageUnresponsive

if TYPE_CHECKING:
    from kakomi.commands.context import Context
    from kakomi.commands.scan_contents import ScanContents

BUDGET_MS = 1_500  # for all pictures; after this time no further picture is read


async def read(
    context: Context, tab_id: int, box: tuple[float, float, float, float] | None
) -> ScanContents:
    """Returns the contents of the pictures under the box, or of all candidates in view.

    ``page_unresponsive`` is set if the page did not answer.
    """
    read = scan_contents.ScanContents()
    end_ms = context.environment.clock.now_unix_ms() + BUDGET_MS
    try:
        pictures = await context.environment.page.read_sources(tab_id, box)
    except PageUnresponsive:
        read.page_unresponsive = True
        return read
    for data in pictures:
        if context.environment.clock.now_unix_ms() >= end_ms:
            break
        await join(context, read, data)
    return read


async def join(context: Context, read: ScanContents, data: bytes) -> None:
    """Add the contents of a picture file to ``read``. Does nothing if ``data`` is not a picture."""
    try:
        picture = await context.environment.pictures.unpack(
            data, picture_header.header(data).media_type
        )
    except KakomiError:
        return
    for text in (await scan.read(picture, context.environment.clock)).texts:
        read.read(text.text)


async def read_links(context: Context, tab_id: int) -> ScanContents:
    """Returns the contents of the account links in the page. Raises PageUnresponsive."""
    read = scan_contents.ScanContents()
    for link in await context.environment.page.read_links(tab_id):
        read.read(link)
    return read
