"""The state of the console and its transitions: frozen data and pure functions, no I/O.

There is one user, with one ``Console``. A transition takes it, the time and random bytes, and
returns the next one, with a ``Verdict`` if a code was typed. The laws:
1. Two-factor is on if and only if there is a ``device``.
2. A new device replaces the old one when a code of the new one is entered.
3. Only the newest mailed code of its kind is valid, once, for a limited time.
4. After five wrong codes of any kind, all codes are refused for a while.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from enum import StrEnum

from console.device import DEFAULT, Device, Spec, Verdict, new_device, tidy_code

USER = "hanako"
PASSWORD = "mihari_renshu"
ADDRESS = "hanako@mihari.example"

ATTEMPTS = 5
PAUSE_S = 30
MAIL_CODE_LENGTH = 8
# Without characters that are confused: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
MAIL_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"


class MailKind(StrEnum):
    """The purpose of a mailed code."""

    CONFIRMATION = "confirmation"
    EMERGENCY = "emergency"


LIFETIME_S = {MailKind.CONFIRMATION: 30 * 60, MailKind.EMERGENCY: 10 * 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail the console sent."""

    kind: MailKind
    code: str
    sent_at_unix: int
    used: bool = False


class Stage(StrEnum):
    """How far a browser is signed in."""

    OUT = "out"
    PASSWORD = "password"  # the code is missing
    IN = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The user's account. ``pending`` is the device that is being enrolled."""

    device: Device | None = None
    pending: Device | None = None
    advice_hidden: bool = False
    mails: tuple[Mail, ...] = ()
    wrong: int = 0
    paused_until_unix: int = 0


def pause_left_s(console: Console, now_unix: int) -> int:
    """Returns the seconds until codes are accepted again; 0 if they are."""
    return max(0, console.paused_until_unix - now_unix)


def signed_in_with_password(console: Console) -> Stage:
    """Returns the state of a browser after the right password."""
    return Stage.PASSWORD if console.device else Stage.IN


def send_mail(console: Console, kind: MailKind, code: str, now_unix: int) -> Console:
    """Send a mail with a new code. Earlier codes of its kind become invalid."""
    mail = Mail(kind=kind, code=code, sent_at_unix=now_unix)
    return replace(console, mails=(*console.mails, mail))


def newest(console: Console, kind: MailKind) -> Mail | None:
    """Returns the mail with the valid code."""
    return next((m for m in reversed(console.mails) if m.kind is kind), None)


def confirm_address(
    console: Console, typed: str, secret: bytes, now_unix: int
) -> tuple[Console, Verdict]:
    """Check the code of the confirmation mail. If it is right, a device with ``secret`` becomes
    pending.
    """
    after, verdict = _spend_mail(console, MailKind.CONFIRMATION, typed, now_unix)
    if verdict is Verdict.RIGHT:
        after = replace(after, pending=new_device(DEFAULT, secret))
    return after, verdict


def prepare(console: Console, spec: Spec, secret: bytes) -> Console:
    """Change the kind of the pending device. It keeps its secret if it has this kind already."""
    if console.pending is None or console.pending.spec == spec:
        return console
    return replace(console, pending=new_device(spec, secret))


def _checked(
    console: Console, device: Device | None, typed: str, now_unix: int
) -> tuple[Device | None, Verdict]:
    """Check a code of a device. Returns the device after that, None if there is none."""
    if device is None:
        return None, Verdict.EXPIRED
    if pause_left_s(console, now_unix):
        return device, Verdict.PAUSED
    return device.check(typed, now_unix)


def enable(console: Console, typed: str, now_unix: int) -> tuple[Console, Verdict]:
    """Make the pending device the current one, if the code is right."""
    device, verdict = _checked(console, console.pending, typed, now_unix)
    if device is None or verdict is Verdict.PAUSED:
        return console, verdict
    if verdict is Verdict.RIGHT:
        console = replace(console, device=device, pending=None)
    return _count(console, verdict, now_unix), verdict


def enter_code(console: Console, typed: str, now_unix: int) -> tuple[Console, Verdict]:
    """Check a code of the current device, at sign-in and before it is changed."""
    device, verdict = _checked(console, console.device, typed, now_unix)
    if device is None or verdict is Verdict.PAUSED:
        return console, verdict
    return _count(replace(console, device=device), verdict, now_unix), verdict


def enter_emergency_code(console: Console, typed: str, now_unix: int) -> tuple[Console, Verdict]:
    """Check the emergency mail's code. Two-factor stays on."""
    return _spend_mail(console, MailKind.EMERGENCY, typed, now_unix)


def change_device(
    console: Console, typed: str, secret: bytes, now_unix: int
) -> tuple[Console, Verdict]:
    """Begin to enroll a new device, with a code of the current one, which stays valid."""
    after, verdict = enter_code(console, typed, now_unix)
    if verdict is Verdict.RIGHT:
        after = replace(after, pending=new_device(DEFAULT, secret))
    return after, verdict


def cancel(console: Console) -> Console:
    """Cancel the enrollment. Nothing else changes."""
    return replace(console, pending=None)


def switch_off(console: Console) -> Console:
    """Turn two-factor off and delete the device."""
    return replace(console, device=None, pending=None)


def hide_advice(console: Console) -> Console:
    """Do not show the advice again."""
    return replace(console, advice_hidden=True)


def forget_used_codes(console: Console) -> Console:
    """Make used codes valid again, for tests that would wait for the next step."""
    if console.device is None:
        return console
    return replace(console, device=replace(console.device, used=frozenset()))


def _spend_mail(
    console: Console, kind: MailKind, typed: str, now_unix: int
) -> tuple[Console, Verdict]:
    if pause_left_s(console, now_unix):
        return console, Verdict.PAUSED
    code = tidy_code(typed)
    if len(code) != MAIL_CODE_LENGTH or not (code.isascii() and code.isalnum()):
        return console, Verdict.MALFORMED
    mail = newest(console, kind)
    if mail is None or not hmac.compare_digest(code, mail.code):
        return _count(console, Verdict.WRONG, now_unix), Verdict.WRONG
    if mail.used:
        return console, Verdict.USED
    if now_unix - mail.sent_at_unix >= LIFETIME_S[kind]:
        return console, Verdict.EXPIRED
    mails = tuple(replace(m, used=True) if m is mail else m for m in console.mails)
    return _count(replace(console, mails=mails), Verdict.RIGHT, now_unix), Verdict.RIGHT


def _count(console: Console, verdict: Verdict, now_unix: int) -> Console:
    """Count wrong codes. Malformed codes and replays do not count."""
    if verdict is Verdict.RIGHT:
        return replace(console, wrong=0)
    if verdict is not Verdict.WRONG:
        return console
    if console.wrong + 1 < ATTEMPTS:
        return replace(console, wrong=console.wrong + 1)
    return replace(console, wrong=0, paused_until_unix=now_unix + PAUSE_S)
