"""account.*: each change one step of the vault, saved before it is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kakomi import messages, otp, otpauth
from kakomi.account import tidy
from kakomi.commands import drafts, findings
from kakomi.commands.call import Call, Command
from kakomi.errors import RequestMalformed
from kakomi.particulars import NONE, Particulars, RecoveryCode
from kakomi.vault import trash, vault
from kakomi.vault.taking import Newcomer, take

if TYPE_CHECKING:
    from kakomi.account import Enrolment
    from kakomi.messages import (
        Added,
        AddedAll,
        Adding,
        AddingAll,
        Details,
        Moving,
        Naming,
        Nothing,
        RemovedOnes,
        Used,
        Which,
    )
    from kakomi.vault.taking import Taken
    from kakomi.vault.vault import Vault


async def keep(
    call: Call, enrolment: Enrolment, replaces: str | None = None, beside: Particulars = NONE
) -> Added:
    """Save the account, unless the very same is there already."""
    account = enrolment.account(
        id=call.outside.entropy.token(), added_at_unix=call.outside.now_unix(), particulars=beside
    )

    def step(before: Vault) -> tuple[Vault, Added]:
        known = before.same(enrolment)
        if known is not None:
            return before, {"state": "known", "account_id": known.id, "older_id": None}
        added: Added = {"state": "added", "account_id": account.id, "older_id": replaces}
        if replaces is None:
            return vault.add(before, account), added
        return vault.supplant(before, replaces, account, account.added_at_unix), added

    return await call.change(step)


async def add(args: Adding, call: Call) -> Added:
    """Add what was found, or what a text says. Raises UriError, AccountError, FoundGone."""
    replaces = args.get("replaces")
    match args:
        case {"found": found_id, **rest} if "uri" not in rest:
            finding = (await findings.held(call.outside.board, [found_id]))[found_id]
            beside = Particulars(origin=finding.origin)
            added = await keep(call, _with_pin(finding.enrolment, args), replaces, beside)
            await findings.settle(call.outside.board, {found_id})
            return added
        case {"uri": uri, **rest} if "found" not in rest:
            return await keep(call, _with_pin(otpauth.parse(uri), args), replaces)
    raise RequestMalformed("args")


async def add_all(args: AddingAll, call: Call) -> AddedAll:
    """Add several that were found, in one save; those that wait for a PIN go on waiting. Raises
    FoundGone.
    """
    board, entropy = call.outside.board, call.outside.entropy
    wanted = await findings.held(board, args["found"])
    newcomers = {
        found_id: Newcomer(
            id=entropy.token(),
            enrolment=finding.enrolment,
            beside=Particulars(origin=finding.origin),
        )
        for found_id, finding in wanted.items()
        if not finding.enrolment.key.waits_for_pin
    }

    def step(before: Vault) -> tuple[Vault, Taken]:
        taken = take(before, newcomers.values(), call.outside.now_unix())
        return taken.vault, taken

    taken = await call.change(step)
    undo = entropy.token()
    await drafts.remember(board, undo, taken.added, taken.aside)
    await findings.settle(board, newcomers.keys())
    return {"added": list(taken.added), "known": taken.known, "undo": undo}


def _with_pin(enrolment: Enrolment, args: Adding) -> Enrolment:
    if not enrolment.key.waits_for_pin:
        return enrolment
    return replace(enrolment, key=replace(enrolment.key, pin=args.get("pin", "")))


async def edit(args: Naming, call: Call) -> Nothing:
    """Call it something else, or change what stands beside it; what is left out stays.

    Raises LabelTooLong, ParticularsTooLong, ParticularsInvalid, VaultNoSuchAccount.
    """

    def step(before: Vault) -> tuple[Vault, None]:
        account = before.account(args["id"])
        edited = replace(
            account,
            issuer=tidy(args["issuer"]) if "issuer" in args else account.issuer,
            name=tidy(args["name"]) if "name" in args else account.name,
            particulars=_edited(account.particulars, args),
        )
        return vault.put(before, edited), None

    await call.change(step)
    return {}


_BESIDE = ("note", "pinned", "emergency_note", "emergency_link")


def _edited(beside: Particulars, args: Naming) -> Particulars:
    changes: dict[str, Any] = {n: value for n, value in args.items() if n in _BESIDE}
    if "groups" in args:
        changes["groups"] = tuple(args["groups"])
    if "recovery_codes" in args:
        changes["recovery_codes"] = tuple(
            RecoveryCode(code["code"], code["used"]) for code in args["recovery_codes"]
        )
    return replace(beside, **changes)


async def details(args: Which, call: Call) -> Details:
    """All that is kept of an account but its secret. Raises VaultNoSuchAccount."""
    account = (await call.vault()).account(args["id"])
    key, beside = account.key, account.particulars
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


async def remove(args: Which, call: Call) -> Nothing:
    """Lay it aside. Raises VaultNoSuchAccount."""
    now_unix = call.outside.now_unix()
    await call.change(lambda before: (vault.remove(before, args["id"], now_unix), None))
    return {}


async def restore(args: Which, call: Call) -> Nothing:
    """Take it back. Raises VaultNoSuchAccount."""
    await call.change(lambda before: (vault.restore(before, args["id"]), None))
    return {}


async def removed(_args: Nothing, call: Call) -> RemovedOnes:
    """Those that can be brought back, the last removed first."""
    resting = trash.resting(await call.vault())
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


async def purge(args: Which, call: Call) -> Nothing:
    """Gone for good. Raises VaultNoSuchAccount unless it was removed before."""
    await call.change(lambda before: (trash.purge(before, args["id"]), None))
    return {}


async def move(args: Moving, call: Call) -> Nothing:
    """Put it before another, or at the end. Raises VaultNoSuchAccount."""
    await call.change(lambda before: (vault.move(before, args["id"], args["before"]), None))
    return {}


async def use(args: Which, call: Call) -> Used:
    """The next code of a counted account; the counter after it is saved before the code is told.

    Raises VaultNoSuchAccount, CounterInvalid when the last counter is used up.
    """
    used = await call.change(lambda before: vault.use(before, args["id"]))
    return {"id": used.id, "code": otp.hotp(used.key, used.counter), "counter": used.counter}


VERBS = {
    "add": Command(args=messages.Adding, reply=messages.Added, run=add),
    "add_all": Command(args=messages.AddingAll, reply=messages.AddedAll, run=add_all),
    "edit": Command(args=messages.Naming, reply=messages.Nothing, run=edit),
    "remove": Command(args=messages.Which, reply=messages.Nothing, run=remove),
    "restore": Command(args=messages.Which, reply=messages.Nothing, run=restore),
    "use": Command(args=messages.Which, reply=messages.Used, run=use),
    "details": Command(args=messages.Which, reply=messages.Details, run=details),
    "removed": Command(args=messages.Nothing, reply=messages.RemovedOnes, run=removed),
    "purge": Command(args=messages.Which, reply=messages.Nothing, run=purge),
    "move": Command(args=messages.Moving, reply=messages.Nothing, run=move),
}
