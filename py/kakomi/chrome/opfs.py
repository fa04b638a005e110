"""The ports MirrorStore, Sentinel and Timer (kakomi.vault.ports) in the browser."""

from __future__ import annotations

from typing import Any

from pyodide.ffi import JsException

from kakomi.chrome.storage import text_from, write_by
from kakomi.errors import VaultNotSaved


class BrowserMirrorStore:
    """Texts as files of the origin private file system, by ``extension/host/opfs_store.js``."""

    def __init__(self, host: Any) -> None:
        self._opfs = host.opfsStore

    async def read(self, key: str) -> str | None:
        """Returns the text under ``key``, or None. Raises VaultDamaged."""
        return await text_from(self._opfs.read, key)

    async def write(self, key: str, text: str) -> None:
        """Write a text. Raises VaultFull, VaultNotSaved."""
        await write_by(self._opfs.write, key, key, text)

    async def remove(self, key: str) -> None:
        """Delete a text. Raises VaultNotSaved."""
        try:
            await self._opfs.remove(key)
        except JsException:
            pass
        else:
            return
        raise VaultNotSaved(key)


class BrowserSentinel:
    """The Sentinel port, by ``extension/host/sentinel.js``. Once the sentinel was found, this
    worker does not look for it again.
    """

    def __init__(self, host: Any) -> None:
        self._sentinel = host.sentinel
        self._was_found = False

    async def exists(self) -> bool:
        """Returns whether the sentinel exists."""
        self._was_found = self._was_found or bool(await self._sentinel.exists())
        return self._was_found

    async def create(self) -> None:
        """Create the sentinel."""
        await self._sentinel.create()


class BrowserAlarm:
    """``chrome.alarms``, by ``extension/host/alarm.js``."""

    def __init__(self, host: Any) -> None:
        self._alarm = host.alarm

    async def set(self, in_ms: int | None) -> None:
        """Sets the alarm to ring once after ``in_ms``; None cancels it."""
        await self._alarm.set(in_ms)
