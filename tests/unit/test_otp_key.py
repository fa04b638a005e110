"""Keys: which values a key may have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from kakomi import otp_key, secret_encoding
from kakomi.errors import (
    AccountError,
    AlgorithmUnsupported,
    DigitsUnsupported,
    PeriodUnsupported,
    PinInvalid,
    SecretInvalid,
    SecretMissing,
    SecretTooLong,
)
from kakomi.otp_key import Algorithm, Key, Kind

KEY = Key(secret=b"Hello!\xde\xad\xbe\xef")


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
    written = secret_encoding.decode_secret("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI")
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
    assert otp_key.format_secret(Key.motp(b"e3152afe")) == secret_encoding.encode_secret(
        b"\xe3\x15\x2a\xfe"
    )
    for written in (b"E3152AFE", b"e31", b"xyz"):
        assert otp_key.format_secret(Key.motp(written)) == secret_encoding.encode_secret(written)
    assert otp_key.format_secret(KEY) == secret_encoding.encode_secret(KEY.secret)
    for broken in (b"a b", b"\x00", "é".encode()):
        with pytest.raises(SecretInvalid):
            Key.motp(broken)


def test_keys_at_their_bounds_are_valid() -> None:
    for digits in (5, 6, 7, 8, 9, 10):
        Key(secret=b"x", digits=digits)
    Key(secret=b"x" * 1024, period_s=1)
    Key(secret=b"x", period_s=86_400)
