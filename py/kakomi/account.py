"""An account: the key that makes its codes, and its names.

The bounds of each field. They are checked when an account is created:

- ``secret``: 1 to 1024 bytes. RFC 4226 section 4 requires 16; sites issue 10 and fewer.
- ``digits``: 5 to 10. RFC 4226 section 5.3 has 6 to 8; 31 bits make ten at most.
- ``period_s``: 1 second to a day.
- ``counter``: 0 to 2**63 - 1 (RFC 4226 section 5.1 has 8 bytes; other apps store a signed number).
- A field that a kind does not have keeps its default, so that equal keys compare equal: HOTP has
  no period, all others have no counter, Steam has only SHA-1, 5 characters and 30 seconds.
- mOTP (motp.sourceforge.net) has MD5 and 10 seconds. Its secret is a text, usually hexadecimal,
  and is hashed as it is written: ``secret`` holds that text's bytes, visible ASCII. Yandex has
  SHA-256, 8 letters, 30 seconds and a secret of 16 bytes. Both need a PIN, which QR codes and files
  often omit: a ``NewAccount`` may lack it, an ``Account`` may not. No other kind has a PIN or MD5.
- ``pin``: 4 to 16 digits for Yandex, 1 to 64 visible ASCII characters for mOTP.
- Issuer and name: at most 512 characters, already normalized by ``normalize_label``.

Two accounts are the same account if their keys are equal. Names and counter do not matter.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kakomi import account_details
from kakomi.errors import (
    AccountError,
    AccountMalformed,
    AlgorithmUnsupported,
    CounterInvalid,
    DigitsUnsupported,
    KindUnsupported,
    LabelInvalid,
    LabelTooLong,
    PeriodUnsupported,
    PinInvalid,
    PinMissing,
    SecretInvalid,
    SecretMissing,
    SecretTooLong,
)

if TYPE_CHECKING:
    from kakomi.account_details import AccountDetails

MAX_SECRET_BYTES = 1024
MIN_DIGITS, MAX_DIGITS, DEFAULT_DIGITS, STEAM_DIGITS = 5, 10, 6, 5
MAX_PERIOD_S, DEFAULT_PERIOD_S, MOTP_PERIOD_S = 86_400, 30, 10
YANDEX_DIGITS, YANDEX_SECRET_BYTES = 8, 16
MAX_COUNTER = 2**63 - 1
MAX_LABEL_CHARACTERS = 512
MAX_UNIX = 253_402_300_799  # the last second of the year 9999

# Bidirectional embeddings, overrides and isolates (Unicode UAX #9). In a name they can make it look
# like another name.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BASE32 = re.compile(r"[A-Z2-7]*", re.ASCII)
_NOT_BASE32 = re.compile("[0189]", re.ASCII)
_HEXADECIMAL_MARKS = re.compile(r"^(?:0[xX]|\\x)|(?<=[0-9A-Fa-f]{2}):(?=[0-9A-Fa-f]{2})", re.ASCII)
_HEXADECIMAL_SECRET = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}", re.ASCII)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_ID = re.compile(r"[!-~]{1,128}", re.ASCII)
_MOTP_SECRET = re.compile(rb"[!-~]*")
_HEXADECIMAL = re.compile(rb"(?:[0-9a-f]{2})+")
_ALGORITHM = re.compile(
    r"(?:HMAC[-_ ]?)?SHA[-_ ]?(?:(1|256|384|512)|3[-_ ](224|256|384|512))", re.IGNORECASE | re.ASCII
)


class Kind(StrEnum):
    """How a code is made from the key: RFC 6238, RFC 4226, Steam's letters over RFC 6238, and two
    kinds that also need a PIN: Mobile-OTP's hexadecimal digits and Yandex's letters.
    """

    TOTP = "totp"
    HOTP = "hotp"
    STEAM = "steam"
    MOTP = "motp"
    YANDEX = "yandex"


class Algorithm(StrEnum):
    """The hash of the HMAC (RFC 6238 section 1.2); mOTP uses MD5 without an HMAC.

    RFC 6238 names the first three. SHA-384 and SHA-3 make codes by the same construction.
    """

    SHA1 = "SHA1"
    SHA256 = "SHA256"
    SHA512 = "SHA512"
    SHA384 = "SHA384"
    SHA3_224 = "SHA3-224"
    SHA3_256 = "SHA3-256"
    SHA3_384 = "SHA3-384"
    SHA3_512 = "SHA3-512"
    MD5 = "MD5"


# Those that RFC 6238 names and other apps have.
COMMON_ALGORITHMS = frozenset({Algorithm.SHA1, Algorithm.SHA256, Algorithm.SHA512})

KIND_NAMES = {
    Kind.TOTP: "TOTP",
    Kind.HOTP: "HOTP",
    Kind.STEAM: "Steam",
    Kind.MOTP: "mOTP",
    Kind.YANDEX: "Yandex",
}

PIN_PATTERNS = {
    Kind.MOTP: re.compile(r"[!-~]{1,64}", re.ASCII),
    Kind.YANDEX: re.compile(r"[0-9]{4,16}", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class _KindTraits:
    """The values that a kind fixes. None: the account chooses."""

    algorithm: Algorithm | None = None
    digits: int | None = None
    period_s: int | None = None
    secret_bytes: int | None = None


_TRAITS = {
    Kind.TOTP: _KindTraits(),
    Kind.HOTP: _KindTraits(period_s=DEFAULT_PERIOD_S),
    Kind.STEAM: _KindTraits(Algorithm.SHA1, STEAM_DIGITS, DEFAULT_PERIOD_S),
    Kind.MOTP: _KindTraits(Algorithm.MD5, period_s=MOTP_PERIOD_S),
    Kind.YANDEX: _KindTraits(
        Algorithm.SHA256, YANDEX_DIGITS, DEFAULT_PERIOD_S, YANDEX_SECRET_BYTES
    ),
}


def normalize_label(text: str) -> str:
    """Returns ``text`` as an issuer or a name.

    Control characters and line breaks become a space, and lone surrogates become U+FFFD. Bidi
    overrides and white space at both ends are removed. Everything else stays unchanged.
    """
    text = _BIDI.sub("", text)
    text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    return _CONTROLS.sub(" ", text).strip()


def strip_issuer_prefix(text: str, issuer: str) -> str | None:
    """Returns the rest of ``text`` after the issuer (in any case) and a colon; None if ``text``
    does not begin with them.
    """
    end = len(issuer)
    if issuer and text[:end].casefold() == issuer.casefold() and text[end : end + 1] == ":":
        return normalize_label(text[end + 1 :])
    return None


def separate_label(issuer: str, name: str) -> tuple[str, str]:
    """Returns issuer and name without the issuer's repetition at the beginning of the name.

    A prefix that contains the issuer and more ("Slack (Acme):me" of the issuer "Slack") becomes the
    issuer, because it tells two accounts apart. Any other name stays unchanged.
    """
    rest = strip_issuer_prefix(name, issuer)
    if rest is not None:
        return issuer, rest
    prefix, colon, after = name.partition(":")
    prefix = normalize_label(prefix)
    if colon and extends_issuer(prefix, issuer):
        return prefix, normalize_label(after)
    return issuer, name


def extends_issuer(prefix: str, issuer: str) -> bool:
    """Returns whether the prefix contains the issuer as whole words, and more, and is no domain."""
    words = re.escape(issuer.casefold())
    return (
        bool(issuer)
        and len(prefix) > len(issuer)
        and re.search(rf"(?<!\w){words}(?!\w)", prefix.casefold()) is not None
        and _DOMAIN.fullmatch(prefix) is None
    )


def decode_written_secret(text: str) -> bytes:
    """Returns the bytes of a secret in base32, or in hexadecimal if it can't be base32.

    Raises SecretMissing, SecretInvalid, SecretTooLong.
    """
    return decode_hex_secret(text) or decode_secret(text)


def hexadecimal_reading(secret: bytes) -> bytes | None:
    """Returns the secret's bytes if its base32 text is read as hexadecimal, or None.

    A text of at least 16 digits from A to F and 2 to 7 is valid in both. Keys in hexadecimal have
    8, 16, 20, 32 or 64 bytes, so only texts with a multiple of 8 digits are considered. Base32
    writes those without padding.
    """
    text = encode_secret(secret)
    if len(text) % 8 or not _HEXADECIMAL_SECRET.fullmatch(text):
        return None
    return bytes.fromhex(text)


# Digits that base32 (RFC 4648) does not have, and the letters that they look like. They are never
# replaced by themselves, because a guess may be wrong: the pages show them to the user.
BASE32_LOOKALIKES = {"0": ("O",), "1": ("I", "L"), "8": ("B",), "9": ("G", "Q")}


def encode_secret(secret: bytes) -> str:
    """Returns the secret in base32 (RFC 4648 section 6), upper case, without padding."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")


