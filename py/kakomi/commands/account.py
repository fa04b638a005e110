"""account.*: each change one step of the vault, saved before it is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kakomi import otp, otpauth
from kakomi.account import normalize_label
from kakomi.account_details import EMPTY, AccountDetails, RecoveryCode
from kakomi.commands import pending_import, pending_results
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.errors import RequestMalformed
from kakomi.messages.account import (
    AccountAddAllReply,
    AccountAddAllRequest,
    AccountAddReply,
    AccountAddRequest,
    AccountDetailsReply,
    AccountEditRequest,
    AccountMoveRequest,
    AccountRef,
    AccountRemovedReply,
    AccountUseReply,
)
from kakomi.messages.common import Empty
from kakomi.vault import bulk_add, trash, vault
from kakomi.vault.bulk_add import Candidate

if TYPE_CHECKING:
    from kakomi.account import NewAccount
    from kakomi.vault.bulk_add import BulkAddResult
    from kakomi.vault.vault import Vault


async def keep(
    context: Context,
    new_account: NewAccount,
    replaces: str | None = None,
    beside: AccountDetails = EMPTY,
) -> AccountAddReply:
    """Save the account, unless the same account is there already."""
    account = new_account.account(
        id=context.environment.entropy.token(),
        added_at_unix=context.environment.now_unix(),
        details=beside,
    )

    def step(before: Vault) -> tuple[Vault, AccountAddReply]:
        known = before.same(new_account)
        if known is not None:
            return before, {
                "state": "known",
                "account_id": known.id,
                "older_id": None,
                "undo": None,
            }
        added: AccountAddReply = {
            "state": "added",
            "account_id": account.id,
            "older_id": replaces,
            "undo": None,
        }
        if replaces is None:
            return vault.add(before, account), added
        return vault.replace_with(before, replaces, account, account.added_at_unix), added

    reply = await context.change(step)
    older_id = reply["older_id"]
    if older_id is not None:
        reply["undo"] = undo = context.environment.entropy.token()
        await pending_import.save_undo(
            context.environment.session, undo, [account.id], [older_id], keep_added=True
        )
    return reply


@command("account.add", callers={PAGE})
async def add(args: AccountAddRequest, context: Context) -> AccountAddReply:
    """Add what was found, or what a text says. Raises UriError, AccountError, FoundGone."""
    replaces = args.get("replaces")
    match args:
        case {"found": found_id, **rest} if "uri" not in rest:
            finding = (await pending_results.load(context.environment.session, [found_id]))[
                found_id
            ]
            beside = AccountDetails(origin=finding.origin)
            added = await keep(context, _with_pin(finding.new_account, args), replaces, beside)
            await pending_results.remove(context.environment.session, {found_id})
            return added
        case {"uri": uri, **rest} if "found" not in rest:
            return await keep(context, _with_pin(otpauth.parse(uri), args), replaces)
    raise RequestMalformed("args")


@command("account.add_all", callers={PAGE})
async def add_all(args: AccountAddAllRequest, context: Context) -> AccountAddAllReply:
    """Add several that were found, in one save; those that wait for a PIN go on waiting. Raises
    FoundGone.
    """
    session, entropy = context.environment.session, context.environment.entropy
    wanted = await pending_results.load(session, args["found"])
    candidates = {
        found_id: Candidate(
            id=entropy.token(),
            new_account=finding.new_account,
            beside=AccountDetails(origin=finding.origin),
        )
        for found_id, finding in wanted.items()
        if not finding.new_account.key.needs_pin
    }

    def step(before: Vault) -> tuple[Vault, BulkAddResult]:
        taken = bulk_add.add_all(before, candidates.values(), context.environment.now_unix())
        return taken.vault, taken

    taken = await context.change(step)
    undo = entropy.token()
    await pending_import.save_undo(session, undo, taken.added, taken.aside)
    await pending_results.remove(session, candidates.keys())
    return {"added": list(taken.added), "known": taken.known, "undo": undo}


def _with_pin(new_account: NewAccount, args: AccountAddRequest) -> NewAccount:
    if not new_account.key.needs_pin:
        return new_account
    return replace(new_account, key=replace(new_account.key, pin=args.get("pin", "")))


@command("account.edit", callers={PAGE})
async def edit(args: AccountEditRequest, context: Context) -> Empty:
    """Call it something else, or change what stands beside it; what is left out stays.

    Raises LabelTooLong, ParticularsTooLong, ParticularsInvalid, VaultNoSuchAccount.
    """

    def step(before: Vault) -> tuple[Vault, None]:
        account = before.account(args["id"])
        edited = replace(
            account,
            issuer=normalize_label(args["issuer"]) if "issuer" in args else account.issuer,
            name=normalize_label(args["name"]) if "name" in args else account.name,
            details=_edited(account.details, args),
        )
        return vault.put(before, edited), None

    await context.change(step)
    return {}


_BESIDE = ("note", "pinned", "emergency_note", "emergency_link")


def _edited(beside: AccountDetails, args: AccountEditRequest) -> AccountDetails:
    changes: dict[str, Any] = {n: value for n, value in args.items() if n in _BESIDE}
    if "groups" in args:
        changes["groups"] = tuple(args["groups"])
    if "recovery_codes" in args:
        changes["recovery_codes"] = tuple(
            RecoveryCode(code["code"], code["used"]) for code in args["recovery_codes"]
        )
    return replace(beside, **changes)


@command("account.details", callers={PAGE})
async def details(args: AccountRef, context: Context) -> AccountDetailsReply:
    """All that is kept of an account but its secret. Raises VaultNoSuchAccount."""
    account = (await context.vault()).account(args["id"])
    key, beside = account.key, account.details
    return {
        "id": account.id,
        "issuer": account.issuer,
        "name": account.name,
        "kind": key.kind.value,
        "algorithm": key.algorithm.value,
        "digits": key.digits,
        "period_s": key.period_s,
        "counter": account.counter,
        "added_at_unix": account.added_at_unix,
        "origin": beside.origin,
        "note": beside.note,
        "groups": list(beside.groups),
        "icon": beside.icon,
        "pinned": beside.pinned,
        "recovery_codes": [{"code": c.text, "used": c.used} for c in beside.recovery_codes],
        "emergency_note": beside.emergency_note,
        "emergency_link": beside.emergency_link,
    }


@command("account.remove", callers={PAGE})
async def remove(args: AccountRef, context: Context) -> Empty:
    """Lay it aside. Raises VaultNoSuchAccount."""
    now_unix = context.environment.now_unix()
    await context.change(lambda before: (vault.remove(before, args["id"], now_unix), None))
    return {}


@command("account.restore", callers={PAGE})
async def restore(args: AccountRef, context: Context) -> Empty:
    """Take it back. Raises VaultNoSuchAccount."""
    await context.change(lambda before: (vault.restore(before, args["id"]), None))
    return {}


@command("account.removed", callers={PAGE})
async def removed(_args: Empty, context: Context) -> AccountRemovedReply:
    """Those that can be brought back, the last removed first."""
    resting = trash.trashed(await context.vault())
    return {
        "accounts": [
            {
                "id": account.id,
                "issuer": account.issuer,
                "name": account.name,
                "removed_at_unix": account.removed_at_unix or 0,
                "leaves_at_unix": trash.leaves_at_unix(account) or 0,
            }
            for account in resting
        ]
    }


@command("account.purge", callers={PAGE})
async def purge(args: AccountRef, context: Context) -> Empty:
    """Gone for good. Raises VaultNoSuchAccount unless it was removed before."""
    await context.change(lambda before: (trash.purge(before, args["id"]), None))
    return {}


@command("account.move", callers={PAGE})
async def move(args: AccountMoveRequest, context: Context) -> Empty:
    """Put it before another, or at the end. Raises VaultNoSuchAccount."""
    await context.change(lambda before: (vault.move(before, args["id"], args["before"]), None))
    return {}


@command("account.use", callers={PAGE})
async def use(args: AccountRef, context: Context) -> AccountUseReply:
    """The next code of a counted account; the counter after it is saved before the code is told.

    Raises VaultNoSuchAccount, CounterInvalid when the last counter is used up.
    """
    used = await context.change(lambda before: vault.use(before, args["id"]))
    return {"id": used.id, "code": otp.hotp(used.key, used.counter), "counter": used.counter}
