from __future__ import annotations

import asyncio
import json
import re
import tomllib
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest
import segno
from kakomi import formats, otp
from kakomi.cpython import command_line, files, report
from kakomi.cpython import words as spoken
from kakomi.errors import FileUnknown, PasswordWrong, ScanPartOfSeries
from kakomi.formats import Entry
from kakomi.formats.support.account_builder import new_account
from kakomi.otp_key import Key
from kakomi.secret_encoding import decode_secret
from PIL import Image
from support import sample_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

URIS = [
    "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME",
    "otpauth://hotp/Bank:me?secret=GEZDGNBVGY3TQOJQ&issuer=Bank&counter=7",
    "otpauth://totp/Steam:me?secret=GEZDGNBVGY3TQOJQGEZD&issuer=Steam",
]
PASSPHRASE = "correct horse battery"


ROOT = Path(__file__).parents[2]


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
        reported = self._capsys.readouterr()
        self.err = reported.err
        return reported.out

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


def test_the_current_codes_are_printed(
    terminal: Terminal, codes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "now_unix", lambda: 1_800_000_007)
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
    assert "0 added, 3 already there" in terminal.run("import", backup, codes)
    assert backup.read_bytes() == before


def test_adding_to_a_backup_keeps_its_factors(terminal: Terminal, backup: Path) -> None:
    more = terminal.file("more.txt", "otpauth://totp/New?secret=JBSWY3DPEHPK3PXPAA")
    terminal.run("import", backup, more)
    assert "4 accounts" in terminal.run("verify-backup", backup)
    assert [p.name for p in terminal.folder.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("format_", ["aegis", "2fas", "otpauth"])
def test_an_export_is_imported_again(terminal: Terminal, backup: Path, format_: str) -> None:
    out = terminal.folder / "out"
    terminal.run("export", backup, format_, "-o", out)
    assert len(terminal.run("list", out).splitlines()) == 3


def test_fields_that_an_export_lacks_are_reported(terminal: Terminal, backup: Path) -> None:
    out = terminal.run("convert", backup, "google", code=report.PARTLY)
    assert out.startswith("otpauth-migration://")
    assert "not exported" in terminal.err


def test_any_file_becomes_a_backup(terminal: Terminal, codes: Path) -> None:
    out = terminal.folder / "made.json"
    terminal.run("convert", codes, "kakomi", "-o", out)
    assert "3 accounts" in terminal.run("verify-backup", out)


@pytest.mark.parametrize("dark", [False, True])
def test_pictures_are_scanned_without_printing_secrets(terminal: Terminal, dark: bool) -> None:
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
    terminal.run("scan", path, code=report.PARTLY)
    assert "no QR code found" in terminal.err


def test_the_codes_of_a_series_are_joined(terminal: Terminal) -> None:
    text = URIS[0] + "&note=" + "x" * 100
    paths = []
    for index, code in enumerate(segno.make_sequence(text, symbol_count=2)):
        paths.append(terminal.folder / f"part{index}.png")
        code.save(str(paths[-1]), scale=4, border=4)
    terminal.run("scan", paths[0], code=report.PARTLY)
    assert "part 1 of 2" in terminal.err
    assert asyncio.run(files.joined_texts(paths[::-1])) == [text]
    with pytest.raises(ScanPartOfSeries):
        asyncio.run(files.joined_texts(paths[1:]))


def test_refusals_name_the_reason_and_no_secret(terminal: Terminal, backup: Path) -> None:
    terminal.file("password", "not the one it is")
    terminal.run("codes", backup, code=report.FAILED)
    assert "password" in terminal.err
    terminal.run("list", terminal.folder / "nobody", code=report.FAILED)
    odd = terminal.file("odd.txt", "otpauth://totp/x?secret=A0B1\n" + URIS[0])
    terminal.run("list", odd, code=report.PARTLY)
    assert "not imported" in terminal.err
    assert "A0B1" not in terminal.err


def test_a_transfer_in_several_pictures_is_one_in_any_order(
    terminal: Terminal, backup: Path
) -> None:
    names = [f"Site {letter}" for letter in "ABCDEFGHIJKL"]
    secrets = [f"JBSWY3DPEHPK3PX{name[-1]}" for name in names]
    entries = [
        Entry(new_account=new_account(secret, issuer=name))
        for name, secret in zip(names, secrets, strict=True)
    ]
    pictures = [terminal.folder / f"{number}.png" for number in range(2)]
    for path, code in zip(pictures, formats.write("google", entries, 1).codes, strict=True):
        segno.make(code, micro=False).save(str(path), scale=4, border=4)
    terminal.run("import", backup, pictures[1], code=report.PARTLY)
    assert "missing: 1" in terminal.err
    terminal.run("import", backup, *reversed(pictures))
    there = terminal.run("list", backup).splitlines()
    assert len(there) == 3 + len(names)
    new = terminal.folder / "new.json"
    terminal.run("import", new, *reversed(pictures))
    assert [line.split("  ")[0] for line in terminal.run("list", new).splitlines()] == names


def test_a_database_is_opened_by_its_key_file(terminal: Terminal) -> None:
    xml = sample_files.keepass_xml(sample_files.keepass_entry(Title="ACME", otp=sample_files.HELLO))
    database, key = terminal.folder / "a.kdbx", terminal.folder / "a.key"
    database.write_bytes(sample_files.kdbx4(xml, password=PASSPHRASE, file_key=bytes(32)))
    key.write_bytes(bytes(32))
    terminal.run("list", database, code=report.FAILED)
    assert "key_file" in terminal.err
    assert "ACME" in terminal.run("list", database, "--key-file", key)


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Set the terminal's language; what is spoken then."""

    def speak(**environment: str) -> str:
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        spoken.language.cache_clear()
        return spoken.language()

    yield speak
    spoken.language.cache_clear()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "ja:en"}, "ja"),
        ({"LC_ALL": "C", "LANGUAGE": "ja"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_messages_are_in_the_terminals_language(
    speak: Callable[..., str], environment: dict[str, str], language: str
) -> None:
    assert speak(**environment) == language


def test_all_commands_print_japanese(
    terminal: Terminal, backup: Path, codes: Path, speak: Callable[..., str]
) -> None:
    speak(LANG="ja_JP.UTF-8")
    assert "3件は追加済み" in terminal.run("import", backup, codes)
    assert terminal.run("list", backup).startswith("ACME · ann  [totp SHA1 6桁 30秒]")
    assert "アカウント3件" in terminal.run("verify-backup", backup)
    terminal.file("password", "not the one it is")
    terminal.run("codes", backup, code=report.FAILED)
    assert "パスワードが正しくありません" in terminal.err
    terminal.run("list", terminal.folder / "nobody", code=report.FAILED)
    assert "見つかりません" in terminal.err
    odd = terminal.file("odd.txt", "otpauth://totp/x?secret=A0B1\n" + URIS[0])
    terminal.run("list", odd, code=report.PARTLY)
    assert terminal.err.startswith("インポートできません: シークレットキーに使えない文字があります")


@pytest.mark.parametrize(("language", "usage"), [("ja_JP", "使い方"), ("en_US", "usage")])
def test_the_help_is_translated_and_unknown_arguments_are_reported(
    speak: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
    language: str,
    usage: str,
) -> None:
    speak(LANG=f"{language}.UTF-8")
    with pytest.raises(SystemExit) as asked:
        command_line.main(["--help"])
    assert asked.value.code == 0
    assert capsys.readouterr().out.startswith(usage)
    with pytest.raises(SystemExit) as asked:
        command_line.main(["fly"])
    assert asked.value.code == report.USAGE_ERROR
    assert capsys.readouterr().err.startswith(usage)


def test_every_message_has_a_japanese_translation_with_the_same_parts() -> None:
    folder = ROOT / "py" / "kakomi" / "cpython"
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    asked = re.findall(r"""(?:\bwords\(|\bsaid = |\btold = )["'](.*?)["'][,)\n]""", source)
    assert len(asked) > 25
    assert [text for text in asked if text not in spoken.JAPANESE] == []
    for english, japanese in spoken.JAPANESE.items():
        parts = [
            {name for _, name, _, _ in Formatter().parse(t) if name} for t in (english, japanese)
        ]
        assert parts[0] == parts[1], english
    commands = spoken.SUMMARY.split("kakomi ")[1:]
    reported = command_line.__doc__ or ""
    assert len(commands) == reported.count("    kakomi ") == 8


def test_without_the_locale_files_the_errors_own_texts_are_printed(
    monkeypatch: pytest.MonkeyPatch, speak: Callable[..., str], tmp_path: Path
) -> None:
    speak(LANG="ja_JP.UTF-8")
    assert spoken.of_error(PasswordWrong("password")).startswith("パスワード")
    monkeypatch.setattr(spoken, "_BESIDE", tmp_path)
    spoken._of_pages.cache_clear()  # noqa: SLF001  read once otherwise
    assert spoken.of_error(FileUnknown()) == FileUnknown.text
    assert spoken.of_thing("icon_picture") == "icon picture"
    spoken._of_pages.cache_clear()  # noqa: SLF001  the same


def test_pip_installs_every_package_and_the_locale_files() -> None:
    reported = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    there = {
        ".".join(path.parent.relative_to(ROOT / "py").parts)
        for path in (ROOT / "py" / "kakomi").rglob("__init__.py")
    }
    assert set(reported["packages"]) == {*there, "kakomi.locales"}
    words = ROOT / reported["package-dir"]["kakomi.locales"]
    assert {path.parent.name for path in words.glob("*/messages.json")} == {"en", "ja"}
