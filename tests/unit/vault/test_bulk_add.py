from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from kakomi import account_sites
from kakomi.account import NewAccount
from kakomi.account_details import AccountDetails
from kakomi.otp_key import Key, Kind
from kakomi.vault.bulk_add import AccountIndex, Candidate, Match, add_all
from kakomi.vault.vault import Vault

NOW_UNIX = 1_800_000_000
EMPTY = Vault(vault_id="v")
HOTP = Key(kind=Kind.HOTP, secret=b"counted")


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
def test_no_account_is_present_twice_and_none_is_lost(
    first: list[Candidate], second: list[Candidate]
) -> None:
    there = {n.id for n in first}
    before = add_all(EMPTY, first, NOW_UNIX).vault
    taken = add_all(before, [n for n in second if n.id not in there], NOW_UNIX)
    identities = [(account.key, account.issuer) for account in taken.vault.present]
    assert len(set(identities)) == len(identities)
    assert {a.id for a in before.accounts} <= {a.id for a in taken.vault.accounts}
    others = [n for n in second if n.id not in there]
    assert len(taken.added) + taken.known <= len(others), "one that is listed twice counts once"
    if not taken.replaced:
        saved = AccountIndex(before.present)
        known = [n for n in others if saved.match(n.new_account)[0] is Match.KNOWN]
        assert taken.known >= len(known)
    for account_id in taken.replaced:
        assert taken.vault.account(account_id).removed_at_unix == NOW_UNIX


def test_one_key_under_two_names_of_one_import_is_two_accounts() -> None:
    taken = add_all(EMPTY, [candidate(b"a", "X"), candidate(b"a", "Y"), candidate(b"a", "X")], 1)
    assert [a.issuer for a in taken.vault.present] == ["X", "Y"]
    assert taken.known == 0, "it was not saved before"


def test_a_second_name_of_a_saved_key_is_added_only_if_it_is_wanted() -> None:
    before = add_all(EMPTY, [candidate(b"a", "X")], 1).vault
    second = candidate(b"a", "Y")
    assert add_all(before, [second], 2).known == 1
    taken = add_all(before, [replace(second, second=True)], 2)
    assert [a.issuer for a in taken.vault.present] == ["X", "Y"]
    nameless = replace(candidate(b"a"), second=True)
    assert add_all(before, [nameless], 2).known == 1, "a key without a name is no second name"


def test_a_saved_account_gets_the_sites_of_an_import() -> None:
    before = add_all(EMPTY, [candidate(b"a", "X")], 1).vault
    details = AccountDetails(sites=account_sites.imported(["https://x.com/login"]))
    again = replace(candidate(b"a", "X"), details=details)
    assert add_all(before, [again], 2).vault is before, "only if it is wanted"
    taken = add_all(before, [replace(again, completes=True)], 2)
    [account] = taken.vault.present
    assert account.details.sites == details.sites
    assert (taken.added, taken.known, taken.completed) == ((), 1, ((account.id, AccountDetails()),))
    assert add_all(taken.vault, [replace(again, completes=True)], 3).vault is taken.vault


def counted(counter: int, *, sets_counter: bool = False) -> Candidate:
    new_account = NewAccount(key=HOTP, issuer="X", counter=counter)
    return Candidate(id=f"n{counter}", new_account=new_account, sets_counter=sets_counter)


def test_a_higher_counter_of_a_saved_key_is_set_only_if_it_is_wanted() -> None:
    before = add_all(EMPTY, [counted(5)], 1).vault
    assert add_all(before, [counted(9)], 2).vault is before
    taken = add_all(before, [counted(9, sets_counter=True)], 2)
    assert [a.counter for a in taken.vault.present] == [9]
    assert (taken.added, taken.counters) == ((), ((before.accounts[0].id, 5),))
    assert add_all(before, [counted(5, sets_counter=True)], 2).vault is before
    assert add_all(before, [counted(4, sets_counter=True)], 2).vault is before


def test_how_a_candidate_compares() -> None:
    index = AccountIndex(
        add_all(EMPTY, [candidate(b"a", "X"), candidate(b"b", "Y"), counted(5)], 1).vault.present
    )
    for new_account, expected in (
        (NewAccount(key=Key(secret=b"a"), issuer="X"), Match.KNOWN),
        (NewAccount(key=Key(secret=b"a")), Match.KNOWN),
        (NewAccount(key=Key(secret=b"a"), issuer="Z"), Match.SECOND),
        (NewAccount(key=Key(secret=b"a"), issuer="x"), Match.SECOND),
        (NewAccount(key=Key(secret=b"c"), issuer="X"), Match.NAMESAKE),
        (NewAccount(key=Key(secret=b"c"), issuer="x"), Match.NEW),
        (NewAccount(key=Key(secret=b"c"), issuer="X", name="me"), Match.NEW),
        (NewAccount(key=Key(secret=b"c")), Match.NEW),
        (NewAccount(key=HOTP, issuer="X", counter=5), Match.KNOWN),
        (NewAccount(key=HOTP, issuer="Z", counter=5), Match.KNOWN),
        (NewAccount(key=HOTP, issuer="Z", counter=6), Match.AHEAD),
    ):
        assert index.match(new_account)[0] is expected, new_account


def test_a_namesake_is_the_latest_of_the_same_names() -> None:
    before = add_all(EMPTY, [candidate(b"a", "X"), candidate(b"b", "X")], 1).vault
    match, there = AccountIndex(before.present).match(NewAccount(key=Key(secret=b"c"), issuer="X"))
    assert (match, there) == (Match.NAMESAKE, before.accounts[1])


def test_a_replacement_has_the_older_accounts_position() -> None:
    before = add_all(EMPTY, [candidate(b"a", "X"), candidate(b"b", "Y")], 1).vault
    taken = add_all(before, [candidate(b"c", "X", replaces=True)], 2)
    assert [a.key.secret for a in taken.vault.present] == [b"c", b"b"]
    assert taken.replaced == (before.accounts[0].id,)


def test_nothing_new_is_the_same_vault() -> None:
    before = add_all(EMPTY, [candidate(b"a")], 1).vault
    assert add_all(before, [candidate(b"a")], 2).vault is before


def test_ten_thousand_accounts_are_added_quickly() -> None:
    many = [candidate(index.to_bytes(4, "big"), f"n{index % 50}") for index in range(1, 10_001)]
    start = time.perf_counter()
    taken = add_all(EMPTY, many, NOW_UNIX)
    again = add_all(taken.vault, many, NOW_UNIX)
    assert (len(taken.added), again.known) == (10_000, 10_000)
    assert time.perf_counter() - start < 10, "a loop over all for each would take minutes"
