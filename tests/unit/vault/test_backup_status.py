"""The stored form of what a vault knows about its backups, and which damage is named."""

from __future__ import annotations

from typing import Any

import pytest
from kakomi.account import MAX_UNIX
from kakomi.errors import VaultDamaged
from kakomi.vault import backup_status
from kakomi.vault.backup_status import BackupStatus

STORED: dict[str, Any] = {"last_at_unix": 1_790_000_000, "automatic": True, "keep": 3}


@pytest.mark.parametrize(
    "change", [{}, {"last_at_unix": None}, {"last_at_unix": MAX_UNIX}, {"automatic": False}]
)
def test_what_is_stored_is_read_again(change: dict[str, Any]) -> None:
    read = backup_status.from_json({**STORED, **change})
    assert read == BackupStatus(**{**STORED, **change})
    assert backup_status.to_json(read) == {**STORED, **change}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"automatic": 1}, "backups.automatic"),
        ({"automatic": None}, "backups.automatic"),
        ({"keep": 0}, "backups.keep"),
        ({"keep": True}, "backups.keep"),
        ({"last_at_unix": -1}, "backups.last_at_unix"),
        ({"last_at_unix": MAX_UNIX + 1}, "backups.last_at_unix"),
        ({"more": 1}, "backups"),
        (backup_status.to_json(backup_status.NONE), "backups"),
    ],
)
def test_damage_is_named_by_its_place(change: dict[str, Any], where: str) -> None:
    with pytest.raises(VaultDamaged) as error:
        backup_status.from_json({**STORED, **change})
    assert error.value.where == where


def test_an_absent_part_is_damage() -> None:
    with pytest.raises(VaultDamaged) as error:
        backup_status.from_json({"last_at_unix": 1, "automatic": True})
    assert error.value.where == "backups.keep"
