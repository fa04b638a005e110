"""One-time codes: HOTP (RFC 4226), TOTP (RFC 6238), and Steam's letters.

HMAC, truncation and Steam's alphabet are pyotp's. Around them stands only what pyotp, made for
servers, refuses to a client: secrets under 112 bits, 5 digits, periods over two minutes. Time
comes in as whole seconds since 1970, UTC, and stays an integer; no time zone and no float can
touch it.
"""

from __future__ import annotations

import hashlib

from pyotp import OTP
from pyotp.contrib import Steam

from kakomi.account import MAX_COUNTER, Algorithm, Key, Kind
from kakomi.errors import CounterInvalid

_DIGESTS = {
    Algorithm.SHA1: hashlib.sha1,
    Algorithm.SHA256: hashlib.sha256,
    Algorithm.SHA512: hashlib.sha512,
}


class _Digits(OTP):
    """pyotp's core over a key whose bounds ``Key`` has checked, its secret decoded already."""

    def __init__(self, key: Key) -> None:  # not pyotp's: that one checks a server's bounds
        self.digits = key.digits
        self.digest = _DIGESTS[key.algorithm]
        self._secret = key.secret

    def byte_secret(self) -> bytes:
        """The key of the HMAC, as it is."""
        return self._secret


class _Letters(_Digits, Steam):
    """The same, in Steam's alphabet: all of the truncated value, in base 26, lowest first, 5
    letters.
    """

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.digits = 10  # what Steam's class wants from the core: all 31 bits


def step(at_unix: int, period_s: int) -> int:
    """The time step that second is in (RFC 6238 section 4.2, T0 = 0). Raises CounterInvalid before
    1970.
    """
    _check(at_unix, "at_unix")
    return at_unix // period_s


def codes(key: Key, first_step: int, count: int) -> list[str]:
    """The codes of ``count`` steps (or counters) from ``first_step`` on, in order.

    Raises CounterInvalid if one of them is negative or over ``MAX_COUNTER``.
    """
    if count <= 0:
        return []
    _check(first_step, "first_step")
    _check(first_step + count - 1, "first_step")
    core = _Letters(key) if key.kind is Kind.STEAM else _Digits(key)
    return [core.generate_otp(factor) for factor in range(first_step, first_step + count)]


def hotp(key: Key, counter: int) -> str:
    """The code of that counter (RFC 4226 section 5.3). Raises CounterInvalid."""
    _check(counter, "counter")
    return codes(key, counter, 1)[0]


def totp(key: Key, at_unix: int) -> str:
    """The code of that second (RFC 6238 section 4). Raises CounterInvalid before 1970."""
    return codes(key, step(at_unix, key.period_s), 1)[0]


def _check(number: int, where: str) -> None:
    # A float would pass through // and fail deep inside, or worse, not fail.
    if type(number) is not int or not 0 <= number <= MAX_COUNTER:
        raise CounterInvalid(where)
