"""The reminder at the top of the popup.

There is at most one, in this order: what the organization's policy asks for; a broken store; a
failed automatic backup, or one that is not in the chosen folder; sync that has not worked for a
day; a vault that is 80 percent full; three or more accounts without a backup; three or more
accounts without a passphrase or passkey, which is shown until it is dismissed once. Dismissing the
others hides them for a week (broken store, failed backup or sync, full vault) or until three more
accounts lack a backup. What a policy asks for can't be dismissed.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any, cast

from kakomi.commands import policy_state, sync_record
from kakomi.errors import VaultDamaged, VaultFull, VaultNotSaved
from kakomi.vault import backup_status, capacity

if TYPE_CHECKING:
    from kakomi.environment import Environment
    from kakomi.messages.sheet import Reminder
    from kakomi.messages.sync import SyncProblemName
    from kakomi.vault.store import VaultStore
    from kakomi.vault.vault import Vault

LAST_FAILURE_KEY = "backup.trouble"  # in storage.session: the error of the last automatic backup
SNOOZED_AT_KEY = "reminder.put_off"  # in the primary store, in unix seconds

PROTECTION_DECLINED_KEY = "reminder.protection"  # in the primary store: "1"

SNOOZE_S = 7 * 86_400
OFFER_PROTECTION_AT = 3  # accounts

_UNIX_SECONDS = re.compile(r"[0-9]{1,11}")


async def reminder(vault: Vault, store: VaultStore, environment: Environment) -> Reminder | None:
    """Returns the reminder to show now, or None. Reads no store if there is none to show."""
    state = await policy_state.load(environment)
    for duty in policy_state.due_infos(state, environment.now_unix())[:1]:
        return {
            "kind": "policy",
            "accounts": 0,
            "backup_error": None,
            "capacity": None,
            "due": duty,
        }
    status = vault.backup_status
    since = backup_status.count_unbacked(status, vault.present)
    backup_error: Any = (
        await environment.session.get(LAST_FAILURE_KEY) if status.automatic else None
    )
    if store.is_single_copy or backup_error:
        if await _is_snoozed(environment):
            return None
        worst: Reminder = {
            "kind": "backup_failed",
            "accounts": since,
            "backup_error": backup_error,
            "capacity": None,
        }
        if store.is_single_copy:
            return {**worst, "kind": "store"}
        is_saved = backup_error["code"].startswith("backup.folder_")
        return {**worst, "kind": "folder"} if is_saved else worst
    problem = await _sync_problem(vault, environment)
    if problem is not None and not await _is_snoozed(environment):
        return {
            "kind": "sync",
            "accounts": since,
            "backup_error": None,
            "capacity": None,
            "sync_problem": problem,
        }
    if capacity.is_nearly_full(vault) and not await _is_snoozed(environment):
        used = capacity.usage(vault)
        return {
            "kind": "capacity",
            "accounts": since,
            "backup_error": None,
            "capacity": {"percent": used.percent, "largest": used.largest},
        }
    protect = await _protection_offer(vault, store, environment)
    if status.automatic or since < backup_status.REMIND_AFTER_ACCOUNTS:
        return protect
    not_snoozed = backup_status.count_unbacked(
        status, vault.present, await _snoozed_at(environment)
    )
    due: Reminder = {"kind": "backup", "accounts": since, "backup_error": None, "capacity": None}
    return due if not_snoozed >= backup_status.REMIND_AFTER_ACCOUNTS else protect


async def _sync_problem(vault: Vault, environment: Environment) -> SyncProblemName | None:
    """Returns what has kept the vault from being synced for a day. That Chrome asks for access to
    the folder is returned at once, because it ends only if the user does something.
    """
    if vault.sync is None:
        return None
    record = await sync_record.load(environment)
    if record.problem != "folder_asks" and not record.has_lasted(environment.now_unix()):
        return None
    return cast("SyncProblemName", record.problem)


async def _protection_offer(
    vault: Vault, store: VaultStore, environment: Environment
) -> Reminder | None:
    """Returns the offer to set a passphrase, if nothing but a device key opens the vault."""
    if len(vault.present) < OFFER_PROTECTION_AT or store.is_lockable:
        return None
    with contextlib.suppress(VaultDamaged):
        if await environment.primary.read(PROTECTION_DECLINED_KEY):
            return None
    return {
        "kind": "protect",
        "accounts": len(vault.present),
        "backup_error": None,
        "capacity": None,
    }


async def decline_protection(environment: Environment) -> None:
    """Record that the offer was answered. If that can't be stored, it is shown again."""
    with contextlib.suppress(VaultFull, VaultNotSaved):
        await environment.primary.write(PROTECTION_DECLINED_KEY, "1")


async def snooze(environment: Environment) -> None:
    """Record that the user dismissed the reminder. If that can't be stored, it is shown again."""
    with contextlib.suppress(VaultFull, VaultNotSaved):
        await environment.primary.write(SNOOZED_AT_KEY, str(environment.now_unix()))


async def _snoozed_at(environment: Environment) -> int | None:
    try:
        text = await environment.primary.read(SNOOZED_AT_KEY) or ""
    except VaultDamaged:
        return None
    if _UNIX_SECONDS.fullmatch(text) is None:
        return None
    # A time in the future was stored before the clock was set back, and is ignored.
    return int(text) if int(text) <= environment.now_unix() else None


async def _is_snoozed(environment: Environment) -> bool:
    at_unix = await _snoozed_at(environment)
    return at_unix is not None and environment.now_unix() - at_unix < SNOOZE_S
