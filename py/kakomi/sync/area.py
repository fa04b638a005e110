"""What is in a shared area: read, and compared with what a vault would put there."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.sync import packing, sealed_items
from kakomi.sync.packing import Layout, item_characters
from kakomi.sync.part import read_code_part, read_detail_part, reference, unpacked
from kakomi.sync.replica import Record, Replica
from kakomi.vault import canonical, slots
from kakomi.vault.hybrid_clock import NEVER
from kakomi.vault.sync_state import machine_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.ports import Crypto, Entropy
    from kakomi.sync.packing import Packed
    from kakomi.sync.part import Part
    from kakomi.sync.sealed_items import Head, Manifest
    from kakomi.vault.sync_state import SyncState, Tombstone

_HASH_CHARACTERS = 40  # of a part's name and hash in the sealed manifest, at most
_HEAD_CHARACTERS = 64  # of the head's salt, tag and punctuation


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area that was opened. ``is_complete``: every part that the head lists is there as it was
    written. Else ``replica`` has what the other parts hold, and an empty context.
    """

    head: Head
    manifest: Manifest
    replica: Replica
    parts: Mapping[str, Part] = field(repr=False)
    layout: Layout = field(default_factory=Layout)
    is_complete: bool = True


def item_key(name: str) -> str:
    """Returns the key of the item that holds that part."""
    return f"{sealed_items.HEAD_KEY}.{name}"


def head_of(items: Mapping[str, str]) -> Head | None:
    """Returns the head of an area; None if there is none. Raises SyncDamaged, SyncNewer."""
    text = items.get(sealed_items.HEAD_KEY)
    return None if text is None else sealed_items.read_head(text)


async def opened(items: Mapping[str, str], head: Head, key: bytes, crypto: Crypto) -> Area:
    """Returns the area. Raises VaultKeyWrong for another key, SyncDamaged for a damaged head."""
    manifest = await sealed_items.open_head(head, key, crypto)
    parts: dict[str, Part] = {}
    for name, expected in manifest.parts.items():
        text = items.get(item_key(name))
        if text is None or sealed_items.part_hash(text) != expected:
            continue
        parts[name] = unpacked(await sealed_items.open_part(text, name, key, head.area_id, crypto))
    is_complete = len(parts) == len(manifest.parts)
    replica, layout = _read(parts, manifest)
    if is_complete and not manifest.left_out:
        writer = manifest.machines.get(head.writer)
        seen = writer.seen if writer else {}
        replica = Replica(
            records=replica.records,
            tombstones=replica.tombstones,
            machines=manifest.machines,
            context={**seen, head.writer: head.written},
        )
    return Area(
        head=head,
        manifest=manifest,
        replica=replica,
        parts=parts,
        layout=layout,
        is_complete=is_complete,
    )


def _read(parts: Mapping[str, Part], manifest: Manifest) -> tuple[Replica, Layout]:
    records: dict[str, Record] = {}
    tombstones: dict[str, Tombstone] = {}
    codes: dict[str, str] = {}
    for name, part in parts.items():
        if not name.startswith(packing.CODES):
            continue
        for each, row in read_code_part(part).items():
            codes[each] = name
            if isinstance(row, Record):
                records[each] = row
            else:
                tombstones[each] = row
    by_reference = {reference(each): each for each in records}
    details: dict[str, str] = {}
    for name, part in parts.items():
        if not name.startswith(packing.DETAILS):
            continue
        for named, detail in read_detail_part(part).items():
            details[named.hex()] = name
            each = by_reference.get(named, "")
            if each:
                code = records[each]
                records[each] = Record(
                    {**code.values, **detail.values},
                    {**code.stamps, **detail.stamps},
                    code.counter,
                )
    replica = Replica(records=records, tombstones=tombstones, machines=manifest.machines)
    return replica, Layout(codes=codes, details=details)


def is_stale(area: Area, state: SyncState) -> bool:
    """Whether its writer is known to have written a later one: an old area was put back."""
    known = state.machines.get(area.head.writer)
    seen_of_me = state.machines.get(state.machine)
    last = max(
        known.seen.get(area.head.writer, NEVER) if known else NEVER,
        seen_of_me.seen.get(area.head.writer, NEVER) if seen_of_me else NEVER,
    )
    return area.head.written < last and area.head.writer != state.machine


def head_characters(state: SyncState) -> int:
    """Returns a bound on what the head takes of the quota."""
    machines = {each: machine_to_json(m) for each, m in state.machines.items()}
    packed = len(zlib.compress(canonical.dumps(machines).encode("ascii"), 9))
    sealed = packed + _HASH_CHARACTERS * 20 + _HEAD_CHARACTERS
    described = json.dumps(canonical.dumps({"slots": [slots.to_json(s) for s in state.slots]}))
    return len(described) + 600 + sealed * 4 // 3


async def written(
    packed: Packed,
    area: Area | None,
    state: SyncState,
    crypto: Crypto,
    entropy: Entropy,
) -> dict[str, str]:
    """Returns the items that differ from those of ``area``: the changed parts, and a head. The head
    is the last one. ``area`` is what is there; None if that is not to be relied on.
    """
    items: dict[str, str] = {}
    hashes: dict[str, bytes] = {}
    for name, part in packed.parts.items():
        if area is not None and area.parts.get(name) == part:
            hashes[name] = area.manifest.parts[name]
            continue
        text = await sealed_items.seal_part(
            part.packed(), name, state.key, state.area_id, crypto, entropy
        )
        items[item_key(name)] = text
        hashes[name] = sealed_items.part_hash(text)
    manifest = sealed_items.Manifest(
        parts=hashes, machines=state.machines, left_out=len(packed.local_codes)
    )
    items[sealed_items.HEAD_KEY] = await sealed_items.seal_head(
        manifest,
        key=state.key,
        area_id=state.area_id,
        key_slots=state.slots,
        slots_stamp=state.slots_stamp,
        writer=state.machine,
        written=state.clock,
        crypto=crypto,
        entropy=entropy,
    )
    return items


def differs(packed: Packed, area: Area | None, state: SyncState) -> bool:
    """Whether the area lacks something of this machine."""
    if area is None or not area.is_complete:
        return True
    if area.head.slots_stamp != state.slots_stamp:
        return True
    return packed.parts.keys() != area.parts.keys() or any(
        area.parts[name] != part for name, part in packed.parts.items()
    )


def used_characters(items: Mapping[str, str]) -> int:
    """Returns what these items take of the quota."""
    return sum(item_characters(key, text) for key, text in items.items())


def is_item(key: str) -> bool:
    """Whether an item of that key belongs to an area."""
    return key == sealed_items.HEAD_KEY or key.startswith(f"{sealed_items.HEAD_KEY}.")
