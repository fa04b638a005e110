"""Makes accounts from the fields of a file, by the rules of each kind of account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import otpauth, uri_schemes
from kakomi.account import NewAccount
from kakomi.errors import KindUnsupported, SecretInvalid
from kakomi.label import MAX_LABEL_CHARACTERS, normalize_label, separate_label
from kakomi.otp_key import DEFAULT_DIGITS, DEFAULT_PERIOD_S, Algorithm, Key, Kind, decode_algorithm
from kakomi.secret_encoding import decode_written_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_NAMES = {"null", "undefined", "(null)"}  # programs write these for a missing name
_GENERIC_FIELDS = {
    *("", "otp", "totp", "totpuri", "onetimepassword", "onetimecode", "fa", "otpauth", "code"),
    *("ワンタイムパスワード", "einmalpasswort", "motdepasseàusageunique"),
}


def new_account(
    secret: bytes | str,
    *,
    kind: Kind = Kind.TOTP,
    algorithm: Algorithm | str = "",
    digits: int = DEFAULT_DIGITS,
    period_s: int = DEFAULT_PERIOD_S,
    counter: int = 0,
    pin: str = "",
    issuer: str = "",
    name: str = "",
) -> NewAccount:
    """Returns the account.

    ``secret`` is bytes, base32 or hexadecimal; an empty ``algorithm`` means SHA-1. Parameters that
    the kind fixes (Steam's digits, mOTP's hash) or does not have are ignored. mOTP's secret is a
    text. Issuer and name are separated by ``label.separate_label``. Raises AccountError with the
    name of the field.
    """
    issuer, name = separate_label(normalize_name(issuer), normalize_name(name))
    return NewAccount(
        key=_key(kind, secret, algorithm, digits, period_s, pin),
        issuer=issuer,
        name=name,
        counter=counter if kind is Kind.HOTP else 0,
    )


def _key(
    kind: Kind,
    secret: bytes | str,
    algorithm: Algorithm | str,
    digits: int,
    period_s: int,
    pin: str,
) -> Key:
    if isinstance(secret, str):
        secret = _motp_text(secret) if kind is Kind.MOTP else decode_written_secret(secret)
    if kind is Kind.STEAM:
        return Key.steam(secret)
    if kind is Kind.MOTP:
        return Key.motp(secret, pin, digits)
    if kind is Kind.YANDEX:
        return Key.yandex(secret, pin)
    if isinstance(algorithm, str):
        algorithm = decode_algorithm(algorithm) if algorithm else Algorithm.SHA1
    return Key(
        kind=kind,
        secret=secret,
        algorithm=algorithm,
        digits=digits,
        period_s=DEFAULT_PERIOD_S if kind is Kind.HOTP else period_s,
    )


def _motp_text(text: str) -> bytes:
    if not text.isascii():
        raise SecretInvalid("secret")
    return text.strip().encode("ascii")


def normalize_name(text: str) -> str:
    """Returns the text normalized as a label; empty for "null" and similar texts."""
    text = normalize_label(text)
    return "" if text.lower() in _NO_NAMES else text


def account_of_field(text: str, title: str, username: str) -> NewAccount:
    """Returns the account of a password manager's field, which is a URI or a bare secret.

    The item's title and user name are used for a bare secret, and for a URI without names. Raises
    UriError, AccountError.
    """
    if not uri_schemes.is_account_or_transfer(text) and "://" not in text:
        return new_account(text, issuer=title, name=username)
    account = otpauth.parse(text)
    name = normalize_name(account.name)
    issuer = account.issuer or ("" if name else normalize_name(title))
    return replace(account, issuer=issuer, name=name or normalize_name(username))


def with_field_name(account: NewAccount, field: str, count: int) -> NewAccount:
    """Returns the account with its field's name appended, if its item has ``count`` > 1 codes.

    Otherwise the codes of one item would have the same name. Generic field names are not appended.
    """
    field = normalize_label(field)
    short = "".join(filter(str.isalpha, field.lower()))
    if count < 2 or short in _GENERIC_FIELDS or field in account.name:
        return account
    name = f"{account.name} ({field})" if account.name else field
    return replace(account, name=name[:MAX_LABEL_CHARACTERS])


def note_with_title(note: str, title: str, account: NewAccount) -> str:
    """Returns the note. Prepends the item's title if the account's names do not contain it."""
    title = normalize_label(title)
    if any(part.strip().lower() in _NO_NAMES for part in title.split(":")):
        title = ":".join(filter(None, map(normalize_name, title.split(":"))))
    known = {name.casefold() for name in (account.issuer, account.name)}
    if not title or title.casefold() in known:
        return note
    return f"{title}\n{note}" if note else title


def parse_kind(text: str, kinds: Mapping[str, Kind]) -> Kind:
    """Returns the kind for the name that the format uses, in any case. Raises KindUnsupported."""
    kind = kinds.get(text.strip().upper())
    if kind is None:
        raise KindUnsupported("type")
    return kind


def label(text: str) -> tuple[str, str]:
    """Returns issuer and name of "Issuer:name". A text without a colon is a name."""
    before, colon, after = normalize_label(text).partition(":")
    return (
        (normalize_label(before), normalize_label(after))
        if colon
        else ("", normalize_label(before))
    )
