"""Unlocking with the passphrase of another computer.

A passphrase that was changed on one computer is not changed on the others, because each vault has
keys of its own. Who types the new one here is told so, instead of only that it is wrong.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from kakomi.commands import sync_exchange, sync_record
from kakomi.errors import SlotMissing, SyncError, VaultKeyOfOthers, VaultKeyWrong
from kakomi.sync import area as areas
from kakomi.sync import folder, sealed_items
from kakomi.vault import slots
from kakomi.vault.factors import Passphrase
from kakomi.vault.slots import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.commands.context import Context
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.factors import Factor
    from kakomi.vault.slots import Slot


async def check_other_computers(factor: Factor, context: Context) -> None:
    """Raises VaultKeyOfOthers if a passphrase that did not open the vault opens the synced data,
    and was set there later than the vault's own. Tries nothing else, because a try takes a second.
    The passphrase is remembered, so after the vault's own one, nobody has to type it again.
    """
    if not isinstance(factor, Passphrase):
        return
    header = await context.store.header()
    own = slots.of_kind(header.slots, Kind.PASSPHRASE) if header else ()
    head = await _newest_head(context)
    theirs = slots.of_kind(head.slots, Kind.PASSPHRASE) if head else ()
    if head is None or _set_at(theirs) <= _set_at(own):
        return
    try:
        await sealed_items.unwrap(head, factor, context.environment.crypto)
    except (VaultKeyWrong, SlotMissing):
        return
    context.typed_factor.remember(factor, context.environment)
    raise VaultKeyOfOthers("args")


def _set_at(found: tuple[Slot, ...]) -> int:
    return max((slot.added_at_unix for slot in found), default=0)


async def _newest_head(context: Context) -> Head | None:
    """Returns the head with the latest slots of the area that this vault was last exchanged with.
    The vault is locked, so only the record of that exchange tells which one it is.
    """
    record = await sync_record.load(context.environment)
    if not record.area_id:
        return None
    try:
        texts = await sync_exchange.read("folder" if record.is_folder else "browser", context)
    except SyncError:
        return None
    heads = [
        head for head in _heads(texts, is_folder=record.is_folder) if head.area_id == record.area_id
    ]
    return max(heads, key=lambda head: head.slots_stamp, default=None)


def _heads(texts: Mapping[str, str], *, is_folder: bool) -> list[Head]:
    if is_folder:
        return [file.head for file in folder.read_all(texts)[0]]
    with contextlib.suppress(SyncError):
        head = areas.head_of(texts)
        return [head] if head else []
    return []
