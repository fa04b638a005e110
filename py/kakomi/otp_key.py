"""The key of an account: the values from which its codes are computed.

The bounds of each field are checked when a key is created:

- ``digits``: 5 to 10. RFC 4226 section 5.3 has 6 to 8; 31 bits make ten at most.
- ``period_s``: 1 second to a day.
- A field that a kind does not have keeps its default, so that equal keys compare equal: HOTP has
  no period, Steam has only SHA-1, 5 characters and 30 seconds.
- mOTP (motp.sourceforge.net) has MD5 and 10 seconds. Its secret is a text, usually hexadecimal,
  and is hashed as it is written: ``secret`` holds that text's bytes, visible ASCII. Yandex has
  SHA-256, 8 letters, 30 seconds and a secret of 16 bytes. Both need a PIN, which QR codes and files
  often omit: the key of a ``NewAccount`` may lack it, that of an ``Account`` may not. No other kind
  has a PIN or MD5.
- ``pin``: 4 to 16 digits for Yandex, 1 to 64 visible ASCII characters for mOTP.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from kakomi.errors import (
    AlgorithmUnsupported,
    DigitsUnsupported,
    PeriodUnsupported,
    PinInvalid,
    SecretInvalid,
    SecretMissing,
    SecretTooLong,
)
from kakomi.secret_encoding import MAX_SECRET_BYTES, encode_secret

MIN_DIGITS, MAX_DIGITS, DEFAULT_DIGITS, STEAM_DIGITS = 5, 10, 6, 5
MAX_PERIOD_S, DEFAULT_PERIOD_S, MOTP_PERIOD_S = 86_400, 30, 10
YANDEX_DIGITS, YANDEX_SECRET_BYTES = 8, 16
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


def decode_algorithm(text: str) -> Algorithm:
    """Returns the algorithm, written in any case, as SHA-256, HmacSHA256, HMAC-SHA-256 or SHA3_256.

    MD5 can't be chosen. Raises AlgorithmUnsupported.
    """
    match = _ALGORITHM.fullmatch(text.strip())
    if match is None:
        raise AlgorithmUnsupported("algorithm")
    return Algorithm(f"SHA{match[1]}" if match[1] else f"SHA3-{match[2]}")


def is_int_between(value: object, least: int, most: int) -> bool:
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
        if not is_int_between(self.digits, MIN_DIGITS, MAX_DIGITS):
            raise DigitsUnsupported("digits")
        if not is_int_between(self.period_s, 1, MAX_PERIOD_S):
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
