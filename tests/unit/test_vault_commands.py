from __future__ import annotations

import asyncio
import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from kakomi.bridge import Bridge
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.rules import DEFAULT
from kakomi.vault.slots import Cost
from kakomi.vault.store import VaultStore
from support.fake_ports import FakePorts, ask, recovery_key, say
from support.fake_vault_ports import WorkerEnded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ACME = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
PASSPHRASE = "correct horse battery"
CHEAP = Cost(memory_kib=8 * 1024, passes=1, lanes=1)  # the shape is what counts here


def woken(ports: FakePorts) -> Bridge:
    """As after each start of the worker."""
    return Bridge(ports.environment(), VaultStore(ports.environment(), KEPT_ON_LOCK, CHEAP))


@pytest.fixture
def bridge(ports: FakePorts) -> Bridge:
    bridge = woken(ports)
    ask(bridge, "account.add", {"uri": ACME})
    return bridge


@pytest.fixture
def protected(bridge: Bridge) -> Bridge:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    return bridge


def state(bridge: Bridge) -> str:
    return str(ask(bridge, "vault.status")["state"])


def test_the_disk_contains_no_secret_and_no_name(ports: FakePorts, bridge: Bridge) -> None:
    disk = " ".join(ports.on_disk())
    assert "JBSWY3DPEHPK3PXP" not in disk
    assert "ACME" not in disk
    assert state(bridge) == "open"


def test_a_new_vault_has_a_device_key_and_reports_it(bridge: Bridge) -> None:
    status = ask(bridge, "vault.status")
    assert [slot["kind"] for slot in status["slots"]] == ["device"]
    assert (status["protected"], status["lockable"]) == (False, False)
    assert not status["has_portable_slot"]
    assert say(bridge, "vault.lock")["error"]["code"] == "slot.missing"


def test_a_lock_removes_every_code_and_the_passphrase_restores_them(
    ports: FakePorts, protected: Bridge
) -> None:
    assert ask(protected, "vault.status")["protected"]
    locked = ask(protected, "vault.lock")
    assert locked["state"] == "locked"
    assert "sheet" not in ports.session.values
    assert ports.session.values["lock"]["state"] == "locked"
    assert "JBSWY3DPEHPK3PXP" not in json.dumps(ports.session.values)
    refused = say(protected, "sheet.read")["error"]
    assert refused["code"] == "vault.locked"
    assert ask(protected, "vault.unlock", {"passphrase": PASSPHRASE})["state"] == "open"
    assert len(ports.session.values["sheet"]["rows"]) == 1
    assert "lock" not in ports.session.values


@pytest.mark.parametrize("damage", ["damaged", "lost"])
def test_an_unreadable_vault_can_still_be_locked(
    ports: FakePorts, protected: Bridge, damage: str
) -> None:
    ask(protected, "sheet.read")
    for texts in (ports.primary.texts, ports.mirror.texts):
        for key in [key for key in texts if key.startswith("vault")]:
            if damage == "lost":
                del texts[key]
            else:
                texts[key] = "{damaged"
    assert say(protected, "vault.lock")["error"]["code"] == f"vault.{damage}"
    assert ports.session.values["key"] == {"locked": True}
    assert not [key for key in ports.session.values if key.startswith("sheet")]


@pytest.mark.usefixtures("protected")
def test_an_unlocked_vault_outlasts_the_worker_and_not_the_browser(ports: FakePorts) -> None:
    ports.worker_restarts()
    assert state(woken(ports)) == "open"
    ports.browser_restarts()
    bridge = woken(ports)
    assert say(bridge, "sheet.read")["error"]["code"] == "vault.locked"
    assert ports.session.values["lock"]["state"] == "locked", "the popup can paint the field"
    assert ask(bridge, "vault.unlock", {"passphrase": PASSPHRASE})["accounts"] == 1


