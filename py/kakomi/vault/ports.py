"""What the safe asks of the outside, beside what ``kakomi.ports`` has already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kakomi.ports import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from kakomi.ports import Crypto, Entropy, SessionStore
    from kakomi.vault.locking import ClockReading


class PrimaryStore(Protocol):
    """The store that is written first: ``chrome.storage.local``."""

    async def read(self, key: str) -> str | None:
        """The text under ``key``, read alone; None if there is none. Raises VaultDamaged."""
        ...

    async def write(self, key: str, text: str) -> None:
        """Keep it. Raises VaultFull or VaultNotSaved, and then the old text stays."""
        ...

    async def keys(self) -> Sequence[str]:
        """All there are, as far as can be told."""
        ...

    async def replace_all(self, texts: Mapping[str, str]) -> None:
        """Clear the store, so that its old bytes leave the disk, then keep these, all at once."""
        ...

    def exclusive(self, name: str) -> AbstractAsyncContextManager[None]:
        """Nobody else in any context of the extension is inside at the same time."""
        ...


class MirrorStore(Protocol):
    """The store beside it: one file a text, in the origin's private file system. A text that is
    written over or removed is gone from the disk as far as the platform lets it go.
    """

    async def read(self, key: str) -> str | None:
        """The text under ``key``; None if there is none. Raises VaultDamaged."""
        ...

    async def write(self, key: str, text: str) -> None:
        """Keep it. Raises VaultFull or VaultNotSaved, and then the old text stays."""
        ...

    async def remove(self, key: str) -> None:
        """Forget it; nothing happens if it is not there. Raises VaultNotSaved."""
        ...


class Sentinel(Protocol):
    """A mark in a third place that there is, or was, a vault."""

    async def exists(self) -> bool:
        """Whether it is there."""
        ...

    async def create(self) -> None:
        """Put it there. Never raises: a sentinel that can't be posted is no reason not to save."""
        ...


class Timer(Clock, Protocol):
    """The clocks."""

    def reading(self) -> ClockReading:
        """All of them read at once."""
        ...


class Alarm(Protocol):
    """Wakes the worker."""

    async def set(self, in_ms: int | None) -> None:
        """Once, after so long, to lock; None calls it off."""
        ...


class VaultPorts(Protocol):
    """All of it."""

    @property
    def primary(self) -> PrimaryStore:
        """Written first."""
        ...

    @property
    def mirror(self) -> MirrorStore:
        """The copy."""
        ...

    @property
    def sentinel(self) -> Sentinel:
        """The mark."""
        ...

    @property
    def session(self) -> SessionStore:
        """In memory, until the browser ends."""
        ...

    @property
    def clock(self) -> Timer:
        """Time."""
        ...

    @property
    def alarm(self) -> Alarm:
        """A wake-up."""
        ...

    @property
    def entropy(self) -> Entropy:
        """Randomness."""
        ...

    @property
    def crypto(self) -> Crypto:
        """Ciphers."""
        ...
