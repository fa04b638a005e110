"""What a vault that is synchronised stores beside its accounts: the time of each change.

The accounts hold the values; ``SyncState`` holds when and on which machine each field was last
changed, which accounts were deleted for good, and what is known of the other machines.
``kakomi.sync`` merges by it. A vault that is not synchronised has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, cast

from kakomi.account import MAX_COUNTER, MAX_UNIX
from kakomi.errors import VaultDamaged
from kakomi.vault import canonical, slots
from kakomi.vault.factors import KEY_BYTES
from kakomi.vault.hybrid_clock import NEVER, Stamp, is_machine, is_stamp

if TYPE_CHECKING:
    from kakomi.vault.slots import Slot

# The fields that are merged one by one. An account's counter is none of them: the higher counts.
CODE_FIELDS = ("key", "issuer", "name", "place", "removed")
DETAIL_FIELDS = (
    "note",
    "groups",
    "icon",
    "pinned",
    "origin",
    "recovery_codes",
    "emergency_note",
    "emergency_link",
    "sites",
    "submits_after_fill",
    "appends_code",
    "hidden",
    "hides_code",
)
FIELDS = CODE_FIELDS + DETAIL_FIELDS
# What counts as an edit by the user, against a removal. The sites are learned by use.
EDITS = tuple(name for name in FIELDS if name not in ("place", "removed", "origin", "sites"))

MAX_NAME_CHARACTERS = 40

Stamps: TypeAlias = Mapping[str, Stamp]

# What carries the area: the browser's own sync, or a folder that the user chose.
SyncWay: TypeAlias = Literal["browser", "folder"]


class Tombstone(NamedTuple):
    """When an account was deleted for good, and its last counter, should the account come back."""

    stamp: Stamp
    counter: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine as it last described itself. ``seen``: for each machine, the last of its changes
    that this one has. ``retired``: nothing waits for it any more.
    """

    name: str
    stamp: Stamp
    heard_at_unix: int
    retired: bool = False
    seen: Stamps = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """``machine`` is this one; ``clock`` the latest stamp it made or saw. ``area_id`` names what is
    synchronised, ``key`` seals it, ``slots`` hold the key wrapped.

    ``stamps`` has for each account the stamp of each field in FIELDS; a field that this machine
    never received is absent. ``known`` has for a removed account the last edit that the remover
    knew. ``places`` order the accounts. ``tombstones`` are accounts that were deleted for good.
    ``way`` is this machine's alone.
    """

    area_id: str
    machine: str
    clock: Stamp
    key: bytes = field(repr=False)
    slots: tuple[Slot, ...] = ()
    slots_stamp: Stamp = NEVER
    stamps: Mapping[str, Stamps] = field(default_factory=dict)
    known: Stamps = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    tombstones: Mapping[str, Tombstone] = field(default_factory=dict)
    machines: Mapping[str, Machine] = field(default_factory=dict)
    way: SyncWay = "browser"


def last_edit(stamps: Stamps) -> Stamp:
    """Returns the stamp of the last edit."""
    return max(stamps.get(name, NEVER) for name in EDITS)


def to_json(state: SyncState) -> dict[str, Any]:
    """Returns the stored form. A field whose stamp is that of the key is not written."""
    return {
        "area_id": state.area_id,
        "machine": state.machine,
        "clock": state.clock,
        "key": canonical.base64_text(state.key),
        "slots": [slots.to_json(slot) for slot in state.slots],
        "slots_stamp": state.slots_stamp,
        "stamps": {each: shortened(stamps) for each, stamps in state.stamps.items()},
        "known": dict(state.known),
        "places": dict(state.places),
        "tombstones": {each: list(t) for each, t in state.tombstones.items()},
        "machines": {each: machine_to_json(m) for each, m in state.machines.items()},
        **({} if state.way == "browser" else {"way": state.way}),
    }


def shortened(stamps: Stamps) -> dict[str, Stamp]:
    """Returns the stamps without those that equal the key's. A field without one is empty."""
    key = stamps["key"]
    if len(stamps) == len(FIELDS) and set(stamps.values()) == {key}:
        return {"key": key}  # most accounts were never edited
    differing = {n: stamps.get(n, NEVER) for n in FIELDS if stamps.get(n, NEVER) != key}
    return {"key": key, **differing}


def expanded(stamps: Stamps) -> dict[str, Stamp]:
    """Returns the stamps that ``shortened`` was given."""
    full = {name: stamps.get(name, stamps["key"]) for name in FIELDS}
    return {name: stamp for name, stamp in full.items() if stamp}


