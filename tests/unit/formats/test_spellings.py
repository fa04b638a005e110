"""Texts in other encodings than UTF-8, and passwords that were stored in another spelling."""

from __future__ import annotations

import base64
import json
import unicodedata

import pytest
from kakomi.errors import FileEncodingInvalid, FileError, PasswordWrong
from kakomi.formats.support import text
from kakomi.otp_key import Key
from support import sample_files
from support.format_reading import keys, labels, read

SECRET = "JBSWY3DPEHPK3PXP"
KEY = Key(secret=b"Hello!\xde\xad\xbe\xef")


@pytest.mark.parametrize(
    ("encoding", "issuer", "name"),
    [
        ("cp1252", "Zürich", "müller"),
        ("cp1252", "Caf\u00e9 d\u2019Or", "Jos\u00e9"),
        ("cp1252", "O\u2019Brien \u2013 Sons", "ann"),
        ("cp932", "楽天銀行", "山田"),
        ("cp932", "表計算ソフト", "ソニー①"),
        ("cp932", "ﾗｸﾃﾝ", "ann"),
        ("utf-8", "Zürich", "山田"),
        ("utf-16", "Zürich", "山田"),
    ],
)
def test_tables_as_excel_writes_them(encoding: str, issuer: str, name: str) -> None:
    table = f"name,login_username,login_totp\n{issuer},{name},{SECRET}\nPlain,x,{SECRET}\n"
    assert labels(read(table.encode(encoding))) == [(issuer, name), ("Plain", "x")]


@pytest.mark.parametrize(
    "data", [b"\xff\x00\x81", b"a\x81\x8d", bytes(range(256)), b"\x81\x20" * 40]
)
def test_bytes_that_are_no_text_in_any_encoding(data: bytes) -> None:
    with pytest.raises(FileEncodingInvalid):
        text.decode(data)


def test_ciphers_output_is_no_text() -> None:
    sealed = base64.b64decode(sample_files.cryptojs(bytes(3000), b"x")[16:])
    with pytest.raises(FileError):
        text.decode(sealed)


def test_a_password_is_tried_composed_decomposed_and_without_blanks() -> None:
    stored = unicodedata.normalize("NFD", "pässwörd")
    item = [{"name": "Acme", "login": {"totp": SECRET}}]
    for password, typed in (
        (stored, unicodedata.normalize("NFC", stored)),
        (unicodedata.normalize("NFC", stored), stored),
        ("plain", " plain\n"),
        (" plain", " plain"),
        (stored, f" {unicodedata.normalize('NFC', stored)} "),
    ):
        data = sample_files.bitwarden_sealed(item, password=password)
        assert keys(read(data, typed)) == [KEY]
    with pytest.raises(PasswordWrong):
        read(sample_files.bitwarden_sealed(item, password=stored), "passwörd")


def test_json_is_still_utf_8() -> None:
    value = [{"title": "Zürich", "totp": SECRET}]
    assert labels(read(json.dumps(value, ensure_ascii=False).encode())) == [("Zürich", "")]


HEXADECIMAL = "3132333435363738393031323334353637383930"


@pytest.mark.parametrize(
    "text",
    [
        f"otpauth://totp/Acme:ann?secret={HEXADECIMAL}\n",
        json.dumps({"items": [{"name": "Acme", "login": {"totp": HEXADECIMAL}}]}),
        f"name,login_username,login_totp\nAcme,ann,{HEXADECIMAL}\n",
    ],
)
def test_a_hexadecimal_key_is_read_alike_in_every_format(text: str) -> None:
    assert [key.secret for key in keys(read(text))] == [b"12345678901234567890"]


@pytest.mark.parametrize(
    "text",
    [
        f"otpauth://totp/Slack%20(Acme):me?secret={SECRET}&issuer=Slack\n",
        json.dumps(
            [{"secret": SECRET, "issuer": "Slack", "label": "Slack (Acme):me", "type": "TOTP"}]
        ),
    ],
)
def test_a_prefix_that_tells_accounts_apart_is_kept(text: str) -> None:
    assert labels(read(text)) == [("Slack (Acme)", "me")]
