"""The one thing that the popup says by itself: that the accounts are not as safe as they might be.

The gravest of three, or none: one of the two stores has broken and everything lies in the other;
the automatic backup did not work; three accounts are in no backup. Whoever puts it off is left
alone until three more accounts are in none, or for a week if something is broken.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

from kakomi.errors import VaultDamaged, VaultFull, VaultNotSaved
from kakomi.vault import backup_status

if TYPE_CHECKING:
    from kakomi.environment import Environment
    from kakomi.messages.sheet import Reminder
    from kakomi.vault.safe import Safe
    from kakomi.vault.vault import Vault

LAST_FAILURE_KEY = "backup.trouble"  # on the board: why the last automatic backup was not made
SNOOZED_AT_KEY = "reminder.put_off"  # in the first store: when, in unix seconds

SNOOZE_S = 7 * 86_400

_UNIX_SECONDS = re.compile(r"[0-9]{1,11}")


async def reminder(vault: Vault, safe: Safe, environment: Environment) -> Reminder | None:
    """What is to be said now. Nothing is asked of the outside where there is nothing to say."""
    mine = vault.backup_status
    since = backup_status.count_unbacked(mine, vault.present)
    trouble: Any = await environment.session.get(LAST_FAILURE_KEY) if mine.automatic else None
    if safe.is_single_copy or trouble:
        if await _is_snoozed(environment):
            return None
        gravest: Reminder = {"kind": "trouble", "accounts": since, "trouble": trouble}
        return {**gravest, "kind": "place"} if safe.is_single_copy else gravest
    if mine.automatic or since < backup_status.REMIND_AFTER_ACCOUNTS:
        return None
    unsaid = backup_status.count_unbacked(mine, vault.present, await _snoozed_at(environment))
    due: Reminder = {"kind": "backup", "accounts": since, "trouble": None}
    return due if unsaid >= backup_status.REMIND_AFTER_ACCOUNTS else None


async def snooze(environment: Environment) -> None:
    """Not now. Where that can't be kept it is said again, and is no trouble of its own."""
    with contextlib.suppress(VaultFull, VaultNotSaved):
        await environment.primary.write(SNOOZED_AT_KEY, str(environment.now_unix()))


async def _snoozed_at(environment: Environment) -> int | None:
    try:
        text = await environment.primary.read(SNOOZED_AT_KEY) or ""
    except VaultDamaged:
        return None
    if _UNIX_SECONDS.fullmatch(text) is None:
        return None
    # One that lies ahead is of a clock that was set back since.
    return int(text) if int(text) <= environment.now_unix() else None


async def _is_snoozed(environment: Environment) -> bool:
    at_unix = await _snoozed_at(environment)
    return at_unix is not None and environment.now_unix() - at_unix < SNOOZE_S
