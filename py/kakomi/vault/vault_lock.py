"""Unlocks the vault with a factor. Locks it on a command, on the alarm, or with the screen.

``kakomi.vault.lock_state`` defines what a lock clears, and why no work in flight undoes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import (
    SlotMissing,
    VaultDamaged,
    VaultKeyWrong,
    VaultLocked,
    VaultLost,
    VaultNewer,
)
from kakomi.vault import locking, replicas, seal, slots, unlock_attempts
from kakomi.vault.factors import Passphrase
from kakomi.vault.locking import Unlocked
from kakomi.vault.session_key import Locked

if TYPE_CHECKING:
    from kakomi.vault.factors import Factor
    from kakomi.vault.lock_state import LockState
    from kakomi.vault.opening import VaultOpener
    from kakomi.vault.ports import VaultPorts
    from kakomi.vault.vault import Vault


class VaultLock:
    """The lock of the vault, for one interpreter."""

    def __init__(self, ports: VaultPorts, state: LockState, opener: VaultOpener) -> None:
        self._ports = ports
        self._state = state
        self._opener = opener

    async def unlock(self, factor: Factor, epoch: int | None = None) -> Vault:
        """Opens the vault until it is locked or the browser ends. ``epoch`` is the one recorded
        when the request began.

        Raises VaultKeyWrong, UnlockThrottled, PassphraseTooWeak; VaultLocked if a lock came since
        ``epoch`` was recorded.
        """
        if isinstance(factor, Passphrase):
            factor.octets()  # raises before anything is counted as an attempt
        async with self._state.exclusive():
            if epoch is not None and not await self._state.is_current(epoch):
                raise VaultLocked
            copy = (await self._opener.read_and_repair()).vault
            if copy is None or copy.sealed is None or not slots.can_lock(copy.slots):
                return (await self._opener.open_copy(copy, use=True)).vault
            master = await self._checked(factor, copy.sealed.header)
            opened = await self._opener.unseal(copy, master)
            await self._state.store_key(
                master, opened.vault.vault_id, opened.slots, opened.vault.rules
            )
            return opened.vault

    async def confirm(self, factor: Factor) -> None:
        """Checks that the user can open the vault. Parallel calls run one after the other. A wrong
        passphrase counts as a failed attempt, whether the vault is locked or not.

        Raises VaultKeyWrong, UnlockThrottled.
        """
        async with self._state.exclusive():
            header = await self._header_exclusive()
            if header is None:
                raise VaultKeyWrong
            await self._checked(factor, header)

    async def _checked(self, factor: Factor, header: seal.Header) -> bytes:
        """Returns the master key. A passphrase is counted as an attempt before it is tried. The
        caller must hold the vault lock.
        """
        if isinstance(factor, Passphrase):
            await unlock_attempts.begin(self._ports)
        try:
            master = await seal.unwrap(header, factor, self._ports.crypto)
        except SlotMissing:
            raise VaultKeyWrong from None
        if isinstance(factor, Passphrase):
            await unlock_attempts.clear(self._ports)
        return master

    async def lock(self) -> None:
        """Locks the vault. Raises SlotMissing if only a device key opens it, because the vault
        would open again at once.

        Also locks a vault whose copies can't be read, because the key and the codes of the last
        readable copy are still in the session; then raises VaultDamaged, VaultLost or VaultNewer.
        """
        async with self._state.exclusive():
            try:
                header = await self._header_exclusive()
            except (VaultDamaged, VaultLost, VaultNewer):
                await self._state.lock()
                raise
            if header is None or not slots.can_lock(header.slots):
                raise SlotMissing("slots")
            await self._state.lock()

    async def tick(self) -> None:
        """Handles the alarm: locks a vault that is due to lock, otherwise sets the alarm again."""
        async with self._state.exclusive():
            await self._state.lock_if_due()

    async def screen_locked(self) -> None:
        """Handles a lock of the computer's screen: locks the vault if the rules say so."""
        async with self._state.exclusive():
            state = await self._state.load()
            if isinstance(state, Locked):
                await self._state.raise_epoch()
            elif state is not None and state.rules.at_screen_lock:
                await self._state.lock()

    async def header(self) -> seal.Header | None:
        """Returns the header of the newest copy; None if there is no sealed vault. Raises
        VaultDamaged, VaultLost, VaultNewer.
        """
        try:
            found = await replicas.read_all(self._ports)
        except (VaultDamaged, VaultLost):  # a save may be running
            async with self._state.exclusive():
                return await self._header_exclusive()
        return found.vault.sealed.header if found.vault and found.vault.sealed else None

    async def _header_exclusive(self) -> seal.Header | None:
        found = await replicas.read_all(self._ports)
        return found.vault.sealed.header if found.vault and found.vault.sealed else None

    async def remaining_ms(self) -> int | None:
        """Returns the time until it locks if nobody uses it; None if it is not open or does not
        lock by itself.
        """
        state = await self._state.load()
        if not isinstance(state, Unlocked):
            return None
        return locking.remaining_ms(state, self._ports.clock.reading())

    async def wait_ms(self) -> int:
        """Returns the time until a passphrase may be tried again."""
        return await unlock_attempts.wait_ms(self._ports)
