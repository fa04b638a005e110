"""When an unlocked vault locks again, and how long to wait after a failed attempt to unlock.

All functions are pure: they take readings of the clocks as arguments.

The user can set the system clock, so a monotonic clock is read too. Laws:

- A vault that locks after N minutes locks once either clock has advanced N minutes since the last
  use. The monotonic clock counts only while the same worker runs.
- If the system clock is more than STEP_BACK_MS behind the latest time that was observed, the vault
  locks at once. The latest observed time is stored, so that small steps back don't add up.
- Known limit: extensions have no monotonic clock that survives a worker restart. Setting the system
  clock back by less than the time since the last observation delays the lock by that amount. Doing
  so requires access to the unlocked machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kakomi.rules import Rules


# A computer that synchronizes its clock sets it back by less than this.
STEP_BACK_MS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """The system clock, and the monotonic clock of the worker ``worker_id``. Only readings of one
    worker can be compared by ``monotonic_ms``.
    """

    unix_ms: int
    monotonic_ms: int
    worker_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """The master key of an unlocked vault. ``used`` is the time of its last use, ``seen_unix_ms``
    the latest time of the system clock that was observed.
    """

    master: bytes = field(repr=False)
    key_id: bytes
    rules: Rules
    used: ClockReading
    seen_unix_ms: int


def newly_unlocked(master: bytes, key_id: bytes, rules: Rules, now: ClockReading) -> Unlocked:
    """Returns the state of a vault that was unlocked at ``now``."""
    return Unlocked(master=master, key_id=key_id, rules=rules, used=now, seen_unix_ms=now.unix_ms)


def idle_ms(state: Unlocked, now: ClockReading) -> int:
    """Returns the time since the last use, by the clock that has advanced further."""
    idle = now.unix_ms - state.used.unix_ms
    if now.worker_id == state.used.worker_id:
        idle = max(idle, now.monotonic_ms - state.used.monotonic_ms)
    return max(0, idle)


def is_due(state: Unlocked, now: ClockReading) -> bool:
    """Returns whether the vault must lock now."""
    minutes = state.rules.after_minutes
    if minutes is None:
        return False
    if now.unix_ms + STEP_BACK_MS < state.seen_unix_ms:
        return True
    return idle_ms(state, now) >= minutes * 60_000


def remaining_ms(state: Unlocked, now: ClockReading) -> int | None:
    """Returns the time until the vault locks if it is not used; None if it never does so."""
    if state.rules.after_minutes is None:
        return None
    if is_due(state, now):
        return 0
    return state.rules.after_minutes * 60_000 - idle_ms(state, now)


def touched(state: Unlocked, now: ClockReading) -> Unlocked:
    """Returns the state after a use at ``now``. The vault must not be due to lock."""
    return replace(state, used=now, seen_unix_ms=max(state.seen_unix_ms, now.unix_ms))


def observed(state: Unlocked, now: ClockReading) -> Unlocked:
    """Returns the state after the clock was observed at ``now`` without a use."""
    return replace(state, seen_unix_ms=max(state.seen_unix_ms, now.unix_ms))


# No wait after the first failed attempts, which are likely typing errors. Then the wait doubles up
# to MAX_WAIT_MS.
FREE_ATTEMPTS = 3
FIRST_WAIT_MS = 1_000
MAX_WAIT_MS = 15 * 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """The number of failed attempts in a row; ``last_unix_ms`` is when the last one began."""

    count: int = 0
    last_unix_ms: int = 0


def backoff_ms(count: int) -> int:
    """Returns the full wait after ``count`` failed attempts."""
    if count < FREE_ATTEMPTS:
        return 0
    return int(min(MAX_WAIT_MS, FIRST_WAIT_MS << min(count - FREE_ATTEMPTS, 32)))


def wait_ms(attempts: Attempts, now_unix_ms: int) -> int:
    """Returns the rest of the wait at ``now_unix_ms``."""
    wait = backoff_ms(attempts.count)
    return max(0, min(wait, attempts.last_unix_ms + wait - now_unix_ms))


def rebased(attempts: Attempts, now_unix_ms: int) -> Attempts:
    """Returns the attempts with the wait starting at ``now_unix_ms`` if the clock was set back.
    The caller must store the result. Otherwise the wait would last until the clock shows the old
    time again.
    """
    if attempts.last_unix_ms <= now_unix_ms:
        return attempts
    return replace(attempts, last_unix_ms=now_unix_ms)


def with_failure(attempts: Attempts, now_unix_ms: int) -> Attempts:
    """Returns the attempts with one more failure. The caller stores it before the attempt is made,
    so that stopping the worker does not avoid the count.
    """
    return Attempts(count=attempts.count + 1, last_unix_ms=now_unix_ms)
