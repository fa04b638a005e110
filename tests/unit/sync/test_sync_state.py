"""The stored form of what a synchronised vault knows: what it keeps, and which damage is named."""

from __future__ import annotations

from typing import Any

import pytest
from kakomi.account import MAX_COUNTER
from kakomi.errors import VaultDamaged
from kakomi.vault import sync_state
from kakomi.vault.hybrid_clock import NEVER
from kakomi.vault.sync_state import FIELDS, Machine, SyncState, Tombstone

EARLY, LATE = "019c0000000000000000000a", "019c0000000100020000000b"
ACCOUNT, OTHER = "account-1", "account-2"


def state() -> SyncState:
    edited = {**dict.fromkeys(FIELDS, EARLY), "note": LATE}
    partly = {name: EARLY for name in FIELDS if name != "groups"}
    return SyncState(
        area_id="0123456789abcdefghijkl",
        machine="0000000a",
        clock=LATE,
        key=bytes(range(32)),
        slots_stamp=EARLY,
        stamps={ACCOUNT: edited, OTHER: dict.fromkeys(FIELDS, EARLY), "account-3": partly},
        known={ACCOUNT: LATE},
        places={ACCOUNT: -5, OTHER: 2**53 - 1},
        tombstones={"account-9": Tombstone(LATE, 41)},
        machines={"0000000b": Machine(name="x" * 40, stamp=EARLY, heard_at_unix=0, seen={})},
    )


def test_what_is_stored_is_read_again() -> None:
    assert sync_state.from_json(sync_state.to_json(state())) == state()


def test_a_field_with_the_stamp_of_the_key_takes_no_room() -> None:
    stored = sync_state.to_json(state())["stamps"]
    assert stored == {
        ACCOUNT: {"key": EARLY, "note": LATE},
        OTHER: {"key": EARLY},
        "account-3": {"key": EARLY, "groups": NEVER},
    }


def machine(**changes: Any) -> dict[str, Any]:
    usual = {"name": "", "stamp": EARLY, "heard_at_unix": 1, "retired": False, "seen": {}}
    return {"machines": {"0000000b": {**usual, **changes}}}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"area_id": 7}, "sync"),
        ({"machine": "short"}, "sync"),
        ({"clock": ""}, "sync.clock"),
        ({"clock": 5}, "sync.clock"),
        ({"key": "AAAA"}, "sync.key"),
        ({"slots_stamp": "later"}, "sync.slots_stamp"),
        ({"stamps": []}, "sync.stamps"),
        ({"stamps": {ACCOUNT: {"key": NEVER}}}, f"sync.stamps.{ACCOUNT}"),
        ({"stamps": {ACCOUNT: {"note": EARLY}}}, f"sync.stamps.{ACCOUNT}"),
        ({"stamps": {ACCOUNT: {"key": EARLY, "colour": EARLY}}}, f"sync.stamps.{ACCOUNT}"),
        ({"stamps": {ACCOUNT: {"key": EARLY, "note": "x"}}}, f"sync.stamps.{ACCOUNT}.note"),
        ({"stamps": {ACCOUNT: {"key": "x"}}}, f"sync.stamps.{ACCOUNT}.key"),
        ({"known": {ACCOUNT: "x"}}, f"sync.known.{ACCOUNT}"),
        ({"places": None}, "sync.places"),
        ({"places": {ACCOUNT: 2**53}}, "sync.places"),
        ({"places": {ACCOUNT: -(2**53)}}, "sync.places"),
        ({"places": {ACCOUNT: True}}, "sync.places"),
        ({"tombstones": ""}, "sync.tombstones"),
        ({"tombstones": {ACCOUNT: [EARLY]}}, "sync.tombstones"),
        ({"tombstones": {ACCOUNT: [EARLY, -1]}}, f"sync.tombstones.{ACCOUNT}"),
        ({"tombstones": {ACCOUNT: [EARLY, MAX_COUNTER + 1]}}, f"sync.tombstones.{ACCOUNT}"),
        ({"tombstones": {ACCOUNT: ["", 0]}}, f"sync.tombstones.{ACCOUNT}"),
        ({"machines": 1}, "sync.machines"),
        (machine(name="x" * 41), "sync.machines.0000000b"),
        (machine(name=None), "sync.machines.0000000b"),
        (machine(retired=0), "sync.machines.0000000b"),
        (machine(stamp=NEVER), "sync.machines.0000000b"),
        (machine(heard_at_unix=-1), "sync.machines.0000000b"),
        (machine(seen={"0000000a": NEVER}), "sync.machines.0000000b.seen.0000000a"),
        (machine(color="red"), "sync.machines.0000000b"),
        ({"more": 1}, "sync"),
    ],
)
def test_damage_is_named_by_its_place(change: dict[str, Any], where: str) -> None:
    stored = sync_state.to_json(state())
    with pytest.raises(VaultDamaged) as error:
        sync_state.from_json({**stored, **change})
    assert error.value.where == where


@pytest.mark.parametrize("absent", ["key", "machines", "slots"])
def test_an_absent_part_is_damage(absent: str) -> None:
    stored = sync_state.to_json(state())
    del stored[absent]
    with pytest.raises(VaultDamaged) as error:
        sync_state.from_json(stored)
    assert error.value.where == f"sync.{absent}"
