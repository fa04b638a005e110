"""The vault's accounts and settings. Every change is a pure function from vault to vault."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kakomi import account_details
from kakomi import rules as vault_rules
from kakomi.account import MAX_COUNTER
from kakomi.errors import AccountNotFound, CounterInvalid
from kakomi.otp_key import Kind
from kakomi.vault import backup_status

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.rules import Rules
    from kakomi.vault.backup_status import BackupStatus
    from kakomi.vault.sync_state import SyncState


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """All accounts in the user's order. Removed accounts keep their position.

    ``generation`` counts the saves, from 0 for a vault that was never saved. ``rules`` say when the
    vault locks by itself. ``sync`` is None unless the vault is synchronised.
    """

    vault_id: str
    generation: int = 0
    accounts: tuple[Account, ...] = ()
    rules: Rules = vault_rules.DEFAULT
    backup_status: BackupStatus = backup_status.NONE
    sync: SyncState | None = None

    @property
    def present(self) -> tuple[Account, ...]:
        """Returns the accounts that are not removed."""
        return tuple(a for a in self.accounts if a.removed_at_unix is None)

    def account(self, account_id: str) -> Account:
        """Returns the account of that id, removed or not. Raises AccountNotFound."""
        for account in self.accounts:
            if account.id == account_id:
                return account
        raise AccountNotFound("id")


def _updated(vault: Vault, changed: Account) -> Vault:
    accounts = tuple(changed if a.id == changed.id else a for a in vault.accounts)
    return replace(vault, accounts=accounts)


def add(vault: Vault, account: Account) -> Vault:
    """Returns the vault with the account at the end."""
    return replace(vault, accounts=(*vault.accounts, account))


def replace_with(vault: Vault, older_id: str, account: Account, now_unix: int) -> Vault:
    """Returns the vault with the account in front of an older one. The new account gets the older
    one's sites, and the older one moves to the trash. Raises AccountNotFound.
    """
    older = vault.account(older_id)
    accounts: list[Account] = []
    for each in vault.accounts:
        if each is older:
            details = account_details.inherited(account.details, older.details)
            accounts += [replace(account, details=details)]
            accounts += [replace(older, removed_at_unix=now_unix)]
        else:
            accounts.append(each)
    return replace(vault, accounts=tuple(accounts))


def remove(vault: Vault, account_id: str, now_unix: int) -> Vault:
    """Returns the vault with the account in the trash. Raises AccountNotFound."""
    account = vault.account(account_id)
    if account.removed_at_unix is not None:
        return vault
    return _updated(vault, replace(account, removed_at_unix=now_unix))


def restore(vault: Vault, account_id: str) -> Vault:
    """Returns the vault with the account out of the trash. Raises AccountNotFound."""
    account = vault.account(account_id)
    if account.removed_at_unix is None:
        return vault
    return _updated(vault, replace(account, removed_at_unix=None))


def put(vault: Vault, account: Account) -> Vault:
    """Returns the vault with this account for that of the same id. Raises AccountNotFound."""
    return vault if vault.account(account.id) == account else _updated(vault, account)


def use(vault: Vault, account_id: str) -> tuple[Vault, Account]:
    """Increment an HOTP account's counter (RFC 4226 section 7.2).

    Also returns the account with its previous counter, from which the code is computed. Raises
    AccountNotFound; CounterInvalid after the last counter.
    """
    account = vault.account(account_id)
    if account.key.kind is not Kind.HOTP or account.removed_at_unix is not None:
        raise AccountNotFound("id")
    if account.counter >= MAX_COUNTER:
        raise CounterInvalid("counter")
    return _updated(vault, replace(account, counter=account.counter + 1)), account


def set_counter(vault: Vault, account_id: str, counter: int) -> Vault:
    """Returns the vault with the next counter of the account. Raises AccountNotFound;
    CounterInvalid if it is out of bounds or the account is not counter-based.
    """
    return put(vault, replace(vault.account(account_id), counter=counter))


def set_backup_status(vault: Vault, status: BackupStatus) -> Vault:
    """Returns the vault with this backup status."""
    return vault if status == vault.backup_status else replace(vault, backup_status=status)


def set_rules(vault: Vault, rules: Rules) -> Vault:
    """Returns the vault with these rules."""
    return vault if rules == vault.rules else replace(vault, rules=rules)
