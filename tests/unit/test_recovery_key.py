"""vault.make_recovery_key and .confirm_recovery_key: only a key that was proved gets a slot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.commands.recovery_key import PENDING_KEY
from support.fake_ports import FakePorts, ask, recovery_key, say
from unit.test_vault_commands import ACME, PASSPHRASE, woken

if TYPE_CHECKING:
    from kakomi.bridge import Bridge

OTHER_PASSPHRASE = "another long passphrase"


@pytest.fixture
def bridge(ports: FakePorts) -> Bridge:
    bridge = woken(ports)
    ask(bridge, "account.add", {"uri": ACME})
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    return bridge


def kinds(bridge: Bridge) -> list[str]:
    return [slot["kind"] for slot in ask(bridge, "vault.status")["slots"]]


def prepared(bridge: Bridge) -> tuple[str, str]:
    """The key, and the group to be typed."""
    made = ask(bridge, "vault.make_recovery_key")
    return made["recovery_key"], made["recovery_key"].split("-")[made["group"]]


def opens(bridge: Bridge, key: str) -> bool:
    ask(bridge, "vault.lock")
    reply = say(bridge, "vault.unlock", {"recovery_key": key})
    if "ok" not in reply:
        ask(bridge, "vault.unlock", {"passphrase": PASSPHRASE})
    return "ok" in reply


def test_a_key_opens_only_after_its_group_was_typed(ports: FakePorts, bridge: Bridge) -> None:
    before = ports.generation
    key, group = prepared(bridge)
    assert (ports.generation, kinds(bridge)) == (before, ["passphrase"])
    reply = ask(bridge, "vault.confirm_recovery_key", {"typed": group})
    assert ports.generation == before + 1, "one save"
    assert [slot["kind"] for slot in reply["slots"]] == ["passphrase", "recovery"]
    assert PENDING_KEY not in ports.session.values
    assert opens(bridge, key)


def test_a_tab_closed_before_the_proof_leaves_the_previous_key_valid(bridge: Bridge) -> None:
    previous = recovery_key(bridge)
    unproved, _ = prepared(bridge)
    assert not opens(bridge, unproved)
    assert opens(bridge, previous)


def test_the_previous_key_does_not_open_after_the_proof(bridge: Bridge) -> None:
    previous = recovery_key(bridge)
    current = recovery_key(bridge)
    assert kinds(bridge).count("recovery") == 1
    assert not opens(bridge, previous)
    assert opens(bridge, current)


@pytest.mark.parametrize("typed", ["", "    ", "0000", "囲囲囲囲", "x" * 600])
def test_a_wrong_proof_changes_nothing_and_may_be_tried_again(
    ports: FakePorts, bridge: Bridge, typed: str
) -> None:
    key, group = prepared(bridge)
    before = ports.generation
    refused = say(bridge, "vault.confirm_recovery_key", {"typed": typed})["error"]
    assert (refused["code"], refused["where"]) == ("recovery.mistyped", "args.typed")
    assert (ports.generation, kinds(bridge)) == (before, ["passphrase"])
    ask(bridge, "vault.confirm_recovery_key", {"typed": f" {group.lower()} "})
    assert opens(bridge, key)


def test_another_group_is_no_proof_but_the_whole_key_is(bridge: Bridge) -> None:
    key, group = prepared(bridge)
    others = [each for each in key.split("-") if each != group]
    for other in others:
        assert "error" in say(bridge, "vault.confirm_recovery_key", {"typed": other})
    ask(bridge, "vault.confirm_recovery_key", {"typed": key.replace("-", " ").lower()})
    assert opens(bridge, key)


def test_cancelling_and_locking_remove_the_prepared_key(ports: FakePorts, bridge: Bridge) -> None:
    _, group = prepared(bridge)
    ask(bridge, "vault.cancel_recovery_key")
    refused = say(bridge, "vault.confirm_recovery_key", {"typed": group})["error"]["code"]
    assert refused == "recovery.expired"
    key, group = prepared(bridge)
    ask(bridge, "vault.lock")
    assert key.replace("-", "") not in json.dumps(ports.session.values)
    assert PENDING_KEY not in ports.session.values
    assert say(bridge, "vault.make_recovery_key")["error"]["code"] == "vault.locked"
    ask(bridge, "vault.unlock", {"passphrase": PASSPHRASE})
    refused = say(bridge, "vault.confirm_recovery_key", {"typed": group})["error"]["code"]
    assert refused == "recovery.expired"


def test_the_prepared_key_outlasts_the_worker(ports: FakePorts, bridge: Bridge) -> None:
    key, group = prepared(bridge)
    ports.worker_restarts()
    later = woken(ports)
    ask(later, "vault.confirm_recovery_key", {"typed": group})
    assert opens(later, key)


@pytest.mark.parametrize(
    "pending", [None, 7, {"key": "?", "group": 1}, {"key": "AA==", "group": 1}]
)
def test_a_damaged_pending_key_counts_as_none(
    ports: FakePorts, bridge: Bridge, pending: Any
) -> None:
    ports.session.values[PENDING_KEY] = pending
    refused = say(bridge, "vault.confirm_recovery_key", {"typed": "0000"})["error"]["code"]
    assert refused == "recovery.expired"


def test_a_full_store_keeps_the_previous_key(ports: FakePorts, bridge: Bridge) -> None:
    previous = recovery_key(bridge)
    key, group = prepared(bridge)
    ports.primary.full = True
    refused = say(bridge, "vault.confirm_recovery_key", {"typed": group})["error"]["code"]
    assert refused == "vault.full"
    ports.primary.full = False
    assert opens(bridge, previous)
    assert not opens(bridge, key)


def test_a_new_passphrase_with_new_keys_is_one_save(ports: FakePorts, bridge: Bridge) -> None:
    key = recovery_key(bridge)
    before = ports.generation
    key_id = json.loads(ports.primary.texts[f"vault.{before % 3}"])["key_id"]
    changed = ask(bridge, "vault.protect", {"passphrase": OTHER_PASSPHRASE, "renew": True})
    assert ports.generation == before + 1
    assert changed["revoked"] == ["recovery"]
    assert [slot["kind"] for slot in changed["slots"]] == ["passphrase"]
    texts = [ports.primary.texts[f"vault.{i}"] for i in range(3)] + [ports.mirror.texts["vault"]]
    assert key_id not in {json.loads(text)["key_id"] for text in texts}, "old copies are removed"
    ask(bridge, "vault.lock")
    for factor in ({"passphrase": PASSPHRASE}, {"recovery_key": key}):
        assert say(bridge, "vault.unlock", factor)["error"]["code"] == "vault.key_wrong"
    assert ask(bridge, "vault.unlock", {"passphrase": OTHER_PASSPHRASE})["state"] == "open"


def test_without_new_keys_the_recovery_key_stays(bridge: Bridge) -> None:
    key = recovery_key(bridge)
    changed = ask(bridge, "vault.protect", {"passphrase": PASSPHRASE + "!"})
    assert changed["revoked"] == []
    ask(bridge, "vault.lock")
    assert ask(bridge, "vault.unlock", {"recovery_key": key})["state"] == "open"
