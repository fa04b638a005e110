from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import otp, sheet
from kakomi.account import Account, Key, Kind, NewAccount
from support.fake_ports import NOW_UNIX
from support.shared_data import accounts


def many(count: int) -> list[Account]:
    return [
        NewAccount(key=Key(secret=index.to_bytes(4, "big"))).account(id=str(index), added_at_unix=1)
        for index in range(1, count + 1)
    ]


@pytest.mark.parametrize(("count", "steps"), [(0, 40), (1, 40), (50, 40), (200, 10), (5_000, 3)])
def test_it_reaches_far_for_few_and_never_less_than_three_steps(count: int, steps: int) -> None:
    assert sheet.steps_ahead(count) == steps


@given(accounts(), st.integers(0, 4_000_000_000), st.lists(st.integers(0, 400), max_size=4))
def test_a_row_has_the_codes_of_its_steps_however_time_went(
    account: Account, start_unix: int, pauses_s: list[int]
) -> None:
    codes = sheet.Codes()
    now_unix = start_unix
    for pause_s in [0, *pauses_s, -90]:
        now_unix = max(0, now_unix + pause_s)
        row = sheet.row(account, now_unix, 5, codes)
        if account.key.kind is Kind.HOTP:
            assert row["codes"] == []
            continue
        assert row["first_step"] == now_unix // account.key.period_s
        assert row["codes"][0] == otp.totp(account.key, now_unix)
        assert row["codes"] == otp.codes(account.key, row["first_step"], 5)


def test_an_edited_account_gets_codes_of_its_new_key() -> None:
    codes = sheet.Codes()
    old, new = many(2)
    sheet.row(old, NOW_UNIX, 3, codes)
    changed = Account(id=old.id, key=new.key, added_at_unix=1)
    assert sheet.row(changed, NOW_UNIX, 3, codes)["codes"][0] == otp.totp(new.key, NOW_UNIX)


def test_the_first_rows_stand_apart_from_the_rest() -> None:
    rows = sheet.rows(many(45), NOW_UNIX, sheet.Codes())
    values: dict[str, Any] = sheet.session_values(sheet.sheet(rows, NOW_UNIX))
    head, rest = values[sheet.HEAD], values[sheet.REST]
    assert head["total"] == 45
    assert len(head["rows"]) == sheet.HEAD_ROWS
    assert [r["id"] for r in head["rows"] + rest["rows"]] == [str(i) for i in range(1, 46)]


def test_no_secret_is_on_it() -> None:
    account = NewAccount(key=Key(secret=b"very secret")).account(id="a", added_at_unix=1)
    text = repr(sheet.rows([account], NOW_UNIX, sheet.Codes()))
    assert "secret" not in text
    assert "OZSXE6J" not in text