def decode_secret(text: str) -> bytes:
    """Returns the bytes of a secret that is written as base32.

    Any case, white space, invisible characters, hyphens and dashes of any kind, full-width letters
    and padding are accepted. Bits after the last whole byte are dropped, and any length is
    accepted, because the apps that sites test with do the same.

    Raises SecretMissing, SecretTooLong, SecretInvalid (``secret[i]``: the first character that
    does not belong).
    """
    written = text.rstrip("= \t\r\n")
    while written and (written[-1] == "=" or _is_separator(written[-1])):
        written = written[:-1]
    # The fast path: most secrets are plain base32, and opening a vault decodes every secret.
    symbols = written if _BASE32.fullmatch(written) else _base32_symbols(written)
    if not symbols:
        raise SecretMissing("secret")
    length = len(symbols) * 5 // 8
    if length == 0:
        raise SecretInvalid("secret")
    if length > MAX_SECRET_BYTES:
        raise SecretTooLong("secret")
    filling = "A" * (-len(symbols) % 8)
    return base64.b32decode(symbols + filling)[:length]


def decode_hex_secret(text: str) -> bytes | None:
    """Returns the bytes of a secret that can only be hexadecimal, or None.

    It has at least 16 hexadecimal digits, their number is even, and one of them is 0, 1, 8 or 9,
    which base32 does not have; or it begins with "0x", or colons separate its bytes.
    """
    symbols = "".join(c for c in text if not _is_separator(c))
    digits = _HEXADECIMAL_MARKS.sub("", symbols)
    is_marked = digits != symbols
    if not _HEXADECIMAL_SECRET.fullmatch(digits):
        return None
    return bytes.fromhex(digits) if is_marked or _NOT_BASE32.search(digits) else None


