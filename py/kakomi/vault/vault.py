"""The accounts, and every change they can go through: each a pure function from vault to vault."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kakomi import rules as vault_rules
from kakomi.account import MAX_COUNTER, Kind
from kakomi.errors import AccountNotFound, CounterInvalid
from kakomi.vault import backup_status

if TYPE_CHECKING:
    from kakomi.account import Account, NewAccount
    from kakomi.rules import Rules
    from kakomi.vault.backup_status import BackupStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """All accounts in the person's order; removed ones rest in their place until they leave for
    good.

    ``generation`` counts the saves; a new vault that was never saved has 0. ``rules`` say when it
    locks, once it has a lock.
    """

    vault_id: str
    generation: int = 0
    accounts: tuple[Account, ...] = ()
    rules: Rules = vault_rules.DEFAULT
    backup_status: BackupStatus = backup_status.NONE

    @property
    def present(self) -> tuple[Account, ...]:
        """The accounts that are not removed."""
        return tuple(a for a in self.accounts if a.removed_at_unix is None)

    def account(self, account_id: str) -> Account:
        """The account of that id, removed or not. Raises VaultNoSuchAccount."""
        for account in self.accounts:
            if account.id == account_id:
                return account
        raise AccountNotFound("id")

    def same(self, candidate: Account | NewAccount) -> Account | None:
        """The account with the very same key, if it is present: it gives the same codes."""
        return next((a for a in self.present if a.key == candidate.key), None)

    def namesake(self, candidate: Account | NewAccount) -> Account | None:
        """A present account of the same names with another key: likely its predecessor."""
        if not (candidate.issuer or candidate.name):
            return None
        names = (candidate.issuer, candidate.name)
        found = [a for a in self.present if (a.issuer, a.name) == names and a.key != candidate.key]
        return found[-1] if found else None


def _updated(vault: Vault, changed: Account) -> Vault:
    accounts = tuple(changed if a.id == changed.id else a for a in vault.accounts)
    return replace(vault, accounts=accounts)


def add(vault: Vault, account: Account) -> Vault:
    """At the end of the order."""
    return replace(vault, accounts=(*vault.accounts, account))


def replace_with(vault: Vault, older_id: str, account: Account, now_unix: int) -> Vault:
    """In the place of an older one, which is laid aside. Raises VaultNoSuchAccount."""
    older = vault.account(older_id)
    accounts: list[Account] = []
    for each in vault.accounts:
        if each is older:
            accounts += [account, replace(older, removed_at_unix=now_unix)]
        else:
            accounts.append(each)
    return replace(vault, accounts=tuple(accounts))


def remove(vault: Vault, account_id: str, now_unix: int) -> Vault:
    """Laid aside, not gone. Raises VaultNoSuchAccount."""
    account = vault.account(account_id)
    if account.removed_at_unix is not None:
        return vault
    return _updated(vault, replace(account, removed_at_unix=now_unix))


def restore(vault: Vault, account_id: str) -> Vault:
    """Back in its old place. Raises VaultNoSuchAccount."""
    account = vault.account(account_id)
    if account.removed_at_unix is None:
        return vault
    return _updated(vault, replace(account, removed_at_unix=None))


def put(vault: Vault, account: Account) -> Vault:
    """That account as it is now, in its place. Raises VaultNoSuchAccount."""
    return vault if vault.account(account.id) == account else _updated(vault, account)


def move(vault: Vault, account_id: str, before_id: str | None) -> Vault:
    """Before another, or at the end. Raises VaultNoSuchAccount."""
    account = vault.account(account_id)
    if before_id == account_id:
        return vault
    others = [a for a in vault.accounts if a is not account]
    at = len(others) if before_id is None else others.index(vault.account(before_id))
    ordered = (*others[:at], account, *others[at:])
    return vault if ordered == vault.accounts else replace(vault, accounts=ordered)


def use(vault: Vault, account_id: str) -> tuple[Vault, Account]:
    """Move a counted account on (RFC 4226 section 7.2); also gives it as it was, for its code.

    Raises VaultNoSuchAccount, CounterInvalid after the last counter.
    """
    account = vault.account(account_id)
    if account.key.kind is not Kind.HOTP or account.removed_at_unix is not None:
        raise AccountNotFound("id")
    if account.counter >= MAX_COUNTER:
        raise CounterInvalid("counter")
    return _updated(vault, replace(account, counter=account.counter + 1)), account


def note_backups(vault: Vault, noted: BackupStatus) -> Vault:
    """Say when it was last backed up, and how that goes on."""
    return vault if noted == vault.backup_status else replace(vault, backup_status=noted)


def set_rules(vault: Vault, rules: Rules) -> Vault:
    """Lock by these rules."""
    return vault if rules == vault.rules else replace(vault, rules=rules)
