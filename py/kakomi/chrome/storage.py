"""What is kept: on disk in ``chrome.storage.local``, in memory in ``chrome.storage.session``."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException

from kakomi.errors import SessionFull, VaultDamaged, VaultFull, VaultNotSaved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence


def out_of_room(error: JsException) -> bool:
    """Whether the browser's quota is used up (QuotaExceededError) or the disk (as LevelDB says it:
    FILE_ERROR_NO_SPACE).
    """
    text = str(error).lower()
    return "quota" in text or "no_space" in text


class BrowserLocalStore:
    """ASCII strings, each under its key."""

    def __init__(self, host: Any) -> None:
        self._store = host.localStore
        self._exclusive = host.exclusive

    async def read(self, key: str) -> str | None:
        """The text under ``key``; None if there is none. Raises VaultDamaged if the disk fails."""
        try:
            text = await self._store.read(key)
        except JsException:
            pass
        else:
            return text if isinstance(text, str) else None
        raise VaultDamaged(key)  # not in the handler: the browser's own words stay behind

    async def write(self, key: str, text: str) -> None:
        """Keep it. Raises VaultFull, VaultNotSaved."""
        try:
            await self._store.write(key, text)
        except JsException as error:
            full = out_of_room(error)
        else:
            return
        raise VaultFull(key) if full else VaultNotSaved(key)

    async def keys(self) -> Sequence[str]:
        """All there are. Raises VaultDamaged if the disk fails."""
        try:
            return list(await self._store.keys())
        except JsException:
            pass
        raise VaultDamaged("keys")

    async def replace_all(self, texts: Mapping[str, str]) -> None:
        """Clear the store, then keep these, all at once. Raises VaultFull, VaultNotSaved."""
        try:
            await self._store.replaceAll(json.dumps(texts))
        except JsException as error:
            full = out_of_room(error)
        else:
            return
        raise VaultFull("keys") if full else VaultNotSaved("keys")

    @asynccontextmanager
    async def exclusive(self, name: str) -> AsyncIterator[None]:
        """Under the Web Lock of that name."""
        release = await self._exclusive(name)
        try:
            yield
        finally:
            release()


class BrowserSessionStore:
    """JSON values for the pages."""

    def __init__(self, host: Any) -> None:
        self._session = host.sessionStore

    async def get(self, key: str) -> object:
        """The value under ``key``, or None."""
        text = await self._session.get(key)
        return json.loads(text) if isinstance(text, str) else None

    async def keys(self) -> Sequence[str]:
        """Returns all keys."""
        return list(await self._session.keys())

    async def set(self, values: Mapping[str, object]) -> None:
        """Writes these values, all at once. Raises SessionFull."""
        try:
            await self._session.set(json.dumps(values))
        except JsException as error:
            if not out_of_room(error):
                raise
        else:
            return
        raise SessionFull("session")  # not in the handler: the browser's message stays out of it

    async def remove(self, keys: Sequence[str]) -> None:
        """Removes these keys."""
        await self._session.remove(json.dumps(list(keys)))
