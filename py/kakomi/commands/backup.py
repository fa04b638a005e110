"""backup.*: encrypted exports, exports for other apps, and the status of backups."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kakomi import formats, paper_backup, service_icon
from kakomi.account import NewAccount
from kakomi.commands import automatic_backup, backup_reminder, policy_state
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.vault import confirm_again
from kakomi.errors import (
    PolicyPassphrase,
    RequestMalformed,
    VaultDamaged,
)
from kakomi.formats import Entry
from kakomi.messages.backup import (
    AutomaticBackup,
    BackupExportReply,
    BackupExportRequest,
    BackupStatusReply,
    ExportedFile,
    PaperAccount,
)
from kakomi.messages.common import Empty, failure
from kakomi.vault import backup, backup_files, backup_status, capacity, vault
from kakomi.vault.backup_status import BackupStatus
from kakomi.vault.factors import Passphrase

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.formats import ExportFile
    from kakomi.paper_backup import PaperCard
    from kakomi.vault.vault import Vault

SEALED = "kakomi"
TRANSFER = "google"  # QR codes that hold several accounts
PAPER = "paper"  # account URIs, and the cards to print


@command("backup.export", callers={PAGE})
async def export(args: BackupExportRequest, context: Context) -> BackupExportReply:
    """Returns the accounts in that format: all that are not removed, or those in ``ids``.

    A "kakomi" backup is encrypted and holds the removed accounts too. The given passphrase opens
    it. Without a passphrase, the vault's own key slots open it; raises SlotNeeded if those work
    only on this device.

    If the vault can lock, every other format and a backup with its own passphrase need ``again``, a
    confirmation by a factor, because they open without the vault's key slots. Raises
    VaultConfirmationRequired, what ``confirm`` raises, and PolicyForbids.
    """
    await _check_policy(args, context)
    ids = frozenset(args["ids"]) if "ids" in args else None
    if args["format"] != SEALED or "passphrase" in args:
        await confirm_again(args.get("again"), context)
    if args["format"] == SEALED:
        return await _sealed_reply(args.get("passphrase"), ids, context)
    before = await context.vault()
    chosen = [a for a in before.present if ids is None or a.id in ids]
    name = "otpauth" if args["format"] == PAPER else args["format"]
    exported = formats.write(name, [_entry(a) for a in chosen], context.environment.now_unix())
    if ids is None:
        await _record_backup(context)
    reply = _export_reply(exported, args["format"], context)
    if args["format"] == PAPER:
        reply["paper"] = [_paper_account(paper_backup.card(account)) for account in chosen]
    return reply


async def _check_policy(args: BackupExportRequest, context: Context) -> None:
    """Raises PolicyForbids if the organization forbids this way out. The encrypted backup is always
    allowed.
    """
    rules = (await policy_state.load(context.environment)).policy
    shows_qr = args.get("shows_qr", False)
    if shows_qr and len(args.get("ids", [])) != 1:
        raise RequestMalformed("args.ids")  # a code of one account is no way to export them all
    if args["format"] == SEALED:
        return
    if shows_qr:
        policy_state.require(not rules.qr_display_forbidden, "QrDisplayForbidden")
    elif args["format"] == PAPER:
        policy_state.require(not rules.paper_forbidden, "PaperForbidden")
    elif args["format"] == TRANSFER:
        policy_state.require(not rules.transfer_codes_forbidden, "TransferCodesForbidden")
    else:
        policy_state.require(not rules.plain_export_forbidden, "PlainExportForbidden")


def _paper_account(card: PaperCard) -> PaperAccount:
    return {
        "uri": card.uri,
        "issuer": card.issuer,
        "name": card.name,
        "secret": card.secret,
        "parameters": list(card.parameters),
    }


def _entry(account: Account) -> Entry:
    details = account.details
    return Entry(
        new_account=NewAccount(
            key=account.key, issuer=account.issuer, name=account.name, counter=account.counter
        ),
        note=details.note,
        groups=details.groups,
        icon="" if details.icon == service_icon.MONOGRAM else details.icon,
        address=details.address,
        recovery_codes=tuple(code.text for code in details.recovery_codes if not code.used),
        pinned=details.pinned,
    )


def _file_name(what: str, suffix: str, context: Context) -> str:
    day = backup_files.iso_time(context.environment.now_unix())[:10]
    return f"kakomi-{day}.{suffix}" if what == SEALED else f"kakomi-{what}-{day}.{suffix}"


def _export_reply(exported: ExportFile, what: str, context: Context) -> BackupExportReply:
    file: ExportedFile = {
        "name": _file_name(what, exported.suffix, context),
        "type": exported.media_type,
        "data_base64": base64.b64encode(exported.content).decode("ascii"),
    }
    return {
        "files": [file],
        "texts": list(exported.codes),
        "paper": [],
        "refused": [failure(error) for error in exported.refused],
        "left_out": [
            {"what": left.what, "where": left.where, "count": left.count}
            for left in exported.left_out
        ],
    }


async def _sealed_reply(
    passphrase: str | None, ids: frozenset[str] | None, context: Context
) -> BackupExportReply:
    if passphrase is None:
        text = await context.store.export(ids)
    else:
        rules = (await policy_state.load(context.environment)).policy
        if policy_state.is_short(rules, passphrase):
            raise PolicyPassphrase("PassphraseMinLength")
        text = await backup.dumps_for_factor(
            backup.only_accounts(await context.vault(), ids),
            Passphrase(passphrase),
            now_unix=context.environment.now_unix(),
            crypto=context.environment.crypto,
            entropy=context.environment.entropy,
        )
    if ids is None:
        await _record_backup(context)
    file: ExportedFile = {
        "name": _file_name(SEALED, "json", context),
        "type": "application/json",
        "data_base64": base64.b64encode(text.encode("ascii")).decode("ascii"),
    }
    return {"files": [file], "texts": [], "paper": [], "refused": [], "left_out": []}


async def _record_backup(context: Context, *, backs_up: bool = True) -> None:
    """Record the time of a full backup, so that the reminder starts counting again."""
    now_unix = context.environment.now_unix()

    def step(before: Vault) -> tuple[Vault, None]:
        status = replace(before.backup_status, last_at_unix=now_unix)
        return vault.set_backup_status(before, status), None

    await context.change(step, backs_up=backs_up)


@command("backup.status", callers={PAGE})
async def status(_args: Empty, context: Context) -> BackupStatusReply:
    """Returns when the last backup was made, and whether both stores work."""
    before = await context.vault()
    used = capacity.usage(before)
    backup_error: Any = await context.environment.session.get(backup_reminder.LAST_FAILURE_KEY)
    rules = (await policy_state.load(context.environment)).policy
    folder = await context.environment.backup_folder.state()
    return {
        "last_at_unix": before.backup_status.last_at_unix,
        "accounts_since": backup_status.count_unbacked(before.backup_status, before.present),
        "is_single_copy": context.store.is_single_copy,
        "capacity": {"percent": used.percent, "largest": used.largest},
        "is_nearly_full": used.percent >= capacity.REMIND_AT_PERCENT,
        "automatic": {"on": before.backup_status.automatic, "keep": before.backup_status.keep},
        "backup_error": backup_error,
        "folder": {"name": folder.name, "may_write": folder.may_write} if folder else None,
        "may_choose_folder": automatic_backup.may_choose_folder(rules),
    }


@command("backup.set_automatic", callers={PAGE})
async def set_automatic(args: AutomaticBackup, context: Context) -> Empty:
    """Turn automatic backups on or off. Raises SlotNeeded if only a device key opens the vault,
    because no other computer could open such a backup. Raises PolicyForbids for off if the
    organization requires them.
    """
    rules = (await policy_state.load(context.environment)).policy
    policy_state.require(
        args["on"] or not rules.automatic_backup_required, "AutomaticBackupRequired"
    )
    if args["on"]:
        header = await context.store.header()
        backup.portable_slots(header.slots if header else ())

    try:
        asked = BackupStatus(automatic=args["on"], keep=args["keep"])
    except VaultDamaged:
        raise RequestMalformed("args.keep") from None

    def step(before: Vault) -> tuple[Vault, None]:
        status = replace(asked, last_at_unix=before.backup_status.last_at_unix)
        return vault.set_backup_status(before, status), None

    await context.change(step)
    return {}


@command("backup.use_folder", callers={PAGE})
async def use_folder(_args: Empty, context: Context) -> Empty:
    """Save a backup in the folder that the page has stored as the user's choice. Raises
    BackupFolderError if that fails; SlotNeeded if only a device key opens the vault; PolicyForbids
    if the organization has set a folder.
    """
    rules = (await policy_state.load(context.environment)).policy
    policy_state.require(automatic_backup.may_choose_folder(rules), "AutomaticBackupFolder")
    before = await context.vault()
    text = await context.store.export()
    await automatic_backup.save_in_folder(text, before, context.environment)
    await _record_backup(context, backs_up=False)
    await context.note_backup_problem(None, await context.vault())
    return {}


@command("backup.forget_folder", callers={PAGE})
async def forget_folder(_args: Empty, context: Context) -> Empty:
    """Save automatic backups in the download folder again. The files in the folder stay."""
    await context.environment.backup_folder.forget()
    await context.note_backup_problem(None, await context.vault())
    return {}


@command("vault.decline_protection", callers={PAGE})
async def decline_protection(_args: Empty, context: Context) -> Empty:
    """Hide the popup's offer to set a passphrase for good."""
    await backup_reminder.decline_protection(context.environment)
    await context.publish_sheet(await context.vault())
    return {}


@command("backup.snooze", callers={PAGE})
async def snooze(_args: Empty, context: Context) -> Empty:
    """Hide the popup's reminder for a while."""
    await backup_reminder.snooze(context.environment)
    await context.publish_sheet(await context.vault())
    return {}
