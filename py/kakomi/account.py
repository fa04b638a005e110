"""An account: the key that makes its codes, and its names.

``kakomi.otp_key`` has the bounds of the key, ``kakomi.label`` those of issuer and name. ``counter``
is 0 to 2**63 - 1 (RFC 4226 section 5.1 has 8 bytes; other apps store a signed number), and 0 for
every kind but HOTP.

Two accounts are the same account if their keys are equal. Names and counter do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kakomi import account_details
from kakomi.errors import (
    AccountError,
    AccountMalformed,
    AlgorithmUnsupported,
    CounterInvalid,
    KindUnsupported,
    LabelInvalid,
    LabelTooLong,
    PinMissing,
)
from kakomi.label import MAX_LABEL_CHARACTERS, normalize_label
from kakomi.otp_key import PIN_PATTERNS, Algorithm, Key, Kind, is_int_between
from kakomi.secret_encoding import decode_stored_secret, encode_secret, hexadecimal_reading

if TYPE_CHECKING:
    from kakomi.account_details import AccountDetails

MAX_COUNTER = 2**63 - 1
MAX_UNIX = 253_402_300_799  # the last second of the year 9999

_ID = re.compile(r"[!-~]{1,128}", re.ASCII)


def _check_names_and_counter(kind: Kind, issuer: str, name: str, counter: int) -> None:
    for where, text in (("issuer", issuer), ("name", name)):
        if len(text) > MAX_LABEL_CHARACTERS:
            raise LabelTooLong(where)
        if text != normalize_label(text):
            raise LabelInvalid(where)
    if not is_int_between(counter, 0, MAX_COUNTER if kind is Kind.HOTP else 0):
        raise CounterInvalid("counter")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account that is not in the vault, such as one read from a QR code or a file. It has no id
    and no times, and may lack its PIN.
    """

    key: Key
    issuer: str = ""
    name: str = ""
    counter: int = 0

    def __post_init__(self) -> None:
        _check_names_and_counter(self.key.kind, self.issuer, self.name, self.counter)

    def account(
        self,
        *,
        id: str,  # noqa: A002  the field's own name
        added_at_unix: int,
        details: AccountDetails = account_details.EMPTY,
    ) -> Account:
        """Returns the account to be saved. Raises PinMissing."""
        return Account(
            details=details,
            id=id,
            key=self.key,
            issuer=self.issuer,
            name=self.name,
            counter=self.counter,
            added_at_unix=added_at_unix,
        )


def in_hexadecimal(new_account: NewAccount) -> NewAccount | None:
    """Returns the account with its secret read as hexadecimal, or None if it isn't hexadecimal."""
    key = new_account.key
    secret = hexadecimal_reading(key.secret) if key.kind in (Kind.TOTP, Kind.HOTP) else None
    return None if secret is None else replace(new_account, key=replace(key, secret=secret))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account in the vault. Times are whole seconds since 1970, UTC. ``counter`` is the next one
    to be used.
    """

    id: str
    key: Key
    issuer: str = ""
    name: str = ""
    counter: int = 0
    added_at_unix: int
    removed_at_unix: int | None = None
    details: AccountDetails = account_details.EMPTY

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise AccountMalformed("id")
        if not is_int_between(self.added_at_unix, 0, MAX_UNIX):
            raise AccountMalformed("added_at_unix")
        if self.removed_at_unix is not None and not is_int_between(
            self.removed_at_unix, 0, MAX_UNIX
        ):
            raise AccountMalformed("removed_at_unix")
        if self.key.needs_pin:
            raise PinMissing("pin")
        _check_names_and_counter(self.key.kind, self.issuer, self.name, self.counter)

    @property
    def kind(self) -> Kind:
        """The kind of the key."""
        return self.key.kind

    @property
    def secret(self) -> bytes:
        """The secret of the key."""
        return self.key.secret

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm of the key."""
        return self.key.algorithm

    @property
    def digits(self) -> int:
        """The number of characters in a code."""
        return self.key.digits

    @property
    def period_s(self) -> int:
        """The number of seconds that a code is valid; the default for HOTP."""
        return self.key.period_s


_FIELDS: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "kind": (str,),
    "issuer": (str,),
    "name": (str,),
    "secret_base32": (str,),
    "algorithm": (str,),
    "digits": (int,),
    "period_s": (int,),
    "counter": (int,),
    "added_at_unix": (int,),
    "removed_at_unix": (int, type(None)),
}
_KINDS, _ALGORITHMS = frozenset(Kind), frozenset(Algorithm)


def to_json(account: Account) -> dict[str, Any]:
    """Returns the account as JSON values that ``from_json`` reads back. Only kinds with a PIN have
    the field "pin", and only accounts with details have the field "particulars".
    """
    fields: dict[str, Any] = {
        "id": account.id,
        "kind": account.kind.value,
        "issuer": account.issuer,
        "name": account.name,
        "secret_base32": encode_secret(account.secret),
        "algorithm": account.algorithm.value,
        "digits": account.digits,
        "period_s": account.period_s,
        "counter": account.counter,
        "added_at_unix": account.added_at_unix,
        "removed_at_unix": account.removed_at_unix,
    }
    if account.kind in PIN_PATTERNS:
        fields["pin"] = account.key.pin
    if account.details != account_details.EMPTY:
        fields["particulars"] = account_details.to_json(account.details)
    return fields


def from_json(value: object, where: str = "account") -> Account:
    """Returns the account that ``to_json`` wrote.

    A missing field, an additional field and a secret in another spelling are refused, because only
    Kakomi writes these records, and they have a version. Raises AccountError; its ``where`` is the
    path of the fault below ``where``, such as ``accounts[3].period_s``.
    """
    if not isinstance(value, Mapping):
        raise AccountMalformed(where)
    fields, kind = _FIELDS, value.get("kind")
    if type(kind) is str and kind in PIN_PATTERNS:
        fields = {**fields, "pin": (str,)}
    if "particulars" in value:
        fields = {**fields, "particulars": (dict,)}
    for name, types in fields.items():
        if name not in value or type(value[name]) not in types:
            raise AccountMalformed(f"{where}.{name}")
    if len(value) != len(fields):
        raise AccountMalformed(where)
    try:
        return _from_fields(value)
    except AccountError as error:
        raise error.at(f"{where}.{error.where}") from error


def _from_fields(value: Mapping[str, Any]) -> Account:
    if value["kind"] not in _KINDS:
        raise KindUnsupported("kind")
    if value["algorithm"] not in _ALGORITHMS:
        raise AlgorithmUnsupported("algorithm")
    key = Key(
        kind=Kind(value["kind"]),
        secret=decode_stored_secret(value["secret_base32"]),
        algorithm=Algorithm(value["algorithm"]),
        digits=value["digits"],
        period_s=value["period_s"],
        pin=value.get("pin", ""),
    )
    others = ("id", "issuer", "name", "counter", "added_at_unix", "removed_at_unix")
    details = account_details.EMPTY
    if "particulars" in value:
        details = account_details.from_json(value["particulars"], "particulars")
        if details == account_details.EMPTY:
            raise AccountMalformed("particulars")
    return Account(key=key, details=details, **{name: value[name] for name in others})
