"""The BackupFolder port, by ``extension/host/backup_folder.js``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException

from kakomi.errors import (
    BackupFolderAsks,
    BackupFolderError,
    BackupFolderFull,
    BackupFolderGone,
    BackupFolderNotWritten,
    BackupFolderReadOnly,
)
from kakomi.ports import FolderState

if TYPE_CHECKING:
    from collections.abc import Sequence

# By the name of the DOMException.
_ERRORS: dict[str, type[BackupFolderError]] = {
    "NotAllowedError": BackupFolderAsks,
    "NotFoundError": BackupFolderGone,
    "QuotaExceededError": BackupFolderFull,
    "NoModificationAllowedError": BackupFolderReadOnly,
}


class BrowserBackupFolder:
    """The BackupFolder port (kakomi.ports)."""

    def __init__(self, host: Any) -> None:
        self._folder = host.backupFolder

    async def state(self) -> FolderState | None:
        """Returns the folder, or None if the user chose none or the browser can't tell."""
        try:
            found = json.loads(await self._folder.state())
        except JsException:
            return None
        return found and FolderState(name=found["name"], may_write=found["may_write"])

    async def names(self) -> Sequence[str]:
        """Returns the names of the files in the folder. Raises BackupFolderError."""
        try:
            return list(json.loads(await self._folder.names()))
        except JsException as error:
            failed = _error(error)
        raise failed

    async def write(self, name: str, text: str) -> None:
        """Write a file and compare it. Raises BackupFolderError."""
        try:
            await self._folder.write(name, text)
        except JsException as error:
            failed = _error(error)
        else:
            return
        raise failed

    async def remove(self, name: str) -> None:
        """Delete a file. Raises BackupFolderError."""
        try:
            await self._folder.remove(name)
        except JsException as error:
            failed = _error(error)
        else:
            return
        raise failed

    async def forget(self) -> None:
        """Remove the choice."""
        await self._folder.forget()


def _error(error: JsException) -> BackupFolderError:
    return _ERRORS.get(error.message, BackupFolderNotWritten)("folder")
