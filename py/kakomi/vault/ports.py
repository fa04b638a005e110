"""The ports that the vault needs from its host, in addition to those of ``kakomi.ports``."""

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
        """Returns the text under ``key``; None if there is none. Raises VaultDamaged. Each text is
        read on its own, so that one unreadable text does not affect the others.
        """
        ...

    async def write(self, key: str, text: str) -> None:
        """Stores the text. Raises VaultFull, VaultNotSaved; the old text then stays."""
        ...

    async def keys(self) -> Sequence[str]:
        """Returns all keys. Raises VaultDamaged."""
        ...

    async def replace_all(self, texts: Mapping[str, str]) -> None:
        """Clears the store, so that its old bytes leave the disk. Then stores ``texts`` in one
        write.
        """
        ...

    def exclusive(self, name: str) -> AbstractAsyncContextManager[None]:
        """Holds the Web Lock of that name. It has one holder in all contexts of the extension."""
        ...


class MirrorStore(Protocol):
    """The store of the second copy: one file for each text, in the origin private file system.

    A text that is overwritten or removed leaves the disk as far as the platform allows.
    """

    async def read(self, key: str) -> str | None:
        """Returns the text under ``key``; None if there is none. Raises VaultDamaged."""
        ...

    async def write(self, key: str, text: str) -> None:
        """Stores the text. Raises VaultFull, VaultNotSaved; the old text then stays."""
        ...

    async def remove(self, key: str) -> None:
        """Removes the text, if there is one. Raises VaultNotSaved."""
        ...


class Sentinel(Protocol):
    """A mark outside both stores that says that a vault exists or existed."""

    async def exists(self) -> bool:
        """Returns whether the mark exists."""
        ...

    async def create(self) -> None:
        """Creates the mark. Never raises, because a save does not depend on it."""
        ...


class Timer(Clock, Protocol):
    """The system clock and the worker's monotonic clock."""

    def reading(self) -> ClockReading:
        """Returns both clocks, read at the same moment."""
        ...

    def counts_sleep(self) -> bool:
        """Returns whether the monotonic clock also counts the time of the computer's sleep."""
        ...


class Alarm(Protocol):
    """An alarm that wakes the worker to lock the vault."""

    async def set(self, in_ms: int | None) -> None:
        """Sets the alarm, in place of the previous one; None cancels it."""
        ...


class VaultPorts(Protocol):
    """Everything the vault needs from its host."""

    @property
    def primary(self) -> PrimaryStore:
        """The store that is written first."""
        ...

    @property
    def mirror(self) -> MirrorStore:
        """The store of the second copy."""
        ...

    @property
    def sentinel(self) -> Sentinel:
        """The mark that there is a vault."""
        ...

    @property
    def session(self) -> SessionStore:
        """``storage.session``: in memory, until the browser ends."""
        ...

    @property
    def clock(self) -> Timer:
        """The clocks."""
        ...

    @property
    def alarm(self) -> Alarm:
        """The alarm that locks the vault."""
        ...

    @property
    def entropy(self) -> Entropy:
        """Randomness."""
        ...

    @property
    def crypto(self) -> Crypto:
        """Ciphers."""
        ...
