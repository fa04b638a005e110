"""``chrome.downloads``, by ``extension/host/downloads.js``."""

from __future__ import annotations

from typing import Any

from pyodide.ffi import JsException

from kakomi.errors import BackupNotWritten


class BrowserDownloads:
    """The download folder."""

    def __init__(self, host: Any) -> None:
        self._downloads = host.downloads

    async def save(self, name: str, text: str, keep: int) -> None:
        """Raises BackupNotWritten."""
        try:
            await self._downloads.save(name, text, keep)
        except JsException:
            pass
        else:
            return
        raise BackupNotWritten("downloads")
