"""The port SyncStore: ``chrome.storage.sync``, by ``extension/host/sync_store.js``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException

from kakomi.errors import SyncError, SyncFull, SyncTooOften, SyncUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence


def _error(error: JsException) -> SyncError:
    """Returns the error for one of Chrome's messages, such as "QUOTA_BYTES quota exceeded" and
    "This request exceeds the MAX_WRITE_OPERATIONS_PER_MINUTE quota."
    """
    text = str(error)
    if "MAX_WRITE_OPERATIONS" in text:
        return SyncTooOften("sync")
    return SyncFull("sync") if "quota" in text.lower() else SyncUnavailable("sync")


async def _done(work: Awaitable[Any]) -> Any:
    """Awaits a promise of ``chrome.storage.sync``. Returns its value. Raises SyncError."""
    try:
        return await work
    except JsException as error:
        raised = _error(error)
    raise raised  # outside the handler, so that no traceback has its message


class BrowserSyncStore:
    """``chrome.storage.sync``."""

    def __init__(self, host: Any) -> None:
        self._store = host.syncStore

    async def read(self) -> Mapping[str, str]:
        """Returns all texts by their keys. Raises SyncUnavailable."""
        values: dict[str, object] = json.loads(await _done(self._store.read()))
        return {key: value for key, value in values.items() if isinstance(value, str)}

    async def write(self, texts: Mapping[str, str], removed: Sequence[str]) -> None:
        """Stores these texts, then removes those keys. Raises SyncFull, SyncTooOften,
        SyncUnavailable.
        """
        if texts:
            await _done(self._store.set(json.dumps(dict(texts))))
        if removed:
            await _done(self._store.remove(json.dumps(list(removed))))

    def schedule(self, in_ms: int) -> None:
        """Sends ``sync.tick`` after that time."""
        self._store.schedule(in_ms)
