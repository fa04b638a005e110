"""Removed accounts: they rest for thirty days, then leave for good, or sooner on request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.errors import AccountNotFound

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.vault.vault import Vault

RETENTION_DAYS = 30
RETENTION_S = RETENTION_DAYS * 86_400


def trashed(vault: Vault) -> tuple[Account, ...]:
    """Those that can be brought back, the last removed first."""
    removed = [a for a in vault.accounts if a.removed_at_unix is not None]
    return tuple(sorted(removed, key=lambda a: a.removed_at_unix or 0, reverse=True))


def leaves_at_unix(account: Account) -> int | None:
    """When it leaves for good; None while it is present."""
    return None if account.removed_at_unix is None else account.removed_at_unix + RETENTION_S


def purge(vault: Vault, account_id: str) -> Vault:
    """Without it, for good. Raises VaultNoSuchAccount unless it was removed before."""
    if vault.account(account_id).removed_at_unix is None:
        raise AccountNotFound("id")
    return replace(vault, accounts=tuple(a for a in vault.accounts if a.id != account_id))


def expire(vault: Vault, now_unix: int) -> Vault:
    """Without those whose rest is over; the same vault if there are none. A removal that lies in
    the future (the clock was wrong then, or is now) is left alone.
    """
    kept = tuple(
        a
        for a in vault.accounts
        if a.removed_at_unix is None or now_unix - a.removed_at_unix < RETENTION_S
    )
    return vault if len(kept) == len(vault.accounts) else replace(vault, accounts=kept)
