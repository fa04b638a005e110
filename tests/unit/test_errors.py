"""Errors: stable codes, one sentence each, and never a secret in any text they leave behind."""

from __future__ import annotations

import base64
import importlib
import pkgutil
import re
import traceback
from dataclasses import Field, fields, is_dataclass
from typing import TYPE_CHECKING, Any

import kakomi
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from kakomi import account, errors, migration, otp_key, otpauth, secret_encoding
from kakomi.errors import KakomiError

if TYPE_CHECKING:
    from collections.abc import Callable

BRANCHES = {
    errors.RequestError,
    errors.UriError,
    errors.AccountError,
    errors.MigrationError,
    errors.VaultError,
    errors.BackupFolderError,
    errors.ScanError,
    errors.PageError,
    errors.FileError,
    errors.PolicyError,
    errors.SyncError,
    errors.CryptoError,
}
CODES = {
    "kakomi.failed",
    "request.malformed",
    "request.unknown_command",
    "request.forbidden",
    "uri.scheme",
    "uri.type",
    "uri.too_long",
    "uri.malformed",
    "account.malformed",
    "secret.missing",
    "secret.invalid",
    "secret.too_long",
    "algorithm.unsupported",
    "digits.unsupported",
    "period.unsupported",
    "counter.invalid",
    "kind.unsupported",
    "kind.push",
    "pin.missing",
    "pin.invalid",
    "label.too_long",
    "label.invalid",
    "migration.malformed",
    "migration.part_missing",
    "vault.damaged",
    "vault.newer",
    "vault.no_such_account",
    "vault.full",
    "vault.not_saved",
    "vault.lost",
    "vault.locked",
    "vault.key_wrong",
    "vault.key_of_others",
    "vault.too_soon",
    "passphrase.unfit",
    "passphrase.set_meanwhile",
    "recovery.mistyped",
    "slot.missing",
    "slot.needed",
    "slot.taken",
    "scan.refused",
    "scan.no_capture",
    "scan.picture_too_large",
    "file.unknown",
    "file.malformed",
    "file.encoding",
    "file.too_large",
    "file.too_heavy",
    "file.newer",
    "file.cipher",
    "file.account_bound",
    "file.device_bound",
    "file.incomplete",
    "password.needed",
    "password.wrong",
    "migration.too_large",
    "migration.gone",
}


def leaves() -> list[type[KakomiError]]:
    """Returns the errors that have a code of their own; a branch within a branch has none."""
    found: list[type[KakomiError]] = []
    waiting = list(BRANCHES)
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found += [error for error in below if "code" in vars(error)]
    return found


def test_error_codes_are_stable() -> None:
    """Pages translate by code: one may be added, none renamed."""
    assert errors.all_codes() >= CODES


def test_each_error_has_a_code_and_a_sentence_of_its_own() -> None:
    assert set(KakomiError.__subclasses__()) == BRANCHES
    codes = [error.code for error in leaves()]
    assert len(set(codes)) == len(codes)
    assert {*codes, KakomiError.code} == errors.all_codes()
    for error in leaves():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", error.code)
        assert re.fullmatch(r"[A-Z][^.]+\.", error.text)


def test_an_error_says_where() -> None:
    error = errors.SecretInvalid("secret[3]")
    assert (str(error), error.where) == ("The secret is not valid base32. [secret[3]]", "secret[3]")
    assert str(errors.VaultFull()) == errors.VaultFull.text
    moved = error.at("accounts[0].secret[3]")
    assert (type(moved), moved.where) == (errors.SecretInvalid, "accounts[0].secret[3]")


def reported(error: BaseException) -> str:
    """All that an error can tell, and what it came from.

    The frames of its traceback are left out: they show source lines and no values.
    """
    texts: list[str] = []
    link: BaseException | None = error
    while link is not None:
        texts += traceback.format_exception_only(link)
        texts += [str(link), repr(link), repr(link.args), repr(getattr(link, "where", ""))]
        texts += [repr(v) for v in vars(link).values()]
        texts += [repr(getattr(link, name, "")) for name in ("object", "doc")]  # Unicode, JSON
        link = link.__cause__ or link.__context__
    return "\n".join(texts)


def refuses(act: Callable[[], Any], *secrets: str) -> None:
    """``act`` says no, and nothing of it holds any of the secrets."""
    with pytest.raises(KakomiError) as caught:
        act()
    text = reported(caught.value).upper()
    for secret in secrets:
        assert secret.upper() not in text


