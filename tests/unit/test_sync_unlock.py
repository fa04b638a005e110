"""What is typed to unlock also opens the synced data of another computer."""

from __future__ import annotations

import pytest
from kakomi.commands.typed_factor import KEPT_MS
from support.fake_ports import recovery_key
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


def protected_pair() -> tuple[Computer, Computer]:
    """Two computers with the same passphrase."""
    home, work = Computer("Home", ALICE, BOB), Computer("Work")
    for computer in (home, work):
        computer.ask("vault.protect", passphrase=PASSPHRASE)
    home.turn_on()
    work.ports.sync_store.texts = dict(home.area)
    work.join()
    settle(work, home)
    return home, work


def renewed(home: Computer, work: Computer, passphrase: str = OTHER_PASSPHRASE) -> None:
    """The keys are renewed on the first computer, while the other one is locked."""
    work.ask("vault.lock")
    home.ports.clock.pass_ms(5_000)  # slots have seconds
    home.ask("vault.protect", passphrase=passphrase, renew=True)
    home.ask("account.add", uri=CAROL)
    home.tick()
    carry(home, work)


def test_the_passphrase_that_unlocked_opens_renewed_data_by_itself() -> None:
    home, work = protected_pair()
    renewed(home, work, PASSPHRASE)
    work.ask("vault.unlock", passphrase=PASSPHRASE)
    assert work.status()["area"] == "renewed"
    work.tick()
    assert (work.status()["area"], work.status()["problem"]) == ("current", None)
    assert work.accounts() == ["alice", "bob", "carol"]
    settle(work, home)
    assert home.status()["area"] == "current"


def test_the_recovery_key_that_unlocked_opens_renewed_data_by_itself() -> None:
    home, work = protected_pair()
    typed = recovery_key(work.bridge)
    settle(work, home)
    work.ask("vault.lock")
    work.ask("vault.unlock", recovery_key=typed)
    work.tick()
    assert work.status()["problem"] is None


def test_the_new_passphrase_is_recognised_and_then_the_old_one_is_enough() -> None:
    home, work = protected_pair()
    renewed(home, work)
    assert work.error("vault.unlock", passphrase=OTHER_PASSPHRASE) == "vault.key_of_others"
    assert work.ask("vault.status")["state"] == "locked"
    work.ports.clock.pass_ms(10_000)
    work.ask("vault.unlock", passphrase=PASSPHRASE)
    work.tick()
    assert (work.status()["area"], work.status()["problem"]) == ("current", None)
    assert work.accounts() == ["alice", "bob", "carol"]


def test_a_wrong_passphrase_is_only_wrong() -> None:
    home, work = protected_pair()
    renewed(home, work)
    assert work.error("vault.unlock", passphrase="none of the two words") == "vault.key_wrong"


def test_a_passphrase_is_not_tried_on_data_that_has_no_later_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, work = protected_pair()
    work.ask("vault.lock")

    async def never(*_: object) -> bytes:
        raise AssertionError("a try takes a second")

    monkeypatch.setattr("kakomi.sync.sealed_items.unwrap", never)
    assert work.error("vault.unlock", passphrase=OTHER_PASSPHRASE) == "vault.key_wrong"


def test_the_old_passphrase_alone_leaves_the_question() -> None:
    home, work = protected_pair()
    renewed(home, work)
    work.ask("vault.unlock", passphrase=PASSPHRASE)
    work.tick()
    assert work.status()["problem"]["name"] == "renewed"
    work.ask("sync.enter_key", passphrase=OTHER_PASSPHRASE)
    assert work.accounts() == ["alice", "bob", "carol"]


@pytest.mark.parametrize("how", ["time", "lock"])
def test_what_was_typed_is_forgotten(how: str) -> None:
    home, work = protected_pair()
    work.ask("vault.lock")
    work.ask("vault.unlock", passphrase=PASSPHRASE)
    home.ask("vault.protect", passphrase=PASSPHRASE, renew=True)
    home.tick()
    if how == "time":
        work.ports.clock.pass_ms(KEPT_MS)
    else:
        work.ask("vault.lock")
        work.ask("vault.unlock", passphrase=PASSPHRASE)
        work.ask("vault.lock")
    carry(home, work)
    if how == "lock":
        assert not work.bridge._typed_factor._factors  # noqa: SLF001  what memory holds
        return
    assert work.status()["problem"]["name"] == "renewed"


def test_nothing_that_is_typed_is_kept_while_sync_is_off() -> None:
    home = Computer("Home", ALICE)
    home.ask("vault.protect", passphrase=PASSPHRASE)
    home.ask("vault.lock")
    home.ask("vault.unlock", passphrase=PASSPHRASE)
    assert not home.bridge._typed_factor._factors  # noqa: SLF001  what memory holds


def test_a_passphrase_that_was_only_changed_needs_nothing_on_the_others() -> None:
    home, work = protected_pair()
    home.ask("vault.protect", passphrase=OTHER_PASSPHRASE)
    home.ask("account.add", uri=CAROL)
    home.tick()
    work.ask("vault.lock")
    work.ask("vault.unlock", passphrase=PASSPHRASE)
    carry(home, work)
    assert work.accounts() == ["alice", "bob", "carol"]
