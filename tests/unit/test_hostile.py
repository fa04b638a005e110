"""Hostile codes, links and pictures, by every way that leads in: each a translated no that names
the place, or a tidy account that waits for a key; in bounded time and memory, nothing stored.
"""

from __future__ import annotations

import base64
import functools
import json
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi.bridge import Bridge
from support import hostile_files
from support.fake_ports import FakePorts, say
from unit.test_scan_commands import taking, wall

if TYPE_CHECKING:
    from collections.abc import Callable

LOCALES = Path(__file__).parents[2] / "extension" / "_locales"
SECONDS = 2.0
MEGABYTES = 64


@functools.cache
def words(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((LOCALES / language / "messages.json").read_text("utf-8"))
    return loaded


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


TEXT_WAYS: dict[str, Callable[[Bridge, str], dict[str, Any]]] = {
    "added": lambda b, t: say(b, "account.add", {"uri": t}),
    "looked at": lambda b, t: say(b, "otp.preview", {"uri": t}),
    "pasted": lambda b, t: say(b, "scan.paste", {"text": t}),
    "link": lambda b, t: say(
        b,
        "scan.link",
        {"tab_id": 1, "window_id": 1, "url": t, "origin": "", "page_origin": ""},
        caller="worker",
    ),
    "seen": lambda b, t: say(b, "scan.page", capture=taking(wall_of(t))),
    "imported": lambda b, t: say(
        b,
        "import.read",
        {"name": "list.txt", "data_base64": base64_of(t.encode("utf-8", "surrogatepass"))},
    ),
}


def wall_of(text: str) -> Any:
    return wall(text.encode("utf-8", "replace").decode())


PICTURE_WAYS: dict[str, Callable[[Bridge, bytes], dict[str, Any]]] = {
    "pasted": lambda b, d: say(b, "scan.paste", {"data_base64": base64_of(d)}),
    "read": lambda b, d: say(b, "scan.image", {"name": "x.png", "data_base64": base64_of(d)}),
    "imported": lambda b, d: say(b, "import.read", {"name": "x", "data_base64": base64_of(d)}),
}


def errors_in(value: Any) -> list[dict[str, str]]:
    """Returns every failure that a reply reports, at any depth."""
    if isinstance(value, dict):
        if value.keys() == {"code", "message", "where"}:
            return [value]
        return [each for inner in value.values() for each in errors_in(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in errors_in(inner)]
    return []


def is_fair(reply: dict[str, Any]) -> None:
    """Fails unless each error of the reply has a text in both languages and a path."""
    assert reply.keys() in ({"ok"}, {"error"})
    for error in errors_in(reply):
        assert error["code"] != "kakomi.failed"
        assert error["where"]
        assert len(error["where"]) < 200
        assert hostile_files.SECRET not in json.dumps(error)
        for language in ("en", "ja"):
            assert f"error_{error['code'].replace('.', '_')}" in words(language)


def answer(
    send: Callable[[Bridge, Any], dict[str, Any]], content: Any
) -> tuple[FakePorts, dict[str, Any]]:
    """Sends hostile content. Returns the ports and the reply, which is fair and in time."""
    ports = FakePorts()
    begun = time.process_time()
    reply = send(Bridge(ports.environment()), content)
    assert time.process_time() - begun < SECONDS
    is_fair(reply)
    return ports, reply


def is_stored_nowhere(ports: FakePorts) -> None:
    assert ports.generation == 0
    assert not ports.primary.texts
    assert not ports.mirror.texts


@pytest.mark.parametrize("way", TEXT_WAYS)
@pytest.mark.parametrize("name", hostile_files.LINKS)
def test_a_hostile_link_gets_a_translated_error_or_a_valid_account(name: str, way: str) -> None:
    ports, reply = answer(TEXT_WAYS[way], hostile_files.LINKS[name])
    if way != "added":
        is_stored_nowhere(ports)
    elif name not in hostile_files.USABLE:
        assert "error" in reply
        is_stored_nowhere(ports)


@pytest.mark.parametrize("way", TEXT_WAYS)
def test_a_hostile_transfer_gets_a_translated_error_or_valid_accounts(way: str) -> None:
    for payload in hostile_files.PAYLOADS.values():
        ports, _ = answer(TEXT_WAYS[way], hostile_files.transfer(payload))
        is_stored_nowhere(ports)


@pytest.mark.parametrize("way", PICTURE_WAYS)
@pytest.mark.parametrize("name", hostile_files.PICTURES)
def test_a_hostile_picture_gets_a_translated_error_or_no_code(name: str, way: str) -> None:
    ports, reply = answer(PICTURE_WAYS[way], hostile_files.PICTURES[name])
    assert "error" in reply
    is_stored_nowhere(ports)
    assert not {"found", "import", "transfer"} & ports.session.values.keys()


@pytest.mark.parametrize("way", ["pasted", "seen", "added"])
@pytest.mark.parametrize("name", ["label of a megabyte", "ten thousand parameters", "many colons"])
def test_memory_stays_within_bounds(name: str, way: str) -> None:
    bridge = Bridge(FakePorts().environment())
    TEXT_WAYS[way](bridge, "otpauth://totp/a?secret=AA")  # what is made once
    tracemalloc.start()
    TEXT_WAYS[way](bridge, hostile_files.LINKS[name])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MEGABYTES * 2**20


@given(st.integers(0, 2**32))
def test_randomly_mutated_links_are_answered(seed: int) -> None:
    text = hostile_files.Chance(seed).link()
    for way, ask in TEXT_WAYS.items():
        ports = FakePorts()
        is_fair(ask(Bridge(ports.environment()), text))
        if way != "added":
            is_stored_nowhere(ports)


@given(st.integers(0, 2**32))
def test_randomly_mutated_transfers_are_answered(seed: int) -> None:
    text = hostile_files.Chance(seed).transfer()
    for way in ("pasted", "seen", "imported"):
        ports = FakePorts()
        is_fair(TEXT_WAYS[way](Bridge(ports.environment()), text))
        is_stored_nowhere(ports)


@given(st.integers(0, 2**32))
def test_randomly_mutated_pictures_are_answered(seed: int) -> None:
    data = hostile_files.Chance(seed).picture()
    for ask in PICTURE_WAYS.values():
        ports = FakePorts()
        is_fair(ask(Bridge(ports.environment()), data))
        is_stored_nowhere(ports)


@given(st.lists(st.integers(0, 2**32), max_size=6))
def test_hostile_inputs_in_sequence_do_not_affect_each_other(seeds: list[int]) -> None:
    """Through one worker, so that nothing that was read before trips what follows."""
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    for seed in seeds:
        chance = hostile_files.Chance(seed)
        is_fair(say(bridge, "scan.paste", {"text": f"{chance.link()}\n{chance.transfer()}"}))
        is_fair(say(bridge, "transfer.accept"))
    is_stored_nowhere(ports)
    is_fair(say(bridge, "transfer.cancel"))
    assert not {"transfer", "transfer.held", "found"} & ports.session.values.keys()
