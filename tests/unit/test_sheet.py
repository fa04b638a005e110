from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import otp, sheet
from kakomi.account import Account, NewAccount
from kakomi.account_details import AccountDetails
from kakomi.account_sites import AccountSite, Source
from kakomi.otp_key import Key, Kind
from kakomi.rules import DEFAULT
from support.fake_ports import NOW_UNIX
from support.shared_data import accounts

if TYPE_CHECKING:
    from kakomi.messages.sheet import Sheet


def many(count: int) -> list[Account]:
    return [
        NewAccount(key=Key(secret=index.to_bytes(4, "big"))).account(id=str(index), added_at_unix=1)
        for index in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("count", "steps"),
    [(0, 40), (1, 40), (50, 40), (51, 39), (200, 10), (500, 4), (501, 3), (1_000, 3), (5_000, 3)],
)
def test_few_accounts_get_many_steps_and_every_sheet_has_three(count: int, steps: int) -> None:
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


def test_the_head_names_the_sites_of_the_rows_that_it_lacks() -> None:
    members = [
        replace(
            account,
            details=AccountDetails(
                sites=(AccountSite(f"https://site{i // 2}.example", Source.ENTERED),)
            ),
        )
        for i, account in enumerate(many(sheet.HEAD_ROWS + 4))
    ]
    rows = sheet.rows(members, NOW_UNIX, sheet.Codes())
    values: dict[str, Any] = sheet.session_values(sheet.sheet(rows, NOW_UNIX))
    assert values[sheet.HEAD]["rest_patterns"] == ["site10.example", "site11.example"]


def test_a_row_has_what_few_accounts_have_only_if_they_have_it() -> None:
    rare: dict[str, Any] = {"groups": ("work",), "pinned": True, "hidden": True, "hides_code": True}
    [account] = many(1)
    for name, value in rare.items():
        chosen = replace(account, details=replace(AccountDetails(), **{name: value}))
        [row] = sheet.rows([chosen], NOW_UNIX, sheet.Codes())
        shown = {key: row.get(key) for key in rare if key in row}
        assert shown == {name: list(value) if isinstance(value, tuple) else value}


def test_a_sheet_has_no_secret() -> None:
    account = NewAccount(key=Key(secret=b"very secret")).account(id="a", added_at_unix=1)
    text = repr(sheet.rows([account], NOW_UNIX, sheet.Codes()))
    assert "secret" not in text
    assert "OZSXE6J" not in text


def test_a_refresh_covers_more_steps() -> None:
    assert sheet.steps_ahead(200, sheet.MAX_CODES_ON_REFRESH) == 30
    rows = sheet.rows(many(200), NOW_UNIX, sheet.Codes(), most=sheet.MAX_CODES_ON_REFRESH)
    assert {len(row["codes"]) for row in rows} == {30}


@pytest.mark.parametrize(
    ("candidates", "steps"), [(0, 20), (1, 20), (100, 20), (101, 19), (500, 4), (700, 3)]
)
def test_a_preview_covers_ten_minutes_or_less_for_many(candidates: int, steps: int) -> None:
    assert sheet.preview_steps(candidates) == steps


