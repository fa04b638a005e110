"""Adds many accounts to a vault in one change, without adding the same key twice.

Accounts are looked up in an index by key and by names, so the cost is linear: 10,000 accounts take
about a second.
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
    """Accounts by their keys, and by issuer and name."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._by_key: dict[Key, Account] = {}
        self._by_names: dict[tuple[str, str], list[Account]] = {}
        for account in accounts:
            self.add(account)

    def add(self, account: Account) -> None:
        """Add an account. Of two accounts with the same key, the first is found."""
        self._by_key.setdefault(account.key, account)
        self._by_names.setdefault((account.issuer, account.name), []).append(account)

    def remove(self, account: Account) -> None:
        """Remove an account that was added."""
        if self._by_key.get(account.key) is account:
            del self._by_key[account.key]
        self._by_names[account.issuer, account.name].remove(account)

    def find_same(self, candidate: NewAccount) -> Account | None:
        """The account with the same key, or None."""
        return self._by_key.get(candidate.key)

    def find_by_label(self, candidate: NewAccount) -> Account | None:
        """The last added account of the same issuer and name with another key.

        None if there is none, or if the candidate has neither issuer nor name.
        """
        if not (candidate.issuer or candidate.name):
            return None
        of_names = self._by_names.get((candidate.issuer, candidate.name), [])
        return next((a for a in reversed(of_names) if a.key != candidate.key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An account to add. ``trashed``: add it as removed. ``replaces``: in place of its namesake."""

    id: str
    new_account: NewAccount
    beside: AccountDetails = EMPTY
    trashed: bool = False
    replaces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAddResult:
    """The changed vault. ``added`` are the ids of new accounts, ``aside`` those they replaced.

    ``known`` accounts were there already; ``waiting`` ones need a PIN and were not added.
    """

    vault: Vault
    added: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    known: int = 0
    waiting: int = 0


def add_all(before: Vault, candidates: Iterable[Candidate], now_unix: int) -> BulkAddResult:
    """Add the candidates in order. The result has the same vault object if nothing is new."""
    index = AccountIndex(before.present)
    accounts = {account.id: account for account in before.accounts}
    replacements: dict[str, list[Account]] = {}
    added: list[str] = []
    aside: list[str] = []
    known = waiting = 0
    for candidate in candidates:
        if candidate.new_account.key.needs_pin:
            waiting += 1
            continue
        if index.find_same(candidate.new_account) is not None:
            known += 1
            continue
        account = _account(candidate, now_unix)
        namesake = index.find_by_label(candidate.new_account) if candidate.replaces else None
        if namesake is not None and namesake.id in accounts:
            replacements.setdefault(namesake.id, []).append(account)
            accounts[namesake.id] = replace(namesake, removed_at_unix=now_unix)
            aside.append(namesake.id)
            index.remove(namesake)
        else:
            accounts[account.id] = account
        if not candidate.trashed:
            index.add(account)
        added.append(account.id)
    if not added:
        return BulkAddResult(vault=before, known=known, waiting=waiting)
    ordered = tuple(
        each for at, account in accounts.items() for each in (*replacements.get(at, ()), account)
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
