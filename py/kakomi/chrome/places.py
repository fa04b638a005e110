"""The safe's places in the browser (kakomi.vault.premises): the second store, the sentinel, the
alarm.
"""

from __future__ import annotations

from typing import Any

from pyodide.ffi import JsException

from kakomi.chrome.storage import out_of_room
from kakomi.errors import VaultDamaged, VaultFull, VaultNotSaved


class FileStore:
    """Texts as files of the origin's private file system, by ``extension/hands/shelf.js``."""

    def __init__(self, hands: Any) -> None:
        self._shelf = hands.shelf

    async def read(self, key: str) -> str | None:
        """The text under ``key``; None if there is none. Raises VaultDamaged."""
        try:
            text = await self._shelf.read(key)
        except JsException:
            pass
        else:
            return text if isinstance(text, str) else None
        raise VaultDamaged(key)

    async def write(self, key: str, text: str) -> None:
        """Keep it. Raises VaultFull, VaultNotSaved."""
        try:
            await self._shelf.write(key, text)
        except JsException as error:
            full = out_of_room(error)
        else:
            return
        raise VaultFull(key) if full else VaultNotSaved(key)

    async def remove(self, key: str) -> None:
        """Forget it. Raises VaultNotSaved."""
        try:
            await self._shelf.remove(key)
        except JsException:
            pass
        else:
            return
        raise VaultNotSaved(key)


class BrowserSentinel:
    """By ``extension/hands/sentinel.js``; where it stood once it stands for the worker's life."""

    def __init__(self, hands: Any) -> None:
        self._sentinel = hands.sentinel
        self._stood = False

    async def stands(self) -> bool:
        """Whether it is there."""
        self._stood = self._stood or bool(await self._sentinel.stands())
        return self._stood

    async def post(self) -> None:
        """Put it there."""
        await self._sentinel.post()


class BrowserAlarm:
    """``chrome.alarms``, by ``extension/hands/alarm.js``."""

    def __init__(self, hands: Any) -> None:
        self._alarm = hands.alarm

    async def set(self, in_ms: int | None) -> None:
        """Once, after so long; None calls it off."""
        await self._alarm.set(in_ms)