def test_a_wrong_passphrase_unlocks_nothing_and_delays_the_next_attempt(protected: Bridge) -> None:
    ask(protected, "vault.lock")
    errors = [
        say(protected, "vault.unlock", {"passphrase": f"wrong number {i}"})["error"]
        for i in range(4)
    ]
    assert [e["code"] for e in errors] == ["vault.key_wrong"] * 3 + ["vault.too_soon"]
    wait_ms = ask(protected, "vault.status")["wait_ms"]
    assert wait_ms > 0
    assert [e["retry_after_ms"] for e in errors] == [None, None, wait_ms, wait_ms]
    tried = say(protected, "vault.unlock", {"passphrase": PASSPHRASE})["error"]["code"]
    assert tried == "vault.too_soon", "even the right one waits"


def test_the_recovery_key_opens_too_however_it_is_typed(protected: Bridge) -> None:
    key = recovery_key(protected)
    ask(protected, "vault.lock")
    assert ask(protected, "vault.unlock", {"recovery_key": key.lower()})["state"] == "open"
    ask(protected, "vault.lock")
    slip = say(protected, "vault.unlock", {"recovery_key": key[:-1]})["error"]
    assert slip["code"] == "recovery.mistyped"


def test_a_passkey_opens_with_the_salt_of_its_slot(protected: Bridge) -> None:
    passkey = {"credential": "Y-JlZA", "output": "A" * 43}
    added = ask(protected, "vault.add_passkey", {**passkey, "salt": "_" + "B" * 41 + "A"})
    slot = added["slots"][-1]
    assert (slot["kind"], slot["salt"]) == ("passkey", "_" + "B" * 41 + "A")
    assert slot["credential"] == passkey["credential"], "spelled as WebAuthn spells it"
    ask(protected, "vault.lock")
    assert ask(protected, "vault.unlock", {"passkey": passkey})["state"] == "open"
    ask(protected, "vault.remove_slot", {"id": slot["id"]})
    ask(protected, "vault.lock")
    gone = say(protected, "vault.unlock", {"passkey": passkey})["error"]["code"]
    assert gone == "slot.missing"


def test_the_vault_locks_after_its_minutes_with_and_without_the_alarm(
    ports: FakePorts, protected: Bridge
) -> None:
    rules = {"after_minutes": 5, "at_screen_lock": True, "at_browser_close": True}
    ask(protected, "vault.set_rules", rules)
    assert ask(protected, "sheet.read")["locks_at_unix_ms"] == ports.clock.unix_ms + 300_000
    ports.clock.pass_ms(299_000)
    ask(protected, "vault.tick", caller="worker")
    assert state(protected) == "open"
    ports.clock.pass_ms(2_000)
    ask(protected, "vault.tick", caller="worker")
    assert state(protected) == "locked"
    ask(protected, "vault.unlock", {"passphrase": PASSPHRASE})
    ports.clock.pass_ms(301_000)
    assert say(protected, "account.add", {"uri": ACME})["error"]["code"] == "vault.locked"


def test_an_unattended_refresh_does_not_delay_the_lock(ports: FakePorts, protected: Bridge) -> None:
    rules = {"after_minutes": 5, "at_screen_lock": True, "at_browser_close": True}
    ask(protected, "vault.set_rules", rules)
    due_at_ms = ask(protected, "sheet.read")["locks_at_unix_ms"]
    ports.clock.pass_ms(200_000)
    unattended = ask(protected, "sheet.read", {"unattended": True})
    assert unattended["locks_at_unix_ms"] == due_at_ms
    ports.clock.pass_ms(101_000)
    refused = say(protected, "sheet.read", {"unattended": True})
    assert refused["error"]["code"] == "vault.locked"


def test_the_sheet_has_the_rules_for_a_copy(protected: Bridge) -> None:
    rules = ask(protected, "vault.status")["rules"]
    ask(protected, "vault.set_rules", {**rules, "close_after_copy": True})
    assert ask(protected, "sheet.read")["preferences"] == {
        **DEFAULT.preferences,
        "close_after_copy": True,
    }


def test_a_locked_screen_locks_the_vault_if_the_rule_is_on(protected: Bridge) -> None:
    rules = {"after_minutes": None, "at_screen_lock": False, "at_browser_close": True}
    ask(protected, "vault.set_rules", rules)
    ask(protected, "vault.screen_locked", caller="worker")
    assert state(protected) == "open"
    ask(protected, "vault.set_rules", {**rules, "at_screen_lock": True})
    ask(protected, "vault.screen_locked", caller="worker")
    assert state(protected) == "locked"


