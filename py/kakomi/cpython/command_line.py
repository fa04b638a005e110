"""kakomi: use your Kakomi backups without a browser.

    kakomi codes FILE [WORDS]          show current codes (of accounts whose names contain WORDS)
    kakomi list FILE                   list the accounts in a file
    kakomi import BACKUP FILE …        import files into a backup (created if there is none)
    kakomi export BACKUP FORMAT        export a backup to another app's format
    kakomi convert FILE FORMAT         convert any supported file to another format
    kakomi scan IMAGE …                show what the QR codes in images contain
    kakomi verify-backup BACKUP        test a backup and count its accounts
    kakomi sync FOLDER BACKUP          keep a backup and the sync files in a folder alike

You're asked for passwords, or they're read from --password-file. They can't be given on the command
line, where others could see them. Exit codes: 0 done, 1 failed, 2 usage error, 3 done with some
items skipped. Messages are in the terminal's language, English or Japanese.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import io
import platform
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kakomi import formats, migration, otp, otpauth, search
from kakomi.commands import pending_import
from kakomi.cpython import files, sync_folder
from kakomi.cpython.words import SUMMARY, language, of_error, of_thing, words
from kakomi.errors import KakomiError, ScanPartOfSeries
from kakomi.formats import Entry
from kakomi.otp_key import Kind
from kakomi.vault import field_stamps, slots
from kakomi.vault.bulk_add import Candidate, add_all
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from kakomi.account import Account, NewAccount
    from kakomi.formats import ImportDraft, LeftOut
    from kakomi.otp_key import Key
    from kakomi.vault.slots import Slot

DONE, FAILED, USAGE_ERROR, PARTLY = 0, 1, 2, 3
SEALED = "kakomi"
_UNLOCK_METHODS = {
    slots.Kind.PASSPHRASE: "passphrase",
    slots.Kind.PASSKEY: "passkey",
    slots.Kind.RECOVERY: "recovery key",
    slots.Kind.DEVICE: "key on the computer",
}


@dataclass(frozen=True, slots=True)
class Invocation:
    """The parsed command line, which also reads the passwords."""

    args: argparse.Namespace

    def password(self, what: str) -> str:
        """Returns the password of an existing file."""
        return self._from_file() or getpass.getpass(words("Password of {what}: ", what=what))

    def new_passphrase(self) -> str:
        """Returns the passphrase of a new file, which the user types twice. Raises
        PassphrasesDifferError.
        """
        given = self._from_file()
        if given:
            return given
        first = getpass.getpass(words("New passphrase: "))
        if getpass.getpass(words("Confirm passphrase: ")) != first:
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


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _print_error(text: str) -> None:
    sys.stderr.write(text + "\n")


def _title(new_account: NewAccount | Account) -> str:
    names = [name for name in (new_account.issuer, new_account.name) if name]
    return " · ".join(names) or words("(no name)")


def _report_draft(draft: ImportDraft) -> int:
    """Prints what was not imported from a file. Returns the exit code."""
    for error in draft.refused:
        _print_error(words("not imported: {why}", why=of_error(error)))
    for left in draft.left_out:
        _report_left_out(left)
    for parts in draft.parts:
        if parts.missing:
            missing = ", ".join(str(index + 1) for index in parts.missing)
            template = "transfer of {size} QR codes, missing: {missing}"
            _print_error(words(template, size=parts.size, missing=missing))
    return PARTLY if draft.refused or any(parts.missing for parts in draft.parts) else DONE


def _report_left_out(left: LeftOut) -> None:
    what = of_thing(left.what)
    template = "not included: {what}, {count} × [{where}]"
    _print_error(words(template, what=what, count=left.count, where=left.where))


def _code(new_account: NewAccount, now_unix: int) -> str:
    key = new_account.key
    if key.needs_pin:
        return words("needs a PIN")
    if key.kind is Kind.HOTP:
        counter = words("(counter {counter})", counter=new_account.counter)
        return f"{otp.hotp(key, new_account.counter)}  {counter}"
    left_s = key.period_s - now_unix % key.period_s
    return f"{otp.totp(key, now_unix)}  {words('({left} s)', left=left_s)}"


async def _codes(invocation: Invocation) -> int:
    draft = await files.draft(invocation.args.file, invocation.password, invocation.args.key_file)
    wanted = " ".join(invocation.args.words)
    now_unix = files.now_unix()
    for entry in draft.entries:
        text = search.text_of(entry.new_account, pending_import.pending_entry(entry).details)
        if not entry.trashed and search.is_found(wanted, text):
            _print(f"{_code(entry.new_account, now_unix)}  {_title(entry.new_account)}")
    return _report_draft(draft)


async def _list(invocation: Invocation) -> int:
    draft = await files.draft(invocation.args.file, invocation.password, invocation.args.key_file)
    for entry in draft.entries:
        removed = f"  {words('(deleted)')}" if entry.trashed else ""
        _print(f"{_title(entry.new_account)}  [{_describe_key(entry.new_account.key)}]{removed}")
    return _report_draft(draft)


def _describe_key(key: Key) -> str:
    kind, algorithm = key.kind.value, key.algorithm.value
    template = "{kind} {algorithm} {digits} digits"
    what = words(template, kind=kind, algorithm=algorithm, digits=key.digits)
    return what if key.kind is Kind.HOTP else f"{what} {words('{period} s', period=key.period_s)}"


def _candidates(entries: Iterable[Entry]) -> list[Candidate]:
    waiting = [pending_import.pending_entry(entry) for entry in entries]
    return [
        Candidate(
            id=files.ENTROPY.token(),
            new_account=each.new_account,
            details=each.details,
            trashed=each.trashed,
        )
        for each in waiting
    ]


async def _import(invocation: Invocation) -> int:
    target: Path = invocation.args.backup
    before = await files.contents(target, invocation.password) if target.exists() else None
    vault = before.vault if before else Vault(vault_id=files.ENTROPY.token())
    result = DONE
    async for path, draft in files.drafts(
        invocation.args.files, invocation.password, invocation.args.key_file
    ):
        result = max(result, _report_draft(draft))
        bulk_add = add_all(vault, _candidates(draft.entries), files.now_unix())
        vault = bulk_add.vault
        added = len(bulk_add.added)
        template = "{path}: {added} added, {known} already there"
        _print(words(template, path=path, added=added, known=bulk_add.known))
        if bulk_add.without_pin:
            template = "{path}: skipped {waiting} that need a PIN"
            _print_error(words(template, path=path, waiting=bulk_add.without_pin))
            result = PARTLY
    if before and vault is before.vault:
        return result
    if before:
        vault = field_stamps.stamped(before.vault, vault, files.CLOCK.now_unix_ms())
    if before and before.slots:
        text = await files.resealed(vault, before)
    else:
        text = await files.sealed(vault, invocation.new_passphrase())
    files.replace(target, text.encode("ascii"))
    return result


async def _convert(invocation: Invocation) -> int:
    draft = await files.draft(invocation.args.file, invocation.password, invocation.args.key_file)
    result = _report_draft(draft)
    if invocation.args.format == SEALED:
        bulk_add = add_all(
            Vault(vault_id=files.ENTROPY.token()), _candidates(draft.entries), files.now_unix()
        )
        content = (await files.sealed(bulk_add.vault, invocation.new_passphrase())).encode("ascii")
    else:
        entries = [_plain(entry) for entry in draft.entries if not entry.trashed]
        written = formats.write(invocation.args.format, entries, files.now_unix())
        for error in written.refused:
            _print_error(words("not exported: {why}", why=of_error(error)))
            result = PARTLY
        for left in written.left_out:
            _report_left_out(left)
        content = written.content
    if invocation.args.output is None:
        sys.stdout.buffer.write(content)
    else:
        files.replace(invocation.args.output, content)
    return result


def _plain(entry: Entry) -> Entry:
    """Returns the entry with the details that other apps have."""
    if entry.kakomi_details is None:
        return entry
    return Entry(
        new_account=entry.new_account,
        note=entry.kakomi_details.note,
        groups=entry.kakomi_details.groups,
        icon=entry.kakomi_details.icon,
        address=entry.kakomi_details.address,
        recovery_codes=tuple(c.text for c in entry.kakomi_details.recovery_codes if not c.used),
        pinned=entry.kakomi_details.pinned,
    )


async def _scan(invocation: Invocation) -> int:
    result = DONE
    for path in invocation.args.images:
        try:
            texts = await files.texts(path)
        except ScanPartOfSeries as error:
            _print_error(f"{path}: {of_error(error)}")
            result = PARTLY
            continue
        if not texts:
            _print_error(words("{path}: no QR code found", path=path))
            result = PARTLY
        for text in texts:
            _print(text if invocation.args.uri else f"{path}: {_describe_text(text)}")
    return result


def _describe_text(text: str) -> str:
    """Returns the issuer and name of a code's accounts, without secrets."""
    try:
        if migration.is_transfer(text):
            transfer = migration.parse(text)
            who = ", ".join(_title(account) for account in transfer.accounts)
            number, size = transfer.batch_index + 1, max(1, transfer.batch_size)
            return words("transfer {number} of {size}: {who}", number=number, size=size, who=who)
        return words("account: {who}", who=_title(otpauth.parse(text)))
    except KakomiError as error:
        return words("not an account: {why}", why=of_error(error))