def machine_to_json(machine: Machine) -> dict[str, Any]:
    """Returns the stored form of a machine."""
    return {
        "name": machine.name,
        "stamp": machine.stamp,
        "heard_at_unix": machine.heard_at_unix,
        "retired": machine.retired,
        "seen": dict(machine.seen),
    }


_MACHINE_FIELDS = frozenset({"name", "stamp", "heard_at_unix", "retired", "seen"})


def machine_from_json(value: object, where: str) -> Machine:
    """Returns the machine that ``machine_to_json`` wrote. Raises VaultDamaged."""
    entry = canonical.fields(value, _MACHINE_FIELDS, where)
    name, retired = entry["name"], entry["retired"]
    if not isinstance(name, str) or len(name) > MAX_NAME_CHARACTERS or type(retired) is not bool:
        raise VaultDamaged(where)
    return Machine(
        name=name,
        stamp=_stamp(entry["stamp"], where),
        heard_at_unix=canonical.integer(entry["heard_at_unix"], 0, MAX_UNIX, where),
        retired=retired,
        seen=_stamps(entry["seen"], f"{where}.seen"),
    )


_FIELDS = frozenset(
    {
        "area_id",
        "machine",
        "clock",
        "key",
        "slots",
        "slots_stamp",
        "stamps",
        "known",
        "places",
        "tombstones",
        "machines",
        "way",
    }
)
_MAX_PLACE = 2**53 - 1


def from_json(value: object) -> SyncState:
    """Returns the state that ``to_json`` wrote. Raises VaultDamaged."""
    entry = canonical.fields({"way": "browser", **_object(value, "sync")}, _FIELDS, "sync")
    if not isinstance(entry["area_id"], str) or not is_machine(entry["machine"]):
        raise VaultDamaged("sync")
    if entry["way"] not in ("browser", "folder"):
        raise VaultDamaged("sync.way")
    stamps = {}
    for each, of_account in _object(entry["stamps"], "sync.stamps").items():
        stamps[each] = read_stamps(of_account, f"sync.stamps.{each}")
    places = _object(entry["places"], "sync.places")
    for place in places.values():
        canonical.integer(place, -_MAX_PLACE, _MAX_PLACE, "sync.places")
    machines = _object(entry["machines"], "sync.machines")
    return SyncState(
        area_id=entry["area_id"],
        machine=entry["machine"],
        clock=_stamp(entry["clock"], "sync.clock"),
        key=canonical.b64_bytes(entry["key"], KEY_BYTES, KEY_BYTES, "sync.key"),
        slots=slots.all_from_json(entry["slots"]) if entry["slots"] else (),
        slots_stamp=_stamp(entry["slots_stamp"], "sync.slots_stamp", NEVER),
        stamps=stamps,
        known=_stamps(entry["known"], "sync.known", NEVER),
        places=places,
        tombstones=_tombstones(entry["tombstones"]),
        machines={e: machine_from_json(m, f"sync.machines.{e}") for e, m in machines.items()},
        way=cast("SyncWay", entry["way"]),
    )


def read_stamps(value: object, where: str) -> dict[str, Stamp]:
    """Returns the stamps of an account's fields from their shortened form. Raises VaultDamaged."""
    match value:
        case {"key": str(key), **others} if not others and is_stamp(key):
            return dict.fromkeys(FIELDS, key)  # most accounts were never edited
    read = _stamps(value, where, NEVER)
    if not read.get("key") or not read.keys() <= set(FIELDS):
        raise VaultDamaged(where)
    return expanded(read)


def _tombstones(value: object) -> dict[str, Tombstone]:
    read = {}
    for each, pair in _object(value, "sync.tombstones").items():
        match pair:
            case [stamp, counter]:
                where = f"sync.tombstones.{each}"
                last = canonical.integer(counter, 0, MAX_COUNTER, where)
                read[each] = Tombstone(_stamp(stamp, where), last)
            case _:
                raise VaultDamaged("sync.tombstones")
    return read


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise VaultDamaged(where)
    return value


def _stamp(value: object, where: str, *others: Stamp) -> Stamp:
    if not isinstance(value, str) or not (is_stamp(value) or value in others):
        raise VaultDamaged(where)
    return value


def _stamps(value: object, where: str, *others: Stamp) -> dict[str, Stamp]:
    return {e: _stamp(stamp, f"{where}.{e}", *others) for e, stamp in _object(value, where).items()}
