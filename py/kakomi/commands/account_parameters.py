"""account.preview_parameters and account.set_parameters: how an account makes its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import account_parameters, sheet
from kakomi.account import NewAccount
from kakomi.account_parameters import Parameters
from kakomi.commands import pending_results, undo
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.undo import Undo
from kakomi.errors import AccountNotFound, RequestMalformed
from kakomi.messages.account_parameters import (
    AccountPreviewParametersReply,
    AccountPreviewParametersRequest,
    AccountSetParametersReply,
    AccountWithParameters,
    NewParameters,
)
from kakomi.otp_key import Algorithm, Kind
from kakomi.vault import vault

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.vault.vault import Vault


def parameters(args: NewParameters) -> Parameters:
    """Returns the parameters of a request."""
    usual = Parameters()
    return Parameters(
        kind=Kind(args["kind"]),
        algorithm=Algorithm(args.get("algorithm", "SHA1")),
        digits=args.get("digits", usual.digits),
        period_s=args.get("period_s", usual.period_s),
        counter=args.get("counter", 0),
        pin=args.get("pin", ""),
    )


def _present(before: Vault, account_id: str) -> Account:
    account = before.account(account_id)
    if account.removed_at_unix is not None:
        raise AccountNotFound("id")
    return account


@command("account.preview_parameters", callers={PAGE})
async def preview(
    args: AccountPreviewParametersRequest, context: Context
) -> AccountPreviewParametersReply:
    """Returns the row that the account would have. Saves nothing. Raises AccountError,
    AccountNotFound, ResultExpired.
    """
    row_id, before = await _previewed(args, context)
    changed = account_parameters.found_with(before, parameters(args["parameters"]))
    return {"row": sheet.preview_row(changed, row_id, context.code_clock.now_unix())}


async def _previewed(
    args: AccountPreviewParametersRequest, context: Context
) -> tuple[str, NewAccount]:
    if "found" in args:
        found_id = args["found"]
        found = await pending_results.load(context.environment.session, [found_id])
        return found_id, found[found_id].new_account
    if "id" not in args:
        raise RequestMalformed("args")
    before = _present(await context.vault(), args["id"])
    return before.id, NewAccount(
        key=before.key, issuer=before.issuer, name=before.name, counter=before.counter
    )


@command("account.set_parameters", callers={PAGE})
async def set_parameters(
    args: AccountWithParameters, context: Context
) -> AccountSetParametersReply:
    """Change how the codes of an account are made. Raises AccountError, AccountNotFound."""

    def step(before: Vault) -> tuple[Vault, tuple[Account, int]]:
        account = _present(before, args["id"])
        changed = account_parameters.saved_with(account, parameters(args["parameters"]))
        return vault.put(before, changed), (account, changed.counter)

    change = await context.change(step)
    return {"undo": await undo.save(context.environment, Undo(keys=[change]))}