async def _verify(invocation: Invocation) -> int:
    found = await files.contents(invocation.args.backup, invocation.password)
    vault = found.vault
    saved = max((a.added_at_unix for a in vault.accounts), default=0)
    template = "backup works: {count} accounts, {removed} deleted"
    _print(
        words(template, count=len(vault.present), removed=len(vault.accounts) - len(vault.present))
    )
    template = "generation {generation}, unlocks with: {ways}"
    _print(words(template, generation=vault.generation, ways=_unlock_methods(found.slots)))
    if saved:
        day = f"{datetime.fromtimestamp(saved, UTC):%Y-%m-%d}"
        _print(words("newest account added on {day}", day=day))
    return DONE


def _unlock_methods(slots: Sequence[Slot]) -> str:
    return ", ".join(words(_UNLOCK_METHODS[slot.kind]) for slot in slots) or words(
        "nothing (not encrypted)"
    )


async def _sync(invocation: Invocation) -> int:
    folder, target = invocation.args.folder, invocation.args.backup
    found, refused = sync_folder.read_all(folder)
    for path, error in refused:
        _print_error(words("{path}: {why}", path=path, why=of_error(error)))
    before = await files.contents(target, invocation.password) if target.exists() else None
    vault = before.vault if before else Vault(vault_id=files.ENTROPY.token())
    if vault.sync is None and found:
        key = await sync_folder.key_of(found[0].head, invocation.password(str(folder)))
        vault, preview = await sync_folder.joined(vault, found[0], key, invocation.args.name)
        template = "{coming} accounts are coming, {going} are going, {same} are in both"
        counts = {"coming": preview.coming, "going": preview.going, "same": preview.same}
        _print(words(template, **counts))
        if preview.namesakes:
            template = "{count} have the names of another account and another key; both are kept"
            _print(words(template, count=preview.namesakes))
    elif vault.sync is None:
        vault = await sync_folder.begun(vault, invocation.new_passphrase(), invocation.args.name)
    vault, outgoing, own = await sync_folder.exchanged(
        vault, found, lambda: invocation.password(str(folder))
    )
    if not invocation.args.preview:
        if before and before.slots:
            text = await files.resealed(vault, before)
        else:
            text = await files.sealed(vault, invocation.new_passphrase())
        files.replace(target, text.encode("ascii"))
        if outgoing.writes:
            await sync_folder.write(folder, vault, outgoing, own)
    names = ", ".join(sorted(m.name for m in outgoing.sync.machines.values() if not m.retired))
    for account in sync_folder.edited_and_removed(vault):
        template = "in the trash, although it was edited on another machine: {who}"
        _print_error(words(template, who=_title(account)))
    template = "{count} accounts, machines: {names}"
    _print(words(template, count=len(vault.present), names=names))
    return PARTLY if refused else DONE


