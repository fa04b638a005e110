"""A full ``storage.session``: drafts are removed first, and what was saved is reported as saved."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from kakomi.bridge import Bridge
from kakomi.commands import pending_import, session_budget
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.commands.session_budget import SessionBudget
from kakomi.errors import SessionFull
from kakomi.vault.store import VaultStore
from support.fake_ports import FakePorts, ask, say
from support.fake_vault_ports import FaultInjector, MemorySessionStore
from support.seal_samples import CHEAP, run

DRAFTS = ("capture", "outcome", "found", "import.undo", "transfer", "transfer.held", "waiting")


def uri(name: str) -> str:
    """An account whose secret is its name."""
    secret = base64.b32encode(name.encode()).decode().rstrip("=")
    return f"otpauth://totp/{name}?secret={secret}"


def bridge_on(ports: FakePorts) -> Bridge:
    environment = replace(ports.environment(), session=SessionBudget(ports.session))
    return Bridge(ports.environment(), VaultStore(environment, KEPT_ON_LOCK, CHEAP))


def fill(ports: FakePorts, *keys: str, spare: int = 0) -> None:
    """Drafts under these keys, with ``spare`` bytes left."""
    for key in keys:
        ports.session.values[key] = {"id": "x", "entries": "x" * 3_000}
    ports.session.quota_bytes = len(json.dumps(ports.session.values)) + spare


@pytest.fixture
def bridge(ports: FakePorts) -> Bridge:
    bridge = bridge_on(ports)
    ask(bridge, "account.add", {"uri": uri("first")})
    return bridge


def published(ports: FakePorts) -> list[str]:
    values = ports.session.values
    return [row["name"] for row in values["sheet"]["rows"] + values["sheet.rest"]["rows"]]


def test_a_change_beside_a_large_import_is_saved_reported_and_shown(
    ports: FakePorts, bridge: Bridge
) -> None:
    fill(ports, *DRAFTS, "import")
    for name in ("a", "b", "c"):
        assert ask(bridge, "account.add", {"uri": uri(name)})["state"] == "added"
    assert published(ports) == ["first", "a", "b", "c"]
    assert "import" in ports.session.values, "the user's import leaves last"
    assert "capture" not in ports.session.values


def test_without_any_room_a_change_is_still_saved(ports: FakePorts, bridge: Bridge) -> None:
    ports.session.quota_bytes = 10
    for name in ("a", "b", "c"):
        assert ask(bridge, "account.add", {"uri": uri(name)})["state"] == "added"
    account_id = ask(bridge, "account.add", {"uri": uri("a")})["account_id"]
    ask(bridge, "account.edit", {"id": account_id, "note": "a note"})
    ask(bridge, "account.remove", {"id": account_id})
    assert "sheet" not in ports.session.values, "no page shows what is no longer so"
    ports.session.quota_bytes = None
    assert [row["name"] for row in ask(bridge, "sheet.read")["rows"]] == ["first", "b", "c"]
    assert published(ports) == ["first", "b", "c"]


def test_an_import_without_room_for_its_undo_is_confirmed(ports: FakePorts, bridge: Bridge) -> None:
    text = "\n".join(uri(f"n{i}") for i in range(5))
    data = base64.b64encode(text.encode()).decode()
    preview = ask(bridge, "import.read", {"name": "x.txt", "data_base64": data})
    ports.session.quota_bytes = 10
    confirmed = ask(bridge, "import.confirm", {"id": preview["id"]})
    assert confirmed["added"] == 5
    gone = say(bridge, "import.undo", {"undo": confirmed["undo"]})["error"]["code"]
    assert gone == "import.gone"


def test_a_sheet_too_large_shows_its_first_rows_and_how_many_there_are(
    ports: FakePorts, bridge: Bridge
) -> None:
    for i in range(60):
        ask(bridge, "account.add", {"uri": uri(f"n{i}")})
    ports.session.quota_bytes = len(json.dumps(ports.session.values)) * 2 // 3
    complete = ask(bridge, "sheet.read")
    assert len(complete["rows"]) == complete["total"] == 61
    assert ports.session.values["sheet"]["total"] == 61
    assert 20 <= len(published(ports)) < 61


def test_an_import_beyond_its_cap_is_refused_before_it_is_stored(
    ports: FakePorts, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_budget, "MAX_IMPORT_BYTES", 500)
    data = base64.b64encode("\n".join(uri(f"n{i}") for i in range(50)).encode()).decode()
    refused = say(bridge, "import.read", {"name": "x.txt", "data_base64": data})["error"]
    assert refused["code"] == "file.too_large"
    assert pending_import.IMPORT_KEY not in ports.session.values


def stored(*keys: str, quota_bytes: int) -> tuple[SessionBudget, MemorySessionStore]:
    values: dict[str, Any] = dict.fromkeys(keys, "x" * 100)
    store = MemorySessionStore(FaultInjector(), values, quota_bytes)
    return SessionBudget(store), store


def test_drafts_are_removed_in_order_and_only_as_many_as_needed() -> None:
    budget, store = stored("import", "capture", "transfer", "transfer.held", quota_bytes=600)
    run(budget.set({"sheet": "x" * 100}))
    assert list(store.values) == ["import", "capture", "transfer", "transfer.held", "sheet"]
    run(budget.set({"sheet": "x" * 150}))
    assert "capture" not in store.values
    run(budget.set({"sheet": "x" * 300}))
    assert list(store.values) == ["import", "sheet"], "the keys of one draft leave together"
    run(budget.set({"sheet": "x" * 500}))
    assert list(store.values) == ["sheet"]
    with pytest.raises(SessionFull):
        run(budget.set({"sheet": "x" * 700}))


def test_neither_the_written_value_nor_the_session_key_is_removed() -> None:
    budget, store = stored("key", "lock", "import", quota_bytes=450)
    with pytest.raises(SessionFull):
        run(budget.set({"import": "x" * 300}))
    assert set(store.values) == {"key", "lock", "import"}
    with pytest.raises(SessionFull):
        run(budget.set({"sheet": "x" * 400}))
    assert set(store.values) == {"key", "lock"}
