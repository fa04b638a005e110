"""backup.*: the status of backups, automatic backups and their folder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kakomi.commands import automatic_backup, backup_reminder, policy_state
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.errors import RequestMalformed, VaultDamaged
from kakomi.messages.backup import AutomaticBackup, BackupStatusReply
from kakomi.messages.common import Empty
from kakomi.vault import backup, backup_status, capacity, vault
from kakomi.vault.backup_status import BackupStatus

if TYPE_CHECKING:
    from kakomi.vault.vault import Vault


async def record_backup(context: Context, *, backs_up: bool = True) -> None:
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
    await record_backup(context, backs_up=False)
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
