"""Kakomi's own backups, and copies of what the browser stores (``kakomi/vault/FORMAT.md``).

The password is a passphrase or the recovery key. Accounts in the trash stay in the trash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import NewAccount
from kakomi.errors import (
    FileDeviceBound,
    FileMalformed,
    FileNewer,
    SlotMissing,
    VaultDamaged,
    VaultNewer,
)
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import Entry, ImportDraft
from kakomi.formats.support.match import Match
from kakomi.vault import backup

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File


def sniff(file: File) -> Match:
    """Returns SURE by the name of the format in the file."""
    return Match.sure(backup.is_vault_text(file.json))


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all accounts, in the order of the vault."""
    try:
        contents = await backup.loads(file.text or "", context.password, context.crypto)
    except VaultNewer:
        raise FileNewer("version") from None
    except VaultDamaged as error:
        raise FileMalformed(error.where) from error
    except SlotMissing:
        raise FileDeviceBound("slots") from None
    entries = (
        Entry(
            new_account=NewAccount(
                key=account.key,
                issuer=account.issuer,
                name=account.name,
                counter=account.counter,
            ),
            trashed=account.removed_at_unix is not None,
            kakomi_details=account.details,
        )
        for account in contents.vault.accounts
    )
    return ImportDraft(format=FORMAT.id, entries=tuple(entries), encrypted=True)


FORMAT = Format(id="kakomi", title="Kakomi", extensions=("kakomi", "json"), sniff=sniff, read=read)
