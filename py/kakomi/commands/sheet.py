"""sheet.read"""

from __future__ import annotations

from kakomi.commands.command import PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.messages.sheet import Sheet, SheetReadRequest
from kakomi.sheet import MAX_CODES_ON_REFRESH


@command("sheet.read", callers={PAGE, WORKER})
async def read(args: SheetReadRequest, context: Context) -> Sheet:
    """Publish the sheet with the codes of now, and return it."""
    vault = await context.vault(use=not args.get("unattended"))
    whole = await context.post_sheet(vault, MAX_CODES_ON_REFRESH)
    return {**whole, "rows": []} if args.get("brief") else whole
