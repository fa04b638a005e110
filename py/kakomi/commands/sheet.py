"""sheet.read: carry the sheet on to now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import messages
from kakomi.commands.call import PAGE, WORKER, Call, Command
from kakomi.sheet import MOST_CARRIED_ON

if TYPE_CHECKING:
    from kakomi.messages import Asking, Sheet


async def read(args: Asking, call: Call) -> Sheet:
    """The sheet of this moment, put up for the pages too."""
    whole = await call.post_sheet(await call.vault(), MOST_CARRIED_ON)
    return {**whole, "rows": []} if args.get("brief") else whole


VERBS = {
    "read": Command(
        args=messages.Asking,
        reply=messages.Sheet,
        run=read,
        callers=frozenset({PAGE, WORKER}),
    )
}
