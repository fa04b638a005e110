from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st
from kakomi.account import Enrolment, Key
from kakomi.vault.taking import Newcomer, take
from kakomi.vault.vault import Vault

NOW_UNIX = 1_800_000_000
EMPTY = Vault(vault_id="v")


def newcomer(
    secret: bytes, name: str = "", *, trashed: bool = False, replaces: bool = False
) -> Newcomer:
    return Newcomer(
        id=f"{secret.hex()}-{name}",
        enrolment=Enrolment(key=Key(secret=secret), issuer=name),
        trashed=trashed,
        replaces=replaces,
    )


_SECRETS = st.sampled_from([b"a", b"b", b"c", b"d"])
_NAMES = st.sampled_from(["", "X", "Y"])
_NEWCOMERS = st.lists(
    st.builds(newcomer, _SECRETS, _NAMES, trashed=st.booleans(), replaces=st.booleans()),
    max_size=8,
    unique_by=lambda n: n.id,
)


@given(_NEWCOMERS, _NEWCOMERS)
def test_no_key_is_present_twice_and_nobody_is_lost(
    first: list[Newcomer], second: list[Newcomer]
) -> None:
    there = {n.id for n in first}
    before = take(EMPTY, first, NOW_UNIX).vault
    taken = take(before, [n for n in second if n.id not in there], NOW_UNIX)
    keys = [account.key for account in taken.vault.present]
    assert len(set(keys)) == len(keys)
    assert {a.id for a in before.accounts} <= {a.id for a in taken.vault.accounts}
    assert len(taken.added) + taken.known == len([n for n in second if n.id not in there])
    for account_id in taken.aside:
        assert taken.vault.account(account_id).removed_at_unix == NOW_UNIX


def test_who_replaces_stands_where_the_older_stood() -> None:
    before = take(EMPTY, [newcomer(b"a", "X"), newcomer(b"b", "Y")], 1).vault
    taken = take(before, [newcomer(b"c", "X", replaces=True)], 2)
    assert [a.key.secret for a in taken.vault.present] == [b"c", b"b"]
    assert taken.aside == (before.accounts[0].id,)


def test_nothing_new_is_the_same_vault() -> None:
    before = take(EMPTY, [newcomer(b"a")], 1).vault
    assert take(before, [newcomer(b"a")], 2).vault is before


def test_ten_thousand_are_taken_without_a_pause() -> None:
    many = [newcomer(index.to_bytes(4, "big"), f"n{index % 50}") for index in range(1, 10_001)]
    start = time.perf_counter()
    taken = take(EMPTY, many, NOW_UNIX)
    again = take(taken.vault, many, NOW_UNIX)
    assert (len(taken.added), again.known) == (10_000, 10_000)
    assert time.perf_counter() - start < 10, "a loop over all for each would take minutes"
