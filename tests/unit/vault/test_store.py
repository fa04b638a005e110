"""The vault store: what was reported as saved is there, unchanged, after every failure."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.account import Account, NewAccount
from kakomi.errors import (
    RequestForbidden,
    VaultDamaged,
    VaultFull,
    VaultLost,
    VaultNewer,
    VaultNotSaved,
)
from kakomi.otp_key import Key
from kakomi.vault import canonical, replicas, seal, trash, vault
from kakomi.vault.factors import Passphrase
from kakomi.vault.protection import Protection
from kakomi.vault.replicas import MIRROR_KEY, PRIMARY_KEYS
from kakomi.vault.store import VaultStore
from kakomi.vault.vault import Vault
from support.fake_vault_ports import FakeVaultPorts, MemoryMirrorStore, WorkerEnded
from support.seal_samples import run

if TYPE_CHECKING:
    from collections.abc import Callable

DAY_MS = 86_400_000


def account(name: str) -> Account:
    return NewAccount(key=Key(secret=name.encode()), name=name).account(
        id=name, added_at_unix=1_800_000_000
    )


async def add(store: VaultStore, name: str) -> Vault:
    after, value = await store.change(lambda before: (vault.add(before, account(name)), name))
    assert value == name
    return after


async def fill(store: VaultStore, *names: str) -> None:
    for name in names:
        await add(store, name)


def names(found: Vault) -> list[str]:
    return [a.name for a in found.present]


def filled(*names: str) -> FakeVaultPorts:
    ports = FakeVaultPorts()
    run(fill(VaultStore(ports), *names))
    ports.worker_restarts()
    return ports


def seen(ports: FakeVaultPorts) -> list[str]:
    """By a worker that has just begun."""
    return names(run(VaultStore(ports).newest()))


def newer(text: str) -> str:
    content = {k: v for k, v in json.loads(text).items() if k != "sha256"}
    return canonical.dumps_with_checksum({**content, "version": 3})


def test_a_first_run_is_empty_and_writes_nothing() -> None:
    ports = FakeVaultPorts()
    found = run(VaultStore(ports).newest())
    assert (found.accounts, found.generation) == ((), 0)
    assert ports.on_disk() == []
    assert not ports.sentinel.there


def test_a_saved_vault_is_read_by_the_next_worker() -> None:
    ports = filled("a", "b")
    assert seen(ports) == ["a", "b"]
    ports.browser_restarts()
    assert seen(ports) == ["a", "b"]


def test_every_text_on_disk_is_sealed() -> None:
    ports = filled("alice@example.com", "b")
    assert all("alice" not in text for text in ports.on_disk())
    assert sorted(ports.primary.texts) == sorted([*PRIMARY_KEYS[1:], *device_places(ports)])


def device_places(ports: FakeVaultPorts) -> list[str]:
    return [key for key in ports.primary.texts if key.startswith("device.")]


def test_three_generations_and_a_mirror_are_kept() -> None:
    ports = filled(*"abcdef")
    generations = [json.loads(ports.primary.texts[place])["generation"] for place in PRIMARY_KEYS]
    assert sorted(generations) == [4, 5, 6]
    assert ports.mirror.texts[MIRROR_KEY] == ports.primary.texts[PRIMARY_KEYS[0]]
    assert ports.sentinel.there


def test_without_a_change_nothing_is_saved() -> None:
    ports = filled("a")
    before = dict(ports.primary.texts)
    after, value = run(VaultStore(ports).change(lambda v: (v, 5)))
    assert (after.generation, value, ports.primary.texts) == (1, 5, before)


BREAKS: dict[str, Callable[[FakeVaultPorts], None]] = {
    "first emptied": lambda g: g.primary.texts.clear(),
    "first unreadable": lambda g: g.primary.broken.update(PRIMARY_KEYS),
    "first garbled": lambda g: g.primary.texts.update(dict.fromkeys(PRIMARY_KEYS, "{}")),
    "first cut": lambda g: g.primary.texts.update(
        {p: g.primary.texts[p][:-7] for p in PRIMARY_KEYS}
    ),
    "first set back": lambda g: g.primary.texts.update(
        dict.fromkeys(
            PRIMARY_KEYS, min(map(g.primary.texts.__getitem__, PRIMARY_KEYS), key=generation)
        )
    ),
    "newest garbled": lambda g: g.primary.texts.update({PRIMARY_KEYS[0]: "no"}),
    "second emptied": lambda g: g.mirror.texts.clear(),
    "second unreadable": lambda g: setattr(g.mirror, "broken", True),
    "second garbled": lambda g: g.mirror.texts.update(dict.fromkeys(g.mirror.texts, "")),
    "second set back": lambda g: g.mirror.texts.update(
        {MIRROR_KEY: g.primary.texts[PRIMARY_KEYS[1]]}
    ),
}


def generation(text: str) -> int:
    return int(json.loads(text)["generation"])


@pytest.mark.parametrize("what", BREAKS)
def test_with_one_store_broken_the_newest_generation_is_read(what: str) -> None:
    ports = filled(*"abcdef")
    BREAKS[what](ports)
    assert seen(ports) == list("abcdef")
    # and it goes on from there
    ports.worker_restarts()
    run(fill(VaultStore(ports), "g"))
    ports.worker_restarts()
    assert seen(ports) == list("abcdefg")


@pytest.mark.parametrize("what", BREAKS)
def test_a_read_repairs_a_broken_store(what: str) -> None:
    ports = filled(*"abcdef")
    complete = ports.mirror.texts[MIRROR_KEY]
    BREAKS[what](ports)
    seen(ports)
    ports.worker_restarts()
    assert complete in [ports.primary.texts.get(place) for place in PRIMARY_KEYS]
    if not ports.mirror.broken:
        assert ports.mirror.texts[MIRROR_KEY] == complete


@pytest.mark.parametrize("first", [w for w in BREAKS if w.startswith("first") and "back" not in w])
def test_two_broken_stores_are_never_a_first_run(first: str) -> None:
    ports = filled(*"abc")
    BREAKS[first](ports)
    ports.mirror.texts[MIRROR_KEY] = "garbled"
    with pytest.raises(VaultDamaged):
        run(VaultStore(ports).newest())
    before = dict(ports.primary.texts)
    with pytest.raises(VaultDamaged):
        run(add(VaultStore(ports), "d"))
    assert ports.primary.texts == before


def test_two_emptied_stores_are_lost_and_not_new() -> None:
    ports = filled(*"abc")
    ports.primary.texts.clear()
    ports.mirror.texts.clear()
    with pytest.raises(VaultLost):
        run(VaultStore(ports).newest())
    with pytest.raises(VaultLost):
        run(add(VaultStore(ports), "d"))
    assert not ports.primary.texts


def test_an_emptied_store_beside_a_mirror_that_does_not_answer_is_damaged_and_not_lost() -> None:
    ports = filled(*"abc")
    ports.primary.texts.clear()
    ports.mirror.broken = True
    with pytest.raises(VaultDamaged):
        seen(ports)
    ports.mirror.broken = False
    assert seen(ports) == list("abc"), "the mirror still has the vault"


def test_without_a_mirror_a_first_run_is_empty() -> None:
    ports = FakeVaultPorts()
    ports.mirror.broken = True
    assert seen(ports) == []


def test_a_newer_vault_is_not_changed_in_either_store() -> None:
    for place in (*PRIMARY_KEYS, MIRROR_KEY):
        ports = filled(*"abc")
        texts = ports.mirror.texts if place == MIRROR_KEY else ports.primary.texts
        texts[place] = newer(texts[place])
        before = (dict(ports.primary.texts), dict(ports.mirror.texts))
        for work in (VaultStore(ports).newest(), add(VaultStore(ports), "d")):
            with pytest.raises(VaultNewer):
                run(work)
        assert (ports.primary.texts, ports.mirror.texts) == before


def test_a_full_store_leaves_everything_as_it_was() -> None:
    ports = filled(*"abc")
    before = (dict(ports.primary.texts), dict(ports.mirror.texts))
    ports.primary.full = True
    with pytest.raises(VaultFull):
        run(add(VaultStore(ports), "d"))
    assert (ports.primary.texts, ports.mirror.texts) == before
    ports.primary.full = False
    assert seen(ports) == ["a", "b", "c"]


def test_a_full_store_on_a_first_run_is_reported() -> None:
    ports = FakeVaultPorts()
    ports.primary.full = True
    with pytest.raises(VaultFull):
        run(add(VaultStore(ports), "a"))
    assert seen(ports) == []


def test_a_save_that_does_not_read_back_fails() -> None:
    ports = filled("a")
    ports.primary.losing = True
    with pytest.raises(VaultNotSaved):
        run(add(VaultStore(ports), "b"))
    ports.primary.losing = False
    assert seen(ports) == ["a"]


def test_without_the_mirror_a_save_succeeds() -> None:
    ports = FakeVaultPorts()
    ports.mirror.broken = True
    run(fill(VaultStore(ports), "a", "b"))
    ports.worker_restarts()
    assert seen(ports) == ["a", "b"]
    ports.mirror.broken = False
    ports.worker_restarts()
    assert seen(ports) == ["a", "b"]
    assert MIRROR_KEY in ports.mirror.texts


def test_a_repair_that_fails_is_tried_once_for_each_save(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    async def write(_store: MemoryMirrorStore, key: str, _text: str) -> None:
        tried.append(key)
        raise VaultNotSaved(key)

    ports = filled("a")
    ports.mirror.texts[MIRROR_KEY] = "damaged"
    monkeypatch.setattr(MemoryMirrorStore, "write", write)
    store = VaultStore(ports)
    for _ in range(3):
        assert names(run(store.newest())) == ["a"]
    assert tried == [MIRROR_KEY]
    run(add(store, "b"))
    tried.clear()
    for _ in range(3):
        assert names(run(store.newest())) == ["a", "b"]
    assert tried == [MIRROR_KEY]


def test_the_device_key_is_in_both_stores() -> None:
    for which in ("primary", "mirror"):
        ports = filled("a")
        texts = getattr(ports, which).texts
        for key in [k for k in texts if k.startswith("device.")]:
            texts[key] = "garbled" if which == "store" else texts.pop(key)[:-1]
        assert seen(ports) == ["a"]
        both = [
            {k: v for k, v in t.items() if k.startswith("device.")}
            for t in (ports.primary.texts, ports.mirror.texts)
        ]
        assert both[0] == both[1], "and each gives the other back what it lost"


def test_a_vault_without_its_device_key_is_damaged_and_not_new() -> None:
    ports = filled("a")
    for texts in (ports.primary.texts, ports.mirror.texts):
        for key in [k for k in texts if k.startswith("device.")]:
            del texts[key]
    with pytest.raises(VaultDamaged):
        run(VaultStore(ports).newest())


def test_only_a_lost_vault_can_be_reset() -> None:
    ports = filled("a")
    with pytest.raises(RequestForbidden):
        run(VaultStore(ports).reset(Vault(vault_id="new")))
    ports.primary.texts.clear()
    ports.mirror.texts.clear()
    run(VaultStore(ports).reset(Vault(vault_id="new", accounts=(account("restored"),))))
    ports.browser_restarts()
    assert seen(ports) == ["restored"]
    ports.primary.texts.update(
        dict.fromkeys(PRIMARY_KEYS, newer(ports.primary.texts[PRIMARY_KEYS[1]]))
    )
    with pytest.raises(VaultNewer):
        run(VaultStore(ports).reset(Vault(vault_id="newest")))


def test_a_damaged_vault_can_be_reset() -> None:
    ports = filled("a")
    ports.primary.texts.update(dict.fromkeys(PRIMARY_KEYS, "garbled"))
    ports.mirror.texts[MIRROR_KEY] = "garbled too"
    run(VaultStore(ports).reset(Vault(vault_id="new", accounts=(account("restored"),))))
    ports.worker_restarts()
    assert seen(ports) == ["restored"]
    aside = [text for key, text in ports.primary.texts.items() if key.startswith("aside.")]
    assert sorted(aside) == ["garbled"] * 3 + ["garbled too"]


def test_a_burst_from_many_windows_loses_nothing() -> None:
    ports = FakeVaultPorts()

    async def burst() -> None:
        store = VaultStore(ports)
        await asyncio.gather(*(add(store, f"n{i}") for i in range(60)))

    run(burst())
    ports.worker_restarts()
    assert sorted(seen(ports)) == sorted(f"n{i}" for i in range(60))


def test_trashed_accounts_are_deleted_with_the_first_change_after_their_retention() -> None:
    ports = filled("a", "b")

    async def remove(store: VaultStore) -> Any:
        return await store.change(lambda v: (vault.remove(v, "a", NOW), None))

    now = ports.clock.unix_ms // 1000
    NOW = now  # noqa: N806  the step's own name for it
    run(remove(VaultStore(ports)))
    ports.clock.pass_ms(trash.RETENTION_DAYS * DAY_MS - 1000)
    run(add(VaultStore(ports), "c"))
    assert len(run(VaultStore(ports).newest()).accounts) == 3
    ports.clock.pass_ms(1000)
    run(VaultStore(ports).change(lambda v: (v, None)))
    ports.worker_restarts()
    assert [a.name for a in run(VaultStore(ports).newest()).accounts] == ["b", "c"]


def ended_at(ports: FakeVaultPorts, call: int, work: Callable[[VaultStore], Any]) -> Any:
    """What the work gave, or None if the worker ended before it said anything."""
    ports.faults.calls, ports.faults.at = 0, call
    try:
        return run(work(VaultStore(ports)))
    except WorkerEnded:
        return None
    finally:
        ports.worker_restarts()


def test_the_worker_may_end_anywhere_in_a_save() -> None:
    for call in range(200):
        ports = filled(*"abc")
        said = ended_at(ports, call, lambda store: add(store, "d"))
        found = seen(ports)
        assert found in (["a", "b", "c"], ["a", "b", "c", "d"])
        if said is not None:
            assert found == names(said) == ["a", "b", "c", "d"]
            break
    assert call > 8


def test_the_worker_may_end_anywhere_in_the_first_save() -> None:
    for call in range(200):
        ports = FakeVaultPorts()
        said = ended_at(ports, call, lambda store: add(store, "a"))
        found = seen(ports)
        assert found in ([], ["a"])
        run(fill(VaultStore(ports), "b"))
        ports.worker_restarts()
        assert seen(ports) == [*found, "b"]
        if said is not None:
            assert found == ["a"]
            break
    assert call > 12


def test_no_stored_generation_is_over_its_bound() -> None:
    ports = filled("a")
    complete = replicas.read_all(ports)
    assert run(complete).vault.generation < seal.MAX_GENERATION


def test_the_vault_works_with_a_broken_primary_store() -> None:
    """Chromium's never opens again after it was ended while clearing it."""
    ports = filled("a")
    ports.primary.dead = True
    assert seen(ports) == ["a"]
    run(add(VaultStore(ports), "b"))
    ports.browser_restarts()
    assert seen(ports) == ["a", "b"]
    assert ports.mirror.texts[MIRROR_KEY] != ""


