"""A machine whose disk was put back to an earlier copy."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from kakomi.sync import exchange, merge
from kakomi.vault import trash, vault
from support.sync_histories import DAY_MS, History, Machine

SEED = 3


def names(machine: Machine) -> set[str]:
    return {account.name for account in machine.vault.accounts}


class Two(History):
    """Two machines of one area. ``restore`` puts the disk of the first back to ``copied``."""

    def __init__(self) -> None:
        super().__init__(SEED)
        self.is_skewed = False

    @classmethod
    def met(cls) -> Two:
        history = cls()
        asyncio.run(history.begin())
        history.machines = history.machines[:2]
        history.settle()
        return history

    def settle(self) -> None:
        asyncio.run(self._settle())

    def add(self, machine: Machine) -> str:
        self.now_ms += DAY_MS
        self._add(machine)
        return f"n{self.numbers}"


@pytest.mark.parametrize("is_clock_old", [False, True])
@pytest.mark.parametrize("is_area_old", [False, True])
def test_what_was_added_before_and_after_the_restoration_stays(
    *, is_clock_old: bool, is_area_old: bool
) -> None:
    history = Two.met()
    one, other = history.machines
    copied, items, copied_at = one.vault, dict(one.items), history.now_ms
    forgotten = [history.add(one), history.add(one)]
    history.settle()
    one.vault = copied
    if is_clock_old:
        one.skew_ms = copied_at - history.now_ms - DAY_MS + 1_000
    added = history.add(one)
    if is_area_old:  # the browser's copy of the area was on the same disk
        one.items = items
        asyncio.run(history._exchange(one, fails=False))  # noqa: SLF001  a step of the history
    history.settle()
    assert {*forgotten, added} <= names(one)
    assert names(one) == names(other)


def test_a_deletion_and_a_counter_are_not_undone_by_a_restoration() -> None:
    history = Two.met()
    one, other = history.machines
    history.add(one)
    history.settle()
    copied = one.vault
    gone = copied.accounts[-1]
    history.now_ms += DAY_MS
    history._change(other, lambda v: vault.remove(v, gone.id, history.now_ms // 1000))  # noqa: SLF001
    history._change(other, lambda v: trash.purge(v, gone.id))  # noqa: SLF001
    history.settle()
    one.vault = copied
    history.add(one)
    history.settle()
    assert gone.name not in names(one) | names(other)


def test_an_account_that_was_deleted_long_ago_is_not_taken_from_an_old_copy() -> None:
    """Its tombstone was dropped; only the context says that it was deleted."""
    history = Two.met()
    one, other = history.machines
    history.add(one)
    history.settle()
    copied = one.vault
    gone = copied.accounts[-1]
    history._change(other, lambda v: vault.remove(v, gone.id, history.now_ms // 1000))  # noqa: SLF001
    history._change(other, lambda v: trash.purge(v, gone.id))  # noqa: SLF001
    history.settle()
    for _ in range(5):
        history.now_ms += 100 * DAY_MS
        history.add(one)
        history.settle()
    assert not exchange.state_of(other.vault).tombstones
    one.vault = copied
    history.add(one)
    history.settle()
    assert gone.name not in names(one) | names(other)


def test_an_account_that_came_back_is_not_there_twice() -> None:
    """The tombstone of its first id was dropped while its last edit is younger than that."""
    history = Two.met()
    one, other = history.machines
    history.add(one)
    history.settle()
    edited = one.vault.accounts[-1]
    history._change(other, lambda v: vault.remove(v, edited.id, history.now_ms // 1000))  # noqa: SLF001
    history._change(other, lambda v: trash.purge(v, edited.id))  # noqa: SLF001
    history.now_ms += 300 * DAY_MS
    renamed = replace(edited, issuer="Renamed")
    history._change(one, lambda v: vault.put(v, renamed))  # noqa: SLF001
    copied = one.vault
    history.settle()
    for _ in range(3):
        history.now_ms += 50 * DAY_MS
        history.add(one)
        history.settle()
    assert not exchange.state_of(other.vault).tombstones
    one.vault = copied
    history.add(one)
    history.settle()
    for machine in (one, other):
        assert [a.name for a in machine.vault.accounts].count(edited.name) == 1


def test_without_the_rule_an_account_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason for the rule, and that these tests see it."""
    monkeypatch.setattr(merge, "KEPT_S", 0)
    with pytest.raises(AssertionError):
        test_what_was_added_before_and_after_the_restoration_stays(
            is_clock_old=False, is_area_old=False
        )
