"""sync.* by a folder: two browsers, and the command line, with one folder."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.commands import sync_exchange, sync_step
from kakomi.cpython import command_line, files, sync_folder
from kakomi.errors import SyncFolderFull, SyncFolderGone, SyncFolderReadOnly
from kakomi.vault.vault import Vault
from support.sync_computers import ALICE, BOB, CAROL, OTHER_PASSPHRASE, PASSPHRASE, Computer

if TYPE_CHECKING:
    from pathlib import Path

    from kakomi.errors import SyncFolderError


class FolderComputer(Computer):
    """A browser that syncs by a folder. All of them share ``shared``."""

    def __init__(self, name: str, shared: dict[str, str], *uris: str) -> None:
        super().__init__(name, *uris)
        self.folder = self.ports.sync_folder
        self.folder.name, self.folder.files = "OneDrive", shared

    def turn_on(self, passphrase: str = PASSPHRASE) -> Any:
        return self.ask("sync.turn_on", way="folder", name=self.name, passphrase=passphrase)

    def join(self, passphrase: str = PASSPHRASE) -> Any:
        seen = self.ask("sync.preview", way="folder", passphrase=passphrase)
        self.ask("sync.turn_on", way="folder", name=self.name, preview_id=seen["id"])
        return seen

    def status(self) -> Any:
        return self.ask("sync.status", way="folder")

    def tick(self) -> None:
        self.ports.clock.pass_ms(sync_exchange.FOLDER_EVERY_S * 1000)
        super().tick()

    @property
    def own_file(self) -> str:
        return f"kakomi-{self.status()['this_machine']['id']}.sync"


def pair(*second: str) -> tuple[FolderComputer, FolderComputer, dict[str, str]]:
    shared: dict[str, str] = {}
    home, work = FolderComputer("Home", shared, ALICE, BOB), FolderComputer("Work", shared, *second)
    home.turn_on()
    work.join()
    home.tick()
    return home, work, shared


def test_two_browsers_exchange_by_a_folder_and_each_writes_its_own_file() -> None:
    shared: dict[str, str] = {}
    home, work = FolderComputer("Home", shared, ALICE), FolderComputer("Work", shared, BOB)
    assert home.turn_on()["way"] == "folder"
    assert (work.status()["area"], work.status()["opens_with"]) == ("found", ["passphrase"])
    assert work.join()["coming"] == 1
    home.tick()
    assert home.accounts() == work.accounts() == ["alice", "bob"]
    assert sorted(shared) == sorted([home.own_file, work.own_file])
    assert home.area == work.area == {}, "nothing goes to the browser's sync"
    status = home.status()
    assert (status["folder"], status["room"]) == ({"name": "OneDrive", "may_write": True}, None)
    assert [other["name"] for other in status["others"]] == ["Work"]
    assert "alice" not in "".join(shared.values())


def test_a_change_is_written_after_seconds_and_a_quiet_exchange_writes_nothing() -> None:
    home, work, shared = pair()
    home.ask("account.add", uri=CAROL)
    assert home.ports.sync_store.scheduled[-1] == sync_step.BATCH_MS
    before = dict(shared)
    home.ports.clock.pass_ms(sync_exchange.BETWEEN_WRITES_MS)
    Computer.tick(home)
    assert shared != before
    work.tick()
    assert work.accounts() == ["alice", "bob", "carol"]
    for computer in (home, work, home):
        computer.tick()
    before = dict(shared)
    for computer in (home, work, home):
        computer.tick()
    assert shared == before


def test_the_popup_has_the_folder_read_every_few_minutes_at_most() -> None:
    home, work, _ = pair()
    work.ask("account.add", uri=CAROL)
    work.tick()
    home.ports.sync_store.scheduled.clear()
    home.ask("sheet.read")
    assert home.ports.sync_store.scheduled == [sync_exchange.POPUP_MS]
    home.ports.clock.pass_ms(10_000)
    Computer.tick(home)
    assert home.accounts() == ["alice", "bob"], "it was read a moment ago"
    home.ask("sync.exchange")
    assert home.accounts() == ["alice", "bob", "carol"], "but not if the user asks"


def test_two_computers_that_write_at_once_are_joined() -> None:
    home, work, shared = pair()
    before = dict(shared)
    home.ask("account.add", uri=CAROL)
    home.tick()
    of_home = dict(shared)
    shared.clear()
    shared.update(before)  # the drive has not delivered it yet
    work.ask("account.edit", id=work.id_of("bob"), name="robert")
    work.tick()
    shared[home.own_file] = of_home[home.own_file]
    for computer in (work, home, work):
        computer.tick()
    assert home.accounts() == work.accounts() == ["alice", "robert", "carol"]


def test_a_file_that_changes_while_it_is_made_is_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A copy of the profile on another computer writes the same file."""
    home, _, shared = pair()
    name, reads = home.own_file, 0
    older = shared[name]
    read = type(home.folder).read

    async def changing(folder: Any, each: str, max_bytes: int) -> str:
        nonlocal reads
        reads += each == name
        if each == name and reads == 2:  # the second look, just before writing
            shared[name] = f"{older} "
        return await read(folder, each, max_bytes)

    monkeypatch.setattr(type(home.folder), "read", changing)
    home.ask("account.add", uri=CAROL)
    home.tick()
    assert reads == 4
    assert home.status()["problem"] is None
    assert shared[name] not in (older, f"{older} ")


