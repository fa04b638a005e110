"""When the vault was last backed up, and whether backups are automatic.

``kakomi.commands.backup_reminder`` reminds once three accounts were added since the last backup.
With ``automatic``, each change saves a sealed copy to the download folder; the last ``keep`` stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kakomi.account import MAX_UNIX
from kakomi.errors import VaultDamaged
from kakomi.vault import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.account import Account
    from kakomi.vault.vault import Vault

REMIND_AFTER_ACCOUNTS = 3
MIN_KEEP, MAX_KEEP, DEFAULT_KEEP = 1, 100, 10
OFFERED_KEEP = (3, 5, DEFAULT_KEEP, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupStatus:
    """``last_at_unix`` is None if no backup was ever made. ``keep`` is the number of automatic
    backup files that stay. Raises VaultDamaged for values out of bounds.
    """

    last_at_unix: int | None = None
    automatic: bool = False
    keep: int = DEFAULT_KEEP

    def __post_init__(self) -> None:
        canonical.integer(self.keep, MIN_KEEP, MAX_KEEP, "backups.keep")
        if self.last_at_unix is not None:
            canonical.integer(self.last_at_unix, 0, MAX_UNIX, "backups.last_at_unix")


NONE = BackupStatus()


def count_unbacked(
    backup_status: BackupStatus, present: Iterable[Account], seen_at_unix: int | None = None
) -> int:
    """Returns the number of accounts added after the last backup and after ``seen_at_unix``."""
    last = max(backup_status.last_at_unix or -1, seen_at_unix or -1)
    return sum(1 for account in present if account.added_at_unix > last)


def with_backup_recorded(vault: Vault, now_unix: int) -> Vault:
    """Records the backup time in the change that triggers the backup, if backups are automatic."""
    if not vault.backup_status.automatic:
        return vault
    return replace(vault, backup_status=replace(vault.backup_status, last_at_unix=now_unix))


_FIELDS = frozenset({"last_at_unix", "automatic", "keep"})


def to_json(backup_status: BackupStatus) -> dict[str, Any]:
    """Returns the status as plain JSON values."""
    return {
        "last_at_unix": backup_status.last_at_unix,
        "automatic": backup_status.automatic,
        "keep": backup_status.keep,
    }


def from_json(value: object) -> BackupStatus:
    """Returns the status that ``to_json`` wrote. The default status is never stored. Raises
    VaultDamaged.
    """
    entry = canonical.fields(value, _FIELDS, "backups")
    if type(entry["automatic"]) is not bool:
        raise VaultDamaged("backups.automatic")
    backup_status = BackupStatus(**entry)
    if backup_status == NONE:
        raise VaultDamaged("backups")
    return backup_status
