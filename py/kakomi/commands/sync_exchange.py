"""An exchange of the open vault with ``chrome.storage.sync``: when, how often, and what goes wrong.

``kakomi.sync.exchange`` merges and packs. The vault is saved before the area is written, so an
exchange that is stopped or refused loses nothing: the next one writes what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

from kakomi import policy
from kakomi.commands import policy_state, sync_record
from kakomi.errors import SyncError, SyncFull, SyncTooOften
from kakomi.sync import area as areas
from kakomi.sync import exchange, packing
from kakomi.sync.exchange import AreaState, Found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.commands.context import Context
    from kakomi.commands.sync_record import Record
    from kakomi.messages.sync import SyncProblemName
    from kakomi.sync.area import Area
    from kakomi.sync.exchange import Outgoing
    from kakomi.sync.packing import Packed
    from kakomi.vault.sync_state import SyncState
    from kakomi.vault.vault import Vault

# Chrome allows 120 writes a minute and 1,800 an hour; an exchange makes one or two. A change is on
# its way after BATCH_MS, and at most BETWEEN_WRITES_MS after a write.
BATCH_MS = 2_000
STARTUP_MS = 30_000  # after the first codes
BETWEEN_WRITES_MS = 4_000
# Parts of a write may arrive one after the other. After that many exchanges they are not awaited
# any more, because two machines wrote at once.
WAIT_FOR_PARTS_MS, WAITS_FOR_PARTS = 30_000, 3
RETRY_MS = 60_000
DAY_MS = 86_400_000

_PROBLEMS = {
    AreaState.RENEWED,
    AreaState.FOREIGN,
    AreaState.NEWER,
    AreaState.NEWER_READABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exchange:
    """One exchange: what the area holds, and the record of the last exchange."""

    context: Context
    items: Mapping[str, str]
    record: Record
    state: SyncState
    rewrites: bool

    @property
    def now_unix(self) -> int:
        return self.context.environment.now_unix()


async def read_items(context: Context) -> dict[str, str]:
    """Returns the items of the area. Raises SyncUnavailable."""
    found = await context.environment.sync_store.read()
    return {key: text for key, text in found.items() if areas.is_item(key)}


async def run(context: Context, *, rewrites: bool = False, waits: bool = True) -> None:
    """Exchanges, if the vault is synchronised and something may have changed. ``rewrites``: writes
    an area anew that was wiped. ``waits``: leaves it to the clock if the last write was seconds
    ago. What goes wrong is recorded. Raises VaultError.
    """
    async with context.store.exchange_lock:
        rules = (await policy_state.load(context.environment)).policy
        if not policy.may_sync(rules, "browser"):
            return
        vault = await context.vault(use=False)
        if vault.sync is not None:
            record = await _exchanged(vault, vault.sync, context, rewrites=rewrites, waits=waits)
            await sync_record.save(context.environment, record)


async def _exchanged(
    vault: Vault, state: SyncState, context: Context, *, rewrites: bool, waits: bool
) -> Record:
    environment = context.environment
    record = await sync_record.load(environment)
    if record.area_id != state.area_id:
        record = sync_record.Record(area_id=state.area_id)
    try:
        items = await read_items(context)
        if not rewrites and record.is_settled(vault.generation, items, environment.now_unix()):
            environment.sync_store.schedule(DAY_MS)
            return record
        since_ms = environment.clock.now_unix_ms() - record.written_at_unix_ms
        if waits and not rewrites and 0 <= since_ms < BETWEEN_WRITES_MS:
            environment.sync_store.schedule(BETWEEN_WRITES_MS - since_ms)
            return record
        going = _Exchange(
            context=context, items=items, record=record, state=state, rewrites=rewrites
        )
        return await _with_area(going)
    except SyncError as error:
        environment.sync_store.schedule(RETRY_MS)
        return record.with_problem(_problem(error), environment.now_unix())


def _problem(error: SyncError) -> SyncProblemName:
    if isinstance(error, SyncFull):
        return "full"
    return "too_often" if isinstance(error, SyncTooOften) else "unavailable"


async def _with_area(going: _Exchange) -> Record:
    """Returns the record after the exchange. Raises SyncError if the area can't be written."""
    context, record = going.context, going.record
    seen = await exchange.found(going.items, going.state, context.environment.crypto)
    if seen.area is not None and exchange.is_removed_by_other(seen.area, going.state):
        await turn_off(context)
        return replace(record, removed_by_other=True, problem="")
    if seen.state is AreaState.EMPTY and record.digest and not going.rewrites:
        return record.with_problem("wiped", going.now_unix)
    if seen.state is AreaState.INCOMPLETE and record.incomplete < WAITS_FOR_PARTS:
        context.environment.sync_store.schedule(WAIT_FOR_PARTS_MS)
        waiting = replace(record, incomplete=record.incomplete + 1)
        return waiting.with_problem("incomplete", going.now_unix)
    if seen.state is AreaState.NEWER_READABLE and seen.area is not None:
        await _change(seen.area, going, writes=False)
    if seen.state in _PROBLEMS:
        return record.with_problem(cast("SyncProblemName", seen.state.value), going.now_unix)
    return await _joined(seen, going)


