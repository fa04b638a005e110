"""The commands of one account in the vault. Every change is saved before the reply is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kakomi import account_picture, account_sites, monogram, otp, recovery_codes, service_icon, site
from kakomi.account_details import AccountDetails, RecoveryCode
from kakomi.account_sites import Source
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.hotp_counter import next_counter
from kakomi.commands.site_use import note_use
from kakomi.errors import AccountNotFound
from kakomi.label import normalize_label
from kakomi.messages.account import (
    AccountDetailsReply,
    AccountEditReply,
    AccountEditRequest,
    AccountMoveRequest,
    AccountRef,
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
from kakomi.vault import account_order, groups, vault

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.vault.vault import Vault


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
