from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi.account import MAX_COUNTER, Account, NewAccount
from kakomi.errors import AccountNotFound, CounterInvalid
from kakomi.otp_key import Key, Kind
from kakomi.vault import vault
from kakomi.vault.vault import Vault
from support.shared_data import accounts

TOTP = Key(secret=b"first secret")
OTHER = Key(secret=b"other secret")


def account(account_id: str, key: Key = TOTP, issuer: str = "ACME", name: str = "ann") -> Account:
    new_account = NewAccount(key=key, issuer=issuer, name=name)
    return new_account.account(id=account_id, added_at_unix=5)


def vault_of(*members: Account) -> Vault:
    return Vault(vault_id="v", generation=3, accounts=members)


def test_a_removed_account_is_not_present() -> None:
    assert vault.remove(vault_of(account("a")), "a", 9).present == ()


def test_a_replacement_takes_the_older_accounts_place_and_trashes_it() -> None:
    before = vault_of(account("a"), account("b", OTHER, name="bob"))
    after = vault.replace_with(before, "a", account("c", Key(secret=b"third")), 9)
    assert [a.id for a in after.present] == ["c", "b"]
    assert after.account("a").removed_at_unix == 9
    assert vault.restore(after, "a").account("a").removed_at_unix is None


def test_putting_the_same_changes_nothing() -> None:
    before = vault_of(account("a"), account("b", OTHER))
    assert vault.put(before, account("a")) is before
    assert vault.put(before, account("a", name="bob")).account("a").name == "bob"


def test_using_a_counter_advances_it_and_returns_the_previous_account() -> None:
    counted = account("h", Key(kind=Kind.HOTP, secret=b"counted"))
    after, used = vault.use(vault_of(counted), "h")
    assert (used.counter, after.account("h").counter) == (0, 1)


def test_the_last_counter_value_cannot_be_used() -> None:
    counted = NewAccount(key=Key(kind=Kind.HOTP, secret=b"counted"), counter=MAX_COUNTER)
    with pytest.raises(CounterInvalid):
        vault.use(vault_of(counted.account(id="h", added_at_unix=1)), "h")


def test_an_account_without_a_counter_cannot_be_used() -> None:
    with pytest.raises(AccountNotFound):
        vault.use(vault_of(account("a")), "a")


@pytest.mark.parametrize("change", ["remove", "restore", "use", "replace_with"])
def test_every_change_of_an_unknown_account_is_refused(change: str) -> None:
    more = {"remove": (1,), "replace_with": (account("n"), 1)}.get(change, ())
    with pytest.raises(AccountNotFound):
        getattr(vault, change)(vault_of(account("a")), "nobody", *more)


@given(st.lists(accounts(), max_size=5, unique_by=lambda a: a.id), st.data())
def test_removing_and_restoring_leaves_order_and_content(
    members: list[Account], data: st.DataObject
) -> None:
    before = vault_of(*members)
    if not before.present:
        return
    chosen = data.draw(st.sampled_from(before.present)).id
    gone = vault.remove(before, chosen, 77)
    assert chosen not in {a.id for a in gone.present}
    assert vault.restore(gone, chosen) == before