def _base32_symbols(written: str) -> str:
    """Returns the symbols in upper case. Raises SecretInvalid."""
    symbols: list[str] = []
    for index, character in enumerate(written):
        if _is_separator(character):
            continue
        narrow = unicodedata.normalize("NFKC", character) if character > "\uff00" else character
        symbol = narrow.upper() if narrow.isascii() else ""
        if not symbol or not _BASE32.fullmatch(symbol):
            raise SecretInvalid(f"secret[{index}]")
        symbols.append(symbol)
    return "".join(symbols)


def _is_separator(character: str) -> bool:
    """Whether the character is white space, invisible (Cf), or a hyphen or dash (Pd, minus)."""
    return (
        character.isspace()
        or character == "\u2212"
        or unicodedata.category(character) in ("Cf", "Pd")
    )


def decode_algorithm(text: str) -> Algorithm:
    """Returns the algorithm, written in any case, as SHA-256, HmacSHA256, HMAC-SHA-256 or SHA3_256.

    MD5 can't be chosen. Raises AlgorithmUnsupported.
    """
    match = _ALGORITHM.fullmatch(text.strip())
    if match is None:
        raise AlgorithmUnsupported("algorithm")
    return Algorithm(f"SHA{match[1]}" if match[1] else f"SHA3-{match[2]}")


