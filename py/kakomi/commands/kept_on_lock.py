"""The keys of ``storage.session`` that a lock keeps. ``session_keys`` describes every key.

The bridge needs these at its start. ``session_keys`` imports the owner of every key.
"""

from __future__ import annotations

from kakomi.commands import backup_reminder, lock_status
from kakomi.vault import session_key

KEPT_ON_LOCK = frozenset(
    {
        session_key.KEY,
        session_key.EPOCH_KEY,
        lock_status.LOCK_KEY,
        backup_reminder.LAST_FAILURE_KEY,
        "copied_code",
    }
)
