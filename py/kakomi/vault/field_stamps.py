"""Stamps the fields that a change of a synchronised vault has changed."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from kakomi.vault import trash
from kakomi.vault.hybrid_clock import following
from kakomi.vault.sync_state import DETAIL_FIELDS, FIELDS, Tombstone, last_edit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kakomi.account import Account
    from kakomi.vault.hybrid_clock import Stamp
    from kakomi.vault.sync_state import SyncState
    from kakomi.vault.vault import Vault

Value = TypeVar("Value")

PLACE_STEP = 1 << 20  # between two accounts that were added one after the other


def value_of(account: Account, name: str) -> Any:
    """Returns the value of a field in FIELDS other than "place".

    The times of use and the user's own picture stay on the machine.
    """
    match name:
        case "key":
            return (account.key, account.added_at_unix)
        case "issuer":
            return account.issuer
        case "name":
            return account.name
        case "removed":
            return account.removed_at_unix
        case "sites":
            return tuple((site.origin, site.source) for site in account.details.sites)
    return getattr(account.details, name)


def changed(
    before: Vault, step: Callable[[Vault], tuple[Vault, Value]], now_unix_ms: int
) -> tuple[Vault, Value]:
    """Applies ``step`` to the vault without the accounts whose time in the trash is over. Returns
    the result, stamped, and what ``step`` returned beside it; ``before`` itself if nothing changed.
    """
    kept = trash.expire(before, now_unix_ms // 1000)
    if kept is not before:
        kept = stamped(before, kept, now_unix_ms)
    after, value = step(kept)
    return (after if after is kept else stamped(kept, after, now_unix_ms)), value


def stamped(before: Vault, after: Vault, now_unix_ms: int) -> Vault:
    """Returns ``after`` with the stamps of what differs from ``before``; ``after`` itself if it is
    not synchronised, or if the change has set the stamps itself.
    """
    state = after.sync
    if state is None or state is not before.sync:
        return after
    now = following(state.clock, now_unix_ms, state.machine)
    stamps, known = dict(state.stamps), dict(state.known)
    old = {account.id: account for account in before.accounts}
    for account in after.accounts:
        previous = old.get(account.id)
        if previous is account:
            continue
        if previous is None or account.id not in stamps:
            stamps[account.id] = dict.fromkeys(FIELDS, now)
            continue
        differing = _differing(previous, account)
        if "removed" in differing:
            known[account.id] = last_edit(stamps[account.id])
        if differing:
            stamps[account.id] = {**stamps[account.id], **dict.fromkeys(differing, now)}
    order = [account.id for account in after.accounts]
    places = state.places
    if order != [account.id for account in before.accounts]:
        places = placed(order, state.places)
    for moved in (each for each in order if places[each] != state.places.get(each)):
        stamps[moved] = {**stamps[moved], "place": now}
    changed_state = replace(state, clock=now, stamps=stamps, known=known, places=places)
    return replace(after, sync=with_tombstones(changed_state, before, after, now, now_unix_ms))


def with_tombstones(
    state: SyncState, before: Vault, after: Vault, now: Stamp, now_unix_ms: int
) -> SyncState:
    """Returns the state with a tombstone for each account that is not in ``after`` any more.

    The tombstone of an account that the user deleted has the stamp ``now``. That of one whose time
    in the trash is over has the stamp of its removal, which was the user's last act.
    """
    kept = {account.id for account in after.accounts}
    gone = [each for each in before.accounts if each.id not in kept and each.id in state.stamps]
    if not gone:
        return state
    now_unix = now_unix_ms // 1000
    buried = {
        each.id: Tombstone(
            state.stamps[each.id]["removed"] if _due(each, now_unix) else now, each.counter
        )
        for each in gone
    }
    return replace(
        state,
        tombstones={**state.tombstones, **buried},
        stamps={each: stamps for each, stamps in state.stamps.items() if each in kept},
        known={each: stamp for each, stamp in state.known.items() if each in kept},
        places={each: place for each, place in state.places.items() if each in kept},
    )


def _due(account: Account, now_unix: int) -> bool:
    removed_at = account.removed_at_unix
    return removed_at is not None and now_unix - removed_at >= trash.RETENTION_S


_CORE = ("key", "issuer", "name", "removed")


def _differing(previous: Account, account: Account) -> list[str]:
    names = _CORE if previous.details is account.details else (*_CORE, *DETAIL_FIELDS)
    return [name for name in names if value_of(previous, name) != value_of(account, name)]


def placed(order: Sequence[str], places: Mapping[str, int]) -> dict[str, int]:
    """Returns places that put the accounts into that order. As few as possible differ from
    ``places``. Accounts of equal place are ordered by id.
    """
    kept = _longest_increasing([(places[each], each) for each in order if each in places])
    result: dict[str, int] = {}
    waiting: list[str] = []
    last: int | None = None
    for each in order:
        if each not in kept:
            waiting.append(each)
            continue
        if not _between(waiting, last, places[each], result):
            return {each: (i + 1) * PLACE_STEP for i, each in enumerate(order)}
        waiting, last = [], places[each]
        result[each] = last
    _between(waiting, last, None, result)
    return result


def _between(ids: Sequence[str], low: int | None, high: int | None, into: dict[str, int]) -> bool:
    """Puts the accounts between two places. Returns False if there is no room."""
    count = len(ids)
    if high is None:
        start, step = low or 0, PLACE_STEP
    elif low is None:
        start, step = high - (count + 1) * PLACE_STEP, PLACE_STEP
    else:
        start, step = low, (high - low) // (count + 1)
    if count and step < 1:
        return False
    into.update({each: start + (i + 1) * step for i, each in enumerate(ids)})
    return True


def _longest_increasing(items: Sequence[tuple[int, str]]) -> set[str]:
    """Returns the ids of a longest increasing subsequence."""
    tails: list[tuple[int, str]] = []
    tail_indexes: list[int] = []
    before: list[int] = []
    for index, item in enumerate(items):
        at = bisect_left(tails, item)
        before.append(tail_indexes[at - 1] if at else -1)
        tails[at : at + 1] = [item]
        tail_indexes[at : at + 1] = [index]
    found: set[str] = set()
    index = tail_indexes[-1] if tail_indexes else -1
    while index >= 0:
        found.add(items[index][1])
        index = before[index]
    return found
