"""Google's transfer codes: other projects' cases, the wire format at its edges, and back again."""

from __future__ import annotations

import base64
import contextlib
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import migration
from kakomi.account import NewAccount
from kakomi.errors import (
    DigitsUnsupported,
    KakomiError,
    KindUnsupported,
    MigrationMalformed,
    PeriodUnsupported,
)
from kakomi.migration import Transfer
from kakomi.otp_key import Algorithm, Key, Kind
from support import shared_data
from support.shared_data import enrolments

START = "otpauth-migration://offline?data="
ALICE = NewAccount(key=Key(secret=b"Hello!"), issuer="Example", name="alice")


def payload(*pieces: bytes) -> str:
    return START + quote(base64.b64encode(b"".join(pieces)).decode("ascii"), safe="")


def field(number: int, value: bytes | int) -> bytes:
    """One field, for numbers and lengths under 128."""
    if isinstance(value, bytes):
        return bytes([number << 3 | 2, len(value)]) + value
    return bytes([number << 3, value])


def entry(**changes: bytes | int | None) -> bytes:
    """Returns an account with some unusual or absent fields."""
    usual: dict[str, bytes | int] = {
        "secret": b"Hello!",
        "name": b"alice",
        "issuer": b"Example",
        "algorithm": 1,
        "digits": 1,
        "type": 2,
    }
    numbers = ("secret", "name", "issuer", "algorithm", "digits", "type", "counter", "unique")
    said = {**usual, **changes}
    return field(
        1, b"".join(field(numbers.index(k) + 1, v) for k, v in said.items() if v is not None)
    )


@pytest.mark.parametrize(("index", "case"), shared_data.uris("migration"))
def test_cases_of_other_projects(index: int, case: dict[str, Any]) -> None:
    """They return the name as it is in the file. Kakomi removes blanks and a repeated issuer."""
    assert migration.is_transfer(case["uri"])
    if "expected_error" in case:
        with pytest.raises(MigrationMalformed):
            migration.parse(case["uri"])
        return
    transfer = migration.parse(case["uri"])
    assert transfer.refused == ()
    assert len(transfer.accounts) == len(case["expected"]), index
    for got, said in zip(transfer.accounts, case["expected"], strict=True):
        assert got == NewAccount(
            key=Key(
                kind=Kind(said["type"]),
                secret=shared_data.secret_bytes(said["secret"]),
                algorithm=Algorithm(said["algorithm"]),
                digits=said["digits"],
                period_s=said["period"] or 30,
            ),
            issuer=said["issuer"],
            name=said["name"].removeprefix(f"{said['issuer']}:").strip(),
            counter=said["counter"] or 0,
        )
    _check_batch(transfer, case.get("meta", {}))


def _check_batch(transfer: Transfer, meta: dict[str, int]) -> None:
    got = {
        "version": transfer.version,
        "batch_size": transfer.batch_size,
        "batch_index": transfer.batch_index,
        "batch_id": transfer.batch_id,
    }
    assert {k: got[k] for k in meta} == meta


@pytest.mark.parametrize(
    ("changes", "where", "code"),
    [
        ({"algorithm": 4}, "algorithm", "algorithm.unsupported"),
        ({"algorithm": 5}, "algorithm", "algorithm.unsupported"),
        ({"digits": 3}, "digits", "digits.unsupported"),
        ({"type": 0}, "kind", "kind.unsupported"),
        ({"type": None}, "kind", "kind.unsupported"),
        ({"type": 3}, "kind", "kind.unsupported"),
        ({"secret": b""}, "secret", "secret.missing"),
        ({"secret": None}, "secret", "secret.missing"),
        ({"name": b"\xff"}, "name", "label.invalid"),
        ({"issuer": b"\xed\xa0\x80"}, "issuer", "label.invalid"),
    ],
)
def test_an_unusable_account_does_not_affect_the_others(
    changes: dict[str, bytes | int | None], where: str, code: str
) -> None:
    transfer = migration.parse(payload(entry(), entry(**changes), entry(name=b"bob")))
    assert transfer.accounts == (ALICE, replace(ALICE, name="bob"))
    assert [(e.where, e.code) for e in transfer.refused] == [(f"accounts[1].{where}", code)]


