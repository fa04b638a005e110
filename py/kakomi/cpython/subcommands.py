"""The commands of the command line. Each returns the exit code."""

from __future__ import annotations

import getpass
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kakomi import formats, search
from kakomi.commands import pending_import
from kakomi.cpython import files, report, sync_folder
from kakomi.cpython.words import of_error, words
from kakomi.errors import ScanPartOfSeries
from kakomi.formats import Entry
from kakomi.vault import field_stamps
from kakomi.vault.bulk_add import Candidate, add_all
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

SEALED = "kakomi"  # the format of the encrypted backup


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


async def codes(invocation: Invocation) -> int:
    """Print the current codes of the accounts that the words match."""
    draft = await files.draft(invocation.args.file, invocation.password, invocation.args.key_file)
    wanted = " ".join(invocation.args.words)
    now_unix = files.now_unix()
    for entry in draft.entries:
        text = search.text_of(entry.new_account, pending_import.pending_entry(entry).details)
        if not entry.trashed and search.is_found(wanted, text):
            code = report.code_text(entry.new_account, now_unix)
            report.print_line(f"{code}  {report.title(entry.new_account)}")
    return report.print_omissions(draft)


async def list_accounts(invocation: Invocation) -> int:
    """Print the accounts of a file."""
    draft = await files.draft(invocation.args.file, invocation.password, invocation.args.key_file)
    for entry in draft.entries:
        removed = f"  {words('(deleted)')}" if entry.trashed else ""
        key = report.key_text(entry.new_account.key)
        report.print_line(f"{report.title(entry.new_account)}  [{key}]{removed}")
    return report.print_omissions(draft)


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


async def import_files(invocation: Invocation) -> int:
    """Add the accounts of files to a backup, which is created if there is none."""
    target: Path = invocation.args.backup
    before = await files.contents(target, invocation.password) if target.exists() else None
    vault = before.vault if before else Vault(vault_id=files.ENTROPY.token())
    result = report.DONE
    async for path, draft in files.drafts(
        invocation.args.files, invocation.password, invocation.args.key_file
    ):
        result = max(result, report.print_omissions(draft))
        bulk_add = add_all(vault, _candidates(draft.entries), files.now_unix())
        vault = bulk_add.vault
        added = len(bulk_add.added)
        template = "{path}: {added} added, {known} already there"
        report.print_line(words(template, path=path, added=added, known=bulk_add.known))
        if bulk_add.without_pin:
            template = "{path}: skipped {waiting} that need a PIN"
            report.print_error(words(template, path=path, waiting=bulk_add.without_pin))
            result = report.PARTLY
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


async def convert(invocation: Invocation) -> int:
    """Write the accounts of a file in another format."""
    draft = await files.draft(invocation.args.file, invocation.password, invocation.args.key_file)
    result = report.print_omissions(draft)
    if invocation.args.format == SEALED:
        bulk_add = add_all(
            Vault(vault_id=files.ENTROPY.token()), _candidates(draft.entries), files.now_unix()
        )
        content = (await files.sealed(bulk_add.vault, invocation.new_passphrase())).encode("ascii")
    else:
        entries = [_plain(entry) for entry in draft.entries if not entry.trashed]
        written = formats.write(invocation.args.format, entries, files.now_unix())
        for error in written.refused:
            report.print_error(words("not exported: {why}", why=of_error(error)))
            result = report.PARTLY
        for left in written.left_out:
            report.print_left_out(left)
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


async def scan(invocation: Invocation) -> int:
    """Print what the QR codes of pictures contain."""
    result = report.DONE
    for path in invocation.args.images:
        try:
            texts = await files.texts(path)
        except ScanPartOfSeries as error:
            report.print_error(f"{path}: {of_error(error)}")
            result = report.PARTLY
            continue
        if not texts:
            report.print_error(words("{path}: no QR code found", path=path))
            result = report.PARTLY
        for text in texts:
            report.print_line(text if invocation.args.uri else f"{path}: {report.qr_text(text)}")
    return result


async def verify_backup(invocation: Invocation) -> int:
    """Open a backup and count its accounts."""
    found = await files.contents(invocation.args.backup, invocation.password)
    vault = found.vault
    saved = max((a.added_at_unix for a in vault.accounts), default=0)
    template = "backup works: {count} accounts, {removed} deleted"
    report.print_line(
        words(template, count=len(vault.present), removed=len(vault.accounts) - len(vault.present))
    )
    template = "generation {generation}, unlocks with: {ways}"
    report.print_line(
        words(template, generation=vault.generation, ways=report.unlock_methods(found.slots))
    )
    if saved:
        day = f"{datetime.fromtimestamp(saved, UTC):%Y-%m-%d}"
        report.print_line(words("newest account added on {day}", day=day))
    return report.DONE


async def sync(invocation: Invocation) -> int:
    """Exchange the changes of a backup and of the sync files in a folder."""
    folder, target = invocation.args.folder, invocation.args.backup
    found, refused = sync_folder.read_all(folder)
    for path, error in refused:
        report.print_error(words("{path}: {why}", path=path, why=of_error(error)))
    before = await files.contents(target, invocation.password) if target.exists() else None
    vault = before.vault if before else Vault(vault_id=files.ENTROPY.token())
    if vault.sync is None and found:
        key = await sync_folder.key_of(found[0].head, invocation.password(str(folder)))
        vault, preview = await sync_folder.joined(vault, found[0], key, invocation.args.name)
        template = "{coming} accounts are coming, {going} are going, {same} are in both"
        counts = {"coming": preview.coming, "going": preview.going, "same": preview.same}
        report.print_line(words(template, **counts))
        if preview.namesakes:
            template = "{count} have the names of another account and another key; both are kept"
            report.print_line(words(template, count=preview.namesakes))
    elif vault.sync is None:
        vault = await sync_folder.begun(vault, invocation.new_passphrase(), invocation.args.name)
    vault, outgoing, opened = await sync_folder.exchanged(
        vault, found, lambda: invocation.password(str(folder))
    )
    if not invocation.args.preview:
        if before and before.slots:
            text = await files.resealed(vault, before)
        else:
            text = await files.sealed(vault, invocation.new_passphrase())
        files.replace(target, text.encode("ascii"))
        if outgoing.writes:
            await sync_folder.write(folder, found, outgoing, opened)
    names = ", ".join(sorted(m.name for m in outgoing.sync.machines.values() if not m.retired))
    for account in sync_folder.edited_and_removed(vault):
        template = "in the trash, although it was edited on another machine: {who}"
        report.print_error(words(template, who=report.title(account)))
    template = "{count} accounts, machines: {names}"
    report.print_line(words(template, count=len(vault.present), names=names))
    return report.PARTLY if refused else report.DONE
