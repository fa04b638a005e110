"""The ChosenFolder ports, by ``extension/host/chosen_folder.js``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException

from kakomi.errors import (
    BackupFolderAsks,
    BackupFolderFull,
    BackupFolderGone,
    BackupFolderNotWritten,
    BackupFolderReadOnly,
    KakomiError,
    SyncFolderAsks,
    SyncFolderFailed,
    SyncFolderFull,
    SyncFolderGone,
    SyncFolderReadOnly,
)
from kakomi.ports import FolderState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

# By the name of the DOMException; empty for any other.
BACKUP_ERRORS: Mapping[str, type[KakomiError]] = {
    "NotAllowedError": BackupFolderAsks,
    "NotFoundError": BackupFolderGone,
    "QuotaExceededError": BackupFolderFull,
    "NoModificationAllowedError": BackupFolderReadOnly,
    "": BackupFolderNotWritten,
}
SYNC_ERRORS: Mapping[str, type[KakomiError]] = {
    "NotAllowedError": SyncFolderAsks,
    "NotFoundError": SyncFolderGone,
    "QuotaExceededError": SyncFolderFull,
    "NoModificationAllowedError": SyncFolderReadOnly,
    "": SyncFolderFailed,
}


class BrowserFolder:
    """The ChosenFolder port (kakomi.ports). ``errors`` are BACKUP_ERRORS or SYNC_ERRORS."""

    def __init__(self, folder: Any, errors: Mapping[str, type[KakomiError]]) -> None:
        self._folder = folder
        self._errors = errors

    async def state(self) -> FolderState | None:
        """Returns the folder, or None if the user chose none or the browser can't tell."""
        try:
            found = json.loads(await self._folder.state())
        except JsException:
            return None
        return found and FolderState(name=found["name"], may_write=found["may_write"])

    async def names(self) -> Sequence[str]:
        """Returns the names of the files in the folder."""
        return list(json.loads(await self._done(self._folder.names())))

    async def read(self, name: str, max_bytes: int) -> str:
        """Returns the text of a file; an empty one if it is larger."""
        return str(await self._done(self._folder.read(name, max_bytes)))

    async def write(self, name: str, text: str) -> None:
        """Write a file and compare it."""
        await self._done(self._folder.write(name, text))

    async def remove(self, name: str) -> None:
        """Delete a file."""
        await self._done(self._folder.remove(name))

    async def forget(self) -> None:
        """Remove the choice."""
        await self._folder.forget()

    async def _done(self, work: Awaitable[Any]) -> Any:
        """Awaits a promise. Returns its value. Raises the error of its rejection."""
        try:
            return await work
        except JsException as error:
            failed = self._errors.get(error.message, self._errors[""])("folder")
        raise failed  # outside the handler, so that no traceback has its message
