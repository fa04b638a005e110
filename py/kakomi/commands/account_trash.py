"""The commands of the trash: account.remove, restore, removed, purge and empty_trash."""

from __future__ import annotations

from kakomi.commands.account import tile
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.messages.account import AccountRef
from kakomi.messages.account_trash import (
    AccountEmptyTrashReply,
    AccountEmptyTrashRequest,
    AccountRemovedReply,
)
from kakomi.messages.common import Empty
from kakomi.vault import trash, vault


@command("account.remove", callers={PAGE})
async def remove(args: AccountRef, context: Context) -> Empty:
    """Move an account to the trash. Raises AccountNotFound."""
    now_unix = context.environment.now_unix()
    await context.change(lambda before: (vault.remove(before, args["id"], now_unix), None))
    return {}


@command("account.restore", callers={PAGE})
async def restore(args: AccountRef, context: Context) -> Empty:
    """Take an account out of the trash. Raises AccountNotFound."""
    await context.change(lambda before: (vault.restore(before, args["id"]), None))
    return {}


@command("account.removed", callers={PAGE})
async def removed(_args: Empty, context: Context) -> AccountRemovedReply:
    """Returns the accounts in the trash, the latest first."""
    trashed = trash.trashed(await context.vault())
    now_unix = context.environment.now_unix()
    return {
        "accounts": [
            {
                "id": account.id,
                "issuer": account.issuer,
                "name": account.name,
                **tile(account),
                "removed_at_unix": account.removed_at_unix or 0,
                "days_left": trash.days_left(account, now_unix) or 0,
            }
            for account in trashed
        ]
    }


@command("account.purge", callers={PAGE})
async def purge(args: AccountRef, context: Context) -> Empty:
    """Delete an account that is in the trash. Raises AccountNotFound if it is not there."""
    await context.change(lambda before: (trash.purge(before, args["id"]), None))
    return {}


@command("account.empty_trash", callers={PAGE})
async def empty_trash(args: AccountEmptyTrashRequest, context: Context) -> AccountEmptyTrashReply:
    """Delete accounts in the trash permanently. Accounts that are not there are passed over.

    Returns how many were deleted.
    """
    ids = frozenset(args["ids"]) if "ids" in args else None
    return {"deleted": await context.change(lambda before: trash.empty(before, ids))}
