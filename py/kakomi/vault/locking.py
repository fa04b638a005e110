"""When an unlocked vault locks again, and how long after a wrong try the next one waits.

Pure: readings of the clocks go in, an answer comes out.

The clock of the day can be set; so it is not believed alone. Laws:

- A vault that locks after N minutes is locked once either clock has moved N minutes on since its
  last use: the clock of the day, or, in the same life of the worker, the one that only runs on.
- The day's clock, found behind where it was once seen (by more than two seconds, which is how far
  computers put themselves right), locks at once. The latest it was ever seen is kept, so that small
  steps back don't add up.
- What is left can only be told by a clock that runs through worker lives, which no extension has: a
  clock set back by less than the time that passed unseen makes the wait longer by that much. Who
  can do that sits before the unlocked vault.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kakomi.rules import Rules


STEP_BACK_MS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """A reading: the day's clock; and one that only runs on, in this ``life`` of the worker."""

    unix_ms: int
    monotonic_ms: int
    worker_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """The key while it may be used. ``seen_unix_ms``: the latest the day's clock was ever seen."""

    master: bytes = field(repr=False)
    key_id: bytes
    rules: Rules
    used: ClockReading
    seen_unix_ms: int


def unlocked(master: bytes, key_id: bytes, rules: Rules, now: ClockReading) -> Unlocked:
    """Just opened."""
    return Unlocked(master=master, key_id=key_id, rules=rules, used=now, seen_unix_ms=now.unix_ms)


def idle_ms(state: Unlocked, now: ClockReading) -> int:
    """How long it has not been used, by the clock that says more."""
    idle = now.unix_ms - state.used.unix_ms
    if now.worker_id == state.used.worker_id:
        idle = max(idle, now.monotonic_ms - state.used.monotonic_ms)
    return max(0, idle)


def due(state: Unlocked, now: ClockReading) -> bool:
    """Whether it is to be locked now."""
    minutes = state.rules.after_minutes
    if minutes is None:
        return False
    if now.unix_ms + STEP_BACK_MS < state.seen_unix_ms:
        return True
    return idle_ms(state, now) >= minutes * 60_000


def remaining_ms(state: Unlocked, now: ClockReading) -> int | None:
    """Until it locks if nobody uses it; None if it does not by itself."""
    if state.rules.after_minutes is None:
        return None
    if due(state, now):
        return 0
    return state.rules.after_minutes * 60_000 - idle_ms(state, now)


def touched(state: Unlocked, now: ClockReading) -> Unlocked:
    """Used now. Only what is not due can be used."""
    return replace(state, used=now, seen_unix_ms=max(state.seen_unix_ms, now.unix_ms))


def observed(state: Unlocked, now: ClockReading) -> Unlocked:
    """Looked at, not used."""
    return replace(state, seen_unix_ms=max(state.seen_unix_ms, now.unix_ms))


# Wrong tries: the first few are slips. Then the wait doubles up to a quarter of an hour.
FREE_TRIES = 3
FIRST_WAIT_MS = 1_000
MAX_WAIT_MS = 15 * 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Tries that opened nothing, in a row; ``last_unix_ms`` is when the last one began."""

    count: int = 0
    last_unix_ms: int = 0


def backoff_ms(count: int) -> int:
    """The wait after so many wrong tries."""
    if count < FREE_TRIES:
        return 0
    return int(min(MAX_WAIT_MS, FIRST_WAIT_MS << min(count - FREE_TRIES, 32)))


def wait_ms(tries: Attempts, now_unix_ms: int) -> int:
    """What is left of it."""
    wait = backoff_ms(tries.count)
    return max(0, min(wait, tries.last_unix_ms + wait - now_unix_ms))


def rebased(tries: Attempts, now_unix_ms: int) -> Attempts:
    """After the clock was set back: the whole wait, counted from its new time on. To be kept, or
    the wait would last until the clock is where it was.
    """
    return tries if tries.last_unix_ms <= now_unix_ms else replace(tries, last_unix_ms=now_unix_ms)


def with_failure(tries: Attempts, now_unix_ms: int) -> Attempts:
    """One more, written down before it is made: who stops the worker gains nothing."""
    return Attempts(count=tries.count + 1, last_unix_ms=now_unix_ms)