def test_files_that_are_of_no_use_are_said_and_left_alone() -> None:
    home, work, shared = pair()
    stranger = FolderComputer("Stranger", {}, CAROL)
    stranger.turn_on(OTHER_PASSPHRASE)
    shared["theirs.sync"] = stranger.folder.files[stranger.own_file]
    shared["half.sync"] = shared[home.own_file][:200]
    newer = {**json.loads(shared[home.own_file]), "version": 2}
    shared["newer.sync"] = json.dumps(newer)
    shared["notes.txt"] = "a file of the user's"
    kept = {name: shared[name] for name in ("theirs.sync", "half.sync", "newer.sync")}
    home.ask("account.add", uri=CAROL)
    home.tick()
    work.tick()
    assert work.accounts() == ["alice", "bob", "carol"]
    assert {each["name"]: each["why"] for each in work.status()["unused_files"]} == {
        "half.sync": "damaged",
        "newer.sync": "newer",
        "theirs.sync": "foreign",
    }
    assert work.status()["problem"] is None
    assert {name: shared[name] for name in kept} == kept


def test_a_partial_file_of_another_computer_changes_nothing() -> None:
    home, work, shared = pair()
    shared[home.own_file] = shared[home.own_file][:-40]
    work.tick()
    assert work.accounts() == ["alice", "bob"]
    assert work.status()["area"] == "current"


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (SyncFolderGone("folder"), "folder_gone"),
        (SyncFolderFull("folder"), "folder_full"),
        (SyncFolderReadOnly("folder"), "folder_read_only"),
    ],
)
def test_what_is_wrong_with_the_folder_is_said_and_nothing_is_lost(
    error: SyncFolderError, name: str
) -> None:
    home, work, _ = pair()
    home.folder.error = error
    home.ask("account.add", uri=CAROL)
    home.tick()
    assert home.status()["problem"]["name"] == name
    assert home.ports.sync_store.scheduled[-1] == sync_exchange.FOLDER_RETRY_MS
    home.folder.error = None
    home.tick()
    work.tick()
    assert work.accounts() == ["alice", "bob", "carol"]
    assert home.status()["problem"] is None


def test_a_lost_permission_is_said_at_once_and_can_be_dismissed() -> None:
    home, _, shared = pair()
    before = dict(shared)
    home.folder.may_write = False
    home.ask("account.add", uri=CAROL)
    home.tick()
    status = home.status()
    assert (status["problem"]["name"], status["area"]) == ("folder_asks", "unavailable")
    assert status["folder"] == {"name": "OneDrive", "may_write": False}
    assert home.ports.sync_store.scheduled[-1] == sync_step.DAY_MS, "no alarm each minute"
    reminder = home.ask("sheet.read")["reminder"]
    assert (reminder["kind"], reminder["sync_problem"]) == ("sync", "folder_asks")
    home.ask("backup.snooze")
    assert home.ask("sheet.read")["reminder"]["kind"] != "sync"
    assert shared == before
    home.folder.may_write = True
    assert home.ask("sync.exchange")["problem"] is None
    assert shared != before


def test_no_folder_and_a_folder_that_asks_can_not_be_turned_on() -> None:
    home = FolderComputer("Home", {}, ALICE)
    home.folder.name = ""
    assert home.status()["folder"] is None
    refused = home.error("sync.turn_on", way="folder", name="Home", passphrase=PASSPHRASE)
    assert refused == "sync.folder_gone"
    home.folder.name, home.folder.may_write = "OneDrive", False
    refused = home.error("sync.turn_on", way="folder", name="Home", passphrase=PASSPHRASE)
    assert refused == "sync.folder_asks"
    assert home.status()["state"] == "off"


