"""A vault of every earlier version opens, and is migrated to this version without loss."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.errors import VaultDamaged, VaultFull, VaultNewer
from kakomi.otp_key import Algorithm, Kind
from kakomi.rules import Rules
from kakomi.vault import canonical, migrations, recovery, seal, vault
from kakomi.vault.factors import Passphrase
from kakomi.vault.replicas import MIRROR_KEY, PRIMARY_KEYS
from kakomi.vault.store import VaultStore
from support import shared_data
from support.fake_vault_ports import FakeVaultPorts, WorkerEnded
from support.seal_samples import run

if TYPE_CHECKING:
    from kakomi.vault.vault import Vault

FILES = sorted((shared_data.VECTORS / "vaults").glob("v*.json"))
V1 = shared_data.vectors("vaults/v1")["text"]
V2 = shared_data.vectors("vaults/v2")


def at(place: str, text: str) -> FakeVaultPorts:
    ports = FakeVaultPorts()
    ports.primary.texts[place] = text
    ports.primary.disk.append(text)
    ports.sentinel.there = True
    return ports


def check(found: Vault) -> None:
    assert found.vault_id == "Ke8yJ2mPq0uTzR5n"
    assert [a.issuer for a in found.accounts] == ["Example", "楽天銀行", "Counted", "Long", "Steam"]
    assert [a.kind for a in found.accounts[2:]] == [Kind.HOTP, Kind.TOTP, Kind.STEAM]
    assert found.accounts[1].removed_at_unix == 1_790_001_000
    assert found.accounts[2].counter == 41
    assert found.accounts[3].algorithm is Algorithm.SHA512
    assert (found.accounts[3].digits, found.accounts[3].period_s) == (8, 60)
    assert found.accounts[4].secret == bytes(range(20, 40))
    assert found.rules == Rules(after_minutes=15, at_screen_lock=True)


def test_there_is_a_file_of_every_version() -> None:
    known = [json.loads(json.loads(f.read_text("utf-8"))["text"])["version"] for f in FILES]
    assert known == list(range(1, migrations.VERSION + 1))
    assert sorted(migrations.STEPS) == list(range(1, migrations.VERSION))


def test_a_plain_vault_is_sealed_when_it_is_first_read() -> None:
    ports = at(PRIMARY_KEYS[2], V1)
    check(run(VaultStore(ports).newest()))
    assert not any("Example" in text for text in ports.on_disk()), "its plain bytes are gone"
    ports.browser_restarts()
    found = run(VaultStore(ports).newest())
    check(found)
    assert found.generation == 18
    assert canonical.loads_checked(ports.mirror.texts[MIRROR_KEY])["version"] == 2


def test_a_change_migrates_an_older_vault() -> None:
    ports = at(PRIMARY_KEYS[2], V1)
    after, _ = run(VaultStore(ports).change(lambda v: (vault.remove(v, "account-1", 1), None)))
    assert (len(after.present), after.generation) == (3, 19)


def test_a_full_disk_leaves_an_older_vault_plain_and_readable() -> None:
    ports = at(PRIMARY_KEYS[2], V1)
    ports.primary.full = True
    check(run(VaultStore(ports).newest()))
    assert ports.primary.texts == {PRIMARY_KEYS[2]: V1}
    with pytest.raises(VaultFull):
        run(VaultStore(ports).change(lambda v: (vault.remove(v, "account-1", 1), None)))
    assert ports.primary.texts == {PRIMARY_KEYS[2]: V1}


def test_the_worker_may_end_anywhere_in_a_migration() -> None:
    for call in range(200):
        ports = at(PRIMARY_KEYS[2], V1)
        ports.faults.at = call
        done = True
        try:
            run(VaultStore(ports).newest())
        except WorkerEnded:
            done = False
        ports.browser_restarts()
        check(run(VaultStore(ports).newest()))
        assert not any("Example" in text for text in ports.on_disk())
        if done:
            break
    assert call > 20


def test_a_sealed_vault_of_version_2_opens() -> None:
    for factor in (Passphrase(V2["passphrase"]), recovery.parse(V2["recovery_key"])):
        ports = at(PRIMARY_KEYS[0], V2["text"])
        found = run(VaultStore(ports).lock.unlock(factor))
        check(found)
        assert found.generation == 18


def test_migrations_do_not_change_their_argument() -> None:
    content = canonical.loads_checked(V1)
    before = copy.deepcopy(content)
    carried = migrations.migrate(content, 1)
    assert content == before
    carried["accounts"][0]["name"] = "changed"
    assert content == before


@pytest.mark.parametrize("version", [0, -1])
def test_a_version_that_never_existed_is_damage(version: int) -> None:
    with pytest.raises(VaultDamaged):
        migrations.migrate({}, version)


def test_a_future_version_is_newer() -> None:
    with pytest.raises(VaultNewer):
        migrations.migrate({}, migrations.VERSION + 1)
    content = canonical.loads_checked(V2["text"])
    with pytest.raises(VaultNewer):
        seal.inspect({**content, "version": 3, "slots": "of another kind"})


@pytest.mark.parametrize(
    "change",
    [
        {"accounts": {}},
        {"accounts": [1]},
        {"more": 1},
        {"generation": 0},
        {"generation": True},
        {"vault_id": 7},
        {"format": "other"},
    ],
)
def test_a_malformed_plain_vault_is_damaged(change: dict[str, Any]) -> None:
    content = {**canonical.loads_checked(V1), **change}
    ports = at(PRIMARY_KEYS[0], canonical.dumps_with_checksum(content))
    with pytest.raises(VaultDamaged):
        run(VaultStore(ports).newest())
    assert len(ports.primary.texts) == 1
