"""When an exchange waits for the user."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from kakomi.commands.activity import MAX_PUT_OFF_MS, QUIET_MS, Activity
from support.fake_ports import FakePorts, ask
from support.sync_computers import ALICE, BOB, Computer


@pytest.fixture
def ports() -> FakePorts:
    return FakePorts()


def test_an_exchange_waits_for_a_second_after_a_request(ports: FakePorts) -> None:
    activity = Activity(ports.clock)
    assert activity.wait_ms() == 0
    with activity.request("account.copy"):
        pass
    ports.clock.pass_ms(400)
    assert activity.wait_ms() == QUIET_MS - 400 + 1
    ports.clock.pass_ms(QUIET_MS)
    assert activity.wait_ms() == 0


def test_what_the_worker_sends_by_itself_does_not_count(ports: FakePorts) -> None:
    activity = Activity(ports.clock)
    with activity.request("vault.tick"):
        assert activity.wait_ms() == 0


def test_a_request_that_takes_long_does_not_hold_up_an_exchange_for_ever(ports: FakePorts) -> None:
    activity = Activity(ports.clock)
    waited = 0
    with activity.request("vault.unlock"):
        while wait_ms := activity.wait_ms():
            ports.clock.pass_ms(wait_ms)
            waited += wait_ms
    assert MAX_PUT_OFF_MS <= waited <= MAX_PUT_OFF_MS + 10
    with activity.request("vault.unlock"):
        assert activity.wait_ms() > 0, "the next exchange waits again"


def test_a_tick_beside_a_click_is_put_off_and_then_writes() -> None:
    home = Computer("Home", ALICE)
    home.turn_on()
    home.ports.clock.pass_ms(10_000)
    home.ask("account.add", uri=BOB)
    before = dict(home.area)
    home.ports.sync_store.scheduled.clear()
    ask(home.bridge, "sync.tick", caller="worker")
    (wait_ms,) = home.ports.sync_store.scheduled
    assert (home.area, 0 < wait_ms <= QUIET_MS + 1) == (before, True)
    home.ports.clock.pass_ms(wait_ms)
    ask(home.bridge, "sync.tick", caller="worker")
    assert home.area != before


def test_a_tick_waits_while_a_request_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Computer("Home", ALICE)
    home.turn_on()
    home.ask("account.add", uri=BOB)
    home.ports.clock.pass_ms(10_000)
    before = dict(home.area)

    async def both() -> None:
        async def none() -> None:
            return None

        def request(command: str, caller: str, **args: Any) -> str:
            return json.dumps({"command": command, "args": args, "caller": caller, "tab_id": None})

        release = asyncio.Event()
        read = home.ports.sync_store.read

        async def held() -> Any:
            await release.wait()
            return await read()

        monkeypatch.setattr(type(home.ports.sync_store), "read", lambda _: held())
        status = asyncio.create_task(home.bridge.act(request("sync.status", "page"), none))
        await asyncio.sleep(0.01)
        await home.bridge.act(request("sync.tick", "worker"), none)
        assert home.area == before
        release.set()
        await status

    asyncio.run(both())
