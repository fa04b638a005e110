"""Ten minutes with the popup open, second by second: each code is there before it is due, and is
right, though the worker is stopped again and again and takes its time to come back.

The popup's rule is that of ``popup/sheet.js``: it asks while every row has two codes to come.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode, b64encode
from typing import Any

import pytest
from kakomi import otp
from kakomi.bridge import Bridge
from kakomi.otp_key import Key, Kind
from support.fake_ports import FakePorts, ask

STEPS_IN_HAND = 2
COLD_START_MS = 3_000  # ten times what it takes
TEN_MINUTES_S = 600
PERIODS_S = (30, 30, 60, 15)
STOPPED_EVERY_S = 47  # no multiple of any period


def uri(number: int) -> str:
    secret = b32encode(hashlib.sha1(b"%d" % number).digest()).decode()  # noqa: S324  20 bytes
    period_s = PERIODS_S[number % len(PERIODS_S)]
    return f"otpauth://totp/A{number}:b?secret={secret}&issuer=A{number}&period={period_s}"


def key(number: int) -> Key:
    period_s = PERIODS_S[number % len(PERIODS_S)]
    secret = hashlib.sha1(b"%d" % number).digest()  # noqa: S324  the same
    return Key(kind=Kind.TOTP, secret=secret, period_s=period_s)


def due_s(rows: list[dict[str, Any]]) -> float:
    """When the first of the rows has fewer codes to come than it should."""
    due: float = min(
        (row["first_step"] + len(row["codes"]) - STEPS_IN_HAND) * row["period_s"] for row in rows
    )
    return due


@pytest.mark.parametrize("accounts", [3, 60, 700])
def test_no_code_is_wrong_or_late_for_ten_minutes(accounts: int) -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    data = b64encode("\n".join(map(uri, range(accounts))).encode()).decode()
    read = ask(bridge, "import.read", {"name": "a.txt", "data_base64": data})
    ask(bridge, "import.confirm", {"id": read["id"]})
    rows = ask(bridge, "sheet.read")["rows"]
    expected = {f"A{number}": key(number) for number in range(accounts)}
    answer_at_s: float | None = None
    for second in range(TEN_MINUTES_S):
        now_s = ports.clock.unix_ms / 1000
        if second % STOPPED_EVERY_S == 0:
            ports.worker_restarts()
            bridge = Bridge(ports.environment())  # its caches are gone
        if answer_at_s is not None and now_s >= answer_at_s:
            rows, answer_at_s = ask(bridge, "sheet.read")["rows"], None
        if answer_at_s is None and due_s(rows) <= now_s:
            answer_at_s = now_s + COLD_START_MS / 1000
        for row in rows[:: max(1, accounts // 20)]:
            of = expected[row["issuer"]]
            at = int(now_s) // of.period_s - row["first_step"]
            assert 0 <= at < len(row["codes"]), f"late at {second} s"
            if second % 5 == 0:
                assert row["codes"][at] == otp.totp(of, int(now_s)), f"wrong at {second} s"
        ports.clock.pass_ms(1_000)
