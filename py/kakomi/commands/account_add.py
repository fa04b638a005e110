"""account.add and account.add_all. The accounts are saved before the reply is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from kakomi import account_sites, otpauth, policy
from kakomi.account import in_hexadecimal
from kakomi.account_details import EMPTY, AccountDetails, scanned_on
from kakomi.account_parameters import found_with
from kakomi.account_preset import with_preset
from kakomi.commands import pending_results, policy_state, undo
from kakomi.commands.account_parameters import parameters
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.undo import Undo
from kakomi.errors import RequestMalformed
from kakomi.label import normalize_label
from kakomi.messages.account_add import (
    AccountAddAllReply,
    AccountAddAllRequest,
    AccountAddReply,
    AccountAddRequest,
)
from kakomi.vault import bulk_add, vault
from kakomi.vault.bulk_add import AccountIndex, Candidate, Match

if TYPE_CHECKING:
    from kakomi.account import Account, NewAccount
    from kakomi.vault.bulk_add import BulkAddResult
    from kakomi.vault.vault import Vault


async def save_account(
    context: Context,
    new_account: NewAccount,
    replaces: str | None = None,
    details: AccountDetails = EMPTY,
    same_key: str | None = None,
) -> AccountAddReply:
    """Save the account, with the parts of its issuer's preset. Raises PolicyOverdue.

    If its key is already saved, ``same_key`` says what to do: "second" adds the account as well,
    "counter" raises the saved account's counter, None changes nothing.
    """
    rules = await policy_state.for_adding(context)
    account = new_account.account(
        id=context.environment.entropy.token(),
        added_at_unix=context.environment.now_unix(),
        details=with_preset(details, policy.preset_of(rules, new_account.issuer)),
    )

    def step(before: Vault) -> tuple[Vault, AccountAddReply]:
        match, saved = AccountIndex(before.present).match(new_account)
        if match is Match.AHEAD and saved is not None and same_key == "counter":
            counters.append((saved.id, saved.counter, new_account.counter))
            counted = vault.set_counter(before, saved.id, new_account.counter)
            return counted, _add_reply("counted", saved.id)
        is_wanted = match is Match.SECOND and same_key == "second"
        if saved is not None and match in _KEY_IS_SAVED and not is_wanted:
            after = _with_sites(before, saved, details) if match is Match.KNOWN else before
            return after, _add_reply(_KEY_IS_SAVED[match], saved.id)
        added = _add_reply("added", account.id, replaces)
        if replaces is None:
            return vault.add(before, account), added
        return vault.replace_with(before, replaces, account, account.added_at_unix), added

    counters: list[tuple[str, int, int]] = []
    reply = await context.change(step)
    older_id = reply["older_id"]
    if older_id is not None or counters:
        changed = Undo(
            added=[account.id] if older_id else [],
            replaced=[older_id] if older_id else [],
            counters=counters,
            keep_added=True,
        )
        reply["undo"] = await undo.save(context.environment, changed)
    return reply


def _with_sites(before: Vault, saved: Account, details: AccountDetails) -> Vault:
    """Returns the vault in which the saved account also has the sites of ``details``."""
    sites = saved.details.sites
    for site_seen in details.sites:
        sites = account_sites.add(sites, site_seen.parsed, site_seen.source)
    return vault.put(before, replace(saved, details=replace(saved.details, sites=sites)))


_AddState: TypeAlias = Literal["added", "known", "second", "ahead", "counted"]
_KEY_IS_SAVED: dict[Match, _AddState] = {
    Match.KNOWN: "known",
    Match.SECOND: "second",
    Match.AHEAD: "ahead",
}


def _add_reply(state: _AddState, account_id: str, older_id: str | None = None) -> AccountAddReply:
    return {"state": state, "account_id": account_id, "older_id": older_id, "undo": None}


@command("account.add", callers={PAGE})
async def add(args: AccountAddRequest, context: Context) -> AccountAddReply:
    """Add a scan result or the account of a URI. Raises UriError, AccountError, ResultExpired."""
    replaces, same_key = args.get("replaces"), args.get("same_key")
    match args:
        case {"found": found_id, **rest} if "uri" not in rest:
            session = context.environment.session
            pending = (await pending_results.load(session, [found_id]))[found_id]
            details = scanned_on(pending.origin)
            new_account = _completed(pending.new_account, args)
            added = await save_account(context, new_account, replaces, details, same_key)
            if added["state"] not in ("second", "ahead"):
                await pending_results.remove(session, {found_id})
            return added
        case {"uri": uri, **rest} if "found" not in rest:
            return await save_account(
                context, _completed(otpauth.parse(uri), args), replaces, same_key=same_key
            )
    raise RequestMalformed("args")


@command("account.add_all", callers={PAGE})
async def add_all(args: AccountAddAllRequest, context: Context) -> AccountAddAllReply:
    """Add several scan results in one save. Scan results that need a PIN are not added and stay
    stored. Raises ResultExpired, PolicyOverdue.
    """
    session, entropy = context.environment.session, context.environment.entropy
    rules = await policy_state.for_adding(context)
    wanted = await pending_results.load(session, args["found"])
    candidates = {
        found_id: Candidate(
            id=entropy.token(),
            new_account=pending.new_account,
            details=with_preset(
                scanned_on(pending.origin), policy.preset_of(rules, pending.new_account.issuer)
            ),
            second=True,
        )
        for found_id, pending in wanted.items()
        if not pending.new_account.key.needs_pin
    }

    def step(before: Vault) -> tuple[Vault, BulkAddResult]:
        result = bulk_add.add_all(before, candidates.values(), context.environment.now_unix())
        return result.vault, result

    result = await context.change(step)
    undo_id = await undo.save(
        context.environment, Undo(added=result.added, replaced=result.replaced)
    )
    await pending_results.remove(session, candidates.keys())
    return {"added": list(result.added), "known": result.known, "undo": undo_id}


def _completed(new_account: NewAccount, args: AccountAddRequest) -> NewAccount:
    """Returns the account with what the user said about it. Raises AccountError."""
    if args.get("hexadecimal"):
        new_account = in_hexadecimal(new_account) or new_account
    new_account = replace(
        new_account,
        issuer=normalize_label(args.get("issuer", new_account.issuer)),
        name=normalize_label(args.get("name", new_account.name)),
    )
    if "parameters" in args:
        return found_with(new_account, parameters(args["parameters"]))
    if not new_account.key.needs_pin:
        return new_account
    return replace(new_account, key=replace(new_account.key, pin=args.get("pin", "")))
