"""An exchange with ``chrome.storage.sync``, which holds one area that all machines write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from kakomi.commands import sync_step
from kakomi.errors import SyncFull
from kakomi.sync import area as areas
from kakomi.sync import exchange, packing
from kakomi.sync.exchange import AreaState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.commands.sync_record import Record
    from kakomi.commands.sync_step import Exchange
    from kakomi.messages.sync import SyncProblemName
    from kakomi.ports import SyncStore
    from kakomi.sync.area import Area
    from kakomi.sync.exchange import Found, Outgoing
    from kakomi.vault.vault import Vault

# Parts of a write may arrive one after the other. After that many exchanges they are not awaited
# any more, because two machines wrote at once.
WAIT_FOR_PARTS_MS, WAITS_FOR_PARTS = 30_000, 3

_PROBLEMS = {
    AreaState.RENEWED,
    AreaState.FOREIGN,
    AreaState.NEWER,
    AreaState.NEWER_READABLE,
}


async def read(store: SyncStore) -> dict[str, str]:
    """Returns the items of the area. Raises SyncUnavailable."""
    found = await store.read()
    return {key: text for key, text in found.items() if areas.is_item(key)}


async def exchanged(going: Exchange) -> Record:
    """Returns the record after the exchange. Raises SyncError if the area can't be written."""
    context, record = going.context, going.record
    found = await exchange.found(going.texts, going.state, context.environment.crypto)
    if found.area is not None and exchange.is_removed_by_other(found.area, going.state):
        return await sync_step.turn_off_removed(going)
    if going.is_wiped(is_empty=found.state is AreaState.EMPTY):
        return record.with_problem("wiped", going.now_unix)
    if found.state is AreaState.INCOMPLETE and record.incomplete < WAITS_FOR_PARTS:
        context.environment.sync_store.schedule(WAIT_FOR_PARTS_MS)
        waiting = replace(record, incomplete=record.incomplete + 1)
        return waiting.with_problem("incomplete", going.now_unix)
    if found.state is AreaState.NEWER_READABLE and found.area is not None:
        await _merge(found.area, going)
    if found.state in _PROBLEMS:
        return record.with_problem(cast("SyncProblemName", found.state.value), going.now_unix)
    return await _merge_and_write(found, going)


async def _merge(area: Area, going: Exchange) -> None:
    def merge(before: Vault, now_unix_ms: int) -> tuple[Vault, None]:
        return exchange.merged(before, area, now_unix_ms), None

    await sync_step.save(going, merge)


async def _merge_and_write(found: Found, going: Exchange) -> Record:
    def merge(before: Vault, now_unix_ms: int) -> tuple[Vault, Outgoing]:
        return exchange.step(before, found.area, packing.BROWSER, now_unix_ms)

    vault, outgoing = await sync_step.save(going, merge)
    if outgoing is None:  # the vault was rekeyed or turned off meanwhile
        going.context.environment.sync_store.schedule(sync_step.BATCH_MS)
        return going.record
    items = going.texts
    if outgoing.writes:
        items = await _written(outgoing, found.area, going)
    return sync_step.record_of(going, vault, outgoing, items)


async def _written(outgoing: Outgoing, area: Area | None, going: Exchange) -> Mapping[str, str]:
    """Writes what the area lacks. Returns its items after that. Raises SyncError."""
    environment = going.context.environment
    changed = await areas.written(
        outgoing.packed, area, outgoing.sync, environment.crypto, environment.entropy
    )
    needed = {areas.item_key(name) for name in outgoing.packed.parts} | changed.keys()
    removed = sorted(going.texts.keys() - needed)
    try:
        await environment.sync_store.write(changed, removed)
    except SyncFull:
        if not removed:
            raise
        # The parts that go and those that come had no room beside each other.
        await environment.sync_store.write({}, removed)
        await environment.sync_store.write(changed, ())
    kept = {key: text for key, text in going.texts.items() if key in needed}
    return {**kept, **changed}
