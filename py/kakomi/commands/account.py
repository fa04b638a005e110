"""account.add, .edit, .remove, .restore, .use: each one step of the vault, saved before said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import messages, otp, otpauth
from kakomi.account import tidy
from kakomi.commands import findings
from kakomi.commands.call import Call, Command
from kakomi.errors import RequestMalformed
from kakomi.vault import generations, vault

if TYPE_CHECKING:
    from kakomi.account import Account, Enrolment
    from kakomi.messages import Added, Adding, Naming, Nothing, Used, Which
    from kakomi.vault.vault import Vault


async def keep(call: Call, enrolment: Enrolment, replaces: str | None) -> Added:
    """Save the account, unless the very same is there already."""
    account = enrolment.account(
        id=call.outside.entropy.token(), added_at_unix=call.outside.now_unix()
    )

    def step(before: Vault) -> tuple[Vault, Added]:
        known = before.same(enrolment)
        if known is not None:
            return before, {"state": "known", "account_id": known.id, "older_id": None}
        added: Added = {"state": "added", "account_id": account.id, "older_id": replaces}
        if replaces is None:
            return vault.add(before, account), added
        return vault.supplant(before, replaces, account, account.added_at_unix), added

    after, added = await generations.change(call.outside, step)
    await call.post_sheet(after)
    return added


async def add(args: Adding, call: Call) -> Added:
    """Add what was found, or what a text says. Raises UriError, AccountError, FoundGone."""
    replaces = args.get("replaces")
    match args:
        case {"found": found_id, **rest} if "uri" not in rest:
            enrolment = _with_pin(await findings.held(call.outside.board, found_id), args)
            added = await keep(call, enrolment, replaces)
            await findings.settle(call.outside.board, found_id)
            return added
        case {"uri": uri, **rest} if "found" not in rest:
            return await keep(call, _with_pin(otpauth.parse(uri), args), replaces)
    raise RequestMalformed("args")


def _with_pin(enrolment: Enrolment, args: Adding) -> Enrolment:
    if not enrolment.key.waits_for_pin:
        return enrolment
    return replace(enrolment, key=replace(enrolment.key, pin=args.get("pin", "")))


async def edit(args: Naming, call: Call) -> Nothing:
    """Call it something else. Raises LabelTooLong, VaultNoSuchAccount."""
    issuer, name = args.get("issuer"), args.get("name")
    after, _ = await generations.change(
        call.outside,
        lambda before: (
            vault.rename(
                before,
                args["id"],
                None if issuer is None else tidy(issuer),
                None if name is None else tidy(name),
            ),
            None,
        ),
    )
    await call.post_sheet(after)
    return {}


async def remove(args: Which, call: Call) -> Nothing:
    """Lay it aside. Raises VaultNoSuchAccount."""
    now_unix = call.outside.now_unix()
    after, _ = await generations.change(
        call.outside, lambda before: (vault.remove(before, args["id"], now_unix), None)
    )
    await call.post_sheet(after)
    return {}


async def restore(args: Which, call: Call) -> Nothing:
    """Take it back. Raises VaultNoSuchAccount."""
    after, _ = await generations.change(
        call.outside, lambda before: (vault.restore(before, args["id"]), None)
    )
    await call.post_sheet(after)
    return {}


async def use(args: Which, call: Call) -> Used:
    """The next code of a counted account; the counter after it is saved before the code is told.

    Raises VaultNoSuchAccount, CounterInvalid when the last counter is used up.
    """

    def step(before: Vault) -> tuple[Vault, Account]:
        return vault.use(before, args["id"])

    after, used = await generations.change(call.outside, step)
    await call.post_sheet(after)
    return {"id": used.id, "code": otp.hotp(used.key, used.counter), "counter": used.counter}


VERBS = {
    "add": Command(args=messages.Adding, reply=messages.Added, run=add),
    "edit": Command(args=messages.Naming, reply=messages.Nothing, run=edit),
    "remove": Command(args=messages.Which, reply=messages.Nothing, run=remove),
    "restore": Command(args=messages.Which, reply=messages.Nothing, run=restore),
    "use": Command(args=messages.Which, reply=messages.Used, run=use),
}