def test_a_vault_that_stays_open_over_a_restart_is_reported_as_unprotected(
    ports: FakePorts, protected: Bridge
) -> None:
    rules = {"after_minutes": 15, "at_screen_lock": True, "at_browser_close": False}
    assert not ask(protected, "vault.set_rules", rules)["protected"]
    ports.browser_restarts()
    bridge = woken(ports)
    assert state(bridge) == "open"
    status = ask(bridge, "vault.set_rules", {**rules, "at_browser_close": True})
    assert status["protected"]
    ports.browser_restarts()
    assert state(woken(ports)) == "locked"


def test_the_protection_can_be_removed(ports: FakePorts, protected: Bridge) -> None:
    status = ask(protected, "vault.unprotect")
    assert (status["protected"], status["revoked"]) == (False, [])
    ports.browser_restarts()
    assert state(woken(ports)) == "open"


def test_a_renewal_changes_the_key_of_all_copies(ports: FakePorts, protected: Bridge) -> None:
    before = json.loads(ports.primary.texts["vault.0"])["key_id"]
    ask(protected, "vault.protect", {"passphrase": PASSPHRASE, "renew": True})
    after = {
        json.loads(t)["key_id"]
        for k, t in ports.primary.texts.items()
        if "vault." in k[:6] and k != "vault.tries"
    }
    assert before not in after


def test_a_lost_vault_is_not_a_first_run_and_only_a_user_resets_it(
    ports: FakePorts, bridge: Bridge
) -> None:
    ports.primary.texts.clear()
    ports.mirror.texts.clear()
    bridge = woken(ports)
    assert state(bridge) == "lost"
    assert say(bridge, "account.add", {"uri": ACME})["error"]["code"] == "vault.lost"
    assert ports.session.values["lock"]["state"] == "lost"
    assert ask(bridge, "vault.reset")["state"] == "open"
    assert say(bridge, "vault.reset")["error"]["code"] == "request.forbidden"


def test_a_lost_primary_store_is_restored_from_the_mirror(ports: FakePorts, bridge: Bridge) -> None:
    assert state(bridge) == "open"
    ports.primary.texts.clear()
    bridge = woken(ports)
    assert ask(bridge, "vault.status")["accounts"] == 1
    ask(bridge, "sheet.read")
    assert ports.primary.texts


def test_a_vault_damaged_in_both_stores_is_reported_and_not_changed(
    ports: FakePorts, bridge: Bridge
) -> None:
    assert state(bridge) == "open"
    for texts in (ports.primary.texts, ports.mirror.texts):
        for key in list(texts):
            texts[key] = texts[key][:-5]
    before = (dict(ports.primary.texts), dict(ports.mirror.texts))
    bridge = woken(ports)
    assert state(bridge) == "damaged"
    assert say(bridge, "account.add", {"uri": ACME})["error"]["code"] == "vault.damaged"
    assert (dict(ports.primary.texts), dict(ports.mirror.texts)) == before


@pytest.mark.parametrize(
    "args", [{}, {"passphrase": "a", "recovery_key": "b"}, {"passkey": {"credential": "?"}}]
)
def test_a_malformed_unlock_request_is_refused(protected: Bridge, args: dict[str, object]) -> None:
    ask(protected, "vault.lock")
    assert say(protected, "vault.unlock", args)["error"]["code"] == "request.malformed"


def test_a_weak_passphrase_is_refused_before_anything_changes(
    ports: FakePorts, bridge: Bridge
) -> None:
    generation = ports.generation
    refused = say(bridge, "vault.protect", {"passphrase": "short"})["error"]["code"]
    assert refused == "passphrase.unfit"
    assert ports.generation == generation


