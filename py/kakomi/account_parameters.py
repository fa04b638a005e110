"""The parameters of an account, and how its key is read with others.

A site may announce SHA-256 and check SHA-1, so the user may change what an account was added with.
The secret's bytes stay the same; only mOTP's are spelled in another way.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from kakomi.errors import SecretMissing
from kakomi.otp_key import (
    DEFAULT_DIGITS,
    DEFAULT_PERIOD_S,
    STEAM_DIGITS,
    Algorithm,
    Key,
    Kind,
    raw_secret,
)
from kakomi.secret_encoding import decode_written_secret

if TYPE_CHECKING:
    from kakomi.account import Account, NewAccount

ParameterName: TypeAlias = Literal["kind", "algorithm", "digits", "period_s"]

# The fields that a user may set beside names and secret, by kind. The pages offer just these, and
# other fields of a request are ignored.
FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.TOTP: ("algorithm", "digits", "period_s"),
    Kind.HOTP: ("algorithm", "digits", "counter"),
    Kind.STEAM: (),
    Kind.MOTP: ("pin",),
    Kind.YANDEX: ("pin",),
}

_KINDS_WITH_DIGITS = (Kind.TOTP, Kind.HOTP, Kind.MOTP)  # Steam and Yandex have one length each


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """``pin``: empty if the user typed none; an account that has one keeps it."""

    kind: Kind = Kind.TOTP
    algorithm: Algorithm = Algorithm.SHA1
    digits: int = DEFAULT_DIGITS
    period_s: int = DEFAULT_PERIOD_S
    counter: int = 0
    pin: str = field(default="", repr=False)


def key_with(before: Key, wanted: Parameters) -> Key:
    """Returns the key with these parameters. What the kind fixes is not taken from them.

    Raises AccountError: SecretInvalid if the secret does not suit the kind.
    """
    kind = wanted.kind
    pin = wanted.pin or (before.pin if kind is before.kind else "")
    if kind is before.kind and kind in (Kind.MOTP, Kind.YANDEX):
        return replace(before, pin=pin)
    secret = raw_secret(before)
    if kind is Kind.MOTP:
        return Key.motp(secret.hex().encode("ascii"), pin)
    if kind is Kind.YANDEX:
        return Key.yandex(secret, pin)
    if kind is Kind.STEAM:
        return Key(kind=kind, secret=secret, digits=STEAM_DIGITS)
    return Key(
        kind=kind,
        secret=secret,
        algorithm=wanted.algorithm,
        digits=wanted.digits,
        period_s=wanted.period_s if "period_s" in FIELDS[kind] else DEFAULT_PERIOD_S,
    )


def unusual(key: Key) -> list[ParameterName]:
    """Returns the parameters that differ from TOTP with SHA-1, 6 digits and 30 seconds.

    Those that another kind fixes are left out: its name says them.
    """
    found: list[ParameterName] = [] if key.kind is Kind.TOTP else ["kind"]
    chosen = FIELDS[key.kind]
    if "algorithm" in chosen and key.algorithm is not Algorithm.SHA1:
        found.append("algorithm")
    if key.digits != DEFAULT_DIGITS and key.kind in _KINDS_WITH_DIGITS:
        found.append("digits")
    if "period_s" in chosen and key.period_s != DEFAULT_PERIOD_S:
        found.append("period_s")
    return found


def key_with_secret(before: Key, written: str) -> Key:
    """Returns the key with the secret that the user typed. Raises SecretMissing, SecretInvalid,
    SecretTooLong.
    """
    if not written.strip():
        raise SecretMissing("secret")
    if before.kind is Kind.MOTP:
        return replace(before, secret="".join(written.split()).encode("ascii", "replace"))
    secret = decode_written_secret(written)
    if before.kind is Kind.YANDEX:
        return Key.yandex(secret, before.pin)
    return replace(before, secret=secret)


def _counter(wanted: Parameters) -> int:
    return wanted.counter if "counter" in FIELDS[wanted.kind] else 0


def saved_with(before: Account, wanted: Parameters) -> Account:
    """Returns a saved account with these parameters. Raises AccountError."""
    return replace(before, key=key_with(before.key, wanted), counter=_counter(wanted))


def found_with(before: NewAccount, wanted: Parameters) -> NewAccount:
    """Returns an account that is not saved yet with these parameters. Raises AccountError."""
    return replace(before, key=key_with(before.key, wanted), counter=_counter(wanted))