def test_turning_off_tells_the_others_and_wiping_deletes_only_this_list() -> None:
    home, work, shared = pair()
    shared["notes.sync"] = "of another program"
    assert work.ask("sync.turn_off", wipes=False)["state"] == "off"
    assert work.folder.name == "", "the folder is let go"
    home.tick()
    assert home.status()["others"] == []
    home.ask("sync.turn_off", wipes=True)
    assert shared == {"notes.sync": "of another program"}
    assert home.accounts() == work.accounts() == ["alice", "bob"]


def test_wiped_files_are_said_and_written_again_on_request() -> None:
    home, work, shared = pair()
    shared.clear()
    work.tick()
    assert (work.status()["area"], shared) == ("wiped", {})
    assert work.ask("sync.exchange", rewrites=True)["problem"] is None
    home.tick()
    assert home.status()["area"] == "current"


def test_a_list_that_another_computer_began_again_is_joined_on_request() -> None:
    home, work, shared = pair()
    work.ask("sync.turn_off", wipes=True)
    work.folder.name = "OneDrive"
    work.ask("account.add", uri=CAROL)
    work.turn_on(OTHER_PASSPHRASE)
    home.tick()
    status = home.status()
    assert (status["area"], status["problem"]["name"]) == ("foreign", "foreign")
    assert len(shared) == 1
    home.join(OTHER_PASSPHRASE)
    assert home.accounts() == ["alice", "bob", "carol"]


def test_renewed_keys_are_asked_for() -> None:
    home, work, _ = pair()
    home.ask("vault.protect", passphrase=OTHER_PASSPHRASE, renew=True)
    home.tick()
    work.ask("account.add", uri=CAROL)
    work.tick()
    assert work.status()["area"] == "renewed"
    assert work.ask("sync.enter_key", passphrase=OTHER_PASSPHRASE)["problem"] is None
    home.tick()
    assert home.accounts() == ["alice", "bob", "carol"]


def test_a_removed_computer_turns_itself_off() -> None:
    home, work, _ = pair()
    (other,) = home.status()["others"]
    home.ask("sync.remove_machine", id=other["id"])
    home.tick()
    work.tick()
    assert (work.status()["state"], work.status()["was_removed"]) == ("off", True)


def test_policies_allow_the_folder_only_or_nothing() -> None:
    home = FolderComputer("Home", {}, ALICE)
    home.ports.managed.values = {"Sync": "folder_only"}
    home.ask("policy.read")
    assert home.error("sync.turn_on", name="Home", passphrase=PASSPHRASE) == "policy.forbids"
    assert home.ask("sync.status")["way"] == "folder"
    assert home.turn_on()["state"] == "on"
    home.ports.managed.values = {"Sync": "forbidden"}
    home.start()
    before = dict(home.folder.files)
    home.ask("account.add", uri=BOB)
    home.tick()
    assert home.folder.files == before
    assert home.error("sync.exchange") == "policy.forbids"


def test_the_command_line_and_the_browser_exchange_in_one_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    password, source = tmp_path / "password", tmp_path / "carol.txt"
    password.write_text(PASSPHRASE, "utf-8")
    source.write_text(CAROL, "utf-8")
    backup = tmp_path / "backup.json"

    def run(command: str, *words: object) -> str:
        given = [command, "--password-file", str(password), *map(str, words)]
        assert command_line.main(given) == 0
        return capsys.readouterr().out

    home = FolderComputer("Home", {}, ALICE, BOB)

    def to_disk() -> None:
        for name, text in home.folder.files.items():
            (shared / name).write_text(text, "utf-8")

    def from_disk() -> None:
        home.folder.files = {p.name: p.read_text("utf-8") for p in shared.iterdir()}

    run("import", backup, source)
    run("sync", shared, backup, "--name", "Server")
    from_disk()
    assert home.join()["coming"] == 1
    to_disk()
    assert "machines: Home, Server" in run("sync", shared, backup, "--name", "Server")
    assert run("list", backup).count("\n") == 3
    home.ask("account.edit", id=home.id_of("carol"), name="caroline")
    home.ports.clock.pass_ms(sync_exchange.BETWEEN_WRITES_MS)
    home.tick()
    to_disk()
    assert "3 accounts" in run("sync", shared, backup, "--name", "Server")
    assert "caroline" in run("list", backup)


def test_a_backup_of_the_command_line_says_that_it_syncs_by_a_folder(tmp_path: Path) -> None:
    async def begun() -> Any:
        vault = await sync_folder.begun(Vault(vault_id="v"), PASSPHRASE, "Server")
        path = tmp_path / "backup.json"
        path.write_text(await files.sealed(vault, PASSPHRASE), "utf-8")
        contents = await files.contents(path, lambda _: PASSPHRASE)
        return contents.vault.sync, vault.sync

    read, written = asyncio.run(begun())
    assert read == written
    assert read.way == "folder"