async def _joined(seen: Found, going: _Exchange) -> Record:
    """Merges, and writes what the area lacks."""
    environment = going.context.environment
    vault, outgoing = await _change(seen.area, going, writes=True)
    if outgoing is None:  # the vault was rekeyed or turned off meanwhile
        environment.sync_store.schedule(BATCH_MS)
        return going.record
    items, written_at = going.items, going.record.written_at_unix_ms
    if outgoing.writes:
        items = await _written(outgoing, seen.area, going)
        written_at = environment.clock.now_unix_ms()
    environment.sync_store.schedule(DAY_MS)
    packed = outgoing.packed
    return sync_record.Record(
        area_id=going.record.area_id,
        generation=vault.generation,
        digest=sync_record.digest(items),
        exchanged_at_unix=going.now_unix,
        written_at_unix_ms=written_at,
        local_accounts=tuple(sorted(_left_out(vault, packed))),
        local_details=len(packed.local_details - packed.local_codes),
    )


def _left_out(vault: Vault, packed: Packed) -> set[str]:
    return {account.id for account in vault.accounts if account.id in packed.local_codes}


async def _change(
    area: Area | None, going: _Exchange, *, writes: bool
) -> tuple[Vault, Outgoing | None]:
    """Saves the vault merged with the area. Returns it and what is to be written, or None if the
    vault is not the one any more whose key opened the area.
    """
    context, state = going.context, going.state
    now_unix_ms = context.environment.clock.now_unix_ms()
    shown = (await context.vault(use=False)).accounts

    def step(before: Vault) -> tuple[Vault, Outgoing | None]:
        if before.sync is None or (before.sync.area_id, before.sync.key) != (
            state.area_id,
            state.key,
        ):
            return before, None
        if not writes:
            return (exchange.merged(before, area, now_unix_ms) if area else before), None
        return exchange.step(before, area, packing.BROWSER, now_unix_ms)

    vault, outgoing = await context.store.change(step, use=False, is_exchange=True)
    if vault.accounts != shown:
        await context.publish_sheet_after_save(vault)
    return vault, outgoing


async def _written(outgoing: Outgoing, area: Area | None, going: _Exchange) -> Mapping[str, str]:
    """Writes what the area lacks. Returns its items after that. Raises SyncError."""
    environment = going.context.environment
    changed = await areas.written(
        outgoing.packed, area, outgoing.sync, environment.crypto, environment.entropy
    )
    needed = {areas.item_key(name) for name in outgoing.packed.parts} | changed.keys()
    removed = sorted(going.items.keys() - needed)
    try:
        await environment.sync_store.write(changed, removed)
    except SyncFull:
        if not removed:
            raise
        # The parts that go and those that come had no room beside each other.
        await environment.sync_store.write({}, removed)
        await environment.sync_store.write(changed, ())
    kept = {key: text for key, text in going.items.items() if key in needed}
    return {**kept, **changed}


async def turn_off(context: Context) -> None:
    """Stops synchronising. The accounts stay."""

    def step(before: Vault) -> tuple[Vault, None]:
        return (before if before.sync is None else replace(before, sync=None)), None

    await context.change(step, backs_up=False)


def way(rules: policy.Policy) -> Literal["allowed", "forbidden", "required", "folder_only"]:
    """Returns what the policy says of sync."""
    return cast('Literal["allowed", "forbidden", "required", "folder_only"]', rules.sync)
