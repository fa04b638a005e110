"""How sync stands, for the settings page."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from kakomi import policy
from kakomi.commands import policy_state, sync_exchange, sync_record
from kakomi.errors import SyncDamaged, SyncFolderError, SyncNewer, SyncUnavailable, VaultLocked
from kakomi.sync import area as areas
from kakomi.sync import exchange, folder, packing
from kakomi.sync.exchange import AreaState
from kakomi.sync.replica import of_vault
from kakomi.vault import slots
from kakomi.vault.slots import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.commands.context import Context
    from kakomi.commands.sync_record import Record
    from kakomi.errors import SyncError
    from kakomi.messages.sync import (
        SyncAreaState,
        SyncFactorName,
        SyncMachine,
        SyncProblem,
        SyncProblemName,
        SyncRoom,
        SyncStatus,
        SyncUnusedFile,
        SyncWayName,
    )
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.sync_state import SyncState
    from kakomi.vault.vault import Vault

NEARLY_FULL_PERCENT = 80

_WAYS: tuple[SyncWayName, ...] = ("browser", "folder")
_PORTABLE: tuple[tuple[SyncFactorName, Kind], ...] = (
    ("passphrase", Kind.PASSPHRASE),
    ("recovery", Kind.RECOVERY),
)


async def status(context: Context, way: SyncWayName | None = None) -> SyncStatus:
    """Returns how sync stands. ``way``: which one to look at while sync is off."""
    environment = context.environment
    rules = (await policy_state.load(environment)).policy
    record = await sync_record.load(environment)
    vault: Vault | None = None
    texts: Mapping[str, str] | None = None
    with contextlib.suppress(VaultLocked):
        vault = await context.vault(use=False)
    state = vault.sync if vault else None
    allowed_ways = [each for each in _WAYS if policy.may_sync(rules, each)]
    if state is not None:
        way = state.way
    elif way is None:
        way = allowed_ways[0] if allowed_ways else _WAYS[0]
    with contextlib.suppress(SyncUnavailable, SyncFolderError):
        texts = await sync_exchange.read(way, context)
    found = _Found.in_folder(texts or {}, state) if way == "folder" else _Found.in_area(texts or {})
    folder_state = await environment.sync_folder.state() if way == "folder" else None
    if state is None or record.area_id != state.area_id:
        record = sync_record.Record(removed_by_other=record.removed_by_other and state is None)
    now_unix = environment.now_unix()
    head = found.head
    return {
        "state": "locked" if vault is None else "on" if state else "off",
        "policy": cast('Literal["allowed", "forbidden", "required", "folder_only"]', rules.sync),
        "allowed_ways": allowed_ways,
        "way": way,
        "folder": {"name": folder_state.name, "may_write": folder_state.may_write}
        if folder_state
        else None,
        "unused_files": found.unused,
        "area": "unavailable" if texts is None else _area_state(found, state, record),
        "opens_with": [n for n, k in _PORTABLE if head and slots.of_kind(head.slots, k)],
        "passphrase_set_at_unix": _passphrase_set_at_unix(head),
        "this_machine": _machine(state, state.machine) if state else None,
        "others": _others(state) if state else [],
        "last_exchange_unix": record.exchanged_at_unix or None,
        "is_pending": vault is not None
        and state is not None
        and vault.generation != record.generation,
        "room": _room(texts) if state and texts is not None and way == "browser" else None,
        "local_accounts": list(record.local_accounts),
        "local_details": record.local_details,
        "problem": _problem(record, now_unix),
        "edited_in_trash": _edited_in_trash(vault) if vault else [],
        "was_removed": vault is not None and state is None and record.removed_by_other,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was found. ``items`` are the browser's, or those of the file that says most about the
    state: one with a renewed key, else the newest of this vault's area, else the newest.
    ``problem`` is why there is no ``head`` although there are items.
    """

    items: Mapping[str, str]
    head: Head | None
    problem: SyncError | None
    unused: list[SyncUnusedFile]

    @classmethod
    def in_area(cls, items: Mapping[str, str]) -> _Found:
        try:
            return cls(items=items, head=areas.head_of(items), problem=None, unused=[])
        except (SyncDamaged, SyncNewer) as error:
            return cls(items=items, head=None, problem=error, unused=[])

    @classmethod
    def in_folder(cls, texts: Mapping[str, str], state: SyncState | None) -> _Found:
        files, refused = folder.read_all(texts)
        unused = [_unused(name, _why(error)) for name, error in refused.items()]
        if state is not None:
            foreign = [file for file in files if file.head.area_id != state.area_id]
            own = [file for file in files if file not in foreign]
            unused += [_unused(file.name, "foreign") for file in foreign if own]
            own.sort(key=lambda file: _is_renewed(file, state), reverse=True)
            files = own or foreign
        problem = None if files else next(iter(refused.values()), None)
        items = files[0].items if files else {}
        head = files[0].head if files else None
        return cls(items=items, head=head, problem=problem, unused=unused)


def _unused(name: str, why: Literal["damaged", "newer", "foreign"]) -> SyncUnusedFile:
    return {"name": name, "why": why}


def _why(error: SyncError) -> Literal["damaged", "newer"]:
    return "newer" if isinstance(error, SyncNewer) else "damaged"


def _is_renewed(file: folder.SyncFile, state: SyncState) -> bool:
    return exchange.read_head(file.items, state).state is AreaState.RENEWED


def _area_state(found: _Found, state: SyncState | None, record: Record) -> SyncAreaState:
    head = found.head
    if state is None:
        return _unjoined_state(found)
    if record.problem in ("incomplete", "wiped") and (head is None) == (record.problem == "wiped"):
        return cast("SyncAreaState", record.problem)
    seen = exchange.read_head(found.items, state).state
    if seen in (AreaState.RENEWED, AreaState.FOREIGN, AreaState.NEWER, AreaState.NEWER_READABLE):
        return cast("SyncAreaState", seen.value)
    if seen is AreaState.EMPTY:
        return "wiped" if record.digest else "empty"
    return "current"


def _unjoined_state(found: _Found) -> SyncAreaState:
    if found.head is not None or isinstance(found.problem, SyncDamaged):
        return "found"
    return "newer" if found.problem else "empty"


def _passphrase_set_at_unix(head: Head | None) -> int | None:
    found = slots.of_kind(head.slots, Kind.PASSPHRASE) if head else ()
    return found[0].added_at_unix if found else None


def _machine(state: SyncState, machine_id: str) -> SyncMachine:
    machine = state.machines[machine_id]
    return {"id": machine_id, "name": machine.name, "last_seen_unix": machine.heard_at_unix}


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
