"""A page's own pictures, read where what was captured gave nothing.

They may be others by now than what the person saw: so nothing of them is kept unasked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import picture_header, scan
from kakomi.commands import scan_result
from kakomi.errors import KakomiError

if TYPE_CHECKING:
    from kakomi.commands.context import Context
    from kakomi.commands.scan_result import ScanContents

BUDGET_MS = 1_500  # for all of them; after it no further one is begun


async def read(
    context: Context, tab_id: int, box: tuple[float, float, float, float] | None
) -> ScanContents:
    """What those under the box hold, or all likely ones in sight; nothing where they can't be
    read.
    """
    read = scan_result.ScanContents()
    end_ms = context.environment.clock.now_unix_ms() + BUDGET_MS
    for data in await context.environment.page.sources(tab_id, box):
        if context.environment.clock.now_unix_ms() >= end_ms:
            break
        await join(context, read, data)
    return read


async def join(context: Context, read: ScanContents, data: bytes) -> None:
    """Read a picture file too, if it is one."""
    try:
        picture = await context.environment.pictures.unpack(
            data, picture_header.header(data).media_type
        )
    except KakomiError:
        return
    for text in (await scan.read(picture, context.environment.clock)).texts:
        read.read(text.text)
