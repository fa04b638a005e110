"""The passphrase or recovery key that the user typed to unlock, for the synced data.

Another computer may have renewed the keys. If the user has the same passphrase everywhere, what was
typed here opens the new key, so nobody has to type it twice. It is kept in memory only, if sync is
on, and used for KEPT_MS. A lock, a later exchange and the end of the worker remove it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from kakomi.errors import SlotMissing, VaultKeyWrong
from kakomi.sync import sealed_items

if TYPE_CHECKING:
    from kakomi.environment import Environment
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.factors import Factor

KEPT_MS = 60_000  # an exchange begins 2 s after an unlock; the new key may arrive a little later


class TypedFactor:
    """What was typed last: what opened the vault, and before that perhaps the passphrase that only
    the other computers have.
    """

    def __init__(self) -> None:
        self._factors: list[Factor] = []
        self._typed_at_ms = 0
        self._tried: set[bytes] = set()

    def remember(self, factor: Factor, environment: Environment) -> None:
        """Keeps ``factor`` and the one before it."""
        self._factors = [*self._factors[-1:], factor]
        self._tried = set()
        self._typed_at_ms = environment.clock.now_unix_ms()

    def forget(self) -> None:
        """Removes it from memory."""
        self._factors = []

    async def area_key(self, head: Head, environment: Environment) -> bytes | None:
        """Returns the area's key if what was typed opens it. Each key is tried once, because that
        takes a second.
        """
        age_ms = environment.clock.now_unix_ms() - self._typed_at_ms
        if not 0 <= age_ms < KEPT_MS:
            self.forget()
        if head.key_id in self._tried:
            return None
        self._tried.add(head.key_id)
        for factor in self._factors:
            with contextlib.suppress(VaultKeyWrong, SlotMissing):
                return await sealed_items.unwrap(head, factor, environment.crypto)
        return None
