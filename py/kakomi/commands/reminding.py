"""The one thing that the popup says by itself: that the accounts are not as safe as they might be.

The gravest of three, or none: one of the two stores has broken and everything lies in the other;
the automatic backup did not work; three accounts are in no backup. Whoever puts it off is left
alone until three more accounts are in none, or for a week if something is broken.
"""

from __future__ import annotations

import contextlib
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
    since = backups.since(mine, vault.present, await _put_off_at(outside))
    if since < backups.DUE_ACCOUNTS:
        return None
    return {"kind": "backup", "accounts": backups.since(mine, vault.present), "trouble": None}


async def put_off(outside: Outside) -> None:
    """Not now. Where that can't be kept it is said again, and is no trouble of its own."""
    with contextlib.suppress(VaultFull, VaultNotSaved):
        await outside.store.write(PUT_OFF, str(outside.now_unix()))


async def _put_off_at(outside: Outside) -> int | None:
    try:
        text = await outside.store.read(PUT_OFF)
    except VaultDamaged:
        return None
    known = text is not None and text.isdecimal() and text.isascii() and len(text) <= len("9" * 11)
    at_unix = int(text) if known and text is not None else None
    # One that lies ahead is of a clock that was set back since.
    return at_unix if at_unix is not None and at_unix <= outside.now_unix() else None


async def _put_off_for_now(outside: Outside) -> bool:
    at_unix = await _put_off_at(outside)
    return at_unix is not None and outside.now_unix() - at_unix < AGAIN_AFTER_S
