"""Implements the ports of ``chrome.storage.local`` (on disk) and ``chrome.storage.session`` (in
memory).
"""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException

from kakomi.errors import SessionFull, VaultDamaged, VaultFull, VaultNotSaved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence


def out_of_room(error: JsException) -> bool:
    """Returns whether a write failed because the browser's quota is used up (QuotaExceededError) or
    the disk is full (LevelDB's FILE_ERROR_NO_SPACE).
    """
    text = str(error).lower()
    return "quota" in text or "no_space" in text


async def text_from(read: Callable[..., Any], key: str) -> str | None:
    """Returns the text that the host's function reads under ``key``. Raises VaultDamaged."""
    try:
        text = await read(key)
    except JsException:
        pass
    else:
        return text if isinstance(text, str) else None
    raise VaultDamaged(key)  # outside the handler, so that no traceback has its message


async def write_by(write: Callable[..., Any], where: str, *values: str) -> None:
    """Write the values by the host's function. Raises VaultFull, VaultNotSaved, with ``where``."""
    try:
        await write(*values)
    except JsException as error:
        full = out_of_room(error)
    else:
        return
    raise VaultFull(where) if full else VaultNotSaved(where)


async def write_session_by(write: Callable[..., Any], where: str, *values: object) -> None:
    """Write the values to session storage by the host's function. Raises SessionFull."""
    try:
        await write(*values)
    except JsException as error:
        if not out_of_room(error):
            raise
    else:
        return
    raise SessionFull(where)  # outside the handler, so that no traceback has its message


class BrowserLocalStore:
    """``chrome.storage.local``: one ASCII text for each key."""

    def __init__(self, host: Any) -> None:
        self._store = host.localStore
        self._exclusive = host.exclusive

    async def read(self, key: str) -> str | None:
        """Returns the text under ``key``, or None. Raises VaultDamaged if the disk fails."""
        return await text_from(self._store.read, key)

    async def write(self, key: str, text: str) -> None:
        """Writes the text. Raises VaultFull, VaultNotSaved."""
        await write_by(self._store.write, key, key, text)

    async def keys(self) -> Sequence[str]:
        """Returns all keys. Raises VaultDamaged if the disk fails."""
        try:
            return list(await self._store.keys())
        except JsException:
            pass
        raise VaultDamaged("keys")

    async def replace_all(self, texts: Mapping[str, str]) -> None:
        """Clears the store, then writes these texts. Raises VaultFull, VaultNotSaved."""
        await write_by(self._store.replaceAll, "keys", json.dumps(texts))

    @asynccontextmanager
    async def exclusive(self, name: str) -> AsyncIterator[None]:
        """Holds the Web Lock of that name."""
        release = await self._exclusive(name)
        try:
            yield
        finally:
            release()


class BrowserSessionStore:
    """``chrome.storage.session``: JSON values."""

    def __init__(self, host: Any) -> None:
        self._session = host.sessionStore

    async def get(self, key: str) -> object:
        """Returns the value under ``key``, or None."""
        return (await self.get_many([key])).get(key)

    async def get_many(self, keys: Sequence[str]) -> Mapping[str, object]:
        """Returns the values under these keys, from one read."""
        values: dict[str, object] = json.loads(await self._session.get(json.dumps(list(keys))))
        return values

    async def keys(self) -> Sequence[str]:
        """Returns all keys."""
        return list(await self._session.keys())

    async def set(self, values: Mapping[str, object]) -> None:
        """Writes these values in one write. Raises SessionFull."""
        await write_session_by(self._session.set, "session", json.dumps(values))

    async def remove(self, keys: Sequence[str]) -> None:
        """Removes these keys."""
        await self._session.remove(json.dumps(list(keys)))


class BrowserManagedStore:
    """``chrome.storage.managed``, which only the organization's policy writes."""

    def __init__(self, host: Any) -> None:
        self._managed = host.managedStore

    async def read(self) -> object:
        """Returns the values by their names, or None if they can't be read."""
        try:
            return json.loads(self._managed.known() or await self._managed.read())
        except (JsException, ValueError):
            return None
