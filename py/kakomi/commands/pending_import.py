"""Stores the entries of an import until the user confirms them.

They are in session storage, which is in memory only and survives the end of the worker. An entry is
stored as its URI and its details.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kakomi import account_details, account_sites, otpauth
from kakomi.account_details import AccountDetails, RecoveryCode
from kakomi.commands import session_budget
from kakomi.commands.import_sources import Source
from kakomi.errors import FileTooLarge, ImportExpired

if TYPE_CHECKING:
    from kakomi.account import NewAccount
    from kakomi.formats import Entry
    from kakomi.ports import SessionStore

IMPORT_KEY = "import"


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
    """The accounts of all sources that are confirmed together, in the order they were read."""

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
    await session.set({IMPORT_KEY: {"id": pending.id, "entries": text, "sources": sources}})


async def load(session: SessionStore, import_id: str) -> PendingImport:
    """Returns the import of that id. Raises ImportExpired."""
    match await session.get(IMPORT_KEY):
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


async def remove(session: SessionStore) -> None:
    """Remove the entries after they were added."""
    await session.remove([IMPORT_KEY])
