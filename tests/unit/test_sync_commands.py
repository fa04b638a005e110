"""sync.*: two or more browsers, each with its own ``chrome.storage.sync``, joined by hand."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from kakomi.commands import sync_area, sync_exchange, sync_step
from kakomi.sync import sealed_items
from support.fake_ports import ask, recovery_key
from support.fake_vault_ports import WorkerEnded
from support.ordinary_accounts import accounts as ordinary_accounts
from support.sync_computers import (
    ALICE,
    BOB,
    CAROL,
    OTHER_PASSPHRASE,
    PASSPHRASE,
    Computer,
    carry,
    settle,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@contextmanager
def as_version(version: int, *, readable_by: int) -> Iterator[None]:
    """Writes heads as a newer version of Kakomi would."""
    described = sealed_items._described  # noqa: SLF001  a newer version writes another head

    def newer(head: sealed_items.Head) -> dict[str, Any]:
        return {**described(head), "version": version, "readable_by": readable_by}

    with mock.patch.object(sealed_items, "_described", newer):
        yield


def pair(first: Sequence[str] = (ALICE, BOB), second: Sequence[str] = ()) -> tuple[Computer, ...]:
    home, work = Computer("Home", *first), Computer("Work", *second)
    home.turn_on()
    work.ports.sync_store.texts = dict(home.area)
    work.join()
    settle(work, home)
    return home, work


def test_it_is_off_until_it_is_asked_for() -> None:
    home = Computer("Home", ALICE)
    home.tick()
    status = home.status()
    assert (status["state"], status["area"], status["this_machine"]) == ("off", "empty", None)
    assert home.area == {}
    assert home.ports.sync_store.scheduled == []


def test_a_further_computer_sees_what_will_come_and_then_has_it() -> None:
    home = Computer("Home", ALICE, BOB)
    assert home.turn_on()["state"] == "on"
    work = Computer("Work", BOB, CAROL)
    work.ports.sync_store.texts = dict(home.area)
    assert (work.status()["area"], work.status()["opens_with"]) == ("found", ["passphrase"])
    seen = work.join()
    assert {key: seen[key] for key in ("here", "there", "same", "coming", "going")} == {
        "here": 2,
        "there": 2,
        "same": 1,
        "coming": 1,
        "going": 1,
    }
    assert seen["machines"] == ["Home"]
    assert work.accounts() == ["alice", "bob", "carol"]
    carry(work, home)
    assert home.accounts() == ["alice", "bob", "carol"]
    assert [other["name"] for other in home.status()["others"]] == ["Work"]
    assert home.status()["this_machine"]["name"] == "Home"
    assert home.status()["problem"] is None


def test_sync_now_writes_at_once_although_the_last_write_was_a_moment_ago() -> None:
    home, work = pair()
    home.ask("account.add", uri=CAROL)
    home.tick()
    home.ask("account.edit", id=home.id_of("bob"), name="robert", issuer="ACME")
    status = home.ask("sync.exchange")
    assert (status["is_pending"], status["problem"]) == (False, None)
    carry(home, work)
    assert work.accounts() == ["alice", "robert", "carol"]


def test_changes_travel_both_ways_and_a_quiet_exchange_writes_nothing() -> None:
    home, work = pair()
    home.ask("account.edit", id=home.id_of("bob"), name="robert", issuer="ACME")
    assert home.ports.sync_store.scheduled[-1] == sync_step.BATCH_MS
    assert home.status()["is_pending"]
    home.tick()
    assert not home.status()["is_pending"]
    carry(home, work)
    assert work.accounts() == ["alice", "robert"]
    work.ask("account.add", uri=CAROL)
    work.tick()
    carry(work, home)
    assert home.accounts() == ["alice", "robert", "carol"]
    before = len(home.ports.sync_store.writes), home.ports.generation
    for _ in range(3):
        home.tick()
    assert (len(home.ports.sync_store.writes), home.ports.generation) == before


def test_an_exchange_waits_while_the_vault_is_locked() -> None:
    home, work = pair()
    home.ask("vault.protect", passphrase=PASSPHRASE)
    work.ask("account.add", uri=CAROL)
    work.tick()
    home.ask("vault.lock")
    carry(work, home)
    assert home.status()["state"] == "locked"
    home.ports.sync_store.scheduled.clear()
    home.ask("vault.unlock", passphrase=PASSPHRASE)
    assert home.ports.sync_store.scheduled == [sync_step.BATCH_MS]
    home.tick()
    assert home.accounts() == ["alice", "bob", "carol"]


def test_a_started_browser_exchanges_after_its_first_codes() -> None:
    home, _ = pair()
    home.ports.browser_restarts()
    home.start()
    home.ports.sync_store.scheduled.clear()
    ask(home.bridge, "sheet.read", {"brief": True}, caller="worker")
    assert home.ports.sync_store.scheduled == [sync_exchange.STARTUP_MS]


def test_an_exchange_does_not_count_as_use() -> None:
    home, work = pair()
    home.ask("vault.protect", passphrase=PASSPHRASE)
    rules = home.ask("vault.status")["rules"]
    home.ask("vault.set_rules", **{**rules, "after_minutes": 5, "at_browser_close": True})
    for _ in range(4):
        home.ports.clock.pass_ms(100_000)
        work.ask("account.edit", id=work.id_of("alice"), name="alice", issuer=f"A{_}")
        work.tick()
        carry(work, home)
    assert home.ask("vault.status")["state"] == "locked"


def test_a_changed_passphrase_opens_the_area_for_further_computers() -> None:
    home = Computer("Home", ALICE)
    home.ask("vault.protect", passphrase=PASSPHRASE)
    assert home.error("sync.turn_on", name="Home", passphrase=OTHER_PASSPHRASE) == "vault.key_wrong"
    home.ports.clock.pass_ms(60_000)
    home.turn_on()
    home.ask("vault.protect", passphrase=OTHER_PASSPHRASE)
    home.tick()
    work = Computer("Work")
    work.ports.sync_store.texts = dict(home.area)
    assert work.error("sync.preview", passphrase=PASSPHRASE) == "sync.key_wrong"
    work.join(OTHER_PASSPHRASE)
    assert work.accounts() == ["alice"]


def test_a_recovery_key_opens_the_area() -> None:
    home = Computer("Home", ALICE)
    home.turn_on()
    key = recovery_key(home.bridge)
    home.tick()
    work = Computer("Work")
    work.ports.sync_store.texts = dict(home.area)
    assert work.status()["opens_with"] == ["passphrase", "recovery"]
    seen = work.ask("sync.preview", recovery_key=key)
    work.ask("sync.turn_on", name="Work", preview_id=seen["id"])
    assert work.accounts() == ["alice"]


def test_renewed_keys_are_asked_for_on_the_other_computers_and_nothing_is_lost() -> None:
    home, work = pair()
    home.ask("vault.protect", passphrase=PASSPHRASE)
    home.ask("vault.protect", passphrase=OTHER_PASSPHRASE, renew=True)
    home.tick()
    work.ask("account.add", uri=CAROL)
    carry(home, work)
    status = work.status()
    assert (status["area"], status["problem"]["name"]) == ("renewed", "renewed")
    assert work.area == home.area, "a computer with the old key wrote"
    assert work.error("sync.enter_key", passphrase=PASSPHRASE) == "sync.key_wrong"
    status = work.ask("sync.enter_key", passphrase=OTHER_PASSPHRASE)
    assert (status["area"], status["problem"]) == ("current", None)
    settle(work, home)
    assert home.accounts() == work.accounts() == ["alice", "bob", "carol"]


def test_what_a_computer_with_the_old_key_wrote_late_is_written_over() -> None:
    home, work = pair()
    work.ask("account.add", uri=CAROL)
    work.tick()
    home.ask("vault.protect", passphrase=OTHER_PASSPHRASE, renew=True)
    carry(work, home)
    assert home.status()["area"] == "current"
    carry(home, work)
    work.ask("sync.enter_key", passphrase=OTHER_PASSPHRASE)
    settle(work, home)
    assert home.accounts() == work.accounts() == ["alice", "bob", "carol"]


def test_a_computer_that_was_taken_off_turns_itself_off_and_keeps_its_accounts() -> None:
    home, work = pair()
    (other,) = home.status()["others"]
    assert home.ask("sync.remove_machine", id=other["id"])["others"] == []
    assert home.error("sync.remove_machine", id="ffffffff") == "sync.no_machine"
    home.tick()
    work.ask("account.add", uri=CAROL)
    carry(home, work)
    status = work.status()
    assert (status["state"], status["was_removed"]) == ("off", True)
    assert work.accounts() == ["alice", "bob", "carol"]
    assert work.area == home.area
    carry(work, home)
    assert home.status()["others"] == []


def test_a_name_travels() -> None:
    home, work = pair()
    assert work.error("sync.rename", name=" ") == "sync.name"
    assert work.error("sync.rename", name="x" * 41) == "sync.name"
    work.ask("sync.rename", name="  Office  laptop ")
    work.tick()
    carry(work, home)
    assert [other["name"] for other in home.status()["others"]] == ["Office laptop"]


def test_a_wiped_area_is_reported_and_written_again_only_on_request() -> None:
    home, work = pair()
    home.ports.sync_store.texts = {}
    home.tick()
    status = home.status()
    assert (status["area"], status["problem"]["name"]) == ("wiped", "wiped")
    assert not status["problem"]["is_lasting"]
    home.ports.clock.pass_ms(86_400_000)
    assert home.area == {}
    assert home.status()["problem"]["is_lasting"]
    assert home.ask("sync.exchange", rewrites=True)["problem"] is None
    carry(home, work)
    assert work.status()["area"] == "current"
    assert work.accounts() == ["alice", "bob"]


def test_turning_off_keeps_what_the_others_have_unless_it_wipes() -> None:
    home, work = pair()
    assert work.ask("sync.turn_off", wipes=False)["state"] == "off"
    assert work.accounts() == ["alice", "bob"]
    carry(work, home)
    status = home.status()
    assert (status["area"], status["others"]) == ("current", [])
    assert home.ask("sync.turn_off", wipes=True)["area"] == "empty"
    assert home.area == {}
    assert home.accounts() == ["alice", "bob"]
    assert home.error("sync.exchange") == "sync.off"


def test_an_area_that_another_computer_began_anew_is_joined_on_request() -> None:
    home, work = pair()
    work.ask("sync.turn_off", wipes=True)
    work.ask("account.add", uri=CAROL)
    work.turn_on()
    carry(work, home)
    status = home.status()
    assert (status["area"], status["problem"]["name"]) == ("foreign", "foreign")
    assert home.area == work.area
    home.join()
    settle(home, work)
    assert home.accounts() == work.accounts() == ["alice", "bob", "carol"]


def test_an_area_whose_passphrase_is_lost_is_replaced_on_request() -> None:
    home = Computer("Home", ALICE)
    home.turn_on()
    work = Computer("Work", BOB)
    work.ports.sync_store.texts = dict(home.area)
    args = {"name": "Work", "passphrase": OTHER_PASSPHRASE}
    assert work.error("sync.turn_on", **args) == "sync.area_exists"
    assert work.ask("sync.turn_on", **args, replaces=True)["area"] == "current"
    assert work.accounts() == ["bob"]
    carry(work, home)
    assert home.status()["area"] == "foreign"


def test_a_newer_version_is_read_on_and_reported() -> None:
    home, work = pair()
    work.ask("account.add", uri=CAROL)
    with as_version(2, readable_by=1):
        work.tick()
    carry(work, home)
    assert home.accounts() == ["alice", "bob", "carol"]
    assert home.status()["area"] == home.status()["problem"]["name"] == "newer_readable"
    home.ask("account.remove", id=home.id_of("alice"))
    home.tick()
    assert home.area == work.area, "it wrote over what a newer version wrote"


def test_an_area_that_only_a_newer_version_reads_is_left_alone() -> None:
    home, work = pair()
    head = json.loads(work.area["sync"])
    work.area["sync"] = json.dumps({**head, "version": 9, "readable_by": 9})
    carry(work, home)
    assert home.status()["area"] == home.status()["problem"]["name"] == "newer"
    assert home.area == work.area
    lone = Computer("Lone")
    lone.ports.sync_store.texts = dict(work.area)
    assert lone.status()["area"] == "newer"
    assert lone.error("sync.preview", passphrase=PASSPHRASE) == "sync.newer"


def test_parts_that_have_not_arrived_are_awaited_a_while() -> None:
    home, work = pair()
    work.ask("account.add", uri=CAROL)
    work.tick()
    home.area["sync"] = work.area["sync"]
    for _ in range(sync_area.WAITS_FOR_PARTS):
        before = dict(home.area)
        home.tick()
        assert home.status()["area"] == "incomplete"
        assert home.area == before
    home.tick()
    assert home.status()["area"] == "current"
    settle(home, work)
    assert home.accounts() == work.accounts() == ["alice", "bob", "carol"]


def test_a_limit_of_writes_delays_and_loses_nothing() -> None:
    home, work = pair()
    home.ports.sync_store.too_often = True
    home.ask("account.add", uri=CAROL)
    home.tick()
    assert home.status()["problem"]["name"] == "too_often"
    assert home.ports.sync_store.scheduled[-1] == sync_exchange.RETRY_MS
    home.ports.sync_store.too_often = False
    home.tick()
    assert home.status()["problem"] is None
    carry(home, work)
    assert work.accounts() == ["alice", "bob", "carol"]


def test_a_full_store_is_reported_and_loses_nothing() -> None:
    home, work = pair()
    home.ports.sync_store.quota_bytes = 1_000
    home.ask("account.add", uri=CAROL)
    home.tick()
    assert home.status()["problem"]["name"] == "full"
    assert "carol" in home.accounts()
    home.ports.sync_store.quota_bytes = 102_400
    home.tick()
    assert home.status()["problem"] is None
    carry(home, work)
    assert work.accounts() == ["alice", "bob", "carol"]


def test_a_store_that_does_not_answer_is_reported() -> None:
    home, _ = pair()
    home.ports.sync_store.is_closed = True
    home.ask("account.add", uri=CAROL)
    home.tick()
    status = home.status()
    assert (status["area"], status["problem"]["name"]) == ("unavailable", "unavailable")
    assert home.error("sync.preview", passphrase=PASSPHRASE) == "sync.unavailable"


def test_accounts_without_room_are_named_and_stay() -> None:
    home = Computer("Home")
    home.turn_on()
    many = ordinary_accounts(1_600)

    async def add() -> None:
        await home.store.change(lambda before: (replace(before, accounts=many), None))

    asyncio.run(add())
    home.tick()
    status = home.status()
    left = status["local_accounts"]
    assert 0 < len(left) < 600
    assert set(left) <= {account.id for account in many}
    assert status["room"]["is_nearly_full"]
    assert status["room"]["used_characters"] <= status["room"]["total_characters"]
    assert status["problem"] is None
    assert len(home.accounts()) == 1_600


def test_a_worker_that_ends_anywhere_in_an_exchange_loses_nothing() -> None:
    home, work = pair()
    for at in itertools.count():
        secret = base64.b32encode(at.to_bytes(20)).decode("ascii")
        home.ask("account.add", uri=f"otpauth://totp/X:h{at}?secret={secret}&issuer=X")
        home.ports.clock.pass_ms(sync_exchange.BETWEEN_WRITES_MS)
        home.ports.faults.calls, home.ports.faults.at = 0, at
        ended = False
        try:
            ask(home.bridge, "sync.tick", caller="worker")
        except WorkerEnded:
            ended = True
        home.ports.worker_restarts()
        home.start()
        settle(home, work)
        assert home.accounts() == work.accounts()
        assert f"h{at}" in work.accounts()
        assert home.status()["problem"] is work.status()["problem"] is None
        if not ended:
            return


def test_the_popup_says_that_sync_has_not_worked_for_a_day() -> None:
    one = Computer("one", ALICE)
    one.turn_on()
    one.area.clear()
    one.tick()
    assert one.status()["problem"]["name"] == "wiped"
    assert one.ask("sheet.read")["reminder"] is None
    one.ports.clock.pass_ms(sync_step.DAY_MS)
    reminder = one.ask("sheet.read")["reminder"]
    assert (reminder["kind"], reminder["sync_problem"]) == ("sync", "wiped")
    one.ask("backup.snooze")
    assert one.ask("sheet.read")["reminder"] is None


@pytest.mark.parametrize("sync", ["forbidden", "folder_only"])
def test_a_policy_against_the_browsers_sync_stops_it_and_lets_it_be_turned_off(sync: str) -> None:
    home, _ = pair()
    home.ports.managed.values = {"Sync": sync}
    home.ask("account.add", uri=CAROL)
    before = dict(home.area)
    home.tick()
    assert home.area == before
    assert home.status()["policy"] == sync
    assert home.status()["allowed_ways"] == (["folder"] if sync == "folder_only" else [])
    (other,) = home.status()["others"]
    for command, args in {
        "sync.preview": {"passphrase": PASSPHRASE},
        "sync.turn_on": {"name": "Home", "passphrase": PASSPHRASE},
        "sync.enter_key": {"passphrase": PASSPHRASE},
        "sync.exchange": {},
        "sync.rename": {"name": "Home"},
        "sync.remove_machine": {"id": other["id"]},
    }.items():
        assert home.error(command, **args) == "policy.forbids", command
    assert home.ask("sync.turn_off", wipes=True)["state"] == "off"
    assert home.area == {}


def test_a_policy_that_requires_sync_asks_for_it_and_keeps_it_on() -> None:
    home = Computer("Home", ALICE)
    home.ports.managed.values = {"Sync": "required"}
    assert [due["duty"] for due in home.ask("policy.read")["due"]] == ["sync"]
    home.turn_on()
    assert home.ask("policy.read")["due"] == []
    assert home.error("sync.turn_off", wipes=False) == "policy.forbids"
    assert home.status()["state"] == "on"


def test_a_machines_own_write_is_not_read_again() -> None:
    home, _ = pair()
    home.ask("account.add", uri=CAROL)
    home.tick()
    opened = mock.Mock(side_effect=AssertionError("the area was opened"))
    with mock.patch("kakomi.sync.area.opened", opened):
        ask(home.bridge, "sync.tick", caller="worker")  # the browser reports our own write
    assert home.ports.sync_store.scheduled[-1] == sync_step.DAY_MS


def test_writes_keep_their_distance_and_a_change_is_on_its_way_within_five_seconds() -> None:
    home, _ = pair()
    since: list[int] = []
    for number in range(40):
        home.ask("account.edit", id=home.id_of("alice"), issuer=f"A{number}", name="alice")
        waited = 0
        while home.status()["is_pending"]:
            in_ms = home.ports.sync_store.scheduled[-1]
            home.ports.clock.pass_ms(in_ms)
            waited += in_ms
            ask(home.bridge, "sync.tick", caller="worker")
        since.append(waited)
    assert max(since) <= 5_000
    assert set(since[1:]) == {sync_exchange.BETWEEN_WRITES_MS}


def test_a_change_that_leaves_no_room_beside_the_old_parts_is_written() -> None:
    home, work = pair()
    home.ports.sync_store.texts["sync.d7"] = "x" * 3_000  # a part that no head lists
    used = sum(len(key) + len(text) for key, text in home.area.items())
    home.ports.sync_store.quota_bytes = used + 100
    home.ask("account.add", uri=CAROL)
    home.tick()
    assert home.status()["problem"] is None
    assert "sync.d7" not in home.area
    carry(home, work)
    assert work.accounts() == ["alice", "bob", "carol"]


def test_a_preview_ends_with_a_lock_and_holds_for_one_joining() -> None:
    home = Computer("Home", ALICE)
    home.turn_on()
    work = Computer("Work", BOB)
    work.ports.sync_store.texts = dict(home.area)
    work.ask("vault.protect", passphrase=OTHER_PASSPHRASE)
    seen = work.ask("sync.preview", passphrase=PASSPHRASE)
    work.ask("vault.lock")
    assert work.error("sync.preview", passphrase=PASSPHRASE) == "vault.locked"
    work.ask("vault.unlock", passphrase=OTHER_PASSPHRASE)
    joining = {"name": "Work", "preview_id": seen["id"]}
    assert work.error("sync.turn_on", **joining) == "sync.preview_expired"
    assert work.status()["state"] == "off"
    work.join()
    assert work.accounts() == ["alice", "bob"]


def test_nothing_of_the_accounts_can_be_read_outside_the_vault() -> None:
    home, _ = pair()
    outside = json.dumps([home.area, home.ports.primary.texts])
    for text in ("ACME", "alice", "JBSWY3DPEHPK3PXP", "Home", "Work"):
        assert text not in outside


def test_a_backup_and_a_reset_vault_are_not_synchronised() -> None:
    home, _ = pair()
    home.ask("vault.protect", passphrase=PASSPHRASE)
    (file,) = home.ask("backup.export", format="kakomi")["files"]
    lone = Computer("Lone")
    read = lone.ask(
        "import.read",
        name=file["name"],
        data_base64=file["data_base64"],
        password=PASSPHRASE,
    )
    lone.ask("import.confirm", id=read["id"])
    assert lone.accounts() == ["alice", "bob"]
    assert lone.status()["state"] == "off"


def test_what_came_from_another_computer_is_undone_nowhere_by_an_undo_here() -> None:
    home, work = pair()
    ids = [home.id_of("alice"), home.id_of("bob")]
    removed = home.ask("account.edit_many", ids=ids, removed=True)
    work.ask("account.add", uri=CAROL)
    settle(home, work)
    assert work.accounts() == home.accounts() == ["carol"]
    home.ask("import.undo", undo=removed["undo"])
    settle(home, work)
    assert sorted(work.accounts()) == sorted(home.accounts()) == ["alice", "bob", "carol"]


def test_a_wiped_area_is_written_at_once_when_the_user_asks() -> None:
    """Also within the seconds after a write, in which other exchanges wait."""
    one = Computer("one", ALICE)
    one.turn_on()
    one.area.clear()
    one.ask("sync.exchange", rewrites=True)
    assert one.area
    assert one.status()["problem"] is None


def test_the_others_hear_at_once_of_a_computer_that_turns_off() -> None:
    home, work = pair()
    work.ask("account.add", uri=CAROL)
    work.tick()
    work.ask("sync.turn_off", wipes=False)
    carry(work, home)
    assert home.status()["others"] == []
    assert home.accounts() == ["alice", "bob", "carol"]