def test_the_defaults_are_sha1_and_six_digits() -> None:
    said = entry(algorithm=None, digits=None)
    assert migration.parse(payload(said, entry(algorithm=0, digits=0))).accounts == (ALICE,) * 2


def test_a_counter_is_read_for_hotp_alone() -> None:
    transfer = migration.parse(payload(entry(type=1, counter=7), entry(type=2, counter=7)))
    assert [a.counter for a in transfer.accounts] == [7, 0]
    counted = bytes([7 << 3]) + b"\xff" * 9 + b"\x01"  # -1 as an int64
    complete = entry(type=1)[2:] + counted
    refused = migration.parse(payload(field(1, complete))).refused
    assert [e.where for e in refused] == ["accounts[0].counter"]


@pytest.mark.parametrize(
    ("issuer", "name", "expected"),
    [
        (b"ACME", b"ACME:alice", "alice"),
        (b"ACME", b"acme: alice", "alice"),
        (b"ACME", b"ACME:ACME:alice", "ACME:alice"),
        (b"ACME", b"Other:alice", "Other:alice"),
        (b"", b"Other:alice", "Other:alice"),
    ],
)
def test_a_name_does_not_repeat_the_issuer(issuer: bytes, name: bytes, expected: str) -> None:
    (account,) = migration.parse(payload(entry(issuer=issuer, name=name))).accounts
    assert account.name == expected


def test_base64_is_read_in_every_encoding_of_a_query() -> None:
    raw = base64.b64encode(entry(secret=b"\xff\xff\xfb\xef\xbe\xfb")).decode("ascii")
    assert "+" in raw
    assert "/" in raw
    readings = [
        raw,
        quote(raw, safe=""),
        raw.replace("+", " "),
        raw.replace("+", "-").replace("/", "_"),
        raw.rstrip("="),
        raw + "&x=y",
    ]
    texts = [START + reading for reading in readings]
    texts += [f" OTPAUTH-MIGRATION://Offline/?x=y&DATA={raw}\n"]
    wanted = (replace(ALICE, key=Key(secret=b"\xff\xff\xfb\xef\xbe\xfb")),)
    for text in texts:
        assert migration.is_transfer(text)
        assert migration.parse(text).accounts == wanted


@pytest.mark.parametrize(
    "pieces",
    [
        [b"\x0a"],  # a length is missing
        [b"\x0a\x05abc"],  # and here bytes are
        [b"\x10"],  # a number is missing
        [b"\x10\x80"],  # or goes on after the end
        [b"\x10" + b"\xff" * 10],  # or never ends
        [b"\x10" + b"\xff" * 9 + b"\x02"],  # or is over 64 bits
        [b"\x00\x00"],  # field 0
        [b"\x0b\x0c"],  # groups
        [b"\x3e\x00"],  # wire type 6
        [b"\x08\x01"],  # accounts as a number
        [field(2, b"1")],  # the version as bytes
        [b"\x3d\x00\x00\x00"],  # four bytes, of which three are there
        [field(1, field(1, 3))],  # a secret as a number
        [field(1, b"\x0a\x7fab")],  # a secret cut short
        [field(3, 2), field(4, 2)],  # the third of two
        [b"\x20" + b"\xff" * 9 + b"\x01"],  # index -1
        [entry()] * (migration.MAX_ACCOUNTS + 1),
    ],
)
def test_a_malformed_message_is_refused(pieces: list[bytes]) -> None:
    with pytest.raises(MigrationMalformed):
        migration.parse(payload(*pieces))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "otpauth://totp/a?secret=AAAA",
        "otpauth-migration://offline",
        "otpauth-migration://offline?x=y",
        START + "%",
        START + "AAAAA",
        START + "A=AA",
        START + "A" * 5,
        START + "A" * 9,
        START + "éé",
        START + "A" * migration.MAX_CHARACTERS,
    ],
)
def test_other_texts_are_no_transfer_codes(text: str) -> None:
    with pytest.raises(MigrationMalformed):
        migration.parse(text)


