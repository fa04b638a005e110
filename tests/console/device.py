"""What the console stores of one authenticator: its secret, and which codes were used.

Codes are checked as RFC 6238 section 5.2 and RFC 4226 section 7.4 say:
1. The code of the previous, the current and the next time step is right.
2. The code of the expected counter and of the next ``LOOK_AHEAD`` counters is right.
3. No code is accepted twice: the code of a used step or of an earlier counter is a replay.
4. All comparisons take constant time.
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
    """The result of checking a code. Its value is the name of the notice on the page."""

    RIGHT = "right"
    WRONG = "wrong"
    REPLAYED = "replayed"
    MALFORMED = "malformed"
    PAUSED = "paused"
    EXPIRED = "expired"
    USED = "used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """The parameters of an account, without its secret."""

    kind: str = "totp"
    algorithm: str = "SHA1"
    digits: int = 6
    period_s: int = 30
    secret_bytes: int = 20
    issuer: str = ISSUER


DEFAULT = Spec()


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """An authenticator. ``used``: the used steps (TOTP). ``counter``: the next one (HOTP)."""

    spec: Spec
    secret_base32: str
    counter: int = 0
    used: frozenset[int] = frozenset()

    def check(self, typed: str, now_unix: int) -> tuple[Device, Verdict]:
        """Returns the verdict on a code, and the device with the code marked as used."""
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
        """Returns the step or counter of the code, if any, and whether it may still be used."""
        otp = _otp(self)
        if self.spec.kind == "hotp":
            first = max(0, self.counter - LOOK_AHEAD)
            span = range(first, self.counter + LOOK_AHEAD + 1)
            passed = frozenset(range(first, self.counter))
        else:
            step = now_unix // self.spec.period_s
            span = range(max(0, step - TOLERANCE_STEPS), step + TOLERANCE_STEPS + 1)
            passed = self.used
        # All are compared, so that the time is constant. Of two equal codes the unused one counts.
        matching = [factor for factor in span if otp.verify(code, factor)]
        if not matching:
            return None, False
        good = [factor for factor in matching if factor not in passed]
        return (good[0], True) if good else (matching[0], False)

    def uri(self, account: str) -> str:
        """Returns the otpauth URI as pyotp writes it, which many sites use."""
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
    """pyotp's HMAC core without its minimum of 112 bits, because many sites use 80."""

    def byte_secret(self) -> bytes:
        return base64.b32decode(self.secret)


def _otp(device: Device) -> pyotp.HOTP:
    digest = getattr(hashlib, device.spec.algorithm.lower())
    return _AnyLength(device.secret_base32, digits=device.spec.digits, digest=digest)


def new_device(spec: Spec, secret: bytes) -> Device:
    """Returns a device from ``spec.secret_bytes`` random bytes. Their number is a multiple of 5, so
    that base32 has no "=".
    """
    return Device(spec=spec, secret_base32=base64.b32encode(secret).decode("ascii"))


def tidy_code(typed: str) -> str:
    """Returns the code with full-width characters as ASCII, without spaces and hyphens."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(c for c in plain if not c.isspace() and c != "-")