class _Help(argparse.RawDescriptionHelpFormatter):
    """argparse's help in the terminal's language, as far as argparse allows it."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, words("usage: ") if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse's parser with errors in the terminal's language."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE_ERROR, f"{self.prog}: {words('error: {why}', why=message)}\n")


def _groups(parser: argparse.ArgumentParser) -> tuple[Any, Any]:
    """Adds and returns the groups of positional arguments and of options, with ``--help``."""
    placed = parser.add_argument_group(words("commands and files"))
    named = parser.add_argument_group(words("options"))
    named.add_argument("-h", "--help", action="help", help=words("show this help"))
    return placed, named


def _parser() -> argparse.ArgumentParser:
    text = SUMMARY if language() == "ja" else __doc__
    how: dict[str, Any] = {"formatter_class": _Help, "add_help": False}
    parser = _Parser(prog="kakomi", description=text, **how)
    _groups(parser)
    verbs = parser.add_subparsers(
        required=True, metavar="COMMAND", title=words("commands and files")
    )

    def verb(name: str, run: Callable[[Invocation], Awaitable[int]], about: str) -> tuple[Any, Any]:
        about = words(about)
        made = verbs.add_parser(name, help=about, description=about, **how)
        made.set_defaults(run=run)
        placed, named = _groups(made)
        help_text = words("file with the password; - for standard input")
        named.add_argument("--password-file", type=Path, metavar="PATH", help=help_text)
        help_text = words("key file of a KeePass database")
        named.add_argument("--key-file", type=Path, metavar="PATH", help=help_text)
        return placed, named

    placed, _ = verb("codes", _codes, "show current codes")
    placed.add_argument("file", type=Path)
    placed.add_argument("words", nargs="*")
    verb("list", _list, "list the accounts in a file")[0].add_argument("file", type=Path)
    placed, _ = verb("import", _import, "import files into a backup")
    placed.add_argument("backup", type=Path)
    placed.add_argument("files", type=Path, nargs="+")
    for name, about in (
        ("export", "export a backup to another format"),
        ("convert", "convert any supported file to another format"),
    ):
        placed, named = verb(name, _convert, about)
        placed.add_argument("file", type=Path)
        placed.add_argument("format", choices=[SEALED, *formats.writers()])
        named.add_argument("-o", "--output", type=Path)
    placed, named = verb("scan", _scan, "show what the QR codes in images contain")
    placed.add_argument("images", type=Path, nargs="+")
    named.add_argument("--uri", action="store_true", help=words("include setup keys"))
    verb("verify-backup", _verify, "test a backup")[0].add_argument("backup", type=Path)
    placed, named = verb("sync", _sync, "keep a backup and a folder alike")
    placed.add_argument("folder", type=Path)
    placed.add_argument("backup", type=Path)
    help_text = words("name of this machine")
    named.add_argument("--name", default=platform.node() or "kakomi", help=help_text)
    help_text = words("only show what would change")
    named.add_argument("--preview", action="store_true", help=help_text)
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Runs the command. Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # for names that the terminal can't show
    invocation = Invocation(_parser().parse_args(given))
    try:
        return int(asyncio.run(invocation.args.run(invocation)))
    except KakomiError as error:
        _print_error(f"kakomi: {of_error(error)}")
    except OSError as error:
        _print_error(f"kakomi: {error.filename}: {words(error.strerror or '')}")
    except PassphrasesDifferError:
        _print_error("kakomi: " + words("passphrases don't match"))
    except (KeyboardInterrupt, EOFError):
        _print_error("")
    return FAILED
