"""Codes: the RFCs' own vectors, Steam's letters, and the bounds pyotp would not have."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import otp
from kakomi.account import MAX_COUNTER
from kakomi.errors import CounterInvalid, PinMissing
from kakomi.otp_key import Algorithm, Key, Kind
from support import shared_data

RFC4226 = shared_data.vectors("rfc4226_hotp")
RFC6238 = shared_data.vectors("rfc6238_totp")
STEAM = shared_data.vectors("steam")
RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize("vector", RFC4226["vectors"])
def test_rfc4226_appendix_d(vector: dict[str, Any]) -> None:
    key = Key(kind=Kind.HOTP, secret=bytes.fromhex(RFC4226["secret_hex"]))
    assert otp.hotp(key, vector["counter"]) == vector["code"]


@pytest.mark.parametrize("digits", [5, 6, 7, 8, 9, 10])
@pytest.mark.parametrize("vector", RFC4226["vectors"])
def test_every_number_of_digits_is_the_end_of_the_truncated_value(
    vector: dict[str, Any], digits: int
) -> None:
    key = Key(kind=Kind.HOTP, secret=RFC_SECRET, digits=digits)
    assert otp.hotp(key, vector["counter"]) == f"{vector['decimal']:010}"[-digits:]


@pytest.mark.parametrize("vector", RFC6238["vectors"])
def test_rfc6238_appendix_b(vector: dict[str, Any]) -> None:
    key = Key(
        secret=bytes.fromhex(vector["secret_hex"]),
        algorithm=Algorithm(vector["algorithm"]),
        digits=RFC6238["digits"],
        period_s=RFC6238["period_s"],
    )
    assert otp.totp(key, vector["at_unix"]) == vector["code"]


@pytest.mark.parametrize("vector", STEAM["vectors"])
def test_steam_letters(vector: dict[str, Any]) -> None:
    key = Key(kind=Kind.STEAM, secret=bytes.fromhex(STEAM["secret_hex"]), digits=5)
    assert otp.codes(key, vector["step"], 1) == [vector["code"]]
    assert otp.totp(key, vector["step"] * 30 + 29) == vector["code"]


@pytest.mark.parametrize(("index", "vector"), shared_data.uris("vectors"))
def test_vectors_of_other_projects(index: int, vector: dict[str, Any]) -> None:
    secret = (
        bytes.fromhex(vector["secret_hex"])
        if "secret_hex" in vector
        else shared_data.secret_bytes(vector["secret_base32"])
    )
    if vector["type"] == "motp":
        key = Key.motp(vector["secret_hex"].encode(), vector["pin"])
    elif vector["type"] == "yandex":
        key = Key.yandex(secret, vector["pin"])
    else:
        key = Key(
            kind=Kind(vector["type"]),
            secret=secret,
            algorithm=Algorithm(vector.get("algorithm", "SHA1")),
            digits=vector.get("digits", 5),
            period_s=vector.get("period", 30),
        )
    made = (
        otp.hotp(key, vector["counter"]) if "counter" in vector else otp.totp(key, vector["time"])
    )
    assert made == vector["code"], index


def test_a_kind_with_a_pin_makes_no_code_without_it() -> None:
    for key in (Key.motp(b"x"), Key.yandex(b"x" * 16)):
        with pytest.raises(PinMissing):
            otp.codes(key, 1, 1)
    assert len(otp.totp(Key.motp(b"x", "1234", 8), 0)) == 8


def _by_the_book(key: Key, factor: int) -> str:
    """RFC 4226 section 5.3, written out again."""
    digest = hmac.new(
        key.secret, factor.to_bytes(8, "big"), getattr(hashlib, key.algorithm.lower())
    )
    value = digest.digest()
    offset = value[-1] & 15
    number = int.from_bytes(value[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number:010}"[-key.digits :]


@given(
    secret=st.binary(min_size=1, max_size=200),
    algorithm=st.sampled_from(shared_data.HMAC_ALGORITHMS),
    digits=st.integers(5, 10),
    period_s=st.integers(1, 86_400),
    at_unix=st.integers(0, 2**40),
)
def test_any_key_at_any_time(
    secret: bytes, algorithm: Algorithm, digits: int, period_s: int, at_unix: int
) -> None:
    key = Key(secret=secret, algorithm=algorithm, digits=digits, period_s=period_s)
    assert otp.totp(key, at_unix) == _by_the_book(key, at_unix // period_s)
    assert otp.hotp(key, at_unix) == _by_the_book(key, at_unix)


def test_codes_are_those_of_one_step_after_another() -> None:
    key = Key(secret=b"k", period_s=7)
    start = otp.step(1_000_000, 7)
    assert otp.codes(key, start, 4) == [otp.totp(key, (start + i) * 7) for i in range(4)]
    assert otp.codes(key, start, 0) == []


def test_a_step_lasts_from_its_first_second_to_its_last() -> None:
    assert [otp.step(t, 30) for t in (0, 29, 30, 59, 60)] == [0, 0, 1, 1, 2]


def test_the_highest_counter_still_has_a_code_and_the_next_has_none() -> None:
    key = Key(kind=Kind.HOTP, secret=RFC_SECRET)
    assert otp.hotp(key, MAX_COUNTER) == _by_the_book(key, MAX_COUNTER)
    with pytest.raises(CounterInvalid):
        otp.hotp(key, MAX_COUNTER + 1)
    with pytest.raises(CounterInvalid):
        otp.codes(key, MAX_COUNTER, 2)


@pytest.mark.parametrize("number", [-1, -30, 1.0, 59.9, True, float("nan")])
def test_neither_the_time_before_1970_nor_a_fraction_has_a_code(number: Any) -> None:
    key = Key(secret=RFC_SECRET)
    for ask in (otp.totp, otp.hotp, lambda k, n: otp.codes(k, n, 1)):
        with pytest.raises(CounterInvalid):
            ask(key, number)


def test_count_is_the_number_of_codes_and_none_for_zero_or_less() -> None:
    key = Key(secret=RFC_SECRET)
    assert [len(otp.codes(key, 5, count)) for count in (-1, 0, 1, 2)] == [0, 0, 1, 2]
    assert otp.codes(key, 5, 1) == [_by_the_book(key, 5)]


@pytest.mark.parametrize(
    ("first_step", "count"), [(-1, 1), (-1, 2), (MAX_COUNTER, 2), (MAX_COUNTER - 1, 3)]
)
def test_no_code_is_made_if_one_of_the_steps_is_out_of_bounds(first_step: int, count: int) -> None:
    key = Key(secret=RFC_SECRET)
    with pytest.raises(CounterInvalid) as caught:
        otp.codes(key, first_step, count)
    assert caught.value.where == "first_step"
    assert len(otp.codes(key, MAX_COUNTER - 1, 2)) == 2


def test_an_error_names_what_was_out_of_bounds() -> None:
    with pytest.raises(CounterInvalid) as caught:
        otp.hotp(Key(secret=RFC_SECRET), -1)
    assert caught.value.where == "counter"
    with pytest.raises(CounterInvalid) as caught:
        otp.step(-1, 30)
    assert caught.value.where == "at_unix"
    with pytest.raises(PinMissing) as missing:
        otp.codes(Key.motp(b"x"), 1, 1)
    assert missing.value.where == "pin"


def test_a_yandex_key_that_begins_with_a_zero_byte_loses_it() -> None:
    secret = b"x" * 16
    pin = next(
        f"{n:04}" for n in range(10_000) if hashlib.sha256(b"%04d" % n + secret).digest()[0] == 0
    )
    digest = hmac.digest(
        hashlib.sha256(pin.encode() + secret).digest()[1:], (7).to_bytes(8, "big"), "sha256"
    )
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 8], "big") & (2**63 - 1)
    letters = [chr(ord("a") + number // 26**place % 26) for place in reversed(range(8))]
    assert otp.codes(Key.yandex(secret, pin), 7, 1) == ["".join(letters)]