def test_an_empty_transfer_is_an_empty_transfer() -> None:
    assert migration.parse(START) == Transfer(accounts=(), version=0, batch_size=0)


@pytest.mark.parametrize(
    ("size", "index", "is_read"),
    [
        (0, 0, True),
        (0, 1, False),
        (1, 0, True),
        (1, 1, False),
        (2, 1, True),
        (2, 2, False),
        (migration.MAX_BATCHES, migration.MAX_BATCHES - 1, True),
        (migration.MAX_BATCHES, migration.MAX_BATCHES, False),
        (migration.MAX_BATCHES + 1, 0, False),
        (-1, 0, False),
        (1, -1, False),
    ],
)
def test_a_part_is_one_of_as_many_parts_as_there_are(size: int, index: int, is_read: bool) -> None:
    text = migration.format(Transfer(accounts=(ALICE,), batch_size=size, batch_index=index))
    if is_read:
        transfer = migration.parse(text)
        assert (transfer.batch_size, transfer.batch_index) == (size, index)
    else:
        with pytest.raises(MigrationMalformed) as caught:
            migration.parse(text)
        assert caught.value.where == "batch_index"


def test_a_transfer_without_a_batch_size_has_one_part() -> None:
    transfer = migration.parse(migration.format(Transfer(accounts=(ALICE,))))
    assert (transfer.batch_size, transfer.batch_index, transfer.version) == (1, 0, 1)


def test_as_many_accounts_as_are_allowed_are_read() -> None:
    pieces = [entry()] * migration.MAX_ACCOUNTS
    assert len(migration.parse(payload(*pieces)).accounts) == 1_000


def test_fields_of_later_versions_are_ignored() -> None:
    later = field(7, 1) + field(9, b"x") + b"\x51" + b"x" * 8 + b"\x5d" + b"x" * 4
    assert migration.parse(payload(later, entry(unique=b"id"), later)).accounts == (ALICE,)


def _sayable(new_account: NewAccount) -> NewAccount:
    """The nearest account that this format can say."""
    key = new_account.key
    if key.kind not in (Kind.TOTP, Kind.HOTP):
        return replace(new_account, key=Key(secret=key.secret))
    digits = 8 if key.digits > 6 else 6
    return replace(new_account, key=replace(key, digits=digits, period_s=30))


@given(
    st.lists(enrolments().map(_sayable), max_size=5),
    st.integers(1, 9),
    st.integers(-(2**31), 2**31 - 1),
)
def test_what_is_written_is_read_back(
    accounts: list[NewAccount], batch_size: int, batch_id: int
) -> None:
    transfer = Transfer(
        accounts=tuple(accounts),
        batch_size=batch_size,
        batch_index=batch_size - 1,
        batch_id=batch_id,
    )
    assert migration.parse(migration.format(transfer)) == transfer


@pytest.mark.parametrize(
    ("key", "error", "where"),
    [
        (Key(kind=Kind.STEAM, secret=b"x", digits=5), KindUnsupported, "accounts[1].kind"),
        (Key(secret=b"x", digits=7), DigitsUnsupported, "accounts[1].digits"),
        (Key(secret=b"x", period_s=60), PeriodUnsupported, "accounts[1].period_s"),
    ],
)
def test_an_account_that_the_format_cannot_hold_is_not_written(
    key: Key, error: type[KakomiError], where: str
) -> None:
    with pytest.raises(error) as caught:
        migration.format(Transfer(accounts=(ALICE, NewAccount(key=key))))
    assert caught.value.where == where


@given(st.binary(max_size=80))
def test_any_bytes_give_a_transfer_or_an_error(content: bytes) -> None:
    with contextlib.suppress(MigrationMalformed):
        migration.parse(payload(content))


def test_a_prefix_that_tells_accounts_apart_becomes_the_issuer() -> None:
    [read] = migration.parse(payload(entry(name=b"Slack (Acme):me", issuer=b"Slack"))).accounts
    assert (read.issuer, read.name) == ("Slack (Acme)", "me")
