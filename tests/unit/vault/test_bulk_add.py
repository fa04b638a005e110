from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st
from kakomi.account import Key, NewAccount
from kakomi.vault.bulk_add import Candidate, add_all
from kakomi.vault.vault import Vault

NOW_UNIX = 1_800_000_000
EMPTY = Vault(vault_id="v")


def candidate(
    secret: bytes, name: str = "", *, trashed: bool = False, replaces: bool = False
) -> Candidate:
    return Candidate(
        id=f"{secret.hex()}-{name}",
        new_account=NewAccount(key=Key(secret=secret), issuer=name),
        trashed=trashed,
        replaces=replaces,
    )


_SECRETS = st.sampled_from([b"a", b"b", b"c", b"d"])
_NAMES = st.sampled_from(["", "X", "Y"])
_NEWCOMERS = st.lists(
    st.builds(candidate, _SECRETS, _NAMES, trashed=st.booleans(), replaces=st.booleans()),
    max_size=8,
    unique_by=lambda n: n.id,
)


@given(_NEWCOMERS, _NEWCOMERS)
def test_no_key_is_present_twice_and_nobody_is_lost(
    first: list[Candidate], second: list[Candidate]
) -> None:
    there = {n.id for n in first}
    before = add_all(EMPTY, first, NOW_UNIX).vault
    taken = add_all(before, [n for n in second if n.id not in there], NOW_UNIX)
    keys = [account.key for account in taken.vault.present]
    assert len(set(keys)) == len(keys)
    assert {a.id for a in before.accounts} <= {a.id for a in taken.vault.accounts}
    assert len(taken.added) + taken.known == len([n for n in second if n.id not in there])
    for account_id in taken.aside:
        assert taken.vault.account(account_id).removed_at_unix == NOW_UNIX


def test_who_replaces_stands_where_the_older_stood() -> None:
    before = add_all(EMPTY, [candidate(b"a", "X"), candidate(b"b", "Y")], 1).vault
    taken = add_all(before, [candidate(b"c", "X", replaces=True)], 2)
    assert [a.key.secret for a in taken.vault.present] == [b"c", b"b"]
    assert taken.aside == (before.accounts[0].id,)


def test_nothing_new_is_the_same_vault() -> None:
    before = add_all(EMPTY, [candidate(b"a")], 1).vault
    assert add_all(before, [candidate(b"a")], 2).vault is before


def test_ten_thousand_are_taken_without_a_pause() -> None:
    many = [candidate(index.to_bytes(4, "big"), f"n{index % 50}") for index in range(1, 10_001)]
    start = time.perf_counter()
    taken = add_all(EMPTY, many, NOW_UNIX)
    again = add_all(taken.vault, many, NOW_UNIX)
    assert (len(taken.added), again.known) == (10_000, 10_000)
    assert time.perf_counter() - start < 10, "a loop over all for each would take minutes"
