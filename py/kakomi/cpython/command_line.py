"""``kakomi``: the same core without a browser, so that a backup is worth something on the day the
browser is gone.

    kakomi codes FILE [WORDS]          the codes of now, of accounts whose names hold the words
    kakomi list FILE                   who is in it
    kakomi import BACKUP FILE …        take files' accounts into a backup, or a new one
    kakomi export BACKUP FORMAT        a backup in another app's format
    kakomi convert FILE FORMAT         any file that can be read, in any format that can be written
    kakomi scan IMAGE …                what the QR codes in pictures are
    kakomi verify-backup BACKUP        open it, and say what is in it

Passwords are asked for, or read from ``--password-file``; never taken from the command line, where
others can see them. Exit codes: 0 done, 1 refused, 2 asked wrongly, 3 done but for some.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kakomi import formats, migration, otp, otpauth
from kakomi.account import Kind
from kakomi.commands import drafts
from kakomi.cpython import shelf
from kakomi.errors import KakomiError
from kakomi.formats import Entry
from kakomi.vault.taking import Newcomer, take
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from kakomi.account import Account, Enrolment
    from kakomi.formats import Draft

DONE, REFUSED, PARTLY = 0, 1, 3
SEALED = "kakomi"


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line, and where passwords come from."""

    args: argparse.Namespace

    def password(self, what: str) -> str:
        """For a file that has one."""
        return self._from_file() or getpass.getpass(f"Password of {what}: ")

    def new_passphrase(self) -> str:
        """For a file that gets one; typed twice. Raises PassphrasesDifferError."""
        given = self._from_file()
        if given:
            return given
        first = getpass.getpass("New passphrase: ")
        if getpass.getpass("Once more: ") != first:
            raise PassphrasesDifferError
        return first

    def _from_file(self) -> str:
        if self.args.password_file is None:
            return ""
        given: Path = self.args.password_file
        text = sys.stdin.read() if str(given) == "-" else given.read_text("utf-8")
        return text.rstrip("\r\n")


class PassphrasesDifferError(Exception):
    """The two passphrases differ."""


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")


def _title(enrolment: Enrolment | Account) -> str:
    names = [name for name in (enrolment.issuer, enrolment.name) if name]
    return " · ".join(names) or "(no name)"


def _told(draft: Draft) -> int:
    """Say what a file holds that can't be taken."""
    for error in draft.refused:
        _tell(f"not taken: {error}")
    for left in draft.left_out:
        _tell(f"left out: {left.what}, {left.count} × [{left.where}]")
    for parts in draft.parts:
        if parts.missing:
            missing = ", ".join(str(index + 1) for index in parts.missing)
            _tell(f"of a transfer in {parts.size} codes these are missing: {missing}")
    return PARTLY if draft.refused or any(parts.missing for parts in draft.parts) else DONE


def _code(enrolment: Enrolment, now_unix: int) -> str:
    key = enrolment.key
    if key.waits_for_pin:
        return "needs its PIN"
    if key.kind is Kind.HOTP:
        return f"{otp.hotp(key, enrolment.counter)}  (counter {enrolment.counter})"
    left_s = key.period_s - now_unix % key.period_s
    return f"{otp.totp(key, now_unix)}  ({left_s} s)"


async def _codes(asked: Asked) -> int:
    draft = await shelf.draft(asked.args.file, asked.password)
    words = [word.casefold() for word in asked.args.words]
    now_unix = shelf.now_unix()
    for entry in draft.entries:
        title = _title(entry.enrolment)
        if not entry.trashed and all(word in title.casefold() for word in words):
            _say(f"{_code(entry.enrolment, now_unix)}  {title}")
    return _told(draft)


async def _list(asked: Asked) -> int:
    draft = await shelf.draft(asked.args.file, asked.password)
    for entry in draft.entries:
        key = entry.enrolment.key
        what = f"{key.kind.value} {key.algorithm.value} {key.digits} digits"
        period = "" if key.kind is Kind.HOTP else f" {key.period_s} s"
        _say(f"{_title(entry.enrolment)}  [{what}{period}]{'  (removed)' if entry.trashed else ''}")
    return _told(draft)


def _newcomers(entries: Iterable[Entry]) -> list[Newcomer]:
    waiting = [drafts.waiting(entry) for entry in entries]
    return [
        Newcomer(
            id=shelf.ENTROPY.token(),
            enrolment=each.enrolment,
            beside=each.beside,
            trashed=each.trashed,
        )
        for each in waiting
    ]


async def _import(asked: Asked) -> int:
    target: Path = asked.args.backup
    before = await shelf.contents(target, asked.password) if target.exists() else None
    vault = before.vault if before else Vault(vault_id=shelf.ENTROPY.token())
    result = DONE
    for path in asked.args.files:
        draft = await shelf.draft(path, asked.password)
        result = max(result, _told(draft))
        taken = take(vault, _newcomers(draft.entries), shelf.now_unix())
        vault = taken.vault
        _say(f"{path}: {len(taken.added)} added, {taken.known} were there")
        if taken.waiting:
            _tell(f"{path}: {taken.waiting} need their PIN and were left out")
            result = PARTLY
    if before and vault is before.vault:
        return result
    if before and before.ways:
        text = await shelf.resealed(vault, before)
    else:
        text = await shelf.sealed(vault, asked.new_passphrase())
    shelf.replace(target, text.encode("ascii"))
    return result


