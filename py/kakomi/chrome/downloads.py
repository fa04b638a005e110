"""The Downloads port, by ``extension/host/downloads.js``."""

from __future__ import annotations

from typing import Any

from pyodide.ffi import JsException

from kakomi.errors import BackupNotWritten


class BrowserDownloads:
    """The Downloads port (kakomi.ports)."""

    def __init__(self, host: Any) -> None:
        self._downloads = host.downloads

    async def save(self, name: str, text: str, keep_latest: int, folder: str = "") -> None:
        """Write a file and delete the oldest ones. Raises BackupNotWritten."""
        try:
            await self._downloads.save(name, text, keep_latest, folder)
        except JsException:
            pass
        else:
            return
        raise BackupNotWritten("downloads")
