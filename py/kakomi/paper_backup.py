"""The text that a paper backup prints for each account, next to its QR code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.account import (
    DEFAULT_DIGITS,
    DEFAULT_PERIOD_S,
    KIND_NAMES,
    Algorithm,
    Kind,
    encode_secret,
)

if TYPE_CHECKING:
    from kakomi.account import Account, Key

_GROUP = re.compile(r"(.{4})(?=.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCard:
    """``secret`` is the secret for typing it into an app, in groups of four characters.
    ``parameters`` are the values that differ from TOTP with SHA-1, 6 digits and 30 seconds, which
    apps assume.
    """

    uri: str
    issuer: str
    name: str
    secret: str
    parameters: tuple[str, ...]


def card(account: Account) -> PaperCard:
    """Returns the card of an account."""
    key = account.key
    secret = key.secret.decode("ascii") if key.kind is Kind.MOTP else encode_secret(key.secret)
    return PaperCard(
        uri=otpauth.format(account),
        issuer=account.issuer,
        name=account.name,
        secret=_GROUP.sub(r"\1 ", secret),
        parameters=tuple(_parameters(key, account.counter)),
    )


def _parameters(key: Key, counter: int) -> list[str]:
    found = [] if key.kind is Kind.TOTP else [KIND_NAMES[key.kind]]
    if key.kind in (Kind.TOTP, Kind.HOTP):
        if key.algorithm is not Algorithm.SHA1:
            found.append(f"algorithm {key.algorithm.value}")
        if key.digits != DEFAULT_DIGITS:
            found.append(f"digits {key.digits}")
    if key.kind is Kind.TOTP and key.period_s != DEFAULT_PERIOD_S:
        found.append(f"period {key.period_s}")
    if key.kind is Kind.HOTP:
        found.append(f"counter {counter}")
    if key.kind is Kind.MOTP and key.digits != DEFAULT_DIGITS:
        found.append(f"digits {key.digits}")
    if key.pin:
        found.append(f"pin {key.pin}")
    return found
