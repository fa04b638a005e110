"""Removed accounts stay in the trash for thirty days."""

from __future__ import annotations

import pytest
from kakomi.account import Account, NewAccount
from kakomi.errors import AccountNotFound
from kakomi.otp_key import Key
from kakomi.vault import trash, vault
from kakomi.vault.vault import Vault

DAY = 86_400
NOW = 1_800_000_000


def account(name: str) -> Account:
    key = Key(secret=name.encode())
    return NewAccount(key=key, name=name).account(id=name, added_at_unix=NOW - 100 * DAY)


def removed(**days_ago: int) -> Vault:
    full = Vault(vault_id="v", accounts=(account("kept"), *map(account, days_ago)))
    for name, days in days_ago.items():
        full = vault.remove(full, name, NOW - days * DAY)
    return full


def names(accounts: tuple[Account, ...]) -> list[str]:
    return [a.name for a in accounts]


def test_trashed_accounts_are_deleted_after_thirty_days() -> None:
    full = removed(a=29, b=30, c=31, d=0)
    assert names(trash.expire(full, NOW).accounts) == ["kept", "a", "d"]
    assert names(trash.expire(full, NOW - 1).accounts) == ["kept", "a", "b", "d"]


def test_without_expired_accounts_nothing_changes() -> None:
    full = removed(a=1)
    assert trash.expire(full, NOW) is full


def test_an_account_removed_in_the_future_is_kept() -> None:
    full = removed(a=-400)
    assert trash.expire(full, NOW) is full


def test_the_last_removed_comes_first() -> None:
    assert names(trash.trashed(removed(a=3, b=1, c=2))) == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("later_s", "days"),
    [(0, 27), (1, 27), (DAY, 26), (27 * DAY - 1, 1), (27 * DAY, 0), (99 * DAY, 0)],
)
def test_the_days_until_the_deletion_count_a_begun_day(later_s: int, days: int) -> None:
    full = removed(a=3)
    assert trash.days_left(full.account("a"), NOW + later_s) == days
    assert trash.days_left(full.account("kept"), NOW + later_s) is None


def test_a_trashed_account_can_be_deleted_at_once() -> None:
    full = removed(a=3, b=3)
    assert names(trash.purge(full, "a").accounts) == ["kept", "b"]
    for name in ("kept", "nobody"):
        with pytest.raises(AccountNotFound):
            trash.purge(full, name)


def test_a_trashed_account_can_be_restored() -> None:
    full = vault.restore(removed(a=29), "a")
    assert names(full.present) == ["kept", "a"]
    assert trash.expire(full, NOW + 100 * DAY) is full
