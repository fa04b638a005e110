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
from kakomi.vault import backups

if TYPE_CHECKING:
    from kakomi.messages import Reminder
    from kakomi.outside import Outside
    from kakomi.vault.safe import Safe
    from kakomi.vault.vault import Vault

TROUBLE = "backup.trouble"  # on the board: why the last automatic backup was not made
PUT_OFF = "reminder.put_off"  # in the first store: when, in unix seconds

AGAIN_AFTER_S = 7 * 86_400

_UNIX_SECONDS = re.compile(r"[0-9]{1,11}")


async def reminder(vault: Vault, safe: Safe, outside: Outside) -> Reminder | None:
    """What is to be said now. Nothing is asked of the outside where there is nothing to say."""
    mine = vault.backups
    since = backups.since(mine, vault.present)
    trouble: Any = await outside.board.read(TROUBLE) if mine.automatic else None
    if safe.in_one_place or trouble:
        if await _put_off_for_now(outside):
            return None
        gravest: Reminder = {"kind": "trouble", "accounts": since, "trouble": trouble}
        return {**gravest, "kind": "place"} if safe.in_one_place else gravest
    if mine.automatic or since < backups.DUE_ACCOUNTS:
        return None
    unsaid = backups.since(mine, vault.present, await _put_off_at(outside))
    due: Reminder = {"kind": "backup", "accounts": since, "trouble": None}
    return due if unsaid >= backups.DUE_ACCOUNTS else None


async def put_off(outside: Outside) -> None:
    """Not now. Where that can't be kept it is said again, and is no trouble of its own."""
    with contextlib.suppress(VaultFull, VaultNotSaved):
        await outside.store.write(PUT_OFF, str(outside.now_unix()))


async def _put_off_at(outside: Outside) -> int | None:
    try:
        text = await outside.store.read(PUT_OFF) or ""
    except VaultDamaged:
        return None
    if _UNIX_SECONDS.fullmatch(text) is None:
        return None
    # One that lies ahead is of a clock that was set back since.
    return int(text) if int(text) <= outside.now_unix() else None


async def _put_off_for_now(outside: Outside) -> bool:
    at_unix = await _put_off_at(outside)
    return at_unix is not None and outside.now_unix() - at_unix < AGAIN_AFTER_S
