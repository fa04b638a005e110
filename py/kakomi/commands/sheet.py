"""sheet.read: carry the sheet on to now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import messages
from kakomi.commands.context import PAGE, WORKER, Command, Context
from kakomi.sheet import MAX_CODES_ON_REFRESH

if TYPE_CHECKING:
    from kakomi.messages import Sheet, SheetReadRequest


async def read(args: SheetReadRequest, context: Context) -> Sheet:
    """The sheet of this moment, put up for the pages too."""
    whole = await context.post_sheet(await context.vault(), MAX_CODES_ON_REFRESH)
    return {**whole, "rows": []} if args.get("brief") else whole


VERBS = {
    "read": Command(
        args=messages.SheetReadRequest,
        reply=messages.Sheet,
        run=read,
        callers=frozenset({PAGE, WORKER}),
    )
}
