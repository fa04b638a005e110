"""sheet.*: the rows and codes that the popup paints, and the texts that it searches."""

from __future__ import annotations

from kakomi import search
from kakomi.commands import sync_exchange
from kakomi.commands.command import PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.messages.common import Empty
from kakomi.messages.sheet import Sheet, SheetReadRequest, SheetSearchTextsReply
from kakomi.pacing import paced
from kakomi.sheet import MAX_CODES_ON_REFRESH


@command("sheet.read", callers={PAGE, WORKER})
async def read(args: SheetReadRequest, context: Context) -> Sheet:
    """Publish the sheet with current codes, and return it."""
    vault = await context.vault(use=not args.get("unattended"))
    await context.code_clock.observe_page(args.get("clock_jump_ms", 0))
    published = await context.publish_sheet(vault, MAX_CODES_ON_REFRESH)
    if context.caller == WORKER and vault.sync is not None:  # the browser was started
        context.environment.sync_store.schedule(sync_exchange.STARTUP_MS)
    elif vault.sync is not None and vault.sync.way == "folder" and not args.get("unattended"):
        context.environment.sync_store.schedule(sync_exchange.POPUP_MS)  # no event tells of changes
    return {**published, "rows": []} if args.get("brief") else published


@command("sheet.search_texts", callers={PAGE})
async def search_texts(_args: Empty, context: Context) -> SheetSearchTextsReply:
    """Returns the searchable text of each account."""
    accounts = (await context.vault()).present
    return {
        "texts": [
            {"id": each.id, "text": search.text_of(each, each.details)}
            async for each in paced(accounts)
        ]
    }
