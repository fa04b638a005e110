"""The preview of an import: what a file holds, and how each account compares with the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import account_parameters, account_sites, monogram, service_icon, sheet
from kakomi.account import in_hexadecimal
from kakomi.commands import pending_import
from kakomi.commands.import_sources import Source, joined_parts
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
    from collections.abc import Sequence

    from kakomi.account import Account, NewAccount
    from kakomi.commands.context import Context
    from kakomi.commands.pending_import import PendingEntry
    from kakomi.formats import ImportDraft, Parts
    from kakomi.messages.import_ import ImportedAccount, ImportReadReply
    from kakomi.messages.sheet import Row, SavedAccount
    from kakomi.messages.transfer import TransferParts


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
    compared = _Comparison(vault, before.entries, context.code_clock.now_unix(), len(entries))
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
    return {
        "id": after.id,
        "first_index": first_index,
        "format": draft.format,
        "encrypted": draft.encrypted,
        "accounts": [_imported(entry, compared) async for entry in paced(entries)],
        "refused": [failure(error) for error in draft.refused],
        "left_out": [
            {"what": left.what, "where": left.where, "count": left.count} for left in draft.left_out
        ],
        "parts": [transfer_parts(parts) for parts in draft.parts],
        "transfers": [transfer_parts(each) for each in joined_parts(after.sources)],
    }


def transfer_parts(parts: Parts) -> TransferParts:
    """Returns the message that says which codes of a transfer were read."""
    return {
        "batch_id": parts.batch_id,
        "of": parts.size,
        "have": list(parts.present),
        "missing": list(parts.missing),
    }


class _Comparison:
    """Compares the entries of a file with the vault, and with the earlier files of the import."""

    def __init__(
        self, vault: Vault, before: Sequence[PendingEntry], now_unix: int, count: int
    ) -> None:
        self._index = AccountIndex(vault.present)
        self._earlier = {entry.new_account.key: entry.new_account for entry in before}
        self._now_unix = now_unix
        self._steps = sheet.preview_steps(2 * count)
        self._codes = sheet.Codes()

    def match(self, new_account: NewAccount) -> tuple[Match, Account | None]:
        """Returns how the account compares, and the saved account that it is compared with."""
        match, saved = self._index.match(new_account)
        earlier = self._earlier.get(new_account.key)
        is_second = earlier is not None and _names(earlier) != _names(new_account)
        if match is Match.NEW and is_second and any(_names(new_account)):
            return Match.SECOND, None
        return match, saved

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


def _imported(entry: PendingEntry, compared: _Comparison) -> ImportedAccount:
    new_account, key = entry.new_account, entry.new_account.key
    match, saved = compared.match(new_account)
    asked = saved if match not in _NO_QUESTION else None
    other = None if match is Match.KNOWN else in_hexadecimal(new_account)
    new_sites = _new_sites(entry, saved) if match in (Match.KNOWN, Match.AHEAD) else []
    question = import_question(new_account, match, gives_sites=bool(new_sites))
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
        "row": compared.row(new_account) if asked or other else None,
        "hexadecimal": compared.row(other) if other else None,
        "saved": compared.saved(asked) if asked else None,
    }


def _new_sites(entry: PendingEntry, saved: Account | None) -> list[str]:
    """Returns the hosts of the entry's sites that the saved account lacks."""
    if saved is None:
        return []
    before = saved.details.sites
    after = account_sites.with_imported(before, entry.details.sites)
    return [each.parsed.host_and_port for each in after if each not in before]
