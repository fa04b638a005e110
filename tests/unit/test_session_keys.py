"""The registry of ``storage.session``: it has every key that anything writes."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.commands.session_keys import REGISTRY
from support.fake_vault_ports import FaultInjector, MemorySessionStore

ROOT = Path(__file__).parents[2]
NAMES = {key.name for key in REGISTRY}


def test_each_key_is_registered_once_with_its_owner_and_what_it_shows() -> None:
    assert len(NAMES) == len(REGISTRY)
    for key in REGISTRY:
        source = ROOT / ("py" if key.owner.endswith(".py") else ".") / key.owner
        assert f'"{key.name}"' in source.read_text() or f"{key.name}: {{" in source.read_text()
        assert len(key.shows) > 10


def test_nothing_with_secrets_names_or_codes_is_kept_on_lock() -> None:
    for key in REGISTRY:
        if re.search(r"secret|codes|names|picture|texts", key.shows):
            assert key.name not in KEPT_ON_LOCK, key


def test_the_fake_session_store_refuses_a_key_that_is_not_registered() -> None:
    """So every unit test checks that what it writes is registered."""
    session = MemorySessionStore(FaultInjector())
    with pytest.raises(AssertionError):
        asyncio.run(session.set({"never_registered": 1}))
