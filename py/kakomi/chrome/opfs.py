"""The safe's places in the browser (kakomi.vault.ports): the second store, the sentinel, the
alarm.
"""

from __future__ import annotations

from typing import Any

from pyodide.ffi import JsException

from kakomi.chrome.storage import out_of_room
from kakomi.errors import VaultDamaged, VaultFull, VaultNotSaved


class BrowserMirrorStore:
    """Texts as files of the origin's private file system, by ``extension/host/opfs_store.js``."""

    def __init__(self, host: Any) -> None:
        self._opfs = host.opfsStore

    async def read(self, key: str) -> str | None:
        """The text under ``key``; None if there is none. Raises VaultDamaged."""
        try:
            text = await self._opfs.read(key)
        except JsException:
            pass
        else:
            return text if isinstance(text, str) else None
        raise VaultDamaged(key)

    async def write(self, key: str, text: str) -> None:
        """Keep it. Raises VaultFull, VaultNotSaved."""
        try:
            await self._opfs.write(key, text)
        except JsException as error:
            full = out_of_room(error)
        else:
            return
        raise VaultFull(key) if full else VaultNotSaved(key)

    async def remove(self, key: str) -> None:
        """Forget it. Raises VaultNotSaved."""
        try:
            await self._opfs.remove(key)
        except JsException:
            pass
        else:
            return
        raise VaultNotSaved(key)


class BrowserSentinel:
    """By ``extension/host/sentinel.js``; where it stood once it stands for the worker's life."""

    def __init__(self, host: Any) -> None:
        self._sentinel = host.sentinel
        self._stood = False

    async def exists(self) -> bool:
        """Whether it is there."""
        self._stood = self._stood or bool(await self._sentinel.exists())
        return self._stood

    async def create(self) -> None:
        """Put it there."""
        await self._sentinel.create()


class BrowserAlarm:
    """``chrome.alarms``, by ``extension/host/alarm.js``."""

    def __init__(self, host: Any) -> None:
        self._alarm = host.alarm

    async def set(self, in_ms: int | None) -> None:
        """Once, after so long; None calls it off."""
        await self._alarm.set(in_ms)
