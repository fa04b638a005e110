"""The registry of the keys of ``storage.session``: owner and content. Every new key must be
registered here.

A lock removes every key, also unregistered ones, except those of ``kept_on_lock``
(``kakomi.vault.lock_state``).
"""

from __future__ import annotations

from dataclasses import dataclass

from kakomi import sheet
from kakomi.commands import (
    backup_reminder,
    fill_memory,
    lock_status,
    pending_import,
    pending_results,
    recovery_key,
    series_session,
    sync,
    transfer_session,
    undo,
)
from kakomi.vault import session_key


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKey:
    """``owner`` is the only file that writes the key. ``shows`` describes the value."""

    name: str
    owner: str
    shows: str


REGISTRY = (
    SessionKey(
        name=session_key.KEY,
        owner="kakomi/vault/session_key.py",
        shows="the master key of an open vault; after a lock only that it is locked",
    ),
    SessionKey(
        name=session_key.EPOCH_KEY,
        owner="kakomi/vault/session_key.py",
        shows="how often the vault was locked since the browser started",
    ),
    SessionKey(
        name=lock_status.LOCK_KEY,
        owner="kakomi/commands/lock_status.py",
        shows="the state, generation and key slots of a vault that is not open",
    ),
    SessionKey(
        name=backup_reminder.LAST_FAILURE_KEY,
        owner="kakomi/commands/backup_reminder.py",
        shows="the error code of the last automatic backup",
    ),
    SessionKey(
        name=sheet.HEAD,
        owner="kakomi/sheet.py",
        shows="names and codes of the first accounts",
    ),
    SessionKey(
        name=sheet.REST,
        owner="kakomi/sheet.py",
        shows="names and codes of the other accounts",
    ),
    SessionKey(
        name=pending_results.FOUND,
        owner="kakomi/commands/pending_results.py",
        shows="account URIs with secrets, found and not yet added",
    ),
    SessionKey(
        name=pending_results.OUTCOME,
        owner="kakomi/commands/pending_results.py",
        shows="the result of the last scan: names, codes and a small picture of the page",
    ),
    SessionKey(
        name=pending_results.DEFERRED,
        owner="kakomi/commands/pending_results.py",
        shows="texts that were read while the vault was locked, until it is unlocked",
    ),
    SessionKey(
        name=transfer_session.VIEW_KEY,
        owner="kakomi/commands/transfer_session.py",
        shows="how many parts of a transfer were read",
    ),
    SessionKey(
        name=transfer_session.PARTS_KEY,
        owner="kakomi/commands/transfer_session.py",
        shows="the parts of a transfer, with secrets",
    ),
    SessionKey(
        name=series_session.KEY,
        owner="kakomi/commands/series_session.py",
        shows="the codes of an incomplete series, with secrets",
    ),
    SessionKey(
        name=recovery_key.PENDING_KEY,
        owner="kakomi/commands/recovery_key.py",
        shows="a recovery key that opens nothing yet, until the user typed a part of it",
    ),
    SessionKey(
        name=sync.PREVIEW_KEY,
        owner="kakomi/commands/sync.py",
        shows="the key of the sync area of another computer, until the user joins it",
    ),
    SessionKey(
        name=pending_import.IMPORT_KEY,
        owner="kakomi/commands/pending_import.py",
        shows="the accounts of an imported file, with secrets",
    ),
    SessionKey(
        name=undo.KEY,
        owner="kakomi/commands/undo.py",
        shows="what one undo takes back: ids, groups, and accounts with secrets as they were",
    ),
    SessionKey(
        name=fill_memory.QUESTION,
        owner="kakomi/commands/fill_memory.py",
        shows="the page, account and tab of the last question to the user",
    ),
    SessionKey(
        name=fill_memory.UNWRITTEN,
        owner="kakomi/commands/fill_memory.py",
        shows="account ids, and counters whose code was made for a field that did not take it",
    ),
    SessionKey(
        name=fill_memory.PENDING,
        owner="kakomi/commands/fill_memory.py",
        shows="hosts, tab id and account id of a fill that the popup is opened for",
    ),
    SessionKey(
        name="capture",
        owner="extension/host/capture.js",
        shows="the picture of a tab while the user draws a box on it",
    ),
    SessionKey(
        name="copied_code",
        owner="extension/host/clipboard.js",
        shows="a salted SHA-256 of the code in the clipboard, for a minute after it was copied",
    ),
    SessionKey(
        name="enlarged",
        owner="extension/host/page.js",
        shows="tab ids, zoom and scroll position of tabs that are zoomed for a scan",
    ),
)
