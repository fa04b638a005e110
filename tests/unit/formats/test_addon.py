"""The "Authenticator" add-on's backups in all their ages, made as the add-on makes them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from kakomi import formats
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import (
    AlgorithmUnsupported,
    FileMalformed,
    KindUnsupported,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.otp_key import Algorithm, Key, Kind
from support import sample_files
from support.format_reading import SECRET
from support.sample_files import HELLO, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable


def read(data: bytes, password: str | None = None) -> formats.ImportDraft:
    return asyncio.run(formats.read("authenticator.json", data, password, CPythonCrypto()))


def one(**fields: Any) -> formats.ImportDraft:
    entry = {"hash": "x", "type": "totp", "secret": HELLO, "encrypted": False, "index": 0}
    return read(json.dumps({"x": entry | fields}).encode())


def key(**fields: Any) -> Key:
    (entry,) = one(**fields).entries
    return entry.new_account.key


AGES: dict[str, Callable[[], bytes]] = {
    "plain": sample_files.addon_plain,
    "password": lambda: sample_files.addon_secrets_sealed(PASSWORD.encode()),
    "key": sample_files.addon_with_key,
    "argon2": sample_files.addon_with_argon2,
    "newer": lambda: sample_files.addon_with_argon2(newer=True),
}


@pytest.mark.parametrize("age", AGES)
def test_every_version_has_the_same_accounts_in_order(age: str) -> None:
    draft = read(AGES[age](), PASSWORD)
    assert draft.format == "authenticator_addon"
    assert draft.encrypted == (age != "plain")
    assert not draft.refused
    hotp, steam, totp = draft.entries
    assert hotp.new_account.key == Key(kind=Kind.HOTP, secret=SECRET)
    assert (hotp.new_account.name, hotp.new_account.counter) == ("bob", 7)
    assert steam.new_account.key == Key.steam(SECRET)
    assert (steam.new_account.issuer, steam.new_account.name) == ("Steam", "囲み")
    assert totp.new_account.key == Key(
        secret=SECRET, algorithm=Algorithm.SHA256, digits=8, period_s=60
    )
    assert (totp.new_account.issuer, totp.new_account.name) == ("ACME", "a?b&c")
    assert totp.pinned
    assert totp.address == "https://acme.example"


@pytest.mark.parametrize("age", ["password", "key", "argon2"])
def test_a_password_is_requested_and_a_wrong_one_is_reported(age: str) -> None:
    with pytest.raises(PasswordNeeded):
        read(AGES[age]())
    for wrong in ("wrong", "wrong again", "", "correct  horse"):
        with pytest.raises((PasswordWrong, PasswordNeeded)) as caught:
            read(AGES[age](), wrong)
        assert isinstance(caught.value, PasswordWrong) == bool(wrong)


def test_types_and_algorithms_are_names_or_numbers() -> None:
    for number, name in enumerate(("totp", "hotp", "battle", "steam", "hex", "hhex"), 1):
        secret = "48656c6c6f" if "h" in name and "x" in name else HELLO
        assert key(type=number, secret=secret) == key(type=name, secret=secret)
    for number, name in enumerate(("SHA1", "SHA256", "SHA512"), 1):
        assert key(algorithm=number) == key(algorithm=name) == key(algorithm=str(number))
    assert key(type="battle").digits == 8
    assert key(type="hhex", secret="48656c6c6f") == Key(kind=Kind.HOTP, secret=b"Hello")


@pytest.mark.parametrize(
    "name", ["7733be61632fa6af88d31218e6c4afb2", f"{'0' * 8}{'-0000' * 4}00000000"]
)
def test_an_entry_needs_only_its_hash_and_its_secret(name: str) -> None:
    draft = read(json.dumps({name: {"secret": HELLO}, "UserSettings": {"zoom": 1}}).encode())
    assert [entry.new_account.key for entry in draft.entries] == [Key(secret=SECRET)]


def test_a_hexadecimal_secret_that_is_not_base32_is_read() -> None:
    assert key(secret="48656C6C6F").secret == b"Hello"
    assert key(secret="48656C6C60").secret == b"Hell`"
    assert key(type="hex", secret="4865 6c6c 6f0").secret == b"Hello"  # an odd last zero goes
    assert key(type="hex", secret="486").secret == b"\x48\x60"  # and else one is added
    assert key(secret="ABCDEF23").secret != bytes.fromhex("ABCDEF23")  # base32 first


def test_old_entries_have_the_type_before_the_secret() -> None:
    assert key(secret=f"stm-{HELLO}") == Key.steam(SECRET)
    for prefix in ("blz-", "bliz-"):
        assert key(secret=f"{prefix}{HELLO}") == Key(secret=SECRET, digits=8)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"algorithm": "GOST3411_2012_256"}, AlgorithmUnsupported),
        ({"algorithm": 4}, AlgorithmUnsupported),
        ({"algorithm": "MD5"}, AlgorithmUnsupported),
        ({"type": "unknown"}, KindUnsupported),
        ({"type": 9}, KindUnsupported),
        ({"type": "hex", "secret": "xyz"}, FileMalformed),
        ({"digits": "six"}, FileMalformed),
    ],
)
def test_unknown_values_are_refused(fields: dict[str, Any], error: type[Exception]) -> None:
    draft = one(**fields)
    assert not draft.entries
    assert [type(e) for e in draft.refused] == [error]
    assert draft.refused[0].where.startswith("entries[0].")


def test_hexadecimal_secrets_in_its_list_of_uris_are_read() -> None:
    lines = (
        "otpauth://totp/ACME:ann?secret=48656c6c6f212121&issuer=ACME\r\n"
        "otpauth://hotp/bob?secret=48656C6C6F212190&counter=3&digits=8\r\n"
        f"otpauth://totp/cem?secret={HELLO}"
    )
    draft = read(lines.encode())
    assert [e.new_account.key.secret for e in draft.entries] == [
        b"Hello!!!",
        b"Hello!!\x90",
        SECRET,
    ]
    assert [e.new_account.counter for e in draft.entries] == [0, 3, 0]


def test_a_malformed_entry_does_not_affect_the_others() -> None:
    backup = json.loads(sample_files.addon_with_argon2())
    backup["b0"]["data"] = sample_files.cryptojs(b"{}", b"another passphrase")
    draft = read(json.dumps(backup).encode(), PASSWORD)
    assert len(draft.entries) == 2
    assert [e.where for e in draft.refused] == ["entries[2]"]
    backup["c2"]["keyId"] = "gone"
    assert len(read(json.dumps(backup).encode(), PASSWORD).entries) == 1
