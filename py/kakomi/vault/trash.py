"""Removed accounts stay in the trash for 30 days, or until the user deletes them permanently."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.errors import AccountNotFound

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from kakomi.account import Account
    from kakomi.vault.vault import Vault

DAY_S = 86_400
RETENTION_DAYS = 30
RETENTION_S = RETENTION_DAYS * DAY_S


def trashed(vault: Vault) -> tuple[Account, ...]:
    """Returns the removed accounts, the last removed one first."""
    removed = [a for a in vault.accounts if a.removed_at_unix is not None]
    return tuple(sorted(removed, key=lambda a: a.removed_at_unix or 0, reverse=True))


def days_left(account: Account, now_unix: int) -> int | None:
    """Returns in how many days a removed account is deleted permanently; a begun day counts.

    None if it is not removed.
    """
    if account.removed_at_unix is None:
        return None
    left_s = account.removed_at_unix + RETENTION_S - now_unix
    return max(0, -(-left_s // DAY_S))


def purge(vault: Vault, account_id: str) -> Vault:
    """Returns the vault without a removed account. Raises AccountNotFound if it is not removed."""
    if vault.account(account_id).removed_at_unix is None:
        raise AccountNotFound("id")
    return replace(vault, accounts=tuple(a for a in vault.accounts if a.id != account_id))


def empty(vault: Vault, ids: AbstractSet[str] | None = None) -> tuple[Vault, int]:
    """Delete the removed accounts permanently; those of ``ids`` if it is not None. Also returns
    their number.
    """
    kept = tuple(
        a
        for a in vault.accounts
        if a.removed_at_unix is None or (ids is not None and a.id not in ids)
    )
    deleted = len(vault.accounts) - len(kept)
    return (replace(vault, accounts=kept) if deleted else vault), deleted


def expire(vault: Vault, now_unix: int) -> Vault:
    """Deletes the accounts that were removed RETENTION_S ago or earlier. Returns the same vault
    object if there are none.

    An account whose removal time is in the future stays: the clock was wrong then, or is wrong now.
    """
    kept = tuple(
        a
        for a in vault.accounts
        if a.removed_at_unix is None or now_unix - a.removed_at_unix < RETENTION_S
    )
    return vault if len(kept) == len(vault.accounts) else replace(vault, accounts=kept)
