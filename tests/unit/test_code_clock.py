"""The correction of a wrong clock: what a typed code says, and what setting the clock changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import code_clock, otp
from kakomi.bridge import Bridge
from kakomi.code_clock import MAX_OFFSET_MS, TYPING_MS
from kakomi.commands import corrected_clock
from kakomi.otp_key import Key, Kind
from kakomi.vault import canonical
from kakomi.vault.locking import ClockReading
from support.fake_ports import FakePorts, ask, say

NOW_MS = 1_800_000_000_000
KEY = Key(secret=b"12345678901234567890")
URI = "otpauth://totp/ACME:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def code_of(key: Key, at_unix_ms: int) -> str:
    return otp.totp(key, at_unix_ms // 1000)


@given(st.integers(-MAX_OFFSET_MS, MAX_OFFSET_MS), st.integers(0, 29_999))
def test_the_offset_makes_the_code_of_the_other_device(wrong_ms: int, phase_ms: int) -> None:
    clock_ms = NOW_MS + phase_ms
    typed = code_of(KEY, clock_ms + wrong_ms)
    found = code_clock.find_offset_ms(KEY, typed, clock_ms)
    assert found is not None
    assert abs(found - wrong_ms) <= 30_000 + TYPING_MS
    if found:
        # half a period, and half a second because the offset is in whole seconds
        assert abs(found - wrong_ms) <= 15_500 or abs(found) == MAX_OFFSET_MS


@pytest.mark.parametrize("seconds_ago", [0, 5, 14])
def test_a_code_that_was_typed_slowly_is_that_of_a_right_clock(seconds_ago: int) -> None:
    begin_ms = NOW_MS - NOW_MS % 30_000
    typed = code_of(KEY, begin_ms - 1)
    assert code_clock.find_offset_ms(KEY, typed, begin_ms + seconds_ago * 1000) == 0


def test_a_code_of_another_time_or_account_is_not_found() -> None:
    for typed in (code_of(KEY, NOW_MS + MAX_OFFSET_MS + 60_000), "", "12345", "otherone"):
        assert code_clock.find_offset_ms(KEY, typed, NOW_MS) is None


def test_a_code_is_read_as_people_write_it() -> None:
    code = code_of(KEY, NOW_MS + 120_000)
    spaced = f" {code[:3]} {code[3:]}\n"
    wide = code.translate({ord("0") + n: ord("０") + n for n in range(10)})
    found = {code_clock.find_offset_ms(KEY, typed, NOW_MS) for typed in (code, spaced, wide)}
    assert len(found) == 1
    assert found != {None}


def test_a_counter_says_nothing_of_the_time() -> None:
    key = Key(kind=Kind.HOTP, secret=KEY.secret)
    assert code_clock.find_offset_ms(key, otp.hotp(key, 0), NOW_MS) is None


def reading(unix_ms: int, monotonic_ms: int, worker_id: str = "a") -> ClockReading:
    return ClockReading(unix_ms=unix_ms, monotonic_ms=monotonic_ms, worker_id=worker_id)


def test_a_clock_that_was_set_is_noticed_by_the_monotonic_one() -> None:
    before = reading(NOW_MS, 1_000)
    assert code_clock.jump_ms(before, reading(NOW_MS + 60_000, 61_000)) == 0
    assert code_clock.jump_ms(before, reading(NOW_MS - 240_000, 61_000)) == -300_000
    assert code_clock.jump_ms(before, reading(NOW_MS + 360_000, 61_000)) == 300_000
    assert code_clock.jump_ms(before, reading(NOW_MS + 61_000, 51_001)) == 0  # a step of 11 s
    assert code_clock.jump_ms(before, reading(NOW_MS - 240_000, 61_000, "b")) == 0


PUT_RIGHT = [
    (120_000, 120_000, (0, True)),
    (120_000, 110_000, (0, True)),
    (-120_000, -115_000, (0, True)),
]
SET_BACK = [
    (0, -300_000, (0, True)),
    (60_000, -300_000, (360_000, True)),
    (60_000, -3_600_000, (0, True)),  # too far to be corrected
]


@pytest.mark.parametrize("counts_sleep", [True, False])
@pytest.mark.parametrize(("offset_ms", "jumped_ms", "after"), PUT_RIGHT + SET_BACK)
def test_what_a_jump_makes_of_the_offset(
    offset_ms: int, jumped_ms: int, after: tuple[int, bool], counts_sleep: bool
) -> None:
    assert code_clock.after_jump(offset_ms, jumped_ms, counts_sleep=counts_sleep) == after


@pytest.mark.parametrize(
    ("offset_ms", "asleep_or_set", "surely_set"),
    [
        (0, (0, False), (0, True)),
        (60_000, (60_000, False), (-240_000, True)),
        (-540_000, (-540_000, False), (0, True)),  # too far to be corrected
    ],
)
def test_a_jump_forward_is_said_where_it_can_be_told_from_sleep(
    offset_ms: int, asleep_or_set: tuple[int, bool], surely_set: tuple[int, bool]
) -> None:
    assert code_clock.after_jump(offset_ms, 300_000, counts_sleep=False) == asleep_or_set
    assert code_clock.after_jump(offset_ms, 300_000, counts_sleep=True) == surely_set


def test_a_kept_offset_reaches_the_sheet_and_every_code_and_survives_the_worker() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    account_id = ask(bridge, "account.add", {"uri": URI})["account_id"]
    clock_ms = ports.clock.now_unix_ms()
    typed = code_of(KEY, clock_ms + 150_000)
    found = ask(bridge, "clock.check", {"id": account_id, "code": typed})
    assert found == {"found": True, "offset_ms": found["offset_ms"], "was_ms": 0}
    assert ask(bridge, "sheet.read")["clock_offset_ms"] == 0  # not before the user agrees
    ask(bridge, "clock.set_offset", {"offset_ms": found["offset_ms"]})

    ports.worker_restarts()
    later = Bridge(ports.environment())
    sheet = ask(later, "sheet.read")
    assert sheet["clock_offset_ms"] == found["offset_ms"]
    assert sheet["made_at_unix"] == clock_ms // 1000
    assert sheet["rows"][0]["codes"][0] == typed
    assert ask(later, "account.use", {"id": account_id})["code"] == typed


def test_a_right_clock_ends_the_correction() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    account_id = ask(bridge, "account.add", {"uri": URI})["account_id"]
    ask(bridge, "clock.set_offset", {"offset_ms": 150_000})
    typed = code_of(KEY, ports.clock.now_unix_ms())
    found = ask(bridge, "clock.check", {"id": account_id, "code": typed})
    assert found == {"found": True, "offset_ms": 0, "was_ms": 150_000}
    assert ask(bridge, "sheet.read")["clock_offset_ms"] == 0


def test_an_offset_out_of_bounds_and_a_counter_are_refused() -> None:
    bridge = Bridge(FakePorts().environment())
    hotp = URI.replace("totp", "hotp") + "&counter=0"
    account_id = ask(bridge, "account.add", {"uri": hotp})["account_id"]
    refused = say(bridge, "clock.set_offset", {"offset_ms": MAX_OFFSET_MS + 1})
    assert refused["error"]["where"] == "args.offset_ms"
    refused = say(bridge, "clock.check", {"id": account_id, "code": "123456"})
    assert refused["error"]["code"] == "vault.no_such_account"


def test_a_clock_set_back_is_said_until_it_is_answered() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    ask(bridge, "account.add", {"uri": URI})
    ports.clock.unix_ms -= 300_000
    assert ask(bridge, "sheet.read")["clock_jump_ms"] == -300_000
    assert ask(bridge, "sheet.read")["clock_jump_ms"] == -300_000
    ask(bridge, "clock.set_offset", {"offset_ms": 0})
    assert ask(bridge, "sheet.read")["clock_jump_ms"] == 0


def test_a_clock_set_forward_is_said_where_the_monotonic_clock_counts_sleep() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    ask(bridge, "account.add", {"uri": URI})
    ports.clock.unix_ms += 300_000
    assert ask(bridge, "sheet.read")["clock_jump_ms"] == 0
    ports.clock.is_counting_sleep = True
    ports.clock.unix_ms += 300_000
    assert ask(bridge, "sheet.read")["clock_jump_ms"] == 300_000


def test_a_jump_is_said_until_it_is_answered_also_by_later_workers() -> None:
    ports = FakePorts()
    ask(Bridge(ports.environment()), "account.add", {"uri": URI})
    ask(Bridge(ports.environment()), "sheet.read", {"clock_jump_ms": -300_000})  # by a page
    ports.worker_restarts()
    later = Bridge(ports.environment())
    assert ask(later, "sheet.read")["clock_jump_ms"] == -300_000
    ask(later, "clock.set_offset", {"offset_ms": 0})
    ports.worker_restarts()
    assert ask(Bridge(ports.environment()), "sheet.read")["clock_jump_ms"] == 0


def test_a_page_that_saw_the_clock_put_right_ends_the_correction() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    ask(bridge, "account.add", {"uri": URI})
    ask(bridge, "clock.set_offset", {"offset_ms": 150_000})
    ports.worker_restarts()
    sheet = ask(Bridge(ports.environment()), "sheet.read", {"clock_jump_ms": 149_000})
    assert (sheet["clock_offset_ms"], sheet["clock_jump_ms"]) == (0, 149_000)


def test_a_jump_that_worker_and_pages_report_is_applied_once() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    ask(bridge, "account.add", {"uri": URI})
    ask(bridge, "clock.set_offset", {"offset_ms": 60_000})
    ports.clock.unix_ms -= 120_000  # the worker sees it as well
    for _ in range(2):
        sheet = ask(bridge, "sheet.read", {"clock_jump_ms": -120_001})
        assert sheet["clock_offset_ms"] == 180_000
    ports.worker_restarts()
    sheet = ask(Bridge(ports.environment()), "sheet.read", {"clock_jump_ms": -120_001})
    assert sheet["clock_offset_ms"] == 180_000


def test_the_offset_of_an_older_version_is_read() -> None:
    ports = FakePorts()
    older = {"format": corrected_clock.FORMAT, "offset_ms": 90_000}
    ports.primary.texts["clock"] = canonical.dumps_with_checksum(older)
    bridge = Bridge(ports.environment())
    ask(bridge, "account.add", {"uri": URI})
    assert ask(bridge, "sheet.read")["clock_offset_ms"] == 90_000


def test_a_damaged_offset_counts_as_none() -> None:
    ports = FakePorts()
    ports.primary.texts["clock"] = "{}"
    assert ask(Bridge(ports.environment()), "sheet.read")["clock_offset_ms"] == 0
