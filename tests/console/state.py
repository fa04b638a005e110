"""What the console knows, and how that changes: frozen data and pure functions, no I/O.

One user, one ``Console``. Each transition takes it with the time and any fresh randomness, and
gives the next one, with a ``Verdict`` where a code was typed. The laws:
 1. Two-factor is on exactly when ``device`` is there.
 2. A new device counts from the moment a code of it is entered; until then the old one does.
 3. A code by mail is good once, for a time, and only the newest of its kind.
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
# Without what is taken for something else: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
MAIL_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"


class MailKind(StrEnum):
    """What a mail's code is for."""

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
    """How far one browser has come in signing in."""

    OUT = "out"
    PASSWORD = "password"  # right so far; the code is missing
    IN = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The user's account. ``pending`` is the device being enrolled."""

    device: Device | None = None
    pending: Device | None = None
    advice_hidden: bool = False
    mails: tuple[Mail, ...] = ()
    wrong: int = 0
    paused_until_unix: int = 0


def pause_left_s(console: Console, now_unix: int) -> int:
    """Seconds until codes are taken again; 0 when they are."""
    return max(0, console.paused_until_unix - now_unix)


def signed_in_with_password(console: Console) -> Stage:
    """Where a right password leads."""
    return Stage.PASSWORD if console.device else Stage.IN


def send_mail(console: Console, kind: MailKind, code: str, now_unix: int) -> Console:
    """Send a mail with a fresh code; older ones of its kind end."""
    mail = Mail(kind=kind, code=code, sent_at_unix=now_unix)
    return replace(console, mails=(*console.mails, mail))


def newest(console: Console, kind: MailKind) -> Mail | None:
    """The mail whose code counts."""
    return next((m for m in reversed(console.mails) if m.kind is kind), None)


def confirm_address(
    console: Console, typed: str, secret: bytes, now_unix: int
) -> tuple[Console, Verdict]:
    """Take the confirmation mail's code; if it is right, a device with ``secret`` is pending."""
    after, verdict = _spend_mail(console, MailKind.CONFIRMATION, typed, now_unix)
    if verdict is Verdict.RIGHT:
        after = replace(after, pending=new_device(DEFAULT, secret))
    return after, verdict


def prepare(console: Console, spec: Spec, secret: bytes) -> Console:
    """Make the pending device one of this kind; it keeps its secret if it is one already."""
    if console.pending is None or console.pending.spec == spec:
        return console
    return replace(console, pending=new_device(spec, secret))


def enable(console: Console, typed: str, now_unix: int) -> tuple[Console, Verdict]:
    """Make the pending device the one that counts, if the code is its."""
    if console.pending is None:
        return console, Verdict.EXPIRED
    if pause_left_s(console, now_unix):
        return console, Verdict.PAUSED
    device, verdict = console.pending.check(typed, now_unix)
    if verdict is Verdict.RIGHT:
        console = replace(console, device=device, pending=None)
    return _count(console, verdict, now_unix), verdict


def enter_code(console: Console, typed: str, now_unix: int) -> tuple[Console, Verdict]:
    """Check a code of the device that counts: at sign-in, and before it is changed."""
    if console.device is None:
        return console, Verdict.EXPIRED
    if pause_left_s(console, now_unix):
        return console, Verdict.PAUSED
    device, verdict = console.device.check(typed, now_unix)
    return _count(replace(console, device=device), verdict, now_unix), verdict


def enter_emergency_code(console: Console, typed: str, now_unix: int) -> tuple[Console, Verdict]:
    """Check the emergency mail's code. Two-factor stays on."""
    return _spend_mail(console, MailKind.EMERGENCY, typed, now_unix)


def change_device(
    console: Console, typed: str, secret: bytes, now_unix: int
) -> tuple[Console, Verdict]:
    """With a code of the old device, begin with a new one. The old one counts for now."""
    after, verdict = enter_code(console, typed, now_unix)
    if verdict is Verdict.RIGHT:
        after = replace(after, pending=new_device(DEFAULT, secret))
    return after, verdict


def cancel(console: Console) -> Console:
    """Leave the enrolment; nothing else changes."""
    return replace(console, pending=None)


def switch_off(console: Console) -> Console:
    """Two-factor off, the device forgotten."""
    return replace(console, device=None, pending=None)


def hide_advice(console: Console) -> Console:
    """Never advise again."""
    return replace(console, advice_hidden=True)


def forget_used_codes(console: Console) -> Console:
    """For tests that can't wait for the next step: codes used up are good again."""
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
    """Count wrong codes up to the pause. Typing slips and replays are not guesses."""
    if verdict is Verdict.RIGHT:
        return replace(console, wrong=0)
    if verdict is not Verdict.WRONG:
        return console
    if console.wrong + 1 < ATTEMPTS:
        return replace(console, wrong=console.wrong + 1)
    return replace(console, wrong=0, paused_until_unix=now_unix + PAUSE_S)
