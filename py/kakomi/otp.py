"""Computes one-time codes: HOTP (RFC 4226), TOTP (RFC 6238), Steam's letters, and two kinds that
also use a PIN: Mobile-OTP (motp.sourceforge.net) and Yandex.

pyotp computes the HMAC, the truncation and Steam's letters. pyotp's constructor is not used,
because it refuses values that a client must accept: secrets under 112 bits, 5 digits, periods over
two minutes. Times are integers, whole seconds since 1970, UTC, so that neither a time zone nor a
rounded float can change a code.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from typing import TYPE_CHECKING

from pyotp import OTP
from pyotp.contrib import Steam

from kakomi.account import MAX_COUNTER
from kakomi.errors import CounterInvalid, CounterNotFound, PinMissing
from kakomi.otp_key import YANDEX_DIGITS, Algorithm, Key, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

# How many counters are searched for two codes in a row, after and before the saved one. Two codes
# of six digits agree by chance once in 10**12.
LOOK_AHEAD, LOOK_BACK, CODES_IN_A_ROW = 1_000, 100, 2

# By name: the interpreter in the browser computes an HMAC of a named digest in half the time.
_DIGESTS = {
    Algorithm.SHA1: "sha1",
    Algorithm.SHA256: "sha256",
    Algorithm.SHA512: "sha512",
    Algorithm.SHA384: "sha384",
    Algorithm.SHA3_224: "sha3_224",
    Algorithm.SHA3_256: "sha3_256",
    Algorithm.SHA3_384: "sha3_384",
    Algorithm.SHA3_512: "sha3_512",
}


class _Rfc4226(OTP):
    """pyotp's HOTP for a key whose bounds ``Key`` has checked and whose secret is decoded.

    This is the one deviation from pyotp's public interface: ``OTP.__init__`` is not called, and
    ``byte_secret`` is overridden.
    """

    def __init__(self, key: Key) -> None:  # OTP.__init__ checks the bounds of a server
        self.digits = key.digits
        self.digest = _DIGESTS[key.algorithm]
        self._secret = key.secret

    def byte_secret(self) -> bytes:
        """Returns the key of the HMAC."""
        return self._secret


class _Steam(_Rfc4226, Steam):
    """Steam Guard: the truncated value in base 26, lowest digit first, as 5 letters."""

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.digits = 10  # pyotp's Steam class needs all 31 bits of the truncated value


class _Motp:
    """Mobile-OTP: the first characters of the MD5 of step, secret and PIN, written as text."""

    def __init__(self, key: Key) -> None:
        self._digits = key.digits
        self._tail = key.secret + key.pin.encode("ascii")

    def generate_otp(self, factor: int) -> str:
        # S324: mOTP is defined with MD5
        digest = hashlib.md5(str(factor).encode("ascii") + self._tail)  # noqa: S324
        return digest.hexdigest()[: self._digits]


class _Yandex:
    """Yandex: HMAC-SHA-256 with the SHA-256 of PIN and secret as its key. Eight bytes are truncated
    as RFC 4226 truncates four, and written in base 26, highest digit first, as letters.

    If the key begins with a zero byte, that byte is dropped, as Yandex's app does.
    """

    def __init__(self, key: Key) -> None:
        hashed = hashlib.sha256(key.pin.encode("ascii") + key.secret).digest()
        self._hmac_key = hashed[1:] if hashed[0] == 0 else hashed

    def generate_otp(self, factor: int) -> str:
        digest = hmac.digest(self._hmac_key, factor.to_bytes(8, "big"), "sha256")
        offset = digest[-1] & 15
        value = int.from_bytes(digest[offset : offset + 8], "big") & (2**63 - 1)
        letters = []
        for _ in range(YANDEX_DIGITS):
            value, letter = divmod(value, 26)
            letters.append(chr(ord("a") + letter))
        return "".join(reversed(letters))


_CORES: dict[Kind, type[_Rfc4226 | _Motp | _Yandex]] = {
    Kind.TOTP: _Rfc4226,
    Kind.HOTP: _Rfc4226,
    Kind.STEAM: _Steam,
    Kind.MOTP: _Motp,
    Kind.YANDEX: _Yandex,
}


def step(at_unix: int, period_s: int) -> int:
    """Returns the time step of that second (RFC 6238 section 4.2, T0 = 0).

    Raises CounterInvalid before 1970.
    """
    _check(at_unix, "at_unix")
    return at_unix // period_s


def codes(key: Key, first_step: int, count: int) -> list[str]:
    """Returns the codes of ``count`` steps (or counters) from ``first_step`` on, in order.

    Raises CounterInvalid if a step is negative or over ``MAX_COUNTER``, PinMissing if the key needs
    a PIN.
    """
    if count <= 0:
        return []
    _check(first_step, "first_step")
    _check(first_step + count - 1, "first_step")
    if key.needs_pin:
        raise PinMissing("pin")
    core = _CORES[key.kind](key)
    return [core.generate_otp(factor) for factor in range(first_step, first_step + count)]


def hotp(key: Key, counter: int) -> str:
    """Returns the code of that counter (RFC 4226 section 5.3). Raises CounterInvalid."""
    _check(counter, "counter")
    return codes(key, counter, 1)[0]


def totp(key: Key, at_unix: int) -> str:
    """Returns the code of that second (RFC 6238 section 4). Raises CounterInvalid before 1970."""
    return codes(key, step(at_unix, key.period_s), 1)[0]


def counter_after(key: Key, counter: int, shown: Sequence[str]) -> int:
    """Returns the counter that follows two codes in a row (RFC 4226 section 7.4).

    Counters from ``counter`` to ``LOOK_AHEAD`` after it are searched first, then those from
    ``LOOK_BACK`` before it, for a device that is behind. Raises CounterNotFound.
    """
    wanted = [unicodedata.normalize("NFKC", "".join(code.split())) for code in shown]
    first = max(0, counter - LOOK_BACK)
    count = min(counter + LOOK_AHEAD, MAX_COUNTER - 1) - first + 1
    if len(wanted) == CODES_IN_A_ROW and key.kind is Kind.HOTP:
        made = codes(key, first, count)
        found = [first + at for at in range(count - 1) if made[at : at + 2] == wanted]
        for at in sorted(found, key=lambda at: (at < counter, at)):
            return at + CODES_IN_A_ROW
    raise CounterNotFound("codes")


def _check(number: int, where: str) -> None:
    # A float would pass through // and could make a wrong code without an error.
    if type(number) is not int or not 0 <= number <= MAX_COUNTER:
        raise CounterInvalid(where)
