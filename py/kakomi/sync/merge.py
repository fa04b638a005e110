"""Joins two replicas. The result is the same in whatever order, and however often, they come.

- A **field** has the value with the later stamp.
- A **counter** is the higher one. So a counter that was lowered on purpose rises again.
- A **removal** is a field. An edit with a later stamp takes the account out of the trash.
- A **tombstone** (an account that was deleted for good) takes the account away. An account whose
  last act is later than its tombstone comes back under a new id, which follows from the old one
  (``rescued``), so that every machine that brings it back gives it the same id. Its counter is not
  lower than that of the tombstone.
- A tombstone is **dropped** once it is KEPT_S old and every machine has seen it, except the retired
  ones and those that were silent for SILENT_S. An old replica can still not bring the account back:
  what the context of one replica covers, the replica lacks, and nobody changed for KEPT_S, was
  deleted, so it is not taken from the other. What was changed since would have its tombstone. If it
  has none, a machine was restored from an older copy, and its context claims what it has forgotten.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.sync.replica import Record, Replica, covers
from kakomi.vault import canonical
from kakomi.vault.hybrid_clock import NEVER, Stamp, machine_of, unix_ms
from kakomi.vault.sync_state import Machine, Tombstone, last_edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kakomi.vault.sync_state import Stamps

SILENT_S = 365 * 86_400
KEPT_S = 365 * 86_400  # a machine that others do not know yet may be offline so long
_RESCUED = "re."  # what the id of an account that came back begins with


def joined(one: Replica, other: Replica) -> Replica:
    """Returns the join. Commutative, associative and idempotent; changes neither."""
    tombstones = _joined_tombstones(one, other)
    context = _latest(one.context, other.context)
    machines = joined_machines(one.machines, other.machines)
    last_unix = max((each.heard_at_unix for each in machines.values()), default=0)
    kept_since_ms = (last_unix - KEPT_S) * 1000
    records: dict[str, Record] = {}
    for each in one.records.keys() | other.records.keys():
        mine, theirs = one.records.get(each), other.records.get(each)
        if each in tombstones:
            continue
        if mine is not None and theirs is not None:
            records[each] = joined_records(mine, theirs)
        elif mine is not None and not _was_deleted(each, mine, other.context, kept_since_ms):
            records[each] = mine
        elif theirs is not None and not _was_deleted(each, theirs, one.context, kept_since_ms):
            records[each] = theirs
    return Replica(
        records=_measured_by(records, tombstones),
        tombstones=_needed(tombstones, machines),
        machines=machines,
        context=context,
    )


def joined_records(one: Record, other: Record) -> Record:
    """Returns the record with each field's later value and the higher counter."""
    if one == other:
        return one
    values, stamps = dict(one.values), dict(one.stamps)
    for name, stamp in other.stamps.items():
        mine = stamps.get(name, NEVER)
        theirs = other.values[name]
        if stamp > mine or (stamp == mine and repr(theirs) > repr(values[name])):
            values[name], stamps[name] = theirs, stamp
    return revived(Record(values, stamps, max(one.counter, other.counter)))


def revived(record: Record) -> Record:
    """Returns the record out of the trash if its last edit is later than its removal."""
    if not record.is_removed or last_edit(record.stamps) < record.stamps["removed"]:
        return record
    return replace(record, values={**record.values, "removed": (None, record.values["removed"][1])})


def _was_deleted(account_id: str, record: Record, context: Stamps, kept_since_ms: int) -> bool:
    """Whether a replica of that context, which lacks the record and has no tombstone of it, must
    have had it. ``kept_since_ms``: the tombstone of a later deletion can't have been dropped yet.
    An account that came back has the stamps of before, so they say nothing.
    """
    return (
        not account_id.startswith(_RESCUED)
        and unix_ms(record.last_act) <= kept_since_ms
        and covers(context, record)
    )


def _joined_tombstones(one: Replica, other: Replica) -> dict[str, Tombstone]:
    """Returns the later stamps, and the highest counters of the accounts that are taken away."""
    result = dict(one.tombstones)
    for each, theirs in other.tombstones.items():
        mine = result.get(each, theirs)
        result[each] = Tombstone(max(mine.stamp, theirs.stamp), max(mine.counter, theirs.counter))
    for each, buried in result.items():
        for replica in (one, other):
            record = replica.records.get(each)
            if record is not None and record.counter > buried.counter:
                buried = buried._replace(counter=record.counter)
                result[each] = buried
    return result


