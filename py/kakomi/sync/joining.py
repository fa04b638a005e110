"""Begins to synchronise a vault: as the first machine, or with what other machines have.

Two machines that both had accounts before have the same account under two ids. ``joined`` pairs
them by their keys, and gives the pair the id of the area. Nothing of either is lost: a detail that
only one has is kept, notes and recovery codes of both are put together, the higher counter counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kakomi.account_details import MAX_LINES, MAX_NOTE_CHARACTERS
from kakomi.sync import exchange, merge
from kakomi.sync.replica import Record, Replica, applied, default_value, of_vault
from kakomi.vault import field_stamps
from kakomi.vault.hybrid_clock import NEVER, following
from kakomi.vault.sync_state import DETAIL_FIELDS, FIELDS, Machine, SyncState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kakomi.account import Account
    from kakomi.sync.area import Area
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.hybrid_clock import Stamp
    from kakomi.vault.slots import Slot
    from kakomi.vault.sync_state import SyncWay
    from kakomi.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What joining will do: accounts that are ``here`` and ``there``, how many of them are the
    ``same``, how many are ``coming`` and ``going``. ``namesakes`` of these have the names of
    another account and another key; both are kept.
    """

    here: int
    there: int
    same: int
    coming: int
    going: int
    namesakes: int


def begun(
    vault: Vault,
    *,
    area_id: str,
    key: bytes,
    slots: tuple[Slot, ...],
    machine: str,
    name: str,
    now_unix_ms: int,
    way: SyncWay = "browser",
) -> Vault:
    """Returns the vault of the first machine of an area."""
    now = following(NEVER, now_unix_ms, machine)
    order = [account.id for account in vault.accounts]
    state = SyncState(
        area_id=area_id,
        machine=machine,
        clock=now,
        key=key,
        slots=slots,
        slots_stamp=now,
        stamps={each: dict.fromkeys(FIELDS, now) for each in order},
        places=field_stamps.placed(order, {}),
        machines={machine: _machine(name, now, now_unix_ms)},
        way=way,
    )
    return replace(vault, sync=state)


def rekeyed(vault: Vault, head: Head, key: bytes) -> Vault:
    """Returns the vault with the area's renewed key and the slots that hold it."""
    state = exchange.state_of(vault)
    renewed = replace(state, key=key, slots=head.slots, slots_stamp=head.slots_stamp)
    return replace(vault, sync=renewed)


