"""Session storage of what was read from files and is not confirmed yet, and of the last undo.

An entry is stored as its URI and its details. Session storage is in memory only and survives the
end of the worker.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kakomi import account_details, account_sites, otpauth
from kakomi.account_details import AccountDetails, RecoveryCode
from kakomi.commands import session_budget
from kakomi.commands.import_sources import Source
from kakomi.errors import FileTooLarge, ImportExpired, SessionFull

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.account import NewAccount
    from kakomi.formats import Entry
    from kakomi.ports import SessionStore

WAITING, UNDOING = "import", "import.undo"
UNDO_OFFERED_S = 12  # how long the pages offer to undo a change


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """One account of a file; ``trashed``: it was in the other app's trash."""

    new_account: NewAccount
    details: AccountDetails
    trashed: bool = False


def pending_entry(entry: Entry) -> PendingEntry:
    """Returns the account and its details as they will be saved."""
    if entry.kakomi_details is not None:
        return PendingEntry(
            new_account=entry.new_account, details=entry.kakomi_details, trashed=entry.trashed
        )
    return PendingEntry(
        new_account=entry.new_account,
        details=AccountDetails(
            note=entry.note,
            groups=entry.groups,
            icon=entry.icon,
            picture=entry.picture,
            pinned=entry.pinned,
            origin=account_details.fit_link(entry.address),
            sites=account_sites.imported(entry.sites),
            recovery_codes=tuple(RecoveryCode(code) for code in entry.recovery_codes),
        ),
        trashed=entry.trashed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingImport:
    """What is confirmed together: the accounts of all sources, in the order they were read."""

    id: str
    entries: tuple[PendingEntry, ...] = ()
    sources: tuple[Source, ...] = ()


async def save(session: SessionStore, pending: PendingImport) -> None:
    """Store the import in place of an earlier one.

    The entries are one JSON text, because Chrome counts a text by its bytes and a structure by
    several times that. Raises FileTooLarge if they take more than MAX_IMPORT_BYTES.
    """
    entries = [
        [otpauth.format(e.new_account), account_details.to_json(e.details), e.trashed]
        for e in pending.entries
    ]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode("utf-8")) > session_budget.MAX_IMPORT_BYTES:
        raise FileTooLarge("entries")
    sources = [source.to_json() for source in pending.sources]
    await session.set({WAITING: {"id": pending.id, "entries": text, "sources": sources}})


async def load(session: SessionStore, import_id: str) -> PendingImport:
    """Returns the import of that id. Raises ImportExpired."""
    match await session.get(WAITING):
        case {"id": str(known), "entries": str(text), "sources": list(sources)} if (
            known == import_id
        ):
            return PendingImport(
                id=import_id,
                entries=tuple(_from_session(entry) for entry in json.loads(text)),
                sources=tuple(Source.from_json(source) for source in sources),
            )
    raise ImportExpired("args.id")


def _from_session(entry: Any) -> PendingEntry:
    uri, details, trashed = entry
    return PendingEntry(
        new_account=otpauth.parse(uri),
        details=account_details.from_json(details, "entry"),
        trashed=trashed,
    )


async def finish(session: SessionStore, undo_id: str, changed: Undo) -> None:
    """Remove the entries after they were added, and store their undo."""
    await session.remove([WAITING])
    await save_undo(session, undo_id, changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The ids of the accounts that a change added, and of those it moved to the trash.

    ``counters``: the ids of the accounts whose counter it set, with the counter before.
    ``keep_added``: undoing moves the added accounts to the trash instead of deleting them. Set
    where their secret may be nowhere else, such as a QR code that a site shows once.
    """

    added: Sequence[str] = ()
    replaced: Sequence[str] = ()
    counters: Sequence[tuple[str, int]] = ()
    keep_added: bool = False


async def save_undo(
    session: SessionStore,
    undo_id: str,
    changed: Undo,
) -> None:
    """Store what ``import.undo`` takes back, in place of an earlier one.

    If there is no room for it, there is no undo: the change itself is saved already.
    """
    undo = {
        "id": undo_id,
        "added": list(changed.added),
        "aside": list(changed.replaced),
        "counters": [list(each) for each in changed.counters],
        "keep_added": changed.keep_added,
    }
    with contextlib.suppress(SessionFull):
        await session.set({UNDOING: undo})


async def load_undo(session: SessionStore, undo_id: str) -> Undo:
    """Returns the undo of that id and removes it. Raises ImportExpired."""
    match await session.get(UNDOING):
        case {
            "id": str(known),
            "added": list(added),
            "aside": list(replaced),
            "counters": list(counters),
            "keep_added": bool(keep_added),
        } if known == undo_id:
            await session.remove([UNDOING])
            return Undo(
                added=added,
                replaced=replaced,
                counters=[(account_id, counter) for account_id, counter in counters],
                keep_added=keep_added,
            )
    raise ImportExpired("args.undo")
