"""The preview of an import: what a file holds, and how each account compares with the vault."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import (
    account_parameters,
    account_sites,
    details_from_import,
    monogram,
    service_icon,
    sheet,
)
from kakomi.account import in_hexadecimal
from kakomi.account_details import EMPTY
from kakomi.commands import pending_import
from kakomi.commands.import_sources import Source, joined_parts, repeats
from kakomi.commands.next_step import IMPORT_CHOICES, import_question
from kakomi.commands.pending_import import PendingImport
from kakomi.errors import FileTooLarge, VaultDamaged, VaultLost
from kakomi.formats.support import limits
from kakomi.messages.common import failure
from kakomi.otp_key import format_secret
from kakomi.pacing import paced
from kakomi.vault.bulk_add import AccountIndex, Match
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from kakomi.account import Account, NewAccount
    from kakomi.account_details import AccountDetails
    from kakomi.commands.context import Context
    from kakomi.commands.pending_import import PendingEntry
    from kakomi.formats import ImportDraft, Parts
    from kakomi.messages.import_ import ChangedPreview, ImportedAccount, ImportReadReply
    from kakomi.messages.sheet import Row, SavedAccount
    from kakomi.messages.transfer import TransferParts
    from kakomi.otp_key import Key


async def vault_to_compare(context: Context) -> Vault:
    """Returns the vault to compare the file with.

    Returns an empty vault if the stored one is lost or damaged, so that a backup can be previewed
    before the vault is reset.
    """
    try:
        return await context.vault()
    except (VaultLost, VaultDamaged):
        return Vault(vault_id="")


async def preview(
    draft: ImportDraft, vault: Vault, context: Context, joins: str | None
) -> ImportReadReply:
    """Returns the preview. Stores its entries after those of the import ``joins``. Raises
    ImportExpired, FileTooLarge.
    """
    session = context.environment.session
    entries = tuple([pending_import.pending_entry(entry) async for entry in paced(draft.entries)])
    before = (
        PendingImport(id=context.environment.entropy.token())
        if joins is None
        else await pending_import.load(session, joins)
    )
    first_index = len(before.entries)
    if first_index + len(entries) > limits.MAX_ENTRIES:
        raise FileTooLarge(f"entries[{limits.MAX_ENTRIES - first_index}]")
    source = Source(first_index=first_index, count=len(entries), parts=draft.parts)
    after = PendingImport(
        id=before.id,
        entries=before.entries + entries,
        sources=(*before.sources, source),
    )
    await pending_import.save(session, after)
    compared = _Comparison(vault, after, context.code_clock.now_unix(), len(entries))
    return {
        "id": after.id,
        "first_index": first_index,
        "format": draft.format,
        "encrypted": draft.encrypted,
        "accounts": [_imported(index, compared) async for index in paced(source.indices)],
        "refused": [failure(error) for error in draft.refused],
        "left_out": [
            {"what": left.what, "where": left.where, "count": left.count} for left in draft.left_out
        ],
        "parts": [transfer_parts(parts) for parts in draft.parts],
        "transfers": [transfer_parts(each) for each in joined_parts(after.sources)],
    }


async def changed_previews(
    before: PendingImport, after: PendingImport, context: Context
) -> list[ChangedPreview]:
    """Returns the previews of the accounts that a source of ``before`` listed already, and no
    source of ``after`` lists earlier.
    """
    listed = repeats(before.entries, before.sources).keys()
    changed = listed - repeats(after.entries, after.sources).keys()
    if not changed:
        return []
    vault, now_unix = await vault_to_compare(context), context.code_clock.now_unix()
    found: list[ChangedPreview] = []
    for number, source in enumerate(after.sources, 1):
        indices = [index for index in source.indices if index in changed]
        until_here = replace(after, sources=after.sources[:number])
        compared = _Comparison(vault, until_here, now_unix, len(indices))
        found += [{"index": i, "account": _imported(i, compared)} for i in indices]
    return found


def transfer_parts(parts: Parts) -> TransferParts:
    """Returns the message that says which codes of a transfer were read."""
    return {
        "batch_id": parts.batch_id,
        "of": parts.size,
        "have": list(parts.present),
        "missing": list(parts.missing),
    }


class _Comparison:
    """Compares the entries of an import with the vault and with each other. ``count``: how many are
    compared.
    """

    def __init__(self, vault: Vault, pending: PendingImport, now_unix: int, count: int) -> None:
        self.entries = pending.entries
        self._index = AccountIndex(vault.present)
        self._repeats = repeats(pending.entries, pending.sources)
        self._names_of_key: dict[Key, set[tuple[str, str]]] = {}  # of the earlier files
        for index in (index for source in pending.sources[:-1] for index in source.indices):
            earlier = pending.entries[index].new_account
            self._names_of_key.setdefault(earlier.key, set()).add(_names(earlier))
        self._now_unix = now_unix
        self._steps = sheet.preview_steps(2 * count)
        self._codes = sheet.Codes()

    def match(self, index: int) -> tuple[Match, Account | None, PendingEntry | None]:
        """Returns how the entry compares, the saved account that it is compared with, and the
        earlier entry that it equals, unless its key is saved.
        """
        new_account = self.entries[index].new_account
        match, saved = self._index.match(new_account)
        first = self._repeats.get(index)
        if first is not None and match not in (Match.KNOWN, Match.AHEAD):
            return Match.KNOWN, None, self.entries[first]
        names, others = _names(new_account), self._names_of_key.get(new_account.key, set())
        if match is Match.NEW and any(names) and others - {names}:
            return Match.SECOND, None, None
        return match, saved, None

    def row(self, new_account: NewAccount) -> Row:
        """Returns the row of the account."""
        return sheet.preview_row(new_account, "", self._now_unix, self._steps)

    def saved(self, account: Account) -> SavedAccount:
        """Returns the row of the saved account."""
        return {
            "row": sheet.row(account, self._now_unix, self._steps, self._codes),
            "added_at_unix": account.added_at_unix,
        }


def _names(new_account: NewAccount) -> tuple[str, str]:
    return new_account.issuer, new_account.name


_NO_QUESTION = (Match.NEW, Match.KNOWN)


def _imported(index: int, compared: _Comparison) -> ImportedAccount:
    entry = compared.entries[index]
    new_account, key = entry.new_account, entry.new_account.key
    match, saved, listed = compared.match(index)
    asked = saved if match not in _NO_QUESTION else None
    other = None if match is Match.KNOWN else in_hexadecimal(new_account)
    same = listed or (saved if match in (Match.KNOWN, Match.AHEAD) else None)
    details = same.details if same else EMPTY
    new_sites = _new_sites(entry, details) if same else []
    gains = details_from_import.gained(details, entry.details) if same else []
    question = import_question(
        new_account,
        match,
        gives_details=bool(new_sites or gains),
        is_listed=listed is not None,
    )
    return {
        "issuer": new_account.issuer,
        "name": new_account.name,
        "icon": service_icon.of_account(
            new_account.issuer, new_account.name, entry.details.icon, entry.details.sites
        ),
        "monogram": monogram.of_title(new_account.issuer or new_account.name),
        "secret_base32": format_secret(key),
        "kind": key.kind.value,
        "algorithm": key.algorithm.value,
        "digits": key.digits,
        "period_s": key.period_s,
        "unusual": account_parameters.unusual(key),
        "counter": new_account.counter,
        "waits_for_pin": key.needs_pin,
        "trashed": entry.trashed,
        "note": entry.details.note,
        "groups": list(entry.details.groups),
        "recovery_codes": len(entry.details.recovery_codes),
        "state": match.value,
        "question": question,
        "choices": list(IMPORT_CHOICES[question]),
        "account_id": saved.id if saved else None,
        "new_sites": new_sites,
        "gains": gains,
        "differs": details_from_import.differing(details, entry.details),
        "row": compared.row(new_account) if asked or other else None,
        "hexadecimal": compared.row(other) if other else None,
        "saved": compared.saved(asked) if asked else None,
    }


def _new_sites(entry: PendingEntry, saved: AccountDetails) -> list[str]:
    """Returns the hosts of the entry's sites that the saved account lacks."""
    after = account_sites.with_imported(saved.sites, entry.details.sites)
    return [each.parsed.host_and_port for each in after if each not in saved.sites]
