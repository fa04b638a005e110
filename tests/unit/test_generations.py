from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from kakomi.account import Account, Enrolment, Key
from kakomi.errors import VaultDamaged, VaultFull, VaultNotSaved
from kakomi.vault import generations, vault
from outside import Room

if TYPE_CHECKING:
    from kakomi.vault.vault import Vault


def adding(secret: bytes) -> Account:
    return Enrolment(key=Key(secret=secret)).account(id=secret.hex(), added_at_unix=1)


async def add(room: Room, secret: bytes) -> Vault:
    after, _ = await generations.change(
        room.outside(), lambda before: (vault.add(before, adding(secret)), None)
    )
    return after


async def fill(room: Room, count: int) -> Vault:
    for index in range(count):
        await add(room, bytes([index + 1]))
    return await generations.newest(room.outside())


def test_saves_take_turns_and_the_newest_counts() -> None:
    room = Room()
    newest = asyncio.run(fill(room, 7))
    assert newest.generation == 7
    assert len(newest.accounts) == 7
    assert sorted(room.store.texts) == sorted(generations.PLACES)


def test_a_damaged_newest_gives_way_to_the_one_before() -> None:
    room = Room()
    newest = asyncio.run(fill(room, 4))
    place = generations.PLACES[newest.generation % 3]
    room.store.texts[place] = room.store.texts[place][:-9]
    assert asyncio.run(generations.newest(room.outside())).generation == 3


def test_nothing_but_damage_is_never_a_first_run() -> None:
    room = Room()
    asyncio.run(fill(room, 1))
    room.store.texts = dict.fromkeys(room.store.texts, "{}")
    with pytest.raises(VaultDamaged):
        asyncio.run(generations.newest(room.outside()))
    with pytest.raises(VaultDamaged):
        asyncio.run(add(room, b"new"))
    assert set(room.store.texts.values()) == {"{}"}, "and nothing is written over it"


def test_a_full_disk_leaves_everything_as_it_was() -> None:
    room = Room()
    asyncio.run(fill(room, 3))
    before = dict(room.store.texts)
    room.store.refusing = VaultFull("vault.1")
    with pytest.raises(VaultFull):
        asyncio.run(add(room, b"more"))
    assert room.store.texts == before


def test_what_does_not_read_back_was_not_saved() -> None:
    room = Room()
    room.store.losing = True
    with pytest.raises(VaultNotSaved):
        asyncio.run(add(room, b"lost"))


def test_a_step_that_changes_nothing_saves_nothing() -> None:
    room = Room()
    asyncio.run(fill(room, 1))
    writes = room.store.writes
    asyncio.run(generations.change(room.outside(), lambda before: (before, None)))
    assert room.store.writes == writes


def test_changes_at_the_same_time_are_all_kept() -> None:
    room = Room()

    async def burst() -> Vault:
        await asyncio.gather(*(add(room, bytes([1, index])) for index in range(50)))
        return await generations.newest(room.outside())

    newest = asyncio.run(burst())
    assert len(newest.accounts) == newest.generation == 50


def test_the_place_of_the_newest_is_never_the_one_written_to() -> None:
    room = Room()
    newest = asyncio.run(fill(room, 5))
    kept = room.store.texts[generations.PLACES[newest.generation % 3]]
    room.store.losing = True
    with pytest.raises(VaultNotSaved):
        asyncio.run(generations.save(room.store, replace(newest)))
    assert kept in room.store.texts.values()
