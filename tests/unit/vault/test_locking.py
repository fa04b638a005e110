"""Locking: never later than promised by any clock that can be believed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from kakomi.rules import Rules
from kakomi.vault import locking
from kakomi.vault.locking import Attempts, ClockReading

MINUTE = 60_000
START = ClockReading(unix_ms=1_800_000_000_000, monotonic_ms=50, worker_id="a")


def fresh(minutes: int | None = 5) -> locking.Unlocked:
    return locking.newly_unlocked(bytes(32), b"id", Rules(after_minutes=minutes), START)


def later(ms: int, *, set_by: int = 0, worker_id: str = "a") -> ClockReading:
    """So much real time after the start, the day's clock set by so much meanwhile."""
    return ClockReading(
        unix_ms=START.unix_ms + ms + set_by,
        monotonic_ms=START.monotonic_ms + ms if worker_id == "a" else ms % 977,
        worker_id=worker_id,
    )


def test_the_lock_is_due_after_its_minutes_and_not_before() -> None:
    assert not locking.is_due(fresh(5), later(5 * MINUTE - 1))
    assert locking.is_due(fresh(5), later(5 * MINUTE))
    assert locking.remaining_ms(fresh(5), later(2 * MINUTE)) == 3 * MINUTE
    assert locking.remaining_ms(fresh(5), later(9 * MINUTE)) == 0


def test_use_restarts_the_minutes() -> None:
    state = locking.touched(fresh(5), later(4 * MINUTE))
    assert not locking.is_due(state, later(9 * MINUTE - 1))
    assert locking.is_due(state, later(9 * MINUTE))


def test_an_observation_does_not_restart_the_minutes() -> None:
    state = locking.observed(fresh(5), later(4 * MINUTE))
    assert locking.is_due(state, later(5 * MINUTE))


def test_without_a_time_nothing_locks_by_itself() -> None:
    for moment in (
        later(0, set_by=-(10**9)),
        later(10**12),
        later(0, worker_id="b", set_by=-(10**6)),
    ):
        assert not locking.is_due(fresh(None), moment)
        assert locking.remaining_ms(fresh(None), moment) is None


@given(st.integers(0, 10**8), st.integers(-(10**10), 10**10))
def test_in_one_worker_no_change_of_the_clock_delays_the_lock(ms: int, set_by: int) -> None:
    if ms >= 5 * MINUTE:
        assert locking.is_due(fresh(5), later(ms, set_by=set_by))


@given(st.integers(0, 10**8), st.integers(2_001, 10**10))
def test_a_clock_behind_its_last_reading_locks_at_once(ms: int, back: int) -> None:
    state = locking.observed(fresh(5), later(ms))
    assert locking.is_due(state, later(ms, set_by=-back, worker_id="b"))


@given(st.integers(0, 2_000))
def test_a_small_correction_of_the_clock_does_not_lock(back: int) -> None:
    assert not locking.is_due(fresh(5), later(0, set_by=-back, worker_id="b"))
    assert not locking.is_due(fresh(5), later(0, set_by=-back))


@given(st.lists(st.tuples(st.integers(1, MINUTE), st.integers(0, 2_000)), max_size=200))
def test_small_steps_back_do_not_add_up(steps: list[tuple[int, int]]) -> None:
    # Worker after worker looks, each time with a clock that was set back a little.
    state, real, set_by = fresh(5), 0, 0
    for index, (ms, back) in enumerate(steps):
        real, set_by = real + ms, set_by - back
        now = later(real, set_by=set_by, worker_id=f"life {index}")
        if locking.is_due(state, now):
            return
        # What the clock said at the most, less what it may be behind, is still within the minutes.
        assert state.seen_unix_ms - START.unix_ms < 5 * MINUTE + locking.STEP_BACK_MS
        state = locking.observed(state, now)


@given(
    st.lists(st.tuples(st.integers(0, 10 * MINUTE), st.integers(0, 10**9), st.sampled_from("ab")))
)
def test_a_clock_set_forward_only_shortens_the_time(
    steps: list[tuple[int, int, str]],
) -> None:
    state, real, set_by = fresh(5), 0, 0
    for ms, forward, life in steps:
        real, set_by = real + ms, set_by + forward
        now = later(real, set_by=set_by, worker_id=life)
        assert locking.is_due(state, now) or ms < 5 * MINUTE
        if locking.is_due(state, now):
            return
        state = locking.touched(state, now)


def test_the_key_is_not_shown() -> None:
    assert "master" not in repr(fresh())


def test_waits_between_attempts_grow_to_a_quarter_of_an_hour() -> None:
    waits = [locking.backoff_ms(n) // 1000 for n in range(15)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert locking.backoff_ms(10**9) == 900_000


def test_the_wait_runs_from_the_last_attempt() -> None:
    tries = Attempts(count=5, last_unix_ms=1_000_000)
    assert locking.wait_ms(tries, 1_000_000) == 4_000
    assert locking.wait_ms(tries, 1_003_999) == 1
    assert locking.wait_ms(tries, 1_004_000) == 0


@given(st.integers(0, 60), st.integers(0, 2**50), st.integers(0, 2**50))
def test_no_clock_makes_the_wait_longer_than_its_full_length(
    count: int, last: int, now: int
) -> None:
    tries = Attempts(count=count, last_unix_ms=last)
    assert 0 <= locking.wait_ms(tries, now) <= locking.backoff_ms(count)
    anchored = locking.rebased(tries, now)
    if now < last:
        assert locking.wait_ms(anchored, now) == locking.backoff_ms(count)
    assert locking.wait_ms(anchored, now + locking.backoff_ms(count)) == 0


def test_each_attempt_is_counted_before_it_is_made() -> None:
    tries = Attempts()
    for n in range(1, 9):
        tries = locking.with_failure(tries, n)
        assert tries == Attempts(count=n, last_unix_ms=n)
    assert replace(tries, count=0) != tries
