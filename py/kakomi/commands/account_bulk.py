"""account.edit_many and account.groups: several accounts in one save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.commands import undo
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.undo import Undo
from kakomi.label import normalize_label
from kakomi.messages.account_bulk import (
    AccountEditManyReply,
    AccountEditManyRequest,
    AccountGroupsReply,
    AccountGroupsRequest,
)
from kakomi.vault import bulk_edit
from kakomi.vault.bulk_edit import BulkChange, Marks

if TYPE_CHECKING:
    from kakomi.vault.vault import Vault


@command("account.edit_many", callers={PAGE})
async def edit_many(args: AccountEditManyRequest, context: Context) -> AccountEditManyReply:
    """Group, pin, hide, remove or restore several accounts. Raises AccountNotFound, DetailsInvalid,
    DetailsTooLong; nothing has changed then.
    """
    change = BulkChange(
        add_groups=tuple(normalize_label(text) for text in args.get("add_groups", [])),
        remove_groups=tuple(args.get("remove_groups", [])),
        pinned=args.get("pinned"),
        hidden=args.get("hidden"),
        removed=args.get("removed"),
    )
    ids, now_unix = frozenset(args["ids"]), context.environment.now_unix()

    def step(before: Vault) -> tuple[Vault, tuple[Marks, ...]]:
        return bulk_edit.edit(before, ids, change, now_unix)

    marks = await context.change(step)
    return {
        "changed": len(marks),
        "undo": await undo.save(context.environment, Undo(marks=marks)) if marks else None,
    }


@command("account.groups", callers={PAGE})
async def groups(args: AccountGroupsRequest, context: Context) -> AccountGroupsReply:
    """Returns every group, and how many of these accounts are in it."""
    before = await context.vault()
    ids = frozenset(args["ids"])
    counts = {group: 0 for each in before.present for group in each.details.groups}
    for each in before.present:
        if each.id in ids:
            for group in each.details.groups:
                counts[group] += 1
    by_name = sorted(counts, key=str.casefold)
    return {"groups": [{"name": name, "count": counts[name]} for name in by_name]}
