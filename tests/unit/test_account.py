"""Accounts: what may stand in one, when two are the same, and how they are kept."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import account
from kakomi.account import Account, Algorithm, Key, Kind, NewAccount, normalize_label
from kakomi.errors import (
    AccountError,
    AccountMalformed,
    AlgorithmUnsupported,
    CounterInvalid,
    DigitsUnsupported,
    KindUnsupported,
    LabelInvalid,
    LabelTooLong,
    PeriodUnsupported,
    PinInvalid,
    PinMissing,
    SecretInvalid,
    SecretMissing,
    SecretTooLong,
)
from support import shared_data
from support.shared_data import accounts, keys

KEY = Key(secret=b"Hello!\xde\xad\xbe\xef")
ALICE = Account(id="a1", key=KEY, issuer="Example", name="alice@example.com", added_at_unix=17)


@pytest.mark.parametrize(
    ("change", "error", "where"),
    [
        ({"secret": b""}, SecretMissing, "secret"),
        ({"secret": b"x" * 1025}, SecretTooLong, "secret"),
        ({"digits": 4}, DigitsUnsupported, "digits"),
        ({"digits": 11}, DigitsUnsupported, "digits"),
        ({"digits": True}, DigitsUnsupported, "digits"),
        ({"period_s": 0}, PeriodUnsupported, "period_s"),
        ({"period_s": 86_401}, PeriodUnsupported, "period_s"),
        ({"period_s": 30.0}, PeriodUnsupported, "period_s"),
        ({"kind": Kind.HOTP, "period_s": 60}, PeriodUnsupported, "period_s"),
        ({"kind": Kind.STEAM}, DigitsUnsupported, "digits"),
        ({"kind": Kind.STEAM, "digits": 5, "period_s": 60}, PeriodUnsupported, "period_s"),
        (
            {"kind": Kind.STEAM, "digits": 5, "algorithm": Algorithm.SHA256},
            AlgorithmUnsupported,
            "algorithm",
        ),
        ({"algorithm": Algorithm.MD5}, AlgorithmUnsupported, "algorithm"),
        ({"pin": "1234"}, PinInvalid, "pin"),
        ({"kind": Kind.MOTP, "period_s": 10}, AlgorithmUnsupported, "algorithm"),
        ({"kind": Kind.MOTP, "algorithm": Algorithm.MD5}, PeriodUnsupported, "period_s"),
        ({"kind": Kind.YANDEX}, SecretInvalid, "secret"),
        ({"kind": Kind.YANDEX, "secret": b"x" * 16}, DigitsUnsupported, "digits"),
        (
            {"kind": Kind.YANDEX, "secret": b"x" * 16, "digits": 8},
            AlgorithmUnsupported,
            "algorithm",
        ),
    ],
)
def test_a_key_outside_of_its_bounds_is_refused(
    change: dict[str, Any], error: type[AccountError], where: str
) -> None:
    with pytest.raises(error) as caught:
        Key(**{"secret": b"x", **change})
    assert caught.value.where == where


@pytest.mark.parametrize("pin", ["123", "12345678901234567", "12a4", "１２３４", "1234\n"])
def test_a_yandex_pin_has_only_digits(pin: str) -> None:
    with pytest.raises(PinInvalid):
        Key.yandex(b"x" * 16, pin)
    Key.yandex(b"x" * 16, "1234")
    Key.yandex(b"x" * 16, "1234567890123456")


def test_a_yandex_secret_may_end_with_a_checksum() -> None:
    written = account.decode_secret("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI")
    assert Key.yandex(written) == Key.yandex(written[:16])
    for broken in (written[:-1], written[:-1] + b"\x00", b"\x00" + written[1:], b"x" * 15):
        with pytest.raises(SecretInvalid):
            Key.yandex(broken)


@pytest.mark.parametrize("pin", ["", "x" * 65, "a b", "é"])
def test_a_motp_pin_has_only_visible_ascii(pin: str) -> None:
    key = Key.motp(b"x")
    assert key.needs_pin
    if pin:
        with pytest.raises(PinInvalid):
            replace(key, pin=pin)
    assert not replace(key, pin="aB3!").needs_pin


def test_a_motp_secret_is_text_and_others_are_bytes() -> None:
    assert account.format_secret(Key.motp(b"e3152afe")) == account.encode_secret(
        b"\xe3\x15\x2a\xfe"
    )
    for written in (b"E3152AFE", b"e31", b"xyz"):
        assert account.format_secret(Key.motp(written)) == account.encode_secret(written)
    assert account.format_secret(KEY) == account.encode_secret(KEY.secret)
    for broken in (b"a b", b"\x00", "é".encode()):
        with pytest.raises(SecretInvalid):
            Key.motp(broken)


def test_an_account_without_its_pin_is_refused() -> None:
    waiting = NewAccount(key=Key.motp(b"x"), name="alice")
    with pytest.raises(PinMissing) as caught:
        waiting.account(id="a", added_at_unix=0)
    assert caught.value.where == "pin"
    whole = replace(waiting, key=replace(waiting.key, pin="1234")).account(id="a", added_at_unix=0)
    assert account.to_json(whole)["pin"] == "1234"
    assert "1234" not in repr(whole)


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


def test_keys_at_their_bounds_are_valid() -> None:
    for digits in (5, 6, 7, 8, 9, 10):
        Key(secret=b"x", digits=digits)
    Key(secret=b"x" * 1024, period_s=1)
    Key(secret=b"x", period_s=86_400)


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


@given(st.text(st.characters(exclude_categories=[])))
def test_a_normalized_label_is_valid_and_does_not_change_again(text: str) -> None:
    once = normalize_label(text)
    assert normalize_label(once) == once
    once.encode("utf-8")
    NewAccount(key=KEY, name=once[:512].strip())


def test_normalizing_keeps_usual_labels() -> None:
    assert normalize_label("  囲み　太郎 👩‍👩‍👧 é  שלום ") == "囲み　太郎 👩‍👩‍👧 é  שלום"
    assert normalize_label("a\r\nb\x00c\u202ed") == "a b cd"


def test_repr_hides_the_secret() -> None:
    for thing in (KEY, ALICE, NewAccount(key=KEY)):
        for text in (repr(thing), str(thing), f"{thing}"):
            assert "Hello" not in text
            assert account.encode_secret(KEY.secret) not in text


def test_a_new_account_becomes_an_account() -> None:
    key = replace(KEY, kind=Kind.HOTP)
    new_account = NewAccount(key=key, issuer="Example", name="bob", counter=7)
    assert new_account.account(id="x", added_at_unix=5) == Account(
        id="x", key=key, issuer="Example", name="bob", counter=7, added_at_unix=5
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JBSWY3DPEHPK3PXP", b"Hello!\xde\xad\xbe\xef"),
        ("jbsw y3dp-ehpk 3pxp", b"Hello!\xde\xad\xbe\xef"),
        (" JBSWY3DP\u3000EHPK3PXP== ", b"Hello!\xde\xad\xbe\xef"),
        ("ME======", b"a"),
        ("MF", b"a"),  # the odd bit at the end is dropped
        ("MFR", b"a"),  # three symbols are no length of RFC 4648's, and still one byte
        ("A" * 1639, bytes(1024)),
    ],
)
def test_secrets_in_usual_spellings_are_read(text: str, expected: bytes) -> None:
    assert account.decode_secret(text) == expected


@pytest.mark.parametrize(
    ("text", "error", "where"),
    [
        ("", SecretMissing, "secret"),
        (" -- ==", SecretMissing, "secret"),
        ("A", SecretInvalid, "secret"),
        ("A" * 1640, SecretTooLong, "secret"),
        ("AB 1", SecretInvalid, "secret[3]"),
        ("0AAA", SecretInvalid, "secret[0]"),
        ("AA=A", SecretInvalid, "secret[2]"),
        ("AAAſ", SecretInvalid, "secret[3]"),  # its upper case is an S
        ("AA\ud800", SecretInvalid, "secret[2]"),
    ],
)
def test_an_invalid_base32_character_is_refused_with_its_place(
    text: str, error: type[AccountError], where: str
) -> None:
    with pytest.raises(error) as caught:
        account.decode_secret(text)
    assert caught.value.where == where


@given(st.binary(min_size=1, max_size=1024))
def test_an_encoded_secret_is_read_back(secret: bytes) -> None:
    text = account.encode_secret(secret)
    assert account.decode_secret(text) == secret
    assert shared_data.secret_bytes(text) == secret


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=2, max_size=90))
def test_any_length_of_base32_decodes_to_its_whole_bytes(text: str) -> None:
    assert account.decode_secret(text) == shared_data.secret_bytes(text)


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
