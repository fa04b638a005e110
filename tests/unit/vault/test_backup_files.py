"""The names of automatic backups, and which old ones are deleted."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from kakomi.account import MAX_UNIX
from kakomi.vault.backup_files import download_name, folder_name, outdated

TIMES = st.integers(0, min(MAX_UNIX, 4_000_000_000))
MINE, OTHERS = "Ke8yJ2mPq0uTzR5n", "another_vault-01"


def test_names_have_the_time_and_in_a_folder_a_tag_of_the_vault() -> None:
    assert download_name(1_800_000_000) == "kakomi-2027-01-15T08-00-00Z.json"
    name = folder_name(1_800_000_000, MINE)
    assert re.fullmatch(r"kakomi-2027-01-15T08-00-00Z-[a-z2-7]{8}\.json", name)
    assert MINE.lower()[:6] not in name
    assert folder_name(1_800_000_000, OTHERS) != name


@given(st.lists(TIMES, unique=True, max_size=30), TIMES, st.integers(1, 12))
def test_the_written_file_and_the_latest_others_stay(times: list[int], now: int, keep: int) -> None:
    names = [folder_name(at, MINE) for at in times]
    written = folder_name(now, MINE)
    removed = outdated([*names, written], MINE, written, keep)
    kept = {*names, written} - set(removed)
    assert written in kept
    assert len(kept) == min(keep, len({*names, written}))
    assert not removed or max(removed) < min(kept - {written}, default="~")


@given(st.lists(TIMES, unique=True, max_size=10))
def test_files_of_others_are_never_deleted(times: list[int]) -> None:
    written = folder_name(1_800_000_000, MINE)
    names = [
        *(folder_name(at, OTHERS) for at in times),
        *(download_name(at) for at in times),
        *(f"copy of {folder_name(at, MINE)}" for at in times),
        "kakomi-2027-01-15.json",
        "holiday.jpg",
    ]
    assert outdated([*names, written], MINE, written, 1) == []
