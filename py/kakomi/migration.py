"""Reads and writes Google Authenticator's transfer codes.

    otpauth-migration://offline?data=BASE64

The base64 may be percent-encoded or raw; in raw base64 "+" is a "+". The URL alphabet ("-", "_")
and missing padding are accepted. It holds a Protocol Buffers message (wire format:
protobuf.dev/programming-guides/encoding). Google has published no schema; other apps use this one:

    payload   1 repeated account · 2 version · 3 batch_size · 4 batch_index · 5 batch_id
    account   1 secret bytes · 2 name · 3 issuer · 4 algorithm · 5 digits · 6 type · 7 counter
    algorithm 0 not given, 1 SHA-1, 2 SHA-256, 3 SHA-512, 4 MD5
    digits    0 not given, 1 six, 2 eight
    type      0 not given, 1 HOTP, 2 TOTP; the period is always 30 s

Rules: the defaults are SHA-1 and 6 digits. A missing type, a value that is not listed, and MD5 are
refused. Only that account is refused, and the others are read. An issuer at the beginning of the
name ("ACME:alice" of ACME) is removed from the name, as in account URIs. Unknown fields are
ignored. Known fields must have their wire type. A truncated message is refused as a whole, because
the user could not see that accounts are missing.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from kakomi import uri_schemes
from kakomi.account import Account, NewAccount
from kakomi.errors import (
    AccountError,
    AlgorithmUnsupported,
    DigitsUnsupported,
    KindUnsupported,
    LabelInvalid,
    MigrationMalformed,
    PeriodUnsupported,
)
from kakomi.label import normalize_label, separate_label
from kakomi.otp_key import DEFAULT_PERIOD_S, Algorithm, Key, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARACTERS = 65_536  # a QR code holds 4,296; a pasted text may be percent-encoded
MAX_ACCOUNTS = 1_000
MAX_BATCHES = 1_000
MAX_VARINT_BYTES = 10  # 64 bits, 7 a byte

_URI = re.compile(
    rf"\s*{uri_schemes.TRANSFER}://offline/?\?(.*)", re.IGNORECASE | re.DOTALL | re.ASCII
)
_DATA = re.compile(r"[A-Za-z0-9+/]*={0,2}", re.ASCII)
_ALGORITHMS = {0: Algorithm.SHA1, 1: Algorithm.SHA1, 2: Algorithm.SHA256, 3: Algorithm.SHA512}
_DIGITS = {0: 6, 1: 6, 2: 8}
_KINDS = {1: Kind.HOTP, 2: Kind.TOTP}
_ALGORITHM_NUMBERS = {v: k for k, v in _ALGORITHMS.items()}
_DIGITS_NUMBERS = {v: k for k, v in _DIGITS.items()}
_KIND_NUMBERS = {v: k for k, v in _KINDS.items()}

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_PAYLOAD_TYPES = {1: _BYTES, 2: _VARINT, 3: _VARINT, 4: _VARINT, 5: _VARINT}
_ACCOUNT_TYPES = {1: _BYTES, 2: _BYTES, 3: _BYTES, 4: _VARINT, 5: _VARINT, 6: _VARINT, 7: _VARINT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One transfer code. All codes of one transfer have the same ``batch_id``. This code has the
    index ``batch_index`` (from 0) of ``batch_size``. ``refused`` has the errors of accounts that
    were left out, with ``where`` such as ``accounts[2].algorithm``.
    """

    accounts: tuple[NewAccount, ...]
    refused: tuple[AccountError, ...] = ()
    version: int = 1
    batch_size: int = 1
    batch_index: int = 0
    batch_id: int = 0


def is_transfer(text: str) -> bool:
    """Returns whether the text is a transfer code, readable or not."""
    return _URI.fullmatch(text) is not None


def parse(text: str) -> Transfer:
    """Returns the content of the transfer code. Raises MigrationMalformed."""
    payload = list(_fields(_payload(text), _PAYLOAD_TYPES))
    entries = [value for number, value in payload if number == 1 and isinstance(value, bytes)]
    if len(entries) > MAX_ACCOUNTS:
        raise MigrationMalformed("accounts")
    accounts: list[NewAccount] = []
    refused: list[AccountError] = []
    for index, entry in enumerate(entries):
        try:
            accounts.append(_new_account(dict(_fields(entry, _ACCOUNT_TYPES))))
        except AccountError as error:
            refused.append(error.at(f"accounts[{index}].{error.where}"))
    numbers = {number: value for number, value in payload if isinstance(value, int)}
    size, index = _int32(numbers.get(3, 0)), _int32(numbers.get(4, 0))
    if not 0 <= size <= MAX_BATCHES or not 0 <= index < max(size, 1):
        raise MigrationMalformed("batch_index")
    return Transfer(
        accounts=tuple(accounts),
        refused=tuple(refused),
        version=_int32(numbers.get(2, 0)),
        batch_size=size,
        batch_index=index,
        batch_id=_int32(numbers.get(5, 0)),
    )


def format(transfer: Transfer) -> str:  # noqa: A001  the pair of parse
    """Returns the code that ``parse`` reads back unchanged.

    Raises AccountError (``accounts[1].period_s``) for an account that this format can't represent:
    Steam, periods other than 30 s, digits other than 6 and 8.
    """
    message = bytearray()
    for index, account in enumerate(transfer.accounts):
        try:
            message += _bytes_field(1, _entry(account))
        except AccountError as error:
            raise error.at(f"accounts[{index}].{error.where}") from error
    message += _number_field(2, transfer.version)
    message += _number_field(3, transfer.batch_size)
    message += _number_field(4, transfer.batch_index)
    message += _number_field(5, transfer.batch_id)
    data = base64.b64encode(message).decode("ascii")
    return f"{uri_schemes.TRANSFER}://offline?data={quote(data, safe='')}"


