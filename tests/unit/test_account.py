"""Accounts: which values an account may have, when two are the same, and how one is stored."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from kakomi import account, secret_encoding
from kakomi.account import Account, NewAccount
from kakomi.errors import (
    AccountError,
    AccountMalformed,
    AlgorithmUnsupported,
    CounterInvalid,
    KindUnsupported,
    LabelInvalid,
    LabelTooLong,
    PeriodUnsupported,
    PinMissing,
    SecretInvalid,
    SecretMissing,
)
from kakomi.otp_key import Key, Kind
from support.shared_data import accounts, keys

KEY = Key(secret=b"Hello!\xde\xad\xbe\xef")
ALICE = Account(id="a1", key=KEY, issuer="Example", name="alice@example.com", added_at_unix=17)


def test_an_account_without_its_pin_is_refused() -> None:
    waiting = NewAccount(key=Key.motp(b"x"), name="alice")
    with pytest.raises(PinMissing) as caught:
        waiting.account(id="a", added_at_unix=0)
    assert caught.value.where == "pin"
    complete = replace(waiting, key=replace(waiting.key, pin="1234")).account(
        id="a", added_at_unix=0
    )
    assert account.to_json(complete)["pin"] == "1234"
    assert "1234" not in repr(complete)


def test_only_kinds_with_a_pin_have_a_field_for_it() -> None:
    """Records from before there were PINs have none, and are read as ever."""
    kept = account.to_json(ALICE)
    assert "pin" not in kept
    with pytest.raises(AccountMalformed):
        account.from_json({**kept, "pin": ""})
    motp = NewAccount(key=Key.motp(b"x", "1234")).account(id="a", added_at_unix=0)
    without = account.to_json(motp)
    del without["pin"]
    with pytest.raises(AccountMalformed) as caught:
        account.from_json(without)
    assert caught.value.where == "account.pin"
    with pytest.raises(PinMissing):
        account.from_json({**without, "pin": ""})


@pytest.mark.parametrize(
    ("change", "error", "where"),
    [
        ({"issuer": "x" * 513}, LabelTooLong, "issuer"),
        ({"name": "x" * 513}, LabelTooLong, "name"),
        ({"name": " alice"}, LabelInvalid, "name"),
        ({"name": "ali\nce"}, LabelInvalid, "name"),
        ({"issuer": "\ud800"}, LabelInvalid, "issuer"),
        ({"issuer": "Bank\u202eknab"}, LabelInvalid, "issuer"),
        ({"counter": 1}, CounterInvalid, "counter"),
        ({"key": replace(KEY, kind=Kind.HOTP), "counter": -1}, CounterInvalid, "counter"),
        ({"key": replace(KEY, kind=Kind.HOTP), "counter": 2**63}, CounterInvalid, "counter"),
    ],
)
def test_names_and_counters_outside_of_their_bounds_are_refused(
    change: dict[str, Any], error: type[AccountError], where: str
) -> None:
    with pytest.raises(error) as caught:
        replace(ALICE, **change)
    assert caught.value.where == where
    with pytest.raises(error):
        replace(NewAccount(key=KEY), **change)


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": "a b"},
        {"id": "x" * 129},
        {"added_at_unix": -1},
        {"added_at_unix": 1.5},
        {"removed_at_unix": 2**60},
    ],
)
def test_ids_and_times_outside_of_their_bounds_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(AccountMalformed):
        replace(ALICE, **change)


def test_repr_hides_the_secret() -> None:
    for thing in (KEY, ALICE, NewAccount(key=KEY)):
        for text in (repr(thing), str(thing), f"{thing}"):
            assert "Hello" not in text
            assert secret_encoding.encode_secret(KEY.secret) not in text


def test_a_new_account_becomes_an_account() -> None:
    key = replace(KEY, kind=Kind.HOTP)
    new_account = NewAccount(key=key, issuer="Example", name="bob", counter=7)
    assert new_account.account(id="x", added_at_unix=5) == Account(
        id="x", key=key, issuer="Example", name="bob", counter=7, added_at_unix=5
    )


@given(accounts())
def test_a_stored_account_is_read_back(kept: Account) -> None:
    text = json.dumps(account.to_json(kept), allow_nan=False)
    assert account.from_json(json.loads(text)) == kept


@given(keys(), keys())
def test_keys_that_differ_are_kept_apart(one: Key, other: Key) -> None:
    written = [account.to_json(replace(ALICE, key=k, counter=0)) for k in (one, other)]
    assert (one == other) == (written[0] == written[1])


@pytest.mark.parametrize(
    ("change", "error", "where"),
    [
        ({"kind": "ocra"}, KindUnsupported, "accounts[3].kind"),
        ({"algorithm": "sha1"}, AlgorithmUnsupported, "accounts[3].algorithm"),
        ({"period_s": 0}, PeriodUnsupported, "accounts[3].period_s"),
        ({"period_s": "30"}, AccountMalformed, "accounts[3].period_s"),
        ({"digits": True}, AccountMalformed, "accounts[3].digits"),
        ({"counter": 1.0}, AccountMalformed, "accounts[3].counter"),
        ({"issuer": None}, AccountMalformed, "accounts[3].issuer"),
        ({"name": "a\tb"}, LabelInvalid, "accounts[3].name"),
        ({"id": "a b"}, AccountMalformed, "accounts[3].id"),
        ({"secret_base32": ""}, SecretMissing, "accounts[3].secret_base32"),
        ({"secret_base32": "AB1D"}, SecretInvalid, "accounts[3].secret_base32[2]"),
        ({"secret_base32": "mfrgg"}, SecretInvalid, "accounts[3].secret_base32"),
        ({"secret_base32": "MFRGG==="}, SecretInvalid, "accounts[3].secret_base32"),
        ({"secret_base32": "MFRGH"}, SecretInvalid, "accounts[3].secret_base32"),
        ({"colour": "red"}, AccountMalformed, "accounts[3]"),
    ],
)
def test_a_malformed_stored_account_is_refused_with_its_path(
    change: dict[str, Any], error: type[AccountError], where: str
) -> None:
    with pytest.raises(error) as caught:
        account.from_json({**account.to_json(ALICE), **change}, "accounts[3]")
    assert caught.value.where == where


@pytest.mark.parametrize("name", list(account.to_json(ALICE)))
def test_a_missing_field_is_named(name: str) -> None:
    value = account.to_json(ALICE)
    del value[name]
    with pytest.raises(AccountMalformed) as caught:
        account.from_json(value, "accounts[0]")
    assert caught.value.where == f"accounts[0].{name}"


@pytest.mark.parametrize("value", [None, [], "text", 1, [["id", "x"]]])
def test_another_value_than_an_object_is_refused(value: object) -> None:
    with pytest.raises(AccountMalformed):
        account.from_json(value)


def test_a_key_that_is_hexadecimal_too_has_a_second_reading() -> None:
    read = NewAccount(
        key=Key(secret=secret_encoding.decode_secret("ABCDEF234567ABCD")), issuer="ACME"
    )
    other = account.in_hexadecimal(read)
    assert other == replace(read, key=replace(read.key, secret=bytes.fromhex("ABCDEF234567ABCD")))
    assert account.in_hexadecimal(NewAccount(key=Key(secret=b"Hello!"))) is None
    steam = Key(kind=Kind.STEAM, secret=read.key.secret, digits=5)
    assert account.in_hexadecimal(NewAccount(key=steam)) is None
