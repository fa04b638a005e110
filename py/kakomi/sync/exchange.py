"""One exchange of a vault with an area: merge what lies there, write what it lacks.

``step`` is pure, so the vault's store applies it as any other change. What it returns beside the
vault is then sealed and written. If that fails, or is stopped, nothing is lost: the vault has all,
and the next exchange writes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kakomi.errors import SyncDamaged, SyncNewer, VaultKeyWrong
from kakomi.sync import area as areas
from kakomi.sync import merge, packing, sealed_items
from kakomi.sync.replica import applied, of_vault
from kakomi.vault.hybrid_clock import following
from kakomi.vault.sync_state import Machine, SyncState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.ports import Crypto
    from kakomi.sync.area import Area
    from kakomi.sync.packing import Packed, Room
    from kakomi.vault.vault import Vault

ANNOUNCE_EVERY_S = 86_400


class AreaState(StrEnum):
    """What was found in the area.

    ``empty``: nothing, or something damaged, which is written over. ``incomplete``: not every part
    has arrived, or two machines wrote at once. ``stale``: an older one than was seen before.
    ``other_key``: the key was renewed, or it is another area. ``newer``: this version can't read
    it; ``newer_readable``: it can, but does not write.
    """

    EMPTY = "empty"
    READ = "read"
    INCOMPLETE = "incomplete"
    STALE = "stale"
    OTHER_KEY = "other_key"
    NEWER = "newer"
    NEWER_READABLE = "newer_readable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The area as it was found; ``area`` is None unless it could be opened."""

    state: AreaState
    area: Area | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What is to be written; ``writes`` is False if the area has all of it."""

    packed: Packed
    sync: SyncState
    writes: bool


async def found(items: Mapping[str, str], state: SyncState, crypto: Crypto) -> Found:
    """Returns what lies in the area."""
    try:
        head = areas.head_of(items)
        if head is None:
            return Found(state=AreaState.EMPTY)
        areas.check_key(head, state)
        area = await areas.opened(items, head, state.key, crypto)
    except SyncNewer:
        return Found(state=AreaState.NEWER)
    except VaultKeyWrong:
        return Found(state=AreaState.OTHER_KEY)
    except SyncDamaged:
        return Found(state=AreaState.EMPTY)
    if areas.is_stale(area, state):
        return Found(state=AreaState.STALE)
    if not area.is_complete:
        return Found(state=AreaState.INCOMPLETE, area=area)
    newer = head.version > sealed_items.VERSION
    return Found(state=AreaState.NEWER_READABLE if newer else AreaState.READ, area=area)


def merged(vault: Vault, area: Area, now_unix_ms: int) -> Vault:
    """Returns the vault with what the area holds; the same object if it holds nothing new."""
    state = state_of(vault)
    local, remote = of_vault(vault, state), area.replica
    one = merge.rescued(local, remote.tombstones)
    other = merge.rescued(remote, local.tombstones)
    after = merge.joined(one, other)
    state = replace(state, clock=max(state.clock, area.head.written))
    if area.head.slots_stamp > state.slots_stamp:
        slots, stamp = area.head.slots, area.head.slots_stamp
        state = replace(state, slots=slots, slots_stamp=stamp)
    elif after.records == local.records and after.tombstones == local.tombstones:
        return vault
    changed = applied(vault, state, local, after)
    return _announced(changed, after.context, now_unix_ms)


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
    if not areas.differs(packed, area, state) and not _is_announcement_due(
        area, state, now_unix_ms
    ):
        return changed, Outgoing(packed=packed, sync=state, writes=False)
    context = merge.joined(local, area.replica).context if area else local.context
    machines = merge.joined(local, area.replica).machines if area else state.machines
    state = replace(state, machines=machines)
    announced = _announced(replace(changed, sync=state), context, now_unix_ms)
    return announced, Outgoing(packed=packed, sync=announced.sync or state, writes=True)


def _is_announcement_due(area: Area | None, state: SyncState, now_unix_ms: int) -> bool:
    """Whether the others have not heard of this machine for a day."""
    me = area.manifest.machines.get(state.machine) if area else None
    return me is None or now_unix_ms // 1000 - me.heard_at_unix >= ANNOUNCE_EVERY_S
