"""The text that a paper backup prints for each account, next to its QR code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi import account_parameters, otpauth
from kakomi.otp_key import KIND_NAMES, Kind
from kakomi.secret_encoding import encode_secret

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.otp_key import Key

_GROUP = re.compile(r"(.{4})(?=.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCard:
    """``secret`` is the secret for typing it into an app, in groups of four characters.
    ``parameters`` are the values that differ from those that apps assume, and the counter and PIN.
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
    texts = {
        "kind": KIND_NAMES[key.kind],
        "algorithm": f"algorithm {key.algorithm.value}",
        "digits": f"digits {key.digits}",
        "period_s": f"period {key.period_s}",
    }
    found = [texts[name] for name in account_parameters.unusual(key)]
    if key.kind is Kind.HOTP:
        found.append(f"counter {counter}")
    if key.pin:
        found.append(f"pin {key.pin}")
    return found
