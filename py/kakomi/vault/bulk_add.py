"""Taking many accounts into a vault at once: who is there already, who replaces whom.

Each account is looked up by its key and by its names, so ten thousand take no longer than they
must.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kakomi.account_details import EMPTY, AccountDetails

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.account import Account, Key, NewAccount
    from kakomi.vault.vault import Vault


class AccountIndex:
    """The present accounts of a vault by their keys and names."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._by_key: dict[Key, Account] = {}
        self._by_names: dict[tuple[str, str], list[Account]] = {}
        for account in accounts:
            self.enter(account)

    def enter(self, account: Account) -> None:
        """One more; of two with the same key the first counts."""
        self._by_key.setdefault(account.key, account)
        self._by_names.setdefault((account.issuer, account.name), []).append(account)

    def strike(self, account: Account) -> None:
        """One less."""
        if self._by_key.get(account.key) is account:
            del self._by_key[account.key]
        self._by_names[account.issuer, account.name].remove(account)

    def same(self, candidate: NewAccount) -> Account | None:
        """The account with the very same key."""
        return self._by_key.get(candidate.key)

    def namesake(self, candidate: NewAccount) -> Account | None:
        """The latest of the same issuer and name with another key; the nameless have none."""
        if not (candidate.issuer or candidate.name):
            return None
        of_names = self._by_names.get((candidate.issuer, candidate.name), [])
        return next((a for a in reversed(of_names) if a.key != candidate.key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """``trashed``: it comes as a removed one. ``replaces``: in the place of its namesake."""

    id: str
    new_account: NewAccount
    beside: AccountDetails = EMPTY
    trashed: bool = False
    replaces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAddResult:
    """The vault after; the ids ``added``, those that made way, and how many were there already or
    wait for their PIN.
    """

    vault: Vault
    added: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    known: int = 0
    waiting: int = 0


def add_all(before: Vault, candidates: Iterable[Candidate], now_unix: int) -> BulkAddResult:
    """All of them, in order. The same vault if there is nothing new."""
    register = AccountIndex(before.present)
    accounts = {account.id: account for account in before.accounts}
    places: dict[str, list[Account]] = {}
    added: list[str] = []
    aside: list[str] = []
    known = waiting = 0
    for candidate in candidates:
        if candidate.new_account.key.needs_pin:
            waiting += 1
            continue
        if register.same(candidate.new_account) is not None:
            known += 1
            continue
        account = _account(candidate, now_unix)
        namesake = register.namesake(candidate.new_account) if candidate.replaces else None
        if namesake is not None and namesake.id in accounts:
            places.setdefault(namesake.id, []).append(account)
            accounts[namesake.id] = replace(namesake, removed_at_unix=now_unix)
            aside.append(namesake.id)
            register.strike(namesake)
        else:
            accounts[account.id] = account
        if not candidate.trashed:
            register.enter(account)
        added.append(account.id)
    if not added:
        return BulkAddResult(vault=before, known=known, waiting=waiting)
    ordered = tuple(
        each for at, account in accounts.items() for each in (*places.get(at, ()), account)
    )
    return BulkAddResult(
        vault=replace(before, accounts=ordered),
        added=tuple(added),
        aside=tuple(aside),
        known=known,
        waiting=waiting,
    )


def _account(candidate: Candidate, now_unix: int) -> Account:
    account = candidate.new_account.account(
        id=candidate.id, added_at_unix=now_unix, details=candidate.beside
    )
    return replace(account, removed_at_unix=now_unix) if candidate.trashed else account
