"""sheet.read: carry the sheet on to now."""

from __future__ import annotations

from kakomi.commands.command import PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.messages.sheet import Sheet, SheetReadRequest
from kakomi.sheet import MAX_CODES_ON_REFRESH


@command("sheet.read", callers={PAGE, WORKER})
async def read(args: SheetReadRequest, context: Context) -> Sheet:
    """The sheet of this moment, put up for the pages too."""
    whole = await context.post_sheet(await context.vault(), MAX_CODES_ON_REFRESH)
    return {**whole, "rows": []} if args.get("brief") else whole
