"""KeePass databases that a key file opens, in each shape that such files have."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import Any

import pytest
from kakomi import formats
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import FileMalformed, PasswordNeeded, PasswordWrong
from support import sample_files
from support.sample_files import HELLO, PASSWORD, keepass_entry, keepass_xml

KEY = bytes(range(7, 39))
XML = keepass_xml(keepass_entry(Title="ACME", otp=HELLO))


def document(version: str, data: str) -> bytes:
    meta = f"<Meta><Version>{version}</Version></Meta>"
    return f'<?xml version="1.0"?>\n<KeyFile>{meta}<Key>{data}</Key></KeyFile>'.encode()


def second_age(key: bytes = KEY, reported: str = "") -> bytes:
    reported = reported or hashlib.sha256(KEY).hexdigest()[:8].upper()
    lines = "\n  ".join(key.hex().upper()[at : at + 16] for at in range(0, 64, 16))
    return document("2.0", f'<Data Hash="{reported}">\n  {lines}\n</Data>')


SHAPES = {
    "XML, 2.0": second_age(),
    "XML, 1.00": document("1.00", f"<Data>{base64.b64encode(KEY).decode()}</Data>"),
    "bytes": KEY,
    "digits": KEY.hex().encode(),
    "any file": b"the first page of a book",
}


def key_of(shape: str) -> bytes:
    return hashlib.sha256(SHAPES[shape]).digest() if shape == "any file" else KEY


def read(data: bytes, password: str | None, *beside: bytes) -> formats.ImportDraft:
    files = {f"{number}": content for number, content in enumerate(beside)}
    return asyncio.run(formats.read("db.kdbx", data, password, CPythonCrypto(), files))


@pytest.mark.parametrize("make", [sample_files.kdbx3, sample_files.kdbx4])
@pytest.mark.parametrize("password", [PASSWORD, ""], ids=["and a password", "alone"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_key_file_opens_its_database(make: Any, password: str, shape: str) -> None:
    data = make(XML, password=password, file_key=key_of(shape))
    [entry] = read(data, password or None, SHAPES[shape]).entries
    assert entry.new_account.issuer == "ACME"
    with pytest.raises(PasswordWrong, match="key_file"):
        read(data, PASSWORD)
    with pytest.raises(PasswordNeeded, match="key_file"):
        read(data, None)


def test_of_several_files_the_one_that_looks_like_a_key_is_used() -> None:
    data = sample_files.kdbx4(XML, file_key=KEY)
    others = [b"a list of something", b"{}"]
    assert read(data, PASSWORD, others[0], SHAPES["XML, 2.0"], others[1]).entries
    with pytest.raises(PasswordWrong):
        read(data, PASSWORD, *others)


def test_an_unneeded_file_does_not_prevent_opening() -> None:
    assert read(sample_files.kdbx4(XML), PASSWORD, b"a list of something").entries


@pytest.mark.parametrize(
    "broken",
    [
        second_age(reported="00000000"),
        second_age(KEY[:-1] + b"!"),
        second_age(KEY[:-1], hashlib.sha256(KEY[:-1]).hexdigest()[:8]),
        document("2.0", "<Data>xyz</Data>"),
        document("1.00", "<Data>AAAA</Data>"),
        document("1.00", ""),
        second_age()[:-9],
    ],
)
def test_a_malformed_key_file_is_reported(broken: bytes) -> None:
    with pytest.raises(FileMalformed):
        read(sample_files.kdbx4(XML, file_key=KEY), PASSWORD, broken)
