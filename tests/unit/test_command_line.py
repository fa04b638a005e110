from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import segno
from kakomi import otp
from kakomi.account import Key, decode_secret
from kakomi.cpython import command_line, shelf
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

URIS = [
    "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME",
    "otpauth://hotp/Bank:me?secret=GEZDGNBVGY3TQOJQ&issuer=Bank&counter=7",
    "otpauth://totp/Steam:me?secret=GEZDGNBVGY3TQOJQGEZD&issuer=Steam",
]
PASSPHRASE = "correct horse battery"


class Terminal:
    """Runs the command line, its passwords in a file."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self._password = folder / "password"
        self._password.write_text(PASSPHRASE + "\n", "utf-8")

    def run(self, *words: object, code: int = 0) -> str:
        """What it says on standard output; ``err`` is what it tells beside."""
        command, *rest = map(str, words)
        given = [command, "--password-file", str(self._password), *rest]
        assert command_line.main(given) == code
        told = self._capsys.readouterr()
        self.err = told.err
        return told.out

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


@pytest.fixture
def codes(terminal: Terminal) -> Path:
    return terminal.file("codes.txt", "\n".join(URIS))


@pytest.fixture
def backup(terminal: Terminal, codes: Path) -> Path:
    path = terminal.folder / "backup.json"
    terminal.run("import", path, codes)
    return path


def test_codes_of_now(terminal: Terminal, codes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "now_unix", lambda: 1_800_000_007)
    lines = terminal.run("codes", codes).splitlines()
    key = Key(secret=decode_secret("JBSWY3DPEHPK3PXP"))
    assert lines[0] == f"{otp.totp(key, 1_800_000_007)}  (23 s)  ACME · ann"
    assert lines[1].endswith("(counter 7)  Bank · me")
    assert terminal.run("codes", codes, "STEAM").count("\n") == 1


def test_a_backup_is_made_read_and_verified(terminal: Terminal, backup: Path) -> None:
    assert "ACME" not in backup.read_text("utf-8")
    assert json.loads(backup.read_text("utf-8"))["format"] == "kakomi.vault"
    assert "3 accounts" in terminal.run("verify-backup", backup)
    assert terminal.run("list", backup).splitlines()[2] == (
        "Steam · me  [steam SHA1 5 digits 30 s]"
    )


def test_importing_again_adds_nothing_and_leaves_the_file(
    terminal: Terminal, backup: Path, codes: Path
) -> None:
    before = backup.read_bytes()
    assert "0 added, 3 were there" in terminal.run("import", backup, codes)
    assert backup.read_bytes() == before


def test_a_backup_grows_and_keeps_its_ways(terminal: Terminal, backup: Path) -> None:
    more = terminal.file("more.txt", "otpauth://totp/New?secret=JBSWY3DPEHPK3PXPAA")
    terminal.run("import", backup, more)
    assert "4 accounts" in terminal.run("verify-backup", backup)
    assert [p.name for p in terminal.folder.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("format_", ["aegis", "2fas", "otpauth"])
def test_to_another_app_and_back(terminal: Terminal, backup: Path, format_: str) -> None:
    out = terminal.folder / "out"
    terminal.run("export", backup, format_, "-o", out)
    assert len(terminal.run("list", out).splitlines()) == 3


def test_what_a_format_can_not_say_is_told(terminal: Terminal, backup: Path) -> None:
    out = terminal.run("convert", backup, "google", code=command_line.PARTLY)
    assert out.startswith("otpauth-migration://")
    assert "not written" in terminal.err


def test_any_file_becomes_a_backup(terminal: Terminal, codes: Path) -> None:
    out = terminal.folder / "made.json"
    terminal.run("convert", codes, "kakomi", "-o", out)
    assert "3 accounts" in terminal.run("verify-backup", out)


@pytest.mark.parametrize("dark", [False, True])
def test_pictures_are_scanned_without_telling_secrets(terminal: Terminal, dark: bool) -> None:
    path = terminal.folder / "code.png"
    colours = {"dark": "white", "light": "black"} if dark else {}
    segno.make(URIS[0], micro=False).save(str(path), scale=4, border=1, **colours)
    out = terminal.run("scan", path)
    assert out == f"{path}: account: ACME · ann\n"
    assert terminal.run("scan", "--uri", path) == URIS[0] + "\n"
    assert "ACME · ann" in terminal.run("list", path)


def test_a_picture_without_a_code_says_so(terminal: Terminal) -> None:
    path = terminal.folder / "empty.png"
    Image.new("RGB", (200, 100), "white").save(path)
    terminal.run("scan", path, code=command_line.PARTLY)
    assert "no code was read" in terminal.err


def test_refusals_name_the_reason_and_no_secret(terminal: Terminal, backup: Path) -> None:
    terminal.file("password", "not the one it is")
    terminal.run("codes", backup, code=command_line.REFUSED)
    assert "password" in terminal.err
    terminal.run("list", terminal.folder / "nobody", code=command_line.REFUSED)
    odd = terminal.file("odd.txt", "otpauth://totp/x?secret=A0B1\n" + URIS[0])
    terminal.run("list", odd, code=command_line.PARTLY)
    assert "not taken" in terminal.err
    assert "A0B1" not in terminal.err