def _measured_by(
    records: dict[str, Record], tombstones: Mapping[str, Tombstone]
) -> dict[str, Record]:
    """Returns the records without the accounts that came back but do not outlive a tombstone that
    was met later, and with counters that are not lower than those of their tombstones.
    """
    for each, buried in tombstones.items():
        new_id = rescued_id(each)
        record = records.get(new_id)
        if record is not None and record.last_act <= buried.stamp:
            del records[new_id]
        elif record is not None and record.counter < buried.counter:
            records[new_id] = replace(record, counter=buried.counter)
    return records


def rescued(replica: Replica, other: Replica) -> Replica:
    """Returns the replica with every account whose last act is later than its tombstone under the
    id that follows from its own. If that act was a removal, the account is in the trash again.

    If an account has that id in one of the replicas, it came back there. Its tombstone may be
    dropped by now, but its last act is later and can't be.
    """
    buried = {**other.tombstones, **replica.tombstones}
    came_back = {
        each for each in (*replica.records, *other.records, *buried) if each.startswith(_RESCUED)
    }
    if not came_back and replica.records.keys().isdisjoint(buried):
        return replica
    records = dict(replica.records)
    for each, record in replica.records.items():
        new_id = each
        while (
            record.last_act > buried[new_id].stamp
            if new_id in buried
            else rescued_id(new_id) in came_back
        ):
            new_id = rescued_id(new_id)
        if new_id == each:
            continue
        if each not in buried:
            del records[each]
        there = records.get(new_id)
        records[new_id] = joined_records(there, record) if there else record
    return replace(replica, records=records)


def rescued_id(account_id: str) -> str:
    """Returns the id of an account that outlived its tombstone."""
    digest = hashlib.sha256(f"kakomi.sync/1 rescued {account_id}".encode()).digest()
    return _RESCUED + base64.urlsafe_b64encode(digest[:16]).decode("ascii").rstrip("=")


def _latest(one: Stamps, other: Stamps) -> dict[str, Stamp]:
    if one == other:
        return dict(one)
    return {each: max(one.get(each, NEVER), other.get(each, NEVER)) for each in {**one, **other}}


def joined_machines(one: Mapping[str, Machine], other: Mapping[str, Machine]) -> dict[str, Machine]:
    """Returns all machines, each as it described itself last."""
    result = dict(one)
    for each, theirs in other.items():
        mine = result.get(each)
        result[each] = theirs if mine is None or mine == theirs else _joined_machine(mine, theirs)
    return result


def _joined_machine(one: Machine, other: Machine) -> Machine:
    later = max(one, other, key=_machine_order)
    return replace(
        later,
        retired=one.retired or other.retired,  # for good: one that joins again has another id
        heard_at_unix=max(one.heard_at_unix, other.heard_at_unix),
        seen=_latest(one.seen, other.seen),
    )


def _machine_order(machine: Machine) -> tuple[Stamp, str]:
    return machine.stamp, canonical.dumps({"name": machine.name, "retired": machine.retired})


def _needed(
    tombstones: Mapping[str, Tombstone], machines: Mapping[str, Machine]
) -> dict[str, Tombstone]:
    """Returns the tombstones that may not be dropped yet."""
    waited_for = list(awaited(machines))
    last_heard = max((m.heard_at_unix for m in waited_for), default=0)
    return {
        each: buried
        for each, buried in tombstones.items()
        if last_heard - unix_ms(buried.stamp) // 1000 < KEPT_S
        or any(m.seen.get(machine_of(buried.stamp), NEVER) < buried.stamp for m in waited_for)
    }


def awaited(machines: Mapping[str, Machine]) -> Iterable[Machine]:
    """Returns the machines that tombstones wait for."""
    last = max((m.heard_at_unix for m in machines.values()), default=0)
    return (m for m in machines.values() if not m.retired and last - m.heard_at_unix <= SILENT_S)
