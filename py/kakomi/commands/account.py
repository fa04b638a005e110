"""account.*: every change is saved before the reply is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from kakomi import (
    account_picture,
    account_sites,
    monogram,
    otp,
    otpauth,
    policy,
    recovery_codes,
    service_icon,
    site,
)
from kakomi.account import in_hexadecimal
from kakomi.account_details import EMPTY, AccountDetails, RecoveryCode, scanned_on
from kakomi.account_parameters import found_with
from kakomi.account_preset import with_preset
from kakomi.account_sites import Source
from kakomi.commands import pending_results, policy_state, undo
from kakomi.commands.account_parameters import parameters
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.hotp_counter import next_counter
from kakomi.commands.site_use import note_use
from kakomi.commands.undo import Undo
from kakomi.errors import AccountNotFound, RequestMalformed
from kakomi.label import normalize_label
from kakomi.messages.account import (
    AccountAddAllReply,
    AccountAddAllRequest,
    AccountAddReply,
    AccountAddRequest,
    AccountDetailsReply,
    AccountEditReply,
    AccountEditRequest,
    AccountMoveRequest,
    AccountRef,
    AccountRemovedReply,
    AccountRenameGroupReply,
    AccountRenameGroupRequest,
    AccountResynchronizeReply,
    AccountResynchronizeRequest,
    AccountSiteInfo,
    AccountTile,
    AccountUseReply,
    AccountUseRequest,
    RecoveryCodeInfo,
)
from kakomi.messages.common import Empty
from kakomi.otp_key import Kind
from kakomi.vault import account_order, bulk_add, groups, trash, vault
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
            counters.append((saved.id, saved.counter))
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

    counters: list[tuple[str, int]] = []
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


@command("account.edit", callers={PAGE})
async def edit(args: AccountEditRequest, context: Context) -> AccountEditReply:
    """Change an account's names or details. A field that is absent is not changed.

    Raises LabelTooLong, DetailsTooLong, DetailsInvalid, CounterInvalid, AccountNotFound.
    """

    def step(before: Vault) -> tuple[Vault, Account]:
        account = before.account(args["id"])
        edited = replace(
            account,
            issuer=normalize_label(args["issuer"]) if "issuer" in args else account.issuer,
            name=normalize_label(args["name"]) if "name" in args else account.name,
            counter=args.get("counter", account.counter),
            details=_edited(account.details, args),
        )
        return vault.put(before, edited), edited

    edited = await context.change(step)
    return {
        "recovery_codes": _code_infos(edited.details),
        "sites": _site_infos(edited.details),
        **tile(edited),
    }


def tile(account: Account) -> AccountTile:
    """Returns the content of the account's tile on a page that shows no other account."""
    details = account.details
    return {
        "service_icon": service_icon.of_account(
            account.issuer, account.name, details.icon, details.sites
        ),
        "monogram": monogram.of_title(account.issuer or account.name),
        "picture": account_picture.version(details.picture),
    }


_PLAIN_DETAILS = (
    "note",
    "pinned",
    "emergency_note",
    "emergency_link",
    "submits_after_fill",
    "appends_code",
    "hidden",
    "hides_code",
)


def _edited(before: AccountDetails, args: AccountEditRequest) -> AccountDetails:
    changes: dict[str, Any] = {n: value for n, value in args.items() if n in _PLAIN_DETAILS}
    if "groups" in args:
        changes["groups"] = tuple(args["groups"])
    if "sites" in args:
        changes["sites"] = account_sites.edited(before.sites, args["sites"], "sites")
    codes = before.recovery_codes
    if "recovery_codes" in args:
        codes = tuple(RecoveryCode(code["code"], code["used"]) for code in args["recovery_codes"])
    known = {code.text for code in codes}
    added = recovery_codes.parse(args.get("add_recovery_codes", ""))
    codes += tuple(RecoveryCode(text) for text in added if text not in known)
    return replace(before, recovery_codes=codes, **changes)


def _code_infos(details: AccountDetails) -> list[RecoveryCodeInfo]:
    return [{"code": code.text, "used": code.used} for code in details.recovery_codes]


def _site_infos(details: AccountDetails) -> list[AccountSiteInfo]:
    return [
        {
            "address": each.origin,
            "host": each.parsed.host_and_port,
            "source": each.source.value,
            "belongs": each.belongs,
            "used_at_unix": each.used_at_unix,
        }
        for each in details.sites
    ]


@command("account.details", callers={PAGE})
async def details(args: AccountRef, context: Context) -> AccountDetailsReply:
    """Returns an account without its secret and its PIN. Raises AccountNotFound."""
    account = (await context.vault()).account(args["id"])
    key, details = account.key, account.details
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
        "origin": details.origin,
        "note": details.note,
        "groups": list(details.groups),
        "icon": details.icon,
        "pinned": details.pinned,
        "recovery_codes": _code_infos(details),
        "emergency_note": details.emergency_note,
        "emergency_link": details.emergency_link,
        "sites": _site_infos(details),
        **tile(account),
        "submits_after_fill": details.submits_after_fill,
        "appends_code": details.appends_code,
        "hidden": details.hidden,
        "hides_code": details.hides_code,
    }


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


@command("account.move", callers={PAGE})
async def move(args: AccountMoveRequest, context: Context) -> Empty:
    """Move an account in front of another, or to the end, in the order that is shown, which becomes
    the user's own order. Raises AccountNotFound.
    """

    def step(before: Vault) -> tuple[Vault, None]:
        moved = account_order.move(before, args["id"], args["before"], args.get("pinned"))
        return moved, None

    await context.change(step)
    return {}


@command("account.rename_group", callers={PAGE})
async def rename_group(
    args: AccountRenameGroupRequest, context: Context
) -> AccountRenameGroupReply:
    """Rename a group in all accounts, or remove it. Raises DetailsInvalid, DetailsTooLong."""
    return await context.change(lambda before: _with_group_renamed(before, args))


def _with_group_renamed(
    before: Vault, args: AccountRenameGroupRequest
) -> tuple[Vault, AccountRenameGroupReply]:
    after, count = groups.rename(before, args["group"], args["to"])
    return after, {"accounts": count}


@command("account.resynchronize", callers={PAGE})
async def resynchronize(
    args: AccountResynchronizeRequest, context: Context
) -> AccountResynchronizeReply:
    """Set an account's counter by two codes in a row. Raises CounterNotFound, AccountNotFound."""

    def step(before: Vault) -> tuple[Vault, AccountResynchronizeReply]:
        account = before.account(args["id"])
        counter = otp.counter_after(account.key, account.counter, args["codes"])
        changed = vault.set_counter(before, account.id, counter)
        return changed, {"before": account.counter, "counter": counter}

    return await context.change(step)


@command("account.use", callers={PAGE})
async def use(args: AccountUseRequest, context: Context) -> AccountUseReply:
    """Returns the current code, or the next code of a counter-based account after saving the
    counter that follows. Records that the account was used on the page in the active tab.

    Raises AccountNotFound, CounterInvalid when the last counter is used up.
    """
    account = (await context.vault()).account(args["id"])
    if account.removed_at_unix is not None:
        raise AccountNotFound("id")
    counter = account.counter
    if account.kind is Kind.HOTP:
        counter = await next_counter(account, context, is_fill=False)
        code = otp.hotp(account.key, counter)
    else:
        code = otp.totp(account.key, context.code_clock.now_unix())
    page = site.parse_typed(args.get("host", ""))
    await note_use(context, account.id, page, Source.COPIED)
    return {"id": account.id, "code": code, "counter": counter}
