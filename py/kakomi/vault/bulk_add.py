"""Adds many accounts to a vault in one change, without adding the same account twice.

Accounts are looked up in an index by key and by names, so the cost is linear: 10,000 accounts take
about a second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kakomi import details_from_import
from kakomi.account_details import EMPTY, AccountDetails, inherited
from kakomi.otp_key import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.account import Account, NewAccount
    from kakomi.otp_key import Key
    from kakomi.vault.vault import Vault


class Match(StrEnum):
    """How a new account compares with the saved ones; ``messages.common`` defines the values."""

    NEW = "new"
    KNOWN = "known"
    SECOND = "second"
    AHEAD = "ahead"
    NAMESAKE = "namesake"


class AccountIndex:
    """Accounts by their keys, and by issuer and name."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._by_key: dict[Key, list[Account]] = {}
        self._by_names: dict[tuple[str, str], list[Account]] = {}
        for account in accounts:
            self.add(account)

    def add(self, account: Account) -> None:
        """Add an account."""
        self._by_key.setdefault(account.key, []).append(account)
        self._by_names.setdefault((account.issuer, account.name), []).append(account)

    def remove(self, account: Account) -> None:
        """Remove an account that was added."""
        self._by_key[account.key].remove(account)
        self._by_names[account.issuer, account.name].remove(account)

    def match(self, candidate: NewAccount) -> tuple[Match, Account | None]:
        """Returns how the candidate compares, and the saved account that it is compared with.

        ``Match.SECOND`` (the same key under another name) needs a candidate with a name. A
        counter-based key is never saved twice: two accounts would each have a counter, and using
        one would make the other's codes invalid.
        """
        same = self._by_key.get(candidate.key, [])
        if not same:
            namesake = self.find_by_label(candidate)
            return (Match.NAMESAKE if namesake else Match.NEW), namesake
        names = (candidate.issuer, candidate.name)
        equal = next((a for a in same if (a.issuer, a.name) == names), None)
        saved = equal or same[0]
        if candidate.key.kind is Kind.HOTP and candidate.counter > saved.counter:
            return Match.AHEAD, saved
        if equal or not any(names) or candidate.key.kind is Kind.HOTP:
            return Match.KNOWN, saved
        return Match.SECOND, saved

    def find_by_label(self, candidate: NewAccount) -> Account | None:
        """Returns the last added account of the same issuer and name with another key.

        Returns None if there is none, or if the candidate has neither issuer nor name.
        """
        if not (candidate.issuer or candidate.name):
            return None
        of_names = self._by_names.get((candidate.issuer, candidate.name), [])
        return next((a for a in reversed(of_names) if a.key != candidate.key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An account to add.

    ``trashed``: add it to the trash. ``replaces``: add it in place of the account with the same
    issuer and name. ``second``: add it even if its key is saved under another name.
    ``sets_counter``: if the same key is saved with a lower counter, raise that account's counter.
    ``completes``: if the account is saved, add the details that it lacks.
    """

    id: str
    new_account: NewAccount
    details: AccountDetails = EMPTY
    trashed: bool = False
    replaces: bool = False
    second: bool = False
    sets_counter: bool = False
    completes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAddResult:
    """The changed vault.

    ``added`` are the ids of the new accounts, ``replaced`` the ids of those they replaced.
    ``known`` counts the candidates that were saved before, ``without_pin`` those that need a PIN
    and were not added. ``counters`` has the id and the previous counter of each account whose
    counter was raised. ``completed`` has the id and the previous details of each account that was
    there and got details.
    """

    vault: Vault
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    known: int = 0
    without_pin: int = 0
    counters: tuple[tuple[str, int], ...] = ()
    completed: tuple[tuple[str, AccountDetails], ...] = ()


def add_all(before: Vault, candidates: Iterable[Candidate], now_unix: int) -> BulkAddResult:
    """Adds the candidates in order. The result has the same vault object if nothing changed.

    Two candidates with one key and different names are both added.
    """
    bulk_add = _BulkAdd(before, now_unix)
    for candidate in candidates:
        bulk_add.add(candidate)
    return bulk_add.result()


class _BulkAdd:
    """The state of ``add_all``."""

    def __init__(self, before: Vault, now_unix: int) -> None:
        self._before = before
        self._now_unix = now_unix
        self._index = AccountIndex(before.present)
        self._accounts = {account.id: account for account in before.accounts}
        self._replacements: dict[str, list[Account]] = {}
        self._added: dict[str, None] = {}
        self._replaced: list[str] = []
        self._counters: dict[str, int] = {}
        self._completed: dict[str, AccountDetails] = {}
        self._known = self._without_pin = 0

    def add(self, candidate: Candidate) -> None:
        if candidate.new_account.key.needs_pin:
            self._without_pin += 1
            return
        match, saved = self._index.match(candidate.new_account)
        is_stored = saved is not None and saved.id in self._accounts
        is_added = saved is not None and saved.id in self._added
        sets_counter = candidate.sets_counter or is_added
        if match is Match.AHEAD and saved is not None and is_stored and sets_counter:
            self._set_counter(saved, candidate.new_account.counter)
        elif match in (Match.NEW, Match.NAMESAKE):
            self._add(candidate, saved if candidate.replaces else None)
        elif match is Match.SECOND and (candidate.second or is_added):
            self._add(candidate, None)
        elif not is_added:
            self._known += 1
        if match in (Match.KNOWN, Match.AHEAD) and saved is not None and is_stored:
            self._complete(candidate, self._accounts[saved.id])

    def _change(self, saved: Account, changed: Account) -> None:
        self._index.remove(saved)
        self._accounts[saved.id] = changed
        self._index.add(changed)

    def _complete(self, candidate: Candidate, saved: Account) -> None:
        """Adds the details that the saved account lacks, if that is wanted."""
        before = saved.details
        after = details_from_import.completed(before, candidate.details)
        if not candidate.completes or after == before:
            return
        self._change(saved, replace(saved, details=after))
        if saved.id not in self._added:
            self._completed.setdefault(saved.id, before)

    def _set_counter(self, saved: Account, counter: int) -> None:
        self._change(saved, replace(saved, counter=counter))
        if saved.id not in self._added:
            self._counters.setdefault(saved.id, saved.counter)

    def _add(self, candidate: Candidate, namesake: Account | None) -> None:
        account = _account(candidate, self._now_unix)
        if namesake is not None and namesake.id in self._accounts:
            details = inherited(account.details, namesake.details)
            account = replace(account, details=details)
            self._replacements.setdefault(namesake.id, []).append(account)
            self._accounts[namesake.id] = replace(namesake, removed_at_unix=self._now_unix)
            self._replaced.append(namesake.id)
            self._index.remove(namesake)
        else:
            self._accounts[account.id] = account
        if not candidate.trashed:
            self._index.add(account)
        self._added[account.id] = None

    def result(self) -> BulkAddResult:
        if not (self._added or self._counters or self._completed):
            return BulkAddResult(
                vault=self._before, known=self._known, without_pin=self._without_pin
            )
        ordered = tuple(
            each
            for account_id, account in self._accounts.items()
            for each in (*self._replacements.get(account_id, ()), account)
        )
        return BulkAddResult(
            vault=replace(self._before, accounts=ordered),
            added=tuple(self._added),
            replaced=tuple(self._replaced),
            known=self._known,
            without_pin=self._without_pin,
            counters=tuple(self._counters.items()),
            completed=tuple(self._completed.items()),
        )


def _account(candidate: Candidate, now_unix: int) -> Account:
    account = candidate.new_account.account(
        id=candidate.id, added_at_unix=now_unix, details=candidate.details
    )
    return replace(account, removed_at_unix=now_unix) if candidate.trashed else account