def _is_int_between(value: object, least: int, most: int) -> bool:
    """Whether ``value`` is an ``int`` (not ``bool``) between ``least`` and ``most``."""
    return type(value) is int and least <= value <= most


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The values from which codes are computed. They identify the account. ``repr`` shows no secret
    and no PIN.
    """

    kind: Kind = Kind.TOTP
    secret: bytes = field(repr=False)
    algorithm: Algorithm = Algorithm.SHA1
    digits: int = DEFAULT_DIGITS
    period_s: int = DEFAULT_PERIOD_S
    pin: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        fixed = _TRAITS[self.kind]
        if not self.secret:
            raise SecretMissing("secret")
        if len(self.secret) > MAX_SECRET_BYTES:
            raise SecretTooLong("secret")
        if fixed.secret_bytes not in (None, len(self.secret)) or (
            self.kind is Kind.MOTP and not _MOTP_SECRET.fullmatch(self.secret)
        ):
            raise SecretInvalid("secret")
        if not _is_int_between(self.digits, MIN_DIGITS, MAX_DIGITS):
            raise DigitsUnsupported("digits")
        if not _is_int_between(self.period_s, 1, MAX_PERIOD_S):
            raise PeriodUnsupported("period_s")
        if fixed.period_s not in (None, self.period_s):
            raise PeriodUnsupported("period_s")
        if fixed.digits not in (None, self.digits):
            raise DigitsUnsupported("digits")
        if self.algorithm is not (fixed.algorithm or self.algorithm) or (
            self.algorithm is Algorithm.MD5 and self.kind is not Kind.MOTP
        ):
            raise AlgorithmUnsupported("algorithm")
        self._check_pin()

    def _check_pin(self) -> None:
        pattern = PIN_PATTERNS.get(self.kind)
        if self.pin and (pattern is None or not pattern.fullmatch(self.pin)):
            raise PinInvalid("pin")

    @property
    def needs_pin(self) -> bool:
        """Whether the kind needs a PIN and the key has none."""
        return self.kind in PIN_PATTERNS and not self.pin

    @staticmethod
    def steam(secret: bytes) -> Key:
        """Returns the key of a Steam Guard account."""
        return Key(kind=Kind.STEAM, secret=secret, digits=STEAM_DIGITS)

    @staticmethod
    def motp(secret: bytes, pin: str = "", digits: int = DEFAULT_DIGITS) -> Key:
        """Returns the key of a Mobile-OTP account. ``secret`` holds the bytes of its text."""
        return Key(
            kind=Kind.MOTP,
            secret=secret,
            algorithm=Algorithm.MD5,
            digits=digits,
            period_s=MOTP_PERIOD_S,
            pin=pin,
        )

    @staticmethod
    def yandex(secret: bytes, pin: str = "") -> Key:
        """Returns the key of a Yandex account.

        Yandex's QR codes hold 26 bytes: the first 16 are the secret, the last 12 bits a checksum.
        Raises SecretInvalid if the checksum is wrong.
        """
        if len(secret) == _YANDEX_WRITTEN_BYTES:
            if _yandex_sum(secret) != int.from_bytes(secret, "big") & 0xFFF:
                raise SecretInvalid("secret")
            secret = secret[:YANDEX_SECRET_BYTES]
        return Key(
            kind=Kind.YANDEX,
            secret=secret,
            algorithm=Algorithm.SHA256,
            digits=YANDEX_DIGITS,
            pin=pin,
        )


def format_secret(key: Key) -> str:
    """Returns the secret in base32 as other apps write it."""
    return encode_secret(raw_secret(key))


def raw_secret(key: Key) -> bytes:
    """Returns the secret's bytes. For a hexadecimal mOTP secret, decode its digits."""
    if key.kind is Kind.MOTP and _HEXADECIMAL.fullmatch(key.secret):
        return bytes.fromhex(key.secret.decode("ascii"))
    return key.secret


_YANDEX_WRITTEN_BYTES = 26
_YANDEX_POLYNOMIAL, _YANDEX_DEGREE = 0b1_1000_1111_0011, 12


def _yandex_sum(secret: bytes) -> int:
    """Returns the remainder of all bits but the last twelve by Yandex's polynomial over GF(2)."""
    rest = int.from_bytes(secret, "big") >> _YANDEX_DEGREE
    while rest.bit_length() > _YANDEX_DEGREE:
        rest ^= _YANDEX_POLYNOMIAL << (rest.bit_length() - _YANDEX_DEGREE - 1)
    return rest


def _check_names_and_counter(kind: Kind, issuer: str, name: str, counter: int) -> None:
    for where, text in (("issuer", issuer), ("name", name)):
        if len(text) > MAX_LABEL_CHARACTERS:
            raise LabelTooLong(where)
        if text != normalize_label(text):
            raise LabelInvalid(where)
    if not _is_int_between(counter, 0, MAX_COUNTER if kind is Kind.HOTP else 0):
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
        if not _is_int_between(self.added_at_unix, 0, MAX_UNIX):
            raise AccountMalformed("added_at_unix")
        if self.removed_at_unix is not None and not _is_int_between(
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
        secret=_stored_secret(value["secret_base32"]),
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


# As ``encode_secret`` writes it: lengths that whole bytes have.
_STORED_SECRET = re.compile(r"(?:[A-Z2-7]{8})*(?:[A-Z2-7]{2}|[A-Z2-7]{4}|[A-Z2-7]{5}|[A-Z2-7]{7})?")
_BASE32_DIGITS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghijklmnopqrstuv"
)
_MAX_STORED_CHARACTERS = -(-MAX_SECRET_BYTES * 8 // 5)


def _stored_secret(text: str) -> bytes:
    # Opening a vault reads every secret, and ``int`` is several times faster than ``base64``.
    if 0 < len(text) <= _MAX_STORED_CHARACTERS and _STORED_SECRET.fullmatch(text):
        spare_bits = len(text) * 5 % 8
        number = int(text.translate(_BASE32_DIGITS), 32)
        if number & ((1 << spare_bits) - 1) == 0:
            return (number >> spare_bits).to_bytes(len(text) * 5 // 8)
    try:
        secret = decode_secret(text)
    except AccountError as error:
        raise error.at(error.where.replace("secret", "secret_base32", 1)) from error
    if encode_secret(secret) != text:
        raise SecretInvalid("secret_base32")
    return secret
