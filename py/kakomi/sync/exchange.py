"""One exchange of a vault with an area: merge what is there, write what it lacks.

``step`` is pure, so the vault's store applies it as any other change. What it returns beside the
vault is then sealed and written. If that fails, or is stopped, nothing is lost: the vault has all,
and the next exchange writes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kakomi.errors import SyncDamaged, SyncNewer
from kakomi.sync import area as areas
from kakomi.sync import merge, packing, sealed_items
from kakomi.sync.replica import applied, of_vault
from kakomi.vault import sync_slots
from kakomi.vault.hybrid_clock import following
from kakomi.vault.sync_state import Machine, SyncState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.ports import Crypto
    from kakomi.sync.area import Area
    from kakomi.sync.packing import Packed, Room
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.vault import Vault

ANNOUNCE_EVERY_S = 86_400


class AreaState(StrEnum):
    """What was found in the area.

    ``empty``: nothing. ``damaged``: its head can't be read; it is written over. ``incomplete``: not
    every part has arrived, or two machines wrote at once. ``stale``: an older one than was seen
    before, or one that was sealed before the key was renewed; it is written over. ``renewed``:
    another machine renewed the key. ``foreign``: it is another area. ``newer``: this version can't
    read it; ``newer_readable``: it can, but does not write.
    """

    EMPTY = "empty"
    DAMAGED = "damaged"
    READ = "read"
    INCOMPLETE = "incomplete"
    STALE = "stale"
    RENEWED = "renewed"
    FOREIGN = "foreign"
    NEWER = "newer"
    NEWER_READABLE = "newer_readable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The area as it was found. ``head`` is None unless it could be read; ``area`` is None unless
    it could be opened.
    """

    state: AreaState
    head: Head | None = None
    area: Area | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What is to be written; ``writes`` is False if the area has all of it."""

    packed: Packed
    sync: SyncState
    writes: bool


def read_head(items: Mapping[str, str], state: SyncState) -> Found:
    """Returns what the head says without a key. ``read`` then means that the key opens it."""
    try:
        head = areas.head_of(items)
    except SyncNewer:
        return Found(state=AreaState.NEWER)
    except SyncDamaged:
        return Found(state=AreaState.DAMAGED)
    if head is None:
        return Found(state=AreaState.EMPTY)
    if head.area_id != state.area_id:
        return Found(state=AreaState.FOREIGN, head=head)
    if sync_slots.key_id(state.key, state.area_id) != head.key_id:
        is_later = head.slots_stamp > state.slots_stamp
        return Found(state=AreaState.RENEWED if is_later else AreaState.STALE, head=head)
    newer = head.version > sealed_items.VERSION
    return Found(state=AreaState.NEWER_READABLE if newer else AreaState.READ, head=head)


async def found(items: Mapping[str, str], state: SyncState, crypto: Crypto) -> Found:
    """Returns what is in the area."""
    seen = read_head(items, state)
    if seen.head is None or seen.state not in (AreaState.READ, AreaState.NEWER_READABLE):
        return seen
    try:
        area = await areas.opened(items, seen.head, state.key, crypto)
    except SyncDamaged:
        return Found(state=AreaState.DAMAGED)
    if areas.is_stale(area, state):
        return Found(state=AreaState.STALE, head=seen.head)
    if not area.is_complete:
        return Found(state=AreaState.INCOMPLETE, head=seen.head, area=area)
    return replace(seen, area=area)


def merged(vault: Vault, area: Area, now_unix_ms: int) -> Vault:
    """Returns the vault with what the area holds; the same object if it holds nothing new."""
    state = state_of(vault)
    local, remote = of_vault(vault, state), area.replica
    one = merge.rescued(local, remote)
    other = merge.rescued(remote, local)
    after = merge.joined(one, other)
    state = replace(state, clock=max(state.clock, area.head.written))
    if area.head.slots_stamp > state.slots_stamp:
        slots, stamp = area.head.slots, area.head.slots_stamp
        state = replace(state, slots=slots, slots_stamp=stamp)
    elif (
        after.records == local.records
        and after.tombstones == local.tombstones
        and not _has_other_machines(local.machines, after.machines)
    ):
        return vault
    changed = applied(vault, state, local, after)
    return _announced(changed, after.context, now_unix_ms)


def _has_other_machines(before: Mapping[str, Machine], after: Mapping[str, Machine]) -> bool:
    """Whether there are machines in ``after`` with another name or state than in ``before``. When
    a machine last wrote does not count.
    """

    def described(machines: Mapping[str, Machine]) -> dict[str, tuple[str, bool]]:
        return {each: (machine.name, machine.retired) for each, machine in machines.items()}

    return described(before) != described(after)


def state_of(vault: Vault) -> SyncState:
    """Returns the state of a vault that is synchronised."""
    if vault.sync is None:
        raise SyncDamaged("sync")
    return vault.sync


def _announced(vault: Vault, context: Mapping[str, str], now_unix_ms: int) -> Vault:
    """Returns the vault with this machine's record of now and of all it has seen."""
    state = state_of(vault)
    now = following(state.clock, now_unix_ms, state.machine)
    before = state.machines.get(state.machine)
    me = Machine(
        name=before.name if before else "",
        stamp=now,
        heard_at_unix=now_unix_ms // 1000,
        retired=before.retired if before else False,
        seen={**context, state.machine: now},
    )
    machines = {**state.machines, state.machine: me}
    return replace(vault, sync=replace(state, clock=now, machines=machines))


def step(vault: Vault, area: Area | None, room: Room, now_unix_ms: int) -> tuple[Vault, Outgoing]:
    """Merges the area into the vault and packs what the area is to hold."""
    changed = merged(vault, area, now_unix_ms) if area else vault
    state = state_of(changed)
    local = of_vault(changed, state)
    packed = packing.pack(
        local,
        area.layout if area else packing.Layout(),
        room,
        areas.head_characters(state),
    )
    there = area.manifest.machines if area else {}
    machines = merge.joined_machines(state.machines, there)
    if (
        not areas.differs(packed, area, state)
        and not _has_other_machines(there, machines)
        and not _is_announcement_due(area, state, now_unix_ms)
    ):
        return changed, Outgoing(packed=packed, sync=state, writes=False)
    context = merge.joined(local, area.replica).context if area else local.context
    state = replace(state, machines=machines)
    announced = _announced(replace(changed, sync=state), context, now_unix_ms)
    return announced, Outgoing(packed=packed, sync=announced.sync or state, writes=True)


def with_machine(
    state: SyncState,
    machine_id: str,
    now_unix_ms: int,
    *,
    name: str | None = None,
    retired: bool | None = None,
) -> SyncState:
    """Returns the state in which that machine has another name, or is retired."""
    now = following(state.clock, now_unix_ms, state.machine)
    before = state.machines[machine_id]
    changed = replace(
        before,
        name=before.name if name is None else name,
        retired=before.retired if retired is None else retired,
        stamp=now,
    )
    return replace(state, clock=now, machines={**state.machines, machine_id: changed})


def is_removed_by_other(area: Area, state: SyncState) -> bool:
    """Whether another machine took this one off."""
    me = area.manifest.machines.get(state.machine)
    mine = state.machines.get(state.machine)
    return me is not None and me.retired and not (mine is not None and mine.retired)


def _is_announcement_due(area: Area | None, state: SyncState, now_unix_ms: int) -> bool:
    """Whether the area has no sign of this machine from the last day."""
    me = area.manifest.machines.get(state.machine) if area else None
    return me is None or now_unix_ms // 1000 - me.heard_at_unix >= ANNOUNCE_EVERY_S
