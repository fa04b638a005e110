"""No work in flight undoes a lock (``kakomi.vault.lock_state``).

Each deed is stopped at every await of the ports. There the vault is locked, by command, by the
alarm or by the computer's screen, from the same interpreter and from another one. Then the
request goes on. As soon as the lock was answered, no key and nothing shown may be in
``storage.session``, the tab's picture is gone, and ``sheet.read`` says that the vault is locked.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import json
import os
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.bridge import Bridge
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.ports import Reading
from kakomi.vault.slots import Cost
from kakomi.vault.store import VaultStore
from support.fake_ports import FakePorts, TakenCapture, ask
from support.stop_at_await import Stopper, stopping

if TYPE_CHECKING:
    from collections.abc import Callable

    from kakomi.ports import Capture

PASSPHRASE = "correct horse battery"
CHEAP = Cost(memory_kib=8 * 1024, passes=1, lanes=1)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ACME = f"otpauth://hotp/ACME:ann?secret={SECRET}&issuer=ACME&counter=7"
BANK = f"otpauth://totp/Bank:me?secret={SECRET}&issuer=Bank"
LATER_MS = 6_000  # after which the time of the last use is written
DUE_MS = 15 * 60_000
LEAST_INTERLEAVINGS = 1_000
FIRST_AWAIT = 1  # a request begins when it has read the epoch, which is its first call of a port
# Each of the six pairs of a lock and an interpreter takes every sixth await of a deed, each pair
# another sixth. With KAKOMI_EVERY_AWAIT=1 in the environment, each pair takes every await.
STRIDE = 1 if os.environ.get("KAKOMI_EVERY_AWAIT") else 6


class OneCode:
    """A picture of one code."""

    width, height = 1000, 500

    async def read(self, *_: object) -> list[Reading]:
        corners = (10.0, 10.0, 90.0, 10.0, 90.0, 90.0, 10.0, 90.0)
        return [Reading(content=BANK.encode(), corners=corners)]

    async def modules(self, *_: object) -> None:
        return None

    async def photographed(self, *_: object) -> list[Any]:
        return []

    async def regions(self, *_: object) -> list[Any]:
        return []


async def a_capture() -> Capture | None:
    return TakenCapture(shown=OneCode())


@dataclass(frozen=True)
class Deed:
    """A request. ``before`` makes the state of the vault before it; ``args`` may depend on what
    ``before`` returned. ``shows``: the reply would show what a lock hides. ``may_refuse_lock``: in
    a vault that is not protected, a lock is refused or changes nothing.
    """

    command: str
    args: Callable[[Any], dict[str, object]] = lambda _: {}
    before: Callable[[Bridge, FakePorts], Any] = lambda _bridge, _ports: None
    caller: str = "page"
    shows: bool = False
    may_refuse_lock: bool = False


def account_id(bridge: Bridge, _ports: FakePorts) -> Any:
    return ask(bridge, "sheet.read")["rows"][0]["id"]


def later(_bridge: Bridge, ports: FakePorts) -> None:
    ports.clock.pass_ms(LATER_MS)


def read_file(bridge: Bridge, _ports: FakePorts) -> Any:
    return ask(bridge, "import.read", file())["id"]


def file() -> dict[str, object]:
    return {"name": "codes.txt", "data_base64": base64.b64encode(BANK.encode()).decode()}


def with_backups(bridge: Bridge, _ports: FakePorts) -> None:
    ask(bridge, "backup.set_automatic", {"on": True, "keep": 3})


def found(bridge: Bridge, _ports: FakePorts) -> Any:
    return ask(bridge, "scan.page", {"tab_id": 7}, capture=a_capture)["found"][0]["id"]


def drawing(bridge: Bridge, _ports: FakePorts) -> None:
    ask(bridge, "scan.region", {"tab_id": 7}, capture=a_capture)


def locked(bridge: Bridge, _ports: FakePorts) -> None:
    ask(bridge, "vault.lock")


def unprotected(bridge: Bridge, _ports: FakePorts) -> None:
    ask(bridge, "vault.unprotect")


def synced(bridge: Bridge, ports: FakePorts) -> None:
    """Something is to be written to the area, and something to be merged from it."""
    ask(bridge, "sync.turn_on", SYNC)
    area = dict(ports.sync_store.texts)
    ask(bridge, "account.add", {"uri": BANK})
    later(bridge, ports)
    ask(bridge, "sync.tick", caller="worker")
    newer = dict(ports.sync_store.texts)
    ports.sync_store.texts = area
    later(bridge, ports)
    ask(bridge, "sync.tick", caller="worker")
    ports.sync_store.texts = newer
    ask(bridge, "account.edit", {"id": account_id(bridge, ports), "issuer": "Edited"})
    later(bridge, ports)


def foreign_area(_bridge: Bridge, ports: FakePorts) -> None:
    other = FakePorts()
    other.sync_store = ports.sync_store
    environment = other.environment()
    ask(Bridge(environment, VaultStore(environment, KEPT_ON_LOCK, CHEAP)), "sync.turn_on", SYNC)


def looked(bridge: Bridge, ports: FakePorts) -> Any:
    foreign_area(bridge, ports)
    return ask(bridge, "sync.preview", {"passphrase": PASSPHRASE})["id"]


SYNC: dict[str, object] = {"name": "Home", "passphrase": PASSPHRASE}
BOX: dict[str, object] = {
    "x": 0,
    "y": 0,
    "width": 500,
    "height": 250,
    "viewport_width": 1000,
    "viewport_height": 500,
}
RULES: dict[str, object] = {"after_minutes": 5, "at_screen_lock": True, "at_browser_close": False}
DEEDS = {
    "change": Deed("account.add", lambda _: {"uri": BANK}),
    "change of a counted account": Deed("account.use", lambda i: {"id": i}, account_id),
    "change with a backup copy": Deed("account.add", lambda _: {"uri": BANK}, with_backups),
    "look": Deed("account.details", lambda i: {"id": i}, account_id, shows=True),
    "look later": Deed("backup.status", before=later, shows=True),
    "fill of the sheet": Deed("sheet.read", shows=True),
    "fill of the sheet later": Deed("sheet.read", before=later, shows=True),
    "tick": Deed("vault.tick", before=later, caller="worker"),
    "status": Deed("vault.status"),
    "status later": Deed("vault.recover", before=later),
    "import": Deed("import.read", lambda _: file(), shows=True),
    "import confirmed": Deed("import.confirm", lambda i: {"id": i}, read_file),
    "backup": Deed("backup.export", lambda _: {"format": "kakomi"}),
    "scan": Deed("scan.page", lambda _: {"tab_id": 7}, shows=True),
    "add from a scan": Deed("account.add", lambda i: {"found": i}, found),
    "draw": Deed("scan.region", lambda _: {"tab_id": 7}),
    "box": Deed("scan.box", lambda _: BOX, drawing),
    "unlock": Deed("vault.unlock", lambda _: {"passphrase": PASSPHRASE}, locked),
    "another passphrase": Deed("vault.protect", lambda _: {"passphrase": PASSPHRASE}),
    "protect": Deed(
        "vault.protect", lambda _: {"passphrase": PASSPHRASE}, unprotected, may_refuse_lock=True
    ),
    "unprotect": Deed("vault.unprotect", may_refuse_lock=True),
    "renew": Deed("vault.protect", lambda _: {"passphrase": PASSPHRASE, "renew": True}),
    "rules": Deed("vault.set_rules", lambda _: RULES),
    "exchange": Deed("sync.tick", before=synced, caller="worker"),
    "look at an area": Deed(
        "sync.preview", lambda _: {"passphrase": PASSPHRASE}, foreign_area, shows=True
    ),
    "joining": Deed("sync.turn_on", lambda i: {"name": "Work", "preview_id": i}, looked),
}
LOCKS = {
    "command": ("vault.lock", "page", 0),
    "alarm": ("vault.tick", "worker", DUE_MS),
    "screen": ("vault.screen_locked", "worker", 0),
}


@dataclass
class Scene:
    """The vault as a deed finds it, to be set up again for each interleaving."""

    ports: FakePorts
    value: Any

    def again(self) -> FakePorts:
        ports = FakePorts()
        for name in ("primary", "mirror"):
            getattr(ports, name).texts.update(getattr(self.ports, name).texts)
        ports.sentinel.there = True
        ports.sync_store.texts.update(self.ports.sync_store.texts)
        ports.session.values = copy.deepcopy(self.ports.session.values)
        ports.capture_host.kept = self.ports.capture_host.kept
        ports.clock.unix_ms = self.ports.clock.unix_ms
        ports.clock.monotonic_ms = self.ports.clock.monotonic_ms
        return ports


@dataclass
class Outcome:
    """What was wrong in one interleaving."""

    was_reached: bool
    faults: list[str] = field(default_factory=list)


@lru_cache
def scene(name: str) -> Scene:
    deed = DEEDS[name]
    ports = FakePorts()
    bridge = Bridge(ports.environment(), VaultStore(ports.environment(), KEPT_ON_LOCK, CHEAP))
    ask(bridge, "account.add", {"uri": ACME})
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    return Scene(ports, deed.before(bridge, ports))


async def say(bridge: Bridge, command: str, args: object, caller: str) -> dict[str, Any]:
    request = {"command": command, "args": args, "caller": caller, "tab_id": None}
    reply: dict[str, Any] = json.loads(await bridge.act(json.dumps(request), a_capture))
    return reply


def leaks(ports: FakePorts) -> list[str]:
    """What a locked vault must not leave."""
    shown = sorted(ports.session.values.keys() - KEPT_ON_LOCK - {"key", "lock.epoch"})
    key = ports.session.values["key"]
    return [
        *(["key"] if key != {"locked": True} else []),
        *shown,
        *(["picture"] if ports.capture_host.kept else []),
    ]


async def interleaved(deed: Deed, at: int, lock: str, *, apart: bool, where: Scene) -> Outcome:
    ports = where.again()
    stopper = Stopper(at)
    stores = [
        VaultStore(environment := stopping(ports.environment(), stopper), KEPT_ON_LOCK, CHEAP)
        for _ in range(2 if apart else 1)
    ]
    bridges = [Bridge(environment, store) for store in stores]
    first, last = bridges[0], bridges[-1]
    outcome = Outcome(was_reached=False)
    command, caller, passes_ms = LOCKS[lock]
    is_locked = False

    async def locking() -> dict[str, Any]:
        ports.clock.pass_ms(passes_ms)
        return await say(last, command, {}, caller)

    def answered() -> None:
        nonlocal is_locked
        locks = ports.session.values.get("lock.epoch", 0)
        is_locked = locks > where.ports.session.values.get("lock.epoch", 0)
        # A request that ends before the alarm is handled counts as a use: then nothing locks.
        if is_locked or not (deed.may_refuse_lock or lock == "alarm"):
            outcome.faults += [f"{leak} when the lock was answered" for leak in leaks(ports)]
            is_locked = True

    async def doing() -> None:
        reply = await say(first, deed.command, deed.args(where.value), deed.caller)
        if is_locked and deed.shows and "ok" in reply:
            outcome.faults.append("a reply that shows something, after the lock was answered")

    await stopper.run(doing(), locking, answered)
    outcome.was_reached = stopper.was_reached
    if not stopper.was_reached or not is_locked:
        return outcome
    outcome.faults += [f"{leak} after the deed" for leak in leaks(ports)]
    if not apart and stores[0].is_cached:
        outcome.faults.append("a cache after the deed")
    for bridge in bridges:
        reported = await say(bridge, "sheet.read", {}, "page")
        if reported.get("error", {}).get("code") != "vault.locked":
            outcome.faults.append(f"sheet.read said {list(reported)}")
    if any(store.is_cached for store in stores):  # another interpreter notices at its next request
        outcome.faults.append("a cache after the next request")
    if (
        deed.command == "vault.status"
        and (await say(first, "vault.status", {}, "page"))["ok"]["state"] != "locked"
    ):
        outcome.faults.append("the status")
    return outcome


def all_interleavings(name: str, lock: str, *, apart: bool) -> tuple[int, list[str]]:
    """How many there are, and what was wrong in any."""
    deed = DEEDS[name]
    faults: list[str] = []
    where = scene(name)
    turn = 2 * list(LOCKS).index(lock) + apart
    for tried, at in enumerate(count(FIRST_AWAIT + turn % STRIDE, STRIDE)):
        outcome = asyncio.run(interleaved(deed, at, lock, apart=apart, where=where))
        if not outcome.was_reached:
            return tried, faults
        faults += [f"await {at}: {fault}" for fault in outcome.faults]
    raise AssertionError


_tried: dict[tuple[str, str, bool], int] = {}


@pytest.mark.parametrize("apart", [False, True], ids=["one interpreter", "two interpreters"])
@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("name", DEEDS)
def test_no_work_in_flight_undoes_a_lock(name: str, lock: str, apart: bool) -> None:
    tried, faults = all_interleavings(name, lock, apart=apart)
    _tried[name, lock, apart] = tried
    assert faults == []
    assert tried >= 2
    if len(_tried) == len(DEEDS) * len(LOCKS) * 2:
        assert sum(_tried.values()) >= LEAST_INTERLEAVINGS
