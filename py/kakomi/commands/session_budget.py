"""The budget of ``storage.session``, and which values are dropped first when it is full.

Chrome gives an extension 10 MiB of session storage. The sheet takes 1,380 bytes for each account
(measured with 500 accounts in Chromium), so 2,300 accounts fit in addition to the largest draft. A
draft is a value that the user can make again by repeating the step that made it. Each kind of draft
has a size limit here, which its owner checks. If a new value does not fit, drafts are dropped in
the order of ``_DROPPED_FIRST``, so a draft never prevents a saved change from being shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import SessionFull

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from kakomi.ports import SessionStore

QUOTA_BYTES = 10 * 1024 * 1024  # chrome.storage.session.QUOTA_BYTES

# A backup of a full vault is 6.3 MB, and its preview must fit in addition to the sheet.
MAX_IMPORT_BYTES = 7_000_000
MAX_THUMBNAIL_CHARACTERS = 500_000  # of a scan's result
# All codes of a transfer. An app writes ten accounts in 1,500 characters.
MAX_TRANSFER_CHARACTERS = 500_000

CAPTURE_KEY = "capture"  # written by extension/host/capture.js

# The keys of one draft are dropped together. A key that is being written is never dropped.
_DROPPED_FIRST: tuple[tuple[str, ...], ...] = (
    (CAPTURE_KEY,),
    ("outcome", "found"),
    ("import.undo",),
    ("transfer", "transfer.held"),
    ("waiting",),
    ("import",),
)


class SessionBudget:
    """A session store that drops drafts if a written value does not fit."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store

    async def get(self, key: str) -> object:
        """Returns the value under ``key``, or None."""
        return await self._store.get(key)

    async def get_many(self, keys: Sequence[str]) -> Mapping[str, object]:
        """Returns the values under these keys, from one read."""
        return await self._store.get_many(keys)

    async def keys(self) -> Sequence[str]:
        """Returns all keys."""
        return await self._store.keys()

    async def remove(self, keys: Sequence[str]) -> None:
        """Removes these keys."""
        await self._store.remove(keys)

    async def set(self, values: Mapping[str, object]) -> None:
        """Writes these values in one write. Raises SessionFull if no draft is left to drop."""
        await self.with_room(lambda: self._store.set(values), values.keys())

    async def with_room(
        self, write: Callable[[], Awaitable[None]], written: Collection[str] = ()
    ) -> None:
        """Runs ``write``. While it raises SessionFull, drops one draft and runs it again.

        ``written`` are the keys that ``write`` writes. Raises SessionFull if no draft is left.
        """
        droppable = [keys for keys in _DROPPED_FIRST if not set(keys) & set(written)]
        while True:
            try:
                return await write()
            except SessionFull:
                if not droppable:
                    raise
            await self._store.remove(droppable.pop(0))
