"""``kakomi sync FOLDER BACKUP``: several backups, one folder."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from kakomi.cpython import command_line, files, report
from kakomi.vault import field_stamps, vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kakomi.vault.vault import Vault

PASSPHRASE = "correct horse battery"
ALICE = "otpauth://totp/ACME:alice?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
BOB = "otpauth://totp/ACME:bob?secret=GEZDGNBVGY3TQOJQ&issuer=ACME"
CAROL = "otpauth://hotp/Bank:carol?secret=GEZDGNBVGY3TQOJQGEZD&issuer=Bank&counter=7"


class Person:
    """Runs the command line with one passphrase for everything."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.shared = folder / "shared"
        self.shared.mkdir()
        self._capsys = capsys
        self._password = folder / "password"
        self._password.write_text(PASSPHRASE, "utf-8")

    def run(self, command: str, *words: object, code: int = 0) -> str:
        given = [command, "--password-file", str(self._password), *map(str, words)]
        assert command_line.main(given) == code
        reported = self._capsys.readouterr()
        self.err = reported.err
        return reported.out

    def backup(self, name: str, *uris: str) -> Path:
        source = self.folder / f"{name}.txt"
        source.write_text("\n".join(uris), "utf-8")
        path = self.folder / f"{name}.json"
        self.run("import", path, source)
        return path

    def sync(self, backup: Path, *words: str, code: int = 0) -> str:
        return self.run("sync", self.shared, backup, "--name", backup.stem, *words, code=code)

    def names(self, backup: Path) -> list[str]:
        return [line.partition("  ")[0] for line in self.run("list", backup).splitlines()]


@pytest.fixture
def person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Person:
    return Person(tmp_path, capsys)


def test_two_backups_become_alike_without_doubles(person: Person) -> None:
    home, work = person.backup("home", ALICE, BOB), person.backup("work", BOB, CAROL)
    assert "2 accounts, machines: home" in person.sync(home)
    reported = person.sync(work)
    assert "1 accounts are coming, 1 are going, 1 are in both" in reported
    assert "3 accounts, machines: home, work" in reported
    person.sync(home)
    assert (
        person.names(home) == person.names(work) == ["ACME · alice", "ACME · bob", "Bank · carol"]
    )


def test_a_preview_changes_nothing(person: Person) -> None:
    home, work = person.backup("home", ALICE), person.backup("work", BOB)
    person.sync(home)
    before = work.read_bytes(), sorted(person.shared.iterdir())
    assert "1 accounts are coming, 1 are going, 0 are in both" in person.sync(work, "--preview")
    assert (work.read_bytes(), sorted(person.shared.iterdir())) == before


def test_two_machines_that_write_at_once_are_joined(person: Person) -> None:
    home, work = person.backup("home", ALICE), person.backup("work", ALICE)
    person.sync(home)
    person.sync(work)
    person.sync(home)
    before = person.folder / "before"
    shutil.copytree(person.shared, before)
    person.run("import", home, person.backup("bob", BOB).with_suffix(".txt"))
    person.sync(home)
    of_home = {path.name: path.read_bytes() for path in person.shared.iterdir()}
    shutil.rmtree(person.shared)
    before.rename(person.shared)
    person.run("import", work, person.backup("carol", CAROL).with_suffix(".txt"))
    person.sync(work)
    # The drive delivers what the other wrote meanwhile, and keeps both where they differ.
    for name, content in of_home.items():
        if (person.shared / name).read_bytes() != content:
            (person.shared / f"conflict of {name}").write_bytes(content)
    person.sync(work)
    person.sync(home)
    assert (
        set(person.names(home))
        == set(person.names(work))
        == {
            "ACME · alice",
            "ACME · bob",
            "Bank · carol",
        }
    )


def test_an_account_that_was_edited_elsewhere_rests_in_the_trash_with_a_word(
    person: Person,
) -> None:
    home, work = person.backup("home", ALICE), person.backup("work", ALICE)
    person.sync(home)
    person.sync(work)
    _change(home, lambda v: vault.put(v, replace(v.accounts[0], name="alice2")))
    person.sync(home)
    _change(work, lambda v: vault.remove(v, v.accounts[0].id, files.now_unix()))
    person.sync(work)
    assert "edited on another machine: ACME · alice2" in person.err
    person.sync(home)
    assert person.names(home) == ["ACME · alice2"]
    assert "(deleted)" in person.run("list", home)


def _change(backup: Path, step: Callable[[Vault], Vault]) -> None:
    async def change() -> None:
        before = await files.contents(backup, lambda _: PASSPHRASE)
        now_ms = files.CLOCK.now_unix_ms()
        after, _ = field_stamps.changed(before.vault, lambda v: (step(v), None), now_ms)
        backup.write_text(await files.resealed(after, before), "utf-8")

    asyncio.run(change())


def test_nothing_in_the_folder_can_be_read_without_the_passphrase(person: Person) -> None:
    person.sync(person.backup("home", ALICE))
    (file,) = person.shared.iterdir()
    text = file.read_text("utf-8")
    assert json.loads(text)["format"] == "kakomi.sync.file"
    assert "ACME" not in text
    assert "alice" not in text
    (person.folder / "password").write_text("another passphrase", "utf-8")
    person.run("sync", person.shared, person.folder / "new.json", code=report.FAILED)
    assert not (person.folder / "new.json").exists()


def test_a_damaged_file_is_told_of_and_left_alone(person: Person) -> None:
    home = person.backup("home", ALICE)
    person.sync(home)
    damaged = person.shared / "kakomi-broken.sync"
    damaged.write_text('{"format":"kakomi.sync.file","items":{},"version":1}', "utf-8")
    person.sync(home, code=report.PARTLY)
    assert "damaged" in person.err
    assert damaged.exists()


def test_a_new_backup_gets_what_the_folder_has(person: Person) -> None:
    person.sync(person.backup("home", ALICE, CAROL))
    new = person.folder / "new.json"
    assert "2 accounts are coming, 0 are going" in person.sync(new)
    assert person.names(new) == ["ACME · alice", "Bank · carol"]
