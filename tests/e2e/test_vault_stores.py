"""The vault's two stores and its sentinel: what one has lost is restored from the other, what
both have lost is reported, and nothing that may still be readable is overwritten.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from campaigns import expected_state
from playwright.sync_api import expect
from support import shared_data

from e2e import stores
from e2e.browser import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.browser import Browser

NAMES = ("Alpha", "Beta", "Gamma", "Delta")
PLAIN = shared_data.vectors("vaults/v1")["text"]
PASSPHRASE = "nine calm words for a box"


@pytest.fixture
def kept(start: Callable[..., Browser]) -> Browser:
    """A browser whose vault has some accounts and a device key."""
    browser = start()
    for name in NAMES:
        added = expected_state.adding(name)
        browser.ask(added.command, **added.args)
    return browser


def state(browser: Browser) -> str:
    """The status of the vault, as a new worker reports it."""
    browser.stop_worker()
    found: str = browser.ask("vault.status")["state"]
    return found


def alter_first(browser: Browser) -> None:
    held = stores.read_primary(browser)
    stores.write_primary(browser, {k: stores.altered(held[k]) for k in stores.PLACES if k in held})


def alter_second(browser: Browser) -> None:
    held = stores.read_mirror(browser)
    stores.write_mirror(browser, {stores.COPY: stores.altered(held[stores.COPY])})


FIRST: dict[str, Any] = {"removed": stores.clear_primary, "altered": alter_first}
SECOND: dict[str, Any] = {"removed": stores.clear_mirror, "altered": alter_second}


def test_empty_stores_are_a_first_run(start: Callable[..., Browser]) -> None:
    browser = start()
    status = browser.ask("vault.status")
    assert (status["state"], status["generation"], status["slots"]) == ("open", 0, [])
    popup = browser.press_icon()
    expect(popup.locator("#empty")).to_be_visible()
    assert stores.read_primary(browser) == {}, "looking writes nothing"


@pytest.mark.parametrize("how", FIRST)
def test_a_damaged_primary_store_is_repaired_from_the_mirror(kept: Browser, how: str) -> None:
    FIRST[how](kept)
    assert state(kept) == "open"
    assert expected_state.accounts(kept) == list(NAMES)
    held, copy = stores.read_primary(kept), stores.read_mirror(kept)[stores.COPY]
    assert copy in [held.get(place) for place in stores.PLACES]
    FIRST[how](kept)
    stores.clear_mirror(kept)
    assert state(kept) == ("lost" if how == "removed" else "damaged")


@pytest.mark.parametrize("how", SECOND)
def test_a_damaged_mirror_is_repaired_from_the_primary_store(kept: Browser, how: str) -> None:
    SECOND[how](kept)
    assert state(kept) == "open"
    assert expected_state.accounts(kept) == list(NAMES)
    stores.clear_primary(kept)
    assert state(kept) == "open", "the copy is whole again, and its key beside it"
    assert expected_state.accounts(kept) == list(NAMES)


def test_the_newest_generation_of_both_stores_is_used(kept: Browser) -> None:
    older = stores.read_mirror(kept)
    added = expected_state.adding("Later")
    kept.ask(added.command, **added.args)
    stores.write_mirror(kept, older)
    assert state(kept) == "open"
    assert expected_state.accounts(kept) == [*NAMES, "Later"]
    added = expected_state.adding("Last")
    before = {k: v for k, v in stores.read_primary(kept).items() if k in stores.PLACES}
    kept.ask(added.command, **added.args)
    stores.write_primary(kept, before | dict.fromkeys(set(stores.PLACES) - before.keys(), ""))
    assert expected_state.accounts(kept) == [*NAMES, "Later", "Last"]


def test_cleared_stores_are_reported_as_lost_and_not_as_a_first_run(kept: Browser) -> None:
    stores.clear_primary(kept)
    stores.clear_mirror(kept)
    assert state(kept) == "lost"
    added = expected_state.adding("New")
    assert kept.say(added.command, **added.args)["error"]["code"] == "vault.lost"
    assert (stores.read_primary(kept), stores.read_mirror(kept)) == ({}, {}), (
        "nothing was begun anew unasked"
    )
    popup = kept.press_icon()
    expect(popup.locator("#trouble")).to_be_visible()
    with kept.page.context.expect_page() as opened:
        popup.locator("#trouble-help").click()
    expect(opened.value.locator("[data-command='vault.reset']").first).to_be_visible()
    assert kept.ask("vault.reset")["state"] == "open"
    kept.ask(added.command, **added.args)
    assert state(kept) == "open"
    assert expected_state.accounts(kept) == ["New"]


def test_a_vault_damaged_in_both_stores_is_not_overwritten(kept: Browser) -> None:
    alter_first(kept)
    alter_second(kept)
    before = stores.read_primary(kept), stores.read_mirror(kept)
    assert state(kept) == "damaged"
    added = expected_state.adding("New")
    assert kept.say(added.command, **added.args)["error"]["code"] == "vault.damaged"
    assert (stores.read_primary(kept), stores.read_mirror(kept)) == before
    kept.ask("vault.reset")
    aside = {v for k, v in stores.read_primary(kept).items() if k.startswith("aside.")}
    assert {before[1][stores.COPY], *(before[0][p] for p in stores.PLACES)} <= aside


def test_a_vault_of_a_newer_version_is_not_changed(kept: Browser) -> None:
    content = json.loads(stores.read_mirror(kept)[stores.COPY])
    del content["sha256"]
    content["version"] = 3
    bare = json.dumps(content, sort_keys=True, separators=(",", ":"))
    content["sha256"] = hashlib.sha256(bare.encode()).hexdigest()
    newer = json.dumps(content, sort_keys=True, separators=(",", ":"))
    stores.write_primary(kept, {"vault.1": newer})
    before = stores.read_primary(kept), stores.read_mirror(kept)
    assert state(kept) == "newer"
    for command, args in (("account.add", expected_state.adding("New").args), ("vault.reset", {})):
        assert kept.say(command, **args)["error"]["code"] == "vault.newer"
    assert (stores.read_primary(kept), stores.read_mirror(kept)) == before


def test_a_plain_vault_of_version_1_is_sealed_and_its_bytes_are_removed(
    start: Callable[..., Browser],
) -> None:
    browser = start(new_profile=True)
    browser.ask("vault.status")
    place = stores.PLACES[json.loads(PLAIN)["generation"] % len(stores.PLACES)]
    stores.write_primary(browser, {place: PLAIN})
    profile = browser.netlogs[0].parent
    needles = [b"alice@example.com", b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert stores.on_disk(profile, needles), "they were there"
    assert state(browser) == "open"
    assert "Example" in expected_state.accounts(browser)
    assert all('"ciphertext"' in stores.read_primary(browser)[place] for place in stores.PLACES)
    browser.quit()
    assert stores.on_disk(profile, needles) == []
    browser.start()
    assert "Example" in expected_state.accounts(browser)


def test_setting_a_passphrase_leaves_no_old_bytes(kept: Browser) -> None:
    profile = kept.netlogs[0].parent
    held = stores.read_primary(kept)
    device = next(v for k, v in held.items() if k.startswith("device."))
    pieces = [held[p][at : at + 24] for p in stores.PLACES for at in (40, 400)]
    key = device[device.index('"key":"') + 7 :][:40]
    needles = [piece.encode() for piece in [key, *pieces]]
    assert any("needle 0" in line for line in stores.on_disk(profile, needles))
    kept.ask("vault.protect", passphrase=PASSPHRASE)
    assert not [
        k for k in stores.read_primary(kept) | stores.read_mirror(kept) if k.startswith("device.")
    ]
    until(lambda: not stores.on_disk(profile, needles), "the old bytes to be removed")
    kept.quit()
    assert stores.on_disk(profile, needles) == []
    kept.start()
    assert kept.ask("vault.status")["state"] == "locked"
    kept.ask("vault.unlock", passphrase=PASSPHRASE)
    assert expected_state.accounts(kept) == list(NAMES)
