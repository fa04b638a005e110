"""account.preview_key and account.set_key: correct the setup key of a saved account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import sheet
from kakomi.account import NewAccount
from kakomi.account_parameters import key_with_secret
from kakomi.commands import undo
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.undo import Undo
from kakomi.commands.vault import confirm_again
from kakomi.errors import AccountNotFound
from kakomi.messages.account_key import (
    AccountPreviewKeyReply,
    AccountPreviewKeyRequest,
    AccountSetKeyReply,
    AccountSetKeyRequest,
)
from kakomi.vault import vault

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.vault.vault import Vault


def _with_key(before: Vault, account_id: str, written: str) -> tuple[Account, Account]:
    account = before.account(account_id)
    if account.removed_at_unix is not None:
        raise AccountNotFound("id")
    return account, replace(account, key=key_with_secret(account.key, written))


@command("account.preview_key", callers={PAGE})
async def preview(args: AccountPreviewKeyRequest, context: Context) -> AccountPreviewKeyReply:
    """Returns the row that the account would have with this key, and whether that is its key now.
    Saves nothing. Raises AccountError, AccountNotFound.
    """
    before, after = _with_key(await context.vault(), args["id"], args["secret_base32"])
    changed = NewAccount(key=after.key, issuer=after.issuer, name=after.name, counter=after.counter)
    return {
        "row": sheet.preview_row(changed, after.id, context.environment.now_unix()),
        "is_same": after.key == before.key,
    }


@command("account.set_key", callers={PAGE})
async def set_key(args: AccountSetKeyRequest, context: Context) -> AccountSetKeyReply:
    """Replace the setup key of an account. Its parameters, its counter and its PIN stay.

    Raises AccountError, AccountNotFound. If the vault can lock: VaultConfirmationRequired, and what
    ``confirm`` raises.
    """
    await confirm_again(args.get("again"), context)

    def step(before: Vault) -> tuple[Vault, Account]:
        account, changed = _with_key(before, args["id"], args["secret_base32"])
        return vault.put(before, changed), account

    before = await context.change(step)
    changed = Undo(keys=[(before, before.counter)])
    return {"undo": await undo.save(context.environment, changed)}