def test_a_preview_row_has_the_codes_of_its_steps() -> None:
    key = Key(secret=b"k", digits=8, period_s=60)
    row = sheet.preview_row(NewAccount(key=key, issuer="ACME", name="ann"), "new-1", NOW_UNIX, 4)
    assert row == {
        "id": "new-1",
        "issuer": "ACME",
        "name": "ann",
        "kind": "totp",
        "algorithm": "SHA1",
        "digits": 8,
        "period_s": 60,
        "unusual": ["digits", "period_s"],
        "counter": 0,
        "first_step": NOW_UNIX // 60,
        "codes": otp.codes(key, NOW_UNIX // 60, 4),
        "sites": [],
        "proposed": [],
        "icon": "",
        "monogram": "A",
        "picture": "",
    }
    assert len(sheet.preview_row(NewAccount(key=key), "a", NOW_UNIX)["codes"]) == 20


@pytest.mark.parametrize("key", [Key(kind=Kind.HOTP, secret=b"k"), Key.motp(b"k")])
def test_a_preview_row_of_a_counter_or_without_its_pin_has_no_codes(key: Key) -> None:
    row = sheet.preview_row(NewAccount(key=key, counter=0), "a", NOW_UNIX)
    assert (row["first_step"], row["codes"]) == (0, [])


def test_the_first_rows_are_those_of_the_first_accounts() -> None:
    some = sheet.rows(many(4), NOW_UNIX, sheet.Codes(), first=3)
    assert [row["id"] for row in some] == ["1", "2", "3"]


def test_the_first_rows_alone_cover_as_many_steps_as_few_accounts_do() -> None:
    rows = sheet.rows(many(400), NOW_UNIX, sheet.Codes(), first=sheet.HEAD_ROWS)
    assert [len(row["codes"]) for row in rows] == [40] * 20


def test_a_sheet_says_when_it_was_made_and_of_how_many_accounts() -> None:
    rows = sheet.rows(many(2), NOW_UNIX, sheet.Codes())
    expected: Sheet = {
        "version": 1,
        "made_at_unix": NOW_UNIX,
        "locks_at_unix_ms": None,
        "total": 2,
        "reminder": None,
        "preferences": DEFAULT.preferences,
        "rest_patterns": [],
        "groups": [],
        "hidden": 0,
        "clock_offset_ms": 0,
        "clock_jump_ms": 0,
        "rows": rows,
    }
    assert sheet.sheet(rows, NOW_UNIX) == expected
    part = sheet.sheet(rows[:1], NOW_UNIX, locks_at_unix_ms=9, total=2)
    assert (part["total"], part["locks_at_unix_ms"], part["rows"]) == (2, 9, rows[:1])


def test_only_new_codes_are_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[tuple[int, int]] = []
    original = otp.codes

    def recorded(key: Key, first_step: int, count: int) -> list[str]:
        if count > 0:
            computed.append((first_step, count))
        return original(key, first_step, count)

    monkeypatch.setattr(otp, "codes", recorded)
    codes, (account, other) = sheet.Codes(), many(2)
    for first_step, count in [(10, 5), (10, 5), (12, 5), (17, 5), (23, 5), (22, 5)]:
        assert codes.of(account, first_step, count) == original(account.key, first_step, count)
    assert computed == [(10, 5), (15, 2), (17, 5), (23, 5), (22, 5)]
    codes.keep_only([account])
    codes.of(replace(account, details=AccountDetails(groups=("work",))), 22, 5)
    assert len(computed) == 5, "only another key has other codes"
    codes.keep_only([other])
    codes.of(account, 22, 5)
    assert computed[5:] == [(22, 5)]


def with_sites(*sites: AccountSite, issuer: str = "GitHub") -> Account:
    return Account(
        id="a",
        key=Key(secret=b"s"),
        issuer=issuer,
        added_at_unix=1,
        details=AccountDetails(sites=sites),
    )


def test_a_row_has_the_patterns_of_its_sites_the_last_used_first() -> None:
    account = with_sites(
        AccountSite("https://gist.github.com", Source.SCANNED, 3),
        AccountSite("http://nas:5000", Source.FILLED, 9),
        AccountSite("https://github.com", Source.ENTERED, 5),
        AccountSite("https://copied.com", Source.COPIED_ONCE, 0),
    )
    row = sheet.row(account, NOW_UNIX, 3, sheet.Codes())
    assert row["sites"] == [
        {"pattern": "nas:5000", "used_at_unix": 9},
        {"pattern": ".github.com", "used_at_unix": 5},
    ]
    assert row["proposed"] == []


def test_a_row_without_sites_has_the_patterns_of_its_issuer() -> None:
    once = AccountSite("https://copied.com", Source.COPIED_ONCE, 0)
    for account in (with_sites(), with_sites(once)):
        row = sheet.row(account, NOW_UNIX, 3, sheet.Codes())
        assert (row["sites"], row["proposed"]) == ([], [".github.com"])
    row = sheet.row(with_sites(issuer="ACME"), NOW_UNIX, 3, sheet.Codes())
    assert row["proposed"] == []


def test_a_row_has_few_sites() -> None:
    sites = [AccountSite(f"https://site{n}.com", Source.ENTERED, n) for n in range(30)]
    row = sheet.row(with_sites(*sites), NOW_UNIX, 3, sheet.Codes())
    assert [each["used_at_unix"] for each in row["sites"]] == list(range(29, 21, -1))


def test_edited_sites_are_those_of_the_next_row() -> None:
    codes = sheet.Codes()
    for sites in ((AccountSite("https://a.com", Source.ENTERED),), ()):
        row = sheet.row(with_sites(*sites), NOW_UNIX, 3, codes)
        assert [each["pattern"] for each in row["sites"]] == [".a.com"] * len(sites)
    codes.keep_only([])
    assert sheet.row(with_sites(), NOW_UNIX, 3, codes)["sites"] == []
