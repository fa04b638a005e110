"""How sync stands, for the settings page."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, cast

from kakomi.commands import policy_state, sync_exchange, sync_record
from kakomi.errors import SyncDamaged, SyncNewer, SyncUnavailable, VaultLocked
from kakomi.sync import area as areas
from kakomi.sync import exchange, packing
from kakomi.sync.exchange import AreaState
from kakomi.sync.replica import of_vault
from kakomi.vault import slots
from kakomi.vault.slots import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.commands.context import Context
    from kakomi.commands.sync_record import Record
    from kakomi.messages.sync import (
        SyncAreaState,
        SyncFactorName,
        SyncMachine,
        SyncProblem,
        SyncProblemName,
        SyncRoom,
        SyncStatus,
    )
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.sync_state import SyncState
    from kakomi.vault.vault import Vault

NEARLY_FULL_PERCENT = 80

_PORTABLE: tuple[tuple[SyncFactorName, Kind], ...] = (
    ("passphrase", Kind.PASSPHRASE),
    ("recovery", Kind.RECOVERY),
)


async def status(context: Context) -> SyncStatus:
    """Returns how sync stands."""
    environment = context.environment
    rules = (await policy_state.load(environment)).policy
    record = await sync_record.load(environment)
    vault: Vault | None = None
    items: Mapping[str, str] | None = None
    with contextlib.suppress(SyncUnavailable):
        items = await sync_exchange.read_items(context)
    with contextlib.suppress(VaultLocked):
        vault = await context.vault(use=False)
    state = vault.sync if vault else None
    if state is None or record.area_id != state.area_id:
        record = sync_record.Record(removed_by_other=record.removed_by_other and state is None)
    now_unix = environment.now_unix()
    head = _head(items)
    return {
        "state": "locked" if vault is None else "on" if state else "off",
        "policy": sync_exchange.way(rules),
        "area": _area_state(items, head, state, record),
        "opens_with": [n for n, k in _PORTABLE if head and slots.of_kind(head.slots, k)],
        "passphrase_set_at_unix": _passphrase_set_at_unix(head),
        "this_machine": _machine(state, state.machine) if state else None,
        "others": _others(state) if state else [],
        "last_exchange_unix": record.exchanged_at_unix or None,
        "is_pending": vault is not None
        and state is not None
        and vault.generation != record.generation,
        "room": _room(items) if state and items is not None else None,
        "local_accounts": list(record.local_accounts),
        "local_details": record.local_details,
        "problem": _problem(record, now_unix),
        "edited_in_trash": _edited_in_trash(vault) if vault else [],
        "was_removed": vault is not None and state is None and record.removed_by_other,
    }


def _head(items: Mapping[str, str] | None) -> Head | None:
    try:
        return areas.head_of(items or {})
    except (SyncDamaged, SyncNewer):
        return None


def _area_state(
    items: Mapping[str, str] | None, head: Head | None, state: SyncState | None, record: Record
) -> SyncAreaState:
    if items is None:
        return "unavailable"
    if state is None:
        return _unjoined_state(items, head)
    if record.problem in ("incomplete", "wiped") and (head is None) == (record.problem == "wiped"):
        return cast("SyncAreaState", record.problem)
    seen = exchange.read_head(items, state).state
    if seen in (AreaState.RENEWED, AreaState.FOREIGN, AreaState.NEWER, AreaState.NEWER_READABLE):
        return cast("SyncAreaState", seen.value)
    if seen is AreaState.EMPTY:
        return "wiped" if record.digest else "empty"
    return "current"


def _unjoined_state(items: Mapping[str, str], head: Head | None) -> SyncAreaState:
    if head is not None:
        return "found"
    try:
        areas.head_of(items)
    except SyncNewer:
        return "newer"
    except SyncDamaged:
        return "found"
    return "empty"


def _passphrase_set_at_unix(head: Head | None) -> int | None:
    found = slots.of_kind(head.slots, Kind.PASSPHRASE) if head else ()
    return found[0].added_at_unix if found else None


def _machine(state: SyncState, machine_id: str) -> SyncMachine:
    machine = state.machines[machine_id]
    return {"id": machine_id, "name": machine.name, "heard_at_unix": machine.heard_at_unix}


def _others(state: SyncState) -> list[SyncMachine]:
    ids = [each for each, m in state.machines.items() if each != state.machine and not m.retired]
    return sorted((_machine(state, each) for each in ids), key=lambda m: (m["name"], m["id"]))


def _room(items: Mapping[str, str]) -> SyncRoom:
    used = areas.used_characters(items)
    percent = min(100, used * 100 // packing.BROWSER.total)
    return {
        "used_characters": used,
        "total_characters": packing.BROWSER.total,
        "percent": percent,
        "is_nearly_full": percent >= NEARLY_FULL_PERCENT,
    }


def _problem(record: Record, now_unix: int) -> SyncProblem | None:
    if not record.problem:
        return None
    return {
        "name": cast("SyncProblemName", record.problem),
        "since_unix": record.problem_since_unix,
        "is_lasting": record.has_lasted(now_unix),
    }


def _edited_in_trash(vault: Vault) -> list[str]:
    if vault.sync is None:
        return []
    records = of_vault(vault, vault.sync).records
    return [each for each, record in records.items() if record.was_edited_elsewhere]
