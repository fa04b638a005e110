"""Secrets as texts: which spellings are read, and which are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import secret_encoding
from kakomi.errors import AccountError, SecretInvalid, SecretMissing, SecretTooLong
from support import shared_data


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
    assert secret_encoding.decode_secret(text) == expected


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
        secret_encoding.decode_secret(text)
    assert caught.value.where == where


@given(st.binary(min_size=1, max_size=1024))
def test_an_encoded_secret_is_read_back(secret: bytes) -> None:
    text = secret_encoding.encode_secret(secret)
    assert secret_encoding.decode_secret(text) == secret
    assert shared_data.secret_bytes(text) == secret


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=2, max_size=90))
def test_any_length_of_base32_decodes_to_its_whole_bytes(text: str) -> None:
    assert secret_encoding.decode_secret(text) == shared_data.secret_bytes(text)