def _payload(text: str) -> bytes:
    if len(text) > MAX_CHARACTERS:
        raise MigrationMalformed("data")
    match = _URI.fullmatch(text)
    pieces = match[1].split("&") if match else []
    data = next((p[5:] for p in pieces if p[:5].lower() == "data="), None)
    if data is None:
        raise MigrationMalformed("data")
    # A form decoder turns "+" into a space.
    data = unquote(data).strip().replace(" ", "+").replace("-", "+").replace("_", "/").rstrip("=")
    if not _DATA.fullmatch(data) or len(data) % 4 == 1:
        raise MigrationMalformed("data")
    return base64.b64decode(data + "=" * (-len(data) % 4))


def _fields(message: bytes, types: dict[int, int]) -> Iterator[tuple[int, int | bytes]]:
    """Yield the known fields in order, as (number, value). Raises MigrationMalformed."""
    position = 0
    while position < len(message):
        tag, position = _varint(message, position)
        number, wire_type = tag >> 3, tag & 7
        if number == 0 or types.get(number, wire_type) != wire_type:
            raise MigrationMalformed("data")
        value: int | bytes
        if wire_type == _VARINT:
            value, position = _varint(message, position)
        else:
            length, position = _length(message, position, wire_type)
            value = message[position : position + length]
            position += length
            if position > len(message):
                raise MigrationMalformed("data")
        if number in types:
            yield number, value


def _length(message: bytes, position: int, wire_type: int) -> tuple[int, int]:
    if wire_type == _BYTES:
        return _varint(message, position)
    if wire_type in (_FIXED64, _FIXED32):
        return (8 if wire_type == _FIXED64 else 4), position
    raise MigrationMalformed("data")


def _varint(message: bytes, position: int) -> tuple[int, int]:
    """Returns the number at ``position``, and the position after it."""
    number = 0
    for index, byte in enumerate(message[position : position + MAX_VARINT_BYTES]):
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            if number >= 2**64:
                break
            return number, position + index + 1
    raise MigrationMalformed("data")


def _int32(number: int) -> int:
    """Returns a protobuf int32: two's complement, extended to 64 bits on the wire."""
    low = number & 0xFFFF_FFFF
    return low - 2**32 if low >= 2**31 else low


def _new_account(fields: dict[int, int | bytes]) -> NewAccount:
    def number(at: int) -> int:
        value = fields.get(at, 0)
        return value if isinstance(value, int) else 0

    def text(at: int, where: str) -> str:
        value = fields.get(at, b"")
        try:
            return normalize_label(value.decode("utf-8")) if isinstance(value, bytes) else ""
        except UnicodeDecodeError:
            pass
        raise LabelInvalid(where)  # outside the handler, because that exception quotes the text

    kind = _KINDS.get(number(6))
    if kind is None:
        raise KindUnsupported("kind")
    if number(4) not in _ALGORITHMS:
        raise AlgorithmUnsupported("algorithm")
    if number(5) not in _DIGITS:
        raise DigitsUnsupported("digits")
    secret = fields.get(1, b"")
    key = Key(
        kind=kind,
        secret=secret if isinstance(secret, bytes) else b"",
        algorithm=_ALGORITHMS[number(4)],
        digits=_DIGITS[number(5)],
    )
    issuer, name = separate_label(text(3, "issuer"), text(2, "name"))
    return NewAccount(
        key=key,
        issuer=issuer,
        name=name,
        counter=number(7) if kind is Kind.HOTP else 0,
    )


def _entry(account: Account | NewAccount) -> bytes:
    key = account.key
    if key.kind not in _KIND_NUMBERS:
        raise KindUnsupported("kind")
    if key.digits not in _DIGITS_NUMBERS:
        raise DigitsUnsupported("digits")
    if key.period_s != DEFAULT_PERIOD_S:
        raise PeriodUnsupported("period_s")
    if key.algorithm not in _ALGORITHM_NUMBERS:
        raise AlgorithmUnsupported("algorithm")
    name = account.name
    if separate_label(account.issuer, name) != (account.issuer, name):
        name = f"{account.issuer}:{name}"  # a reader removes one issuer from the name
    return b"".join(
        (
            _bytes_field(1, key.secret),
            _bytes_field(2, name.encode("utf-8")),
            _bytes_field(3, account.issuer.encode("utf-8")),
            _number_field(4, _ALGORITHM_NUMBERS[key.algorithm]),
            _number_field(5, _DIGITS_NUMBERS[key.digits]),
            _number_field(6, _KIND_NUMBERS[key.kind]),
            _number_field(7, account.counter) if key.kind is Kind.HOTP else b"",
        )
    )


def _written_varint(number: int) -> bytes:
    number &= 2**64 - 1  # negative ones in two's complement
    written = bytearray()
    while number >= 0x80:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def _number_field(number: int, value: int) -> bytes:
    return _written_varint(number << 3 | _VARINT) + _written_varint(value)


def _bytes_field(number: int, value: bytes) -> bytes:
    return _written_varint(number << 3 | _BYTES) + _written_varint(len(value)) + value
