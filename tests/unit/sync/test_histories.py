"""The laws of merging, over random histories of several machines."""

from __future__ import annotations

import asyncio
import itertools
import random

import pytest
from kakomi.sync import merge
from kakomi.sync.replica import Replica, of_vault
from support import sync_histories
from support.sync_histories import History

HISTORIES = 100  # the campaign "sync" runs as many as one likes


def test_machines_end_alike_and_nothing_is_lost() -> None:
    for seed in range(HISTORIES):
        asyncio.run(sync_histories.run(seed))


async def _replicas(seed: int) -> list[Replica]:
    history = History(seed)
    await history.begin()
    for _ in range(25):
        history.pass_time()
        await history.happen()
    found = []
    for machine in history.machines:
        state = machine.vault.sync
        assert state is not None
        found.append(of_vault(machine.vault, state))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_replicas_join_to_the_same_in_any_order_and_however_often(seed: int) -> None:
    replicas = asyncio.run(_replicas(seed))
    rng = random.Random(seed)  # noqa: S311  a case can be tried again
    rng.shuffle(replicas)
    one, other, third = (replicas * 2)[:3]
    assert merge.joined(one, other) == merge.joined(other, one)
    assert merge.joined(one, one).records == one.records
    both = merge.joined(one, other)
    assert merge.joined(both, other) == both
    orders = [
        merge.joined(merge.joined(first, second), last)
        for first, second, last in itertools.permutations((one, other, third))
    ]
    assert all(result == orders[0] for result in orders)
