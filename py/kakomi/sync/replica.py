"""A vault as merging sees it: fields with stamps, and tombstones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kakomi.account import Account
from kakomi.account_details import EMPTY, AccountDetails
from kakomi.account_sites import AccountSite
from kakomi.vault import field_stamps
from kakomi.vault.hybrid_clock import NEVER, Stamp, machine_of
from kakomi.vault.sync_state import (
    DETAIL_FIELDS,
    Machine,
    Stamps,
    Tombstone,
    last_edit,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.vault.sync_state import SyncState
    from kakomi.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Record:
    """An account: its fields' values and stamps. A field that was not received is in neither.

    The value of "removed" is a pair: when, or None, and the last edit that the remover knew.
    """

    values: Mapping[str, Any] = field(repr=False)
    stamps: Stamps
    counter: int = 0

    @property
    def is_removed(self) -> bool:
        """Whether the account is in the trash."""
        return self.values["removed"][0] is not None

    @property
    def last_act(self) -> Stamp:
        """The last edit, removal or restoration."""
        return max(last_edit(self.stamps), self.stamps["removed"])

    @property
    def was_edited_elsewhere(self) -> bool:
        """Whether it is in the trash although it had an edit that its remover did not know."""
        return self.is_removed and last_edit(self.stamps) > self.values["removed"][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """``context``: for each machine, the last of its changes that this replica has. What a context
    covers and the replica lacks was deleted.
    """

    records: Mapping[str, Record] = field(default_factory=dict)
    tombstones: Mapping[str, Tombstone] = field(default_factory=dict)
    machines: Mapping[str, Machine] = field(default_factory=dict)
    context: Stamps = field(default_factory=dict)


def of_vault(vault: Vault, state: SyncState) -> Replica:
    """Returns the replica of a vault whose accounts all have stamps (``field_stamps.stamped``)."""
    me = state.machines.get(state.machine)
    seen = me.seen if me else {}
    return Replica(
        records={account.id: _record(account, state) for account in vault.accounts},
        tombstones=state.tombstones,
        machines=state.machines,
        context={**seen, state.machine: state.clock},
    )


def _record(account: Account, state: SyncState) -> Record:
    stamps = state.stamps[account.id]
    details = account.details
    values: dict[str, Any] = {
        "key": (account.key, account.added_at_unix),
        "issuer": account.issuer,
        "name": account.name,
        "place": state.places[account.id],
        "removed": (account.removed_at_unix, state.known.get(account.id, NEVER)),
    }
    for name in DETAIL_FIELDS:
        if name in stamps:
            values[name] = getattr(details, name)
    if "sites" in stamps and details.sites:
        values["sites"] = field_stamps.value_of(account, "sites")
    return Record(values, stamps, account.counter)


def applied(vault: Vault, state: SyncState, before: Replica, after: Replica) -> Vault:
    """Returns the vault with the accounts of ``after``, in their order. ``before`` is the replica
    of ``vault``. An account that did not change stays the same object.
    """
    local = {account.id: account for account in vault.accounts}
    accounts: dict[str, Account] = {}
    for each, record in after.records.items():
        there = local.get(each)
        same = there is not None and before.records.get(each) == record
        accounts[each] = there if there is not None and same else _account(each, record, there)
    records = after.records
    order = sorted(records, key=lambda each: (records[each].values["place"], each))
    removed = {each: record.values["removed"] for each, record in records.items()}
    changed = replace(
        state,
        stamps={each: records[each].stamps for each in order},
        known={each: known for each, (_, known) in removed.items() if known},
        places={each: records[each].values["place"] for each in order},
        tombstones=after.tombstones,
        machines=after.machines,
    )
    ordered = tuple(accounts[each] for each in order)
    if ordered == vault.accounts and changed == vault.sync:
        return vault
    return replace(vault, accounts=ordered, sync=changed)


def _account(account_id: str, record: Record, there: Account | None) -> Account:
    """Returns the account of the record. The picture and the times of use are those of ``there``,
    which is the account on this machine.
    """
    key, added_at_unix = record.values["key"]
    own = there.details if there else EMPTY
    return Account(
        id=account_id,
        key=key,
        issuer=record.values["issuer"],
        name=record.values["name"],
        counter=record.counter,
        added_at_unix=added_at_unix,
        removed_at_unix=record.values["removed"][0],
        details=_details(record, own),
    )


def _details(record: Record, own: AccountDetails) -> AccountDetails:
    values = {n: record.values[n] for n in DETAIL_FIELDS if n in record.values and n != "sites"}
    used = {site.origin: site.used_at_unix for site in own.sites}
    sites = tuple(
        AccountSite(origin, source, used.get(origin, 0))
        for origin, source in record.values.get("sites", ())
    )
    return replace(own, **values, sites=sites if "sites" in record.values else own.sites)


def default_value(name: str) -> Any:
    """Returns the value of a detail that the user never set."""
    return getattr(EMPTY, name)


def covers(context: Stamps, record: Record) -> bool:
    """Whether every change of the record is in that context."""
    return all(
        context.get(machine_of(stamp), NEVER) >= stamp for stamp in set(record.stamps.values())
    )
