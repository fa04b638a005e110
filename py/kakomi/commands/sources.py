"""A page's own pictures, read where what was captured gave nothing.

They may be others by now than what the person saw: so nothing of them is kept unasked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import image, scan
from kakomi.commands import outcomes
from kakomi.errors import KakomiError

if TYPE_CHECKING:
    from kakomi.commands.call import Call
    from kakomi.commands.outcomes import Read

BUDGET_MS = 1_500  # for all of them; after it no further one is begun


async def read(call: Call, tab_id: int, box: tuple[float, float, float, float] | None) -> Read:
    """What those under the box hold, or all likely ones in sight; nothing where they can't be
    read.
    """
    read = outcomes.Read()
    end_ms = call.outside.clock.now_unix_ms() + BUDGET_MS
    for data in await call.outside.surroundings.sources(tab_id, box):
        if call.outside.clock.now_unix_ms() >= end_ms:
            break
        await join(call, read, data)
    return read


async def join(call: Call, read: Read, data: bytes) -> None:
    """Read a picture file too, if it is one."""
    try:
        picture = await call.outside.pictures.unpack(data, image.header(data).media_type)
    except KakomiError:
        return
    for text in (await scan.read(picture, call.outside.clock)).texts:
        read.read(text.text)
