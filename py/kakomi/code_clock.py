"""Codes of a computer whose clock is wrong.

Nothing is asked over the network. The user types the code that another device shows, and the offset
is the time for which the account has that code, less the computer's time. A clock that is set while
it is watched is noticed by a monotonic clock, which nobody can set.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from kakomi import otp
from kakomi.otp_key import Kind

if TYPE_CHECKING:
    from kakomi.otp_key import Key
    from kakomi.vault.locking import ClockReading

MAX_OFFSET_MS = 10 * 60_000
# The user reads and types a code within this time. The other device may show another one by then.
TYPING_MS = 15_000
# A smaller step of the clock changes no more than how long a code holds.
MIN_JUMP_MS = 15_000
MAX_JUMP_MS = 100 * 366 * 86_400_000
# An offset is known to half a period of 30 s, so a jump cancels it if they differ by no more.
SAME_MS = 20_000


def find_offset_ms(key: Key, typed: str, clock_unix_ms: int) -> int | None:
    """Returns what to add to the computer's time for it to be that of the other device: 0 if both
    agree, None if ``typed`` is no code of the key within MAX_OFFSET_MS.

    The offset is exact to half a period, because a code says no more. Of several times with that
    code the nearest counts.
    """
    if key.kind is Kind.HOTP or key.needs_pin:
        return None
    period_ms = key.period_s * 1000
    first = max(0, (clock_unix_ms - MAX_OFFSET_MS) // period_ms)
    last = (clock_unix_ms + MAX_OFFSET_MS) // period_ms
    wanted = _comparable(typed)
    codes = otp.codes(key, first, last - first + 1)
    offsets = [
        _offset_ms((first + index) * period_ms, period_ms, clock_unix_ms)
        for index, code in enumerate(codes)
        if _comparable(code) == wanted
    ]
    return min(offsets, key=abs, default=None)


def _comparable(code: str) -> str:
    plain = unicodedata.normalize("NFKC", code).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def _offset_ms(step_begin_ms: int, period_ms: int, clock_unix_ms: int) -> int:
    """Returns the offset if the other device shows the code of the step that begins then."""
    least = step_begin_ms - clock_unix_ms
    if least <= 0 < least + period_ms + TYPING_MS:
        return 0
    middle = least + period_ms // 2
    return max(-MAX_OFFSET_MS, min(MAX_OFFSET_MS, round(middle, -3)))


def jump_ms(before: ClockReading, now: ClockReading) -> int:
    """Returns by how much the computer's clock was set between two readings; 0 if it was not.

    Where the monotonic clock stops while the computer sleeps, sleep looks like a clock that was set
    forward.
    """
    if before.worker_id != now.worker_id:
        return 0
    passed_ms = now.monotonic_ms - before.monotonic_ms
    jumped_ms = now.unix_ms - before.unix_ms - passed_ms
    return jumped_ms if abs(jumped_ms) >= MIN_JUMP_MS else 0


def after_jump(offset_ms: int, jumped_ms: int, *, counts_sleep: bool) -> tuple[int, bool]:
    """Returns the offset after the clock was set, and whether the user must be informed.

    A jump by the offset puts the clock right, so that no offset is left. A clock that was set is
    wrong by as much more. A jump forward that is none of these may be the computer's sleep unless
    ``counts_sleep``, which the monotonic clock does: it changes nothing then.
    """
    left_ms = offset_ms - jumped_ms
    if offset_ms and abs(left_ms) <= SAME_MS:
        return 0, True
    if jumped_ms > 0 and not counts_sleep:
        return offset_ms, False
    if not offset_ms or abs(left_ms) > MAX_OFFSET_MS:
        return 0, True
    return left_ms, True