def _machine(name: str, now: Stamp, now_unix_ms: int) -> Machine:
    return Machine(name=name, stamp=now, heard_at_unix=now_unix_ms // 1000)


def pairs(vault: Vault, remote: Replica) -> dict[str, str]:
    """Returns for each account of the vault the id of the same account in ``remote``, if there is
    one. Accounts that are not in the trash, and have the same names, are paired first.
    """
    found: dict[str, str] = {}
    free = dict(remote.records)
    for account in vault.accounts:
        record = free.get(account.id)
        if record is not None and record.values["key"][0] == account.key:
            found[account.id] = account.id
            del free[account.id]
    by_key: dict[Any, list[str]] = {}
    for each in sorted(free, key=lambda each: (free[each].is_removed, each)):
        by_key.setdefault(free[each].values["key"][0], []).append(each)
    waiting = [account for account in vault.accounts if account.id not in found]
    waiting.sort(key=lambda account: account.removed_at_unix is not None)
    for needs_names in (True, False):
        for account in waiting:
            same = by_key.get(account.key, [])
            chosen = next((e for e in same if not needs_names or _named(free[e], account)), None)
            if account.id not in found and chosen is not None:
                found[account.id] = chosen
                same.remove(chosen)
    return found


def _named(record: Record, account: Account) -> bool:
    names = (record.values["issuer"], record.values["name"])
    return names == (account.issuer, account.name)


def preview(vault: Vault, remote: Replica) -> Preview:
    """Returns what joining will do."""
    paired = pairs(vault, remote)
    there = {each: r for each, r in remote.records.items() if not r.is_removed}
    same = sum(1 for account in vault.present if paired.get(account.id) in there)
    known = set(paired.values())
    coming = [record for each, record in there.items() if each not in known]
    names = {(r.values["issuer"], r.values["name"]) for r in coming}
    going = [account for account in vault.present if account.id not in paired]
    return Preview(
        here=len(vault.present),
        there=len(there),
        same=same,
        coming=len(coming),
        going=len(going),
        namesakes=sum(1 for a in going if any((a.issuer, a.name)) and (a.issuer, a.name) in names),
    )


def joined(
    vault: Vault,
    area: Area,
    *,
    key: bytes,
    machine: str,
    name: str,
    now_unix_ms: int,
    way: SyncWay = "browser",
) -> Vault:
    """Returns the vault with the accounts of the area, synchronised with it."""
    remote = area.replica
    now = following(area.head.written, now_unix_ms, machine)
    paired = pairs(vault, remote)
    accounts = tuple(_with_id(account, paired, remote) for account in vault.accounts)
    places = {each: record.values["place"] for each, record in remote.records.items()}
    order = sorted(places, key=lambda each: (places[each], each))
    order += [account.id for account in accounts if account.id not in places]
    state = SyncState(
        area_id=area.head.area_id,
        machine=machine,
        clock=now,
        key=key,
        slots=area.head.slots,
        slots_stamp=area.head.slots_stamp,
        stamps={account.id: dict.fromkeys(FIELDS, now) for account in accounts},
        places=field_stamps.placed(order, places),
        machines={**remote.machines, machine: _machine(name, now, now_unix_ms)},
        way=way,
    )
    local = of_vault(replace(vault, accounts=accounts), state)
    records = dict(local.records)
    for each in set(paired.values()):
        records[each] = _united(remote.records[each], local.records[each], now)
    mine = Replica(
        records=records, machines=state.machines, context={**remote.context, machine: now}
    )
    # The context is the remote's, so that nothing of the remote counts as deleted here.
    union = Replica(
        records={**remote.records, **records},
        tombstones=remote.tombstones,
        machines=state.machines,
        context=mine.context,
    )
    result = applied(replace(vault, accounts=accounts, sync=None), state, local, union)
    return replace(result, sync=_with_seen(result.sync or state, mine.context))


def _with_seen(state: SyncState, context: Mapping[str, Stamp]) -> SyncState:
    me = replace(state.machines[state.machine], seen=dict(context))
    return replace(state, machines={**state.machines, state.machine: me})


def _with_id(account: Account, paired: Mapping[str, str], remote: Replica) -> Account:
    """Returns the account under the id that it has in the area. One whose id another account has
    there, or that was deleted for good there, gets a new id.
    """
    new_id = paired.get(account.id, account.id)
    if account.id not in paired:
        while new_id in remote.tombstones or new_id in remote.records:
            new_id = merge.rescued_id(new_id)
    return account if new_id == account.id else replace(account, id=new_id)


def _united(theirs: Record, mine: Record, now: Stamp) -> Record:
    """Returns the record of a pair. A field that is not as in the area is stamped."""
    values, stamps = dict(theirs.values), dict(theirs.stamps)
    for name in DETAIL_FIELDS:
        usual = default_value(name)
        there, here = values.get(name, usual), mine.values.get(name, usual)
        united = here if there == usual else there if here == usual else _both(name, there, here)
        if name not in stamps or united != there:
            values[name], stamps[name] = united, now if united != there else NEVER
    if theirs.is_removed and not mine.is_removed:
        values["removed"], stamps["removed"] = (None, NEVER), now
    stamps = {name: stamp for name, stamp in stamps.items() if stamp}
    values = {name: value for name, value in values.items() if name in stamps}
    return Record(values, stamps, max(theirs.counter, mine.counter))


def _both(name: str, there: Any, here: Any) -> Any:
    """Returns a detail that both have."""
    if name in ("note", "emergency_note") and here not in there:
        together = f"{there}\n\n{here}"
        return together if len(together) <= MAX_NOTE_CHARACTERS else there
    if name == "groups":
        return _in_order([*there, *here])
    if name == "recovery_codes":
        known = {code.text for code in there}
        return (*there, *(code for code in here if code.text not in known))[:MAX_LINES]
    if name == "sites":
        known = {origin for origin, _ in there}
        return (*there, *(site for site in here if site[0] not in known))[:30]
    return there


def _in_order(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines))[:MAX_LINES]
