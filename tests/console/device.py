"""What the console keeps of one authenticator: its secret, and which codes were used up.

Codes are checked as RFC 6238 section 5.2 and RFC 4226 section 7.4 ask:
 1. A time code is right one step early or late, and no further.
 2. A counter code is right up to ``LOOK_AHEAD`` counters after the one expected.
 3. No code is taken twice, however right it is: a used step or a passed counter is a replay.
 4. All comparisons take the same time wherever they differ.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

import pyotp

ISSUER = "Mihari Console"
TOLERANCE_STEPS = 1
LOOK_AHEAD = 10


class Verdict(StrEnum):
    """What the console says to a code. Its value names the notice on the page."""

    RIGHT = "right"
    WRONG = "wrong"
    REPLAYED = "replayed"
    MALFORMED = "malformed"
    PAUSED = "paused"
    EXPIRED = "expired"
    USED = "used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What an account is like, all but its secret."""

    kind: str = "totp"
    algorithm: str = "SHA1"
    digits: int = 6
    period_s: int = 30
    secret_bytes: int = 20
    issuer: str = ISSUER


DEFAULT = Spec()


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """An authenticator: ``used`` holds the spent steps (TOTP), ``counter`` the next one (HOTP)."""

    spec: Spec
    secret_base32: str
    counter: int = 0
    used: frozenset[int] = frozenset()

    def check(self, typed: str, now_unix: int) -> tuple[Device, Verdict]:
        """The verdict on a code, and the device that remembers it was used."""
        code = tidy_code(typed)
        if len(code) != self.spec.digits or not (code.isascii() and code.isdigit()):
            return self, Verdict.MALFORMED
        moving_factor, fresh = self._matching(code, now_unix)
        if moving_factor is None:
            return self, Verdict.WRONG
        if not fresh:
            return self, Verdict.REPLAYED
        if self.spec.kind == "hotp":
            return replace(self, counter=moving_factor + 1), Verdict.RIGHT
        oldest = now_unix // self.spec.period_s - TOLERANCE_STEPS
        kept = frozenset(step for step in self.used if step >= oldest)
        return replace(self, used=kept | {moving_factor}), Verdict.RIGHT

    def _matching(self, code: str, now_unix: int) -> tuple[int | None, bool]:
        """The step or counter the code belongs to, if any, and whether it may still be used."""
        otp = _otp(self)
        if self.spec.kind == "hotp":
            first = max(0, self.counter - LOOK_AHEAD)
            span = range(first, self.counter + LOOK_AHEAD + 1)
            passed = frozenset(range(first, self.counter))
        else:
            step = now_unix // self.spec.period_s
            span = range(max(0, step - TOLERANCE_STEPS), step + TOLERANCE_STEPS + 1)
            passed = self.used
        # All are compared, found or not. Of two equal codes the one still good is the one meant.
        matching = [factor for factor in span if otp.verify(code, factor)]
        if not matching:
            return None, False
        good = [factor for factor in matching if factor not in passed]
        return (good[0], True) if good else (matching[0], False)

    def uri(self, account: str) -> str:
        """The otpauth URI, spelled as pyotp, and so many a console, spells it."""
        spec = self.spec
        otp = _otp(self)
        if spec.kind == "hotp":
            return otp.provisioning_uri(
                name=account, issuer_name=spec.issuer, initial_count=self.counter
            )
        return pyotp.utils.build_uri(
            self.secret_base32,
            name=account,
            issuer=spec.issuer,
            algorithm=spec.algorithm.lower(),
            digits=spec.digits,
            period=spec.period_s,
        )


class _AnyLength(pyotp.HOTP):
    """pyotp's HMAC core without its minimum of 112 bits: many sites give out 80."""

    def byte_secret(self) -> bytes:
        return base64.b32decode(self.secret)


def _otp(device: Device) -> pyotp.HOTP:
    digest = getattr(hashlib, device.spec.algorithm.lower())
    return _AnyLength(device.secret_base32, digits=device.spec.digits, digest=digest)


def new_device(spec: Spec, secret: bytes) -> Device:
    """A device from ``spec.secret_bytes`` random bytes (a multiple of 5: base32 needs no "=")."""
    return Device(spec=spec, secret_base32=base64.b32encode(secret).decode("ascii"))


def tidy_code(typed: str) -> str:
    """A code as it was meant: full-width characters made ASCII, spaces and hyphens gone."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(c for c in plain if not c.isspace() and c != "-")