def test_all_commands_work_with_a_broken_primary_store(ports: FakePorts, bridge: Bridge) -> None:
    ports.primary.dead = True
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    assert not [key for key in ports.mirror.texts if key.startswith("device.")]
    ask(bridge, "vault.lock")
    codes = [
        say(woken(ports), "vault.unlock", {"passphrase": "wrong"})["error"]["code"]
        for _ in range(4)
    ]
    assert codes == ["vault.key_wrong"] * 3 + ["vault.too_soon"], "tries are kept all the same"
    ports.clock.pass_ms(60_000)
    ports.browser_restarts()
    anew = woken(ports)
    assert state(anew) == "locked"
    assert ask(anew, "vault.unlock", {"passphrase": PASSPHRASE})["accounts"] == 1
    ask(anew, "vault.unprotect")
    ports.browser_restarts()
    assert state(woken(ports)) == "open"


class SlowSessionStore:
    """A session store whose answers come some turns late, so that other tasks run in between."""

    def __init__(self, ports: FakePorts, seed: int) -> None:
        self._store = ports.session
        self._chance = random.Random(seed)  # noqa: S311  an order, no secret

    async def _wait(self) -> None:
        for _ in range(self._chance.randrange(6)):
            await asyncio.sleep(0)

    async def get(self, key: str) -> object:
        await self._wait()
        return await self._store.get(key)

    async def get_many(self, keys: Sequence[str]) -> Mapping[str, object]:
        await self._wait()
        return await self._store.get_many(keys)

    async def keys(self) -> Sequence[str]:
        await self._wait()
        return await self._store.keys()

    async def set(self, values: Mapping[str, object]) -> None:
        await self._wait()
        await self._store.set(values)

    async def remove(self, keys: Sequence[str]) -> None:
        await self._wait()
        await self._store.remove(keys)


def test_a_lock_interrupted_by_the_end_of_its_worker_is_finished_by_the_next(
    ports: FakePorts, protected: Bridge
) -> None:
    ask(protected, "sheet.read")
    for call in range(60):
        before = dict(ports.session.values)
        ports.faults.calls, ports.faults.at = 0, call
        try:
            ask(protected, "vault.lock")
            break
        except WorkerEnded:
            ports.worker_restarts()
        reported = say(woken(ports), "sheet.read")
        if ports.session.values["key"] == {"locked": True}:
            assert reported["error"]["code"] == "vault.locked"
            assert ports.session.values.keys() <= KEPT_ON_LOCK
        else:
            assert "ok" in reported, "the lock was not answered, and has done nothing"
        ports.session.values = before
        protected = woken(ports)
    assert call > 8


@pytest.mark.parametrize("seed", range(40))
def test_a_lock_removes_every_sheet_and_an_unlock_removes_the_lock_status(
    ports: FakePorts, seed: int
) -> None:
    environment = replace(ports.environment(), session=SlowSessionStore(ports, seed))
    bridge = Bridge(environment, VaultStore(environment, KEPT_ON_LOCK, CHEAP))
    ask(bridge, "account.add", {"uri": ACME})
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    chance = random.Random(seed)  # noqa: S311  an order, no secret
    deeds: list[tuple[str, dict[str, object]]] = [
        ("sheet.read", {}),
        ("vault.lock", {}),
        ("vault.unlock", {"passphrase": PASSPHRASE}),
        ("account.add", {"uri": ACME.replace("ann", "bob")}),
        ("sheet.read", {"brief": True}),
    ]
    chance.shuffle(deeds)

    async def at_once() -> None:
        await asyncio.gather(*(_acting(bridge, command, args) for command, args in deeds))

    asyncio.run(at_once())
    is_open = state(bridge) == "open"
    assert ("sheet" in ports.session.values) == is_open
    assert ("lock" in ports.session.values) != is_open
    if is_open:
        shown = {row["name"] for row in ports.session.values["sheet"]["rows"]}
        assert shown == {row["name"] for row in ask(bridge, "sheet.read")["rows"]}


async def _acting(bridge: Bridge, command: str, args: dict[str, object]) -> None:
    async def nothing() -> None:
        return None

    request = {"command": command, "args": args, "caller": "page", "tab_id": None}
    await bridge.act(json.dumps(request), nothing)