def test_a_read_during_a_save_reports_no_damage() -> None:
    """A file can't be read while it is written over; where the first store is dead it is all."""
    ports = filled("a")
    ports.primary.dead = True
    store = VaultStore(ports)

    async def look(after: int) -> None:
        for _ in range(after):
            await asyncio.sleep(0)
        assert await store.header() is not None
        assert names(await store.newest()) in (["a"], ["a", "b"])

    async def side_by_side() -> None:
        await asyncio.gather(add(store, "b"), *(look(after) for after in range(60)))

    run(side_by_side())
    assert seen(ports) == ["a", "b"]


def test_a_read_while_a_passphrase_is_set_reports_no_damage() -> None:
    """The key that the vault was opened with is deleted before that read uses it."""
    ports = filled("a")
    store = VaultStore(ports)
    protection = Protection(store=store, crypto=ports.crypto, entropy=ports.entropy)

    async def look(after: int) -> None:
        for _ in range(after):
            await asyncio.sleep(0)
        assert names(await VaultStore(ports).newest()) == ["a"]

    async def side_by_side() -> None:
        putting_on = protection.set_passphrase(Passphrase("nine calm words for a box"))
        await asyncio.gather(putting_on, *(look(after) for after in range(80)))

    run(side_by_side())
    assert seen(ports) == ["a"]


def test_with_both_stores_broken_nothing_is_saved() -> None:
    ports = filled("a")
    ports.primary.dead = True
    store = VaultStore(ports)
    run(store.newest())
    ports.mirror.broken = True
    with pytest.raises(VaultDamaged):
        run(add(store, "b"))
    ports.mirror.broken = False
    assert seen(ports) == ["a"]


def test_with_the_primary_store_broken_and_the_mirror_damaged_the_vault_can_be_reset() -> None:
    ports = filled("a")
    ports.primary.dead = True
    damaged = ports.mirror.texts[MIRROR_KEY][:-9]
    ports.mirror.texts[MIRROR_KEY] = damaged
    with pytest.raises(VaultDamaged):
        seen(ports)
    run(VaultStore(ports).reset(Vault(vault_id="another")))
    run(add(VaultStore(ports), "b"))
    assert seen(ports) == ["b"]
    assert damaged in ports.mirror.texts.values(), "laid aside"