async def _convert(asked: Asked) -> int:
    draft = await shelf.draft(asked.args.file, asked.password)
    result = _told(draft)
    if asked.args.format == SEALED:
        taken = take(
            Vault(vault_id=shelf.ENTROPY.token()), _newcomers(draft.entries), shelf.now_unix()
        )
        content = (await shelf.sealed(taken.vault, asked.new_passphrase())).encode("ascii")
    else:
        entries = [_plain(entry) for entry in draft.entries if not entry.trashed]
        written = formats.write(asked.args.format, entries, shelf.now_unix())
        for error in written.refused:
            _tell(f"not written: {error}")
            result = PARTLY
        for left in written.left_out:
            _tell(f"left out: {left.what}, {left.count} × [{left.where}]")
        content = written.content
    if asked.args.output is None:
        sys.stdout.buffer.write(content)
    else:
        shelf.replace(asked.args.output, content)
    return result


def _plain(entry: Entry) -> Entry:
    """As other apps can have it."""
    if entry.beside is None:
        return entry
    return Entry(
        enrolment=entry.enrolment,
        note=entry.beside.note,
        groups=entry.beside.groups,
        icon=entry.beside.icon,
        address=entry.beside.origin,
        recovery_codes=tuple(c.text for c in entry.beside.recovery_codes if not c.used),
        pinned=entry.beside.pinned,
    )


async def _scan(asked: Asked) -> int:
    result = DONE
    for path in asked.args.images:
        texts = await shelf.texts(path)
        if not texts:
            _tell(f"{path}: no code was read")
            result = PARTLY
        for text in texts:
            _say(text if asked.args.uri else f"{path}: {_described(text)}")
    return result


def _described(text: str) -> str:
    """Whose it is, without the secret."""
    try:
        if migration.recognises(text):
            transfer = migration.parse(text)
            who = ", ".join(_title(account) for account in transfer.accounts)
            return f"transfer {transfer.batch_index + 1} of {max(1, transfer.batch_size)}: {who}"
        return f"account: {_title(otpauth.parse(text))}"
    except KakomiError as error:
        return f"no account: {error}"


async def _verify(asked: Asked) -> int:
    found = await shelf.contents(asked.args.backup, asked.password)
    vault = found.vault
    saved = max((a.added_at_unix for a in vault.accounts), default=0)
    _say(f"whole and opened: {len(vault.present)} accounts, {_removed(vault)} removed")
    _say(f"generation {vault.generation}, opened by: {_ways(found.ways)}")
    if saved:
        _say(f"the newest account was added on {datetime.fromtimestamp(saved, UTC):%Y-%m-%d}")
    return DONE


def _removed(vault: Vault) -> int:
    return len(vault.accounts) - len(vault.present)


def _ways(ways: Sequence[object]) -> str:
    return ", ".join(str(getattr(way, "kind", "")) for way in ways) or "anybody: it is not sealed"


def _parser() -> argparse.ArgumentParser:
    text = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="kakomi", description=__doc__, formatter_class=text)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--password-file", type=Path, metavar="PATH", help="read it there; - is standard input"
    )
    words = parser.add_subparsers(required=True, metavar="COMMAND")

    def word(
        name: str, run: Callable[[Asked], Awaitable[int]], about: str
    ) -> argparse.ArgumentParser:
        made = words.add_parser(name, parents=[common], help=about, description=about)
        made.set_defaults(run=run)
        return made

    targets = [SEALED, *formats.writers()]
    codes = word("codes", _codes, "the codes of now")
    codes.add_argument("file", type=Path)
    codes.add_argument("words", nargs="*")
    word("list", _list, "who is in a file").add_argument("file", type=Path)
    importing = word("import", _import, "take files' accounts into a backup")
    importing.add_argument("backup", type=Path)
    importing.add_argument("files", type=Path, nargs="+")
    for name, about in (("export", "a backup in another format"), ("convert", "any file, too")):
        converting = word(name, _convert, about)
        converting.add_argument("file", type=Path)
        converting.add_argument("format", choices=targets)
        converting.add_argument("-o", "--output", type=Path)
    scanning = word("scan", _scan, "what the QR codes in pictures are")
    scanning.add_argument("images", type=Path, nargs="+")
    scanning.add_argument("--uri", action="store_true", help="with their secrets")
    word("verify-backup", _verify, "open a backup").add_argument("backup", type=Path)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say; the exit code."""
    asked = Asked(_parser().parse_args(words))
    try:
        return int(asyncio.run(asked.args.run(asked)))
    except KakomiError as error:
        _tell(f"kakomi: {error}")
    except OSError as error:
        _tell(f"kakomi: {error.filename}: {error.strerror}")
    except PassphrasesDifferError:
        _tell("kakomi: the two passphrases differ")
    except (KeyboardInterrupt, EOFError):
        _tell("")
    return REFUSED