# Long enough that no error's own words contain it by chance.
SECRETS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=12, max_size=64)
BREAKINGS = [
    "otpauth://totp/a?secret={}!",
    "otpauth://totp/a?secret=0{}",
    "otpauth://totp/a?secret={}%81",
    "otpauth://totp/a?secret={}&secret=AAAA",
    "otpauth://totp/a?secret={}&period={}",
    "otpauth://totp/a?secret={}&digits={}",
    "otpauth://hotp/a?secret={}&counter=x{}",
    "otpauth://totp/a?secret={}&algorithm={}",
    "otpauth://totp/a?secret={}&encoder={}",
    "otpauth://totp/{}%81?secret={}",
    "otpauth://totp/a?secret={}&issuer={}%81",
    "otpauth://totp/" + "a" * 513 + "?secret={}",
    "otpauth://totp/a?secret={}&period=0",
    "otpauth://totp/Steam:a?secret={}&digits=8",
    "otpauth://{}/a?secret={}",
    "{}://totp/a?secret={}",
    "{}",
    "steam://{}!",
    "motp://{}",
    "phonefactor://{}",
]


@given(secret=SECRETS)
@pytest.mark.parametrize("breaking", BREAKINGS)
def test_the_error_of_a_malformed_uri_does_not_contain_its_secret(
    breaking: str, secret: str
) -> None:
    text = breaking.replace("{}", secret)
    refuses(lambda: otpauth.parse(text), secret)


@given(secret=SECRETS)
@pytest.mark.parametrize("breaking", ["{}!", "1{}", "{}=A", "é{}", "{}" * 200])
def test_the_error_of_a_mistyped_secret_does_not_contain_it(breaking: str, secret: str) -> None:
    refuses(lambda: otpauth.parse_secret(breaking.replace("{}", secret)), secret)


@given(secret=st.binary(min_size=12, max_size=40))
@pytest.mark.parametrize("change", ["name", "period_s", "secret_base32", "kind", "extra"])
def test_the_error_of_a_stored_account_does_not_contain_its_secret(
    change: str, secret: bytes
) -> None:
    text = secret_encoding.encode_secret(secret)
    kept = account.NewAccount(key=otp_key.Key(secret=secret)).account(id="a", added_at_unix=0)
    broken: dict[str, Any] = dict(account.to_json(kept))
    broken[change] = f"{text}=" if change == "secret_base32" else f"{text}\n"
    refuses(lambda: account.from_json(broken), text, repr(secret)[2:-1])


@given(secret=st.binary(min_size=12, max_size=40))
def test_the_error_of_a_transfer_code_does_not_contain_its_secrets(secret: bytes) -> None:
    assume(b"\\" not in secret)
    shown = repr(secret)[2:-1], secret_encoding.encode_secret(secret)
    entry = b"\x0a" + bytes([len(secret)]) + secret
    message = b"\x0a" + bytes([len(entry)]) + entry

    def complete(message: bytes) -> str:
        return "otpauth-migration://offline?data=" + base64.b64encode(message).decode("ascii")

    refuses(lambda: migration.parse(complete(message[:-1])), *shown)
    refuses(lambda: migration.parse(complete(message) + "!"), *shown)
    (refused,) = migration.parse(complete(message)).refused
    for text in shown:
        assert text.upper() not in reported(refused).upper()


def test_no_unicode_error_is_chained_to_an_error() -> None:
    """A Unicode error holds the complete text that it is about, so no error of Kakomi's may chain
    it.
    """
    with pytest.raises(errors.UriMalformed) as caught:
        otpauth.parse("otpauth://totp/a?secret=AAAA%81")
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


# Bytes that lie in the open beside what is sealed, or are sealed themselves.
PUBLIC_BYTES = {"nonce", "salt", "key_id", "id", "credential", "header_hash", "sealed"}
FILE_HEADERS = {"fields", "raw"}  # of a KeePass file, before the ciphertext
HASHES = {"parts"}  # of the sync area's items


def dataclasses_with_bytes() -> list[tuple[str, Field[Any]]]:
    """Returns the fields of all data classes that hold bytes, each with its class."""
    found = []
    for info in pkgutil.walk_packages(kakomi.__path__, "kakomi."):
        if info.name.startswith("kakomi.chrome"):  # imports JavaScript
            continue
        for name, each in vars(importlib.import_module(info.name)).items():
            if is_dataclass(each) and each.__module__ == info.name:
                of_bytes = [f for f in fields(each) if "bytes" in str(f.type)]
                found += [(f"{info.name}.{name}", f) for f in of_bytes]
    return found


def test_no_text_of_an_object_shows_a_key_or_what_was_read() -> None:
    found = dataclasses_with_bytes()
    assert len(found) > 40
    allowed = {
        "kakomi.formats.support.kdbx._Header": FILE_HEADERS,
        "kakomi.sync.sealed_items.Manifest": HASHES,
    }
    shown = [(name, field.name) for name, field in found if field.repr]
    assert [
        (name, field)
        for name, field in shown
        if field not in PUBLIC_BYTES and field not in allowed.get(name, ())
    ] == []
