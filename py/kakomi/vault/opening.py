"""Reads the newest copy of the vault and opens it with the key at hand.

An unlocked read can race a save or a lock. If the vault looks damaged, lost or locked, or if
opening it has to write something, it is read again under the vault lock before an error is raised.

A vault without a passphrase or passkey has a device key and opens without the user. With a
passphrase, a device key means "stay open when the browser restarts", until the user or the rules
lock the vault.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.errors import (
    VaultDamaged,
    VaultFull,
    VaultKeyWrong,
    VaultLocked,
    VaultLost,
    VaultNotSaved,
)
from kakomi.vault import replicas, seal, slots, vault_text
from kakomi.vault.locking import Unlocked
from kakomi.vault.session_key import Locked
from kakomi.vault.slots import Kind, Slot
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kakomi.vault.copies import ValidCopy
    from kakomi.vault.lock_state import LockState
    from kakomi.vault.ports import VaultPorts
    from kakomi.vault.replicas import ReplicaState


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open vault, its master key and its key slots. A vault that was never sealed has neither
    key nor slots. ``text`` is the stored text it was read from; empty if there is none.
    """

    vault: Vault
    master: bytes = field(default=b"", repr=False)
    slots: tuple[Slot, ...] = ()
    text: str = field(default="", repr=False)


class VaultOpener:
    """Opens the vault for one interpreter. The last opened vault is cached until a lock.

    ``seal_plain`` seals a vault that an old version stored in plain text. Its caller must hold the
    vault lock.
    """

    def __init__(self, ports: VaultPorts, state: LockState) -> None:
        self._ports = ports
        self._state = state
        self._cached: Opened | None = None
        self._repaired_text = ""
        self.is_single_copy = False  # whether one of the stores lacked the vault at the last read
        self.seal_plain: Callable[[Opened], Awaitable[object]] | None = None
        state.on_lock(self._forget)

    @property
    def cached(self) -> Opened | None:
        """Returns the vault as this interpreter last opened or saved it; None after a lock."""
        return self._cached

    def remember(self, opened: Opened) -> None:
        """Caches the vault that was just saved. The caller must hold the vault lock."""
        self._cached = opened

    def _forget(self) -> None:
        self._cached = None

    async def open(self, *, use: bool) -> Opened:
        """Returns the newest vault. ``use``: the user asked, so the time until the lock restarts.

        Raises VaultLocked, VaultDamaged, VaultLost, VaultNewer.
        """
        try:
            found = await replicas.read_all(self._ports)
            if not self._needs_repair(found):
                opened = await self._open_without_writing(found.vault, use=use)
                if opened is not None:
                    self.is_single_copy = found.is_single_copy
                    return opened
        except (VaultDamaged, VaultLost):
            pass  # a save may be running
        except VaultLocked:  # protecting a vault saves it before its session key
            if isinstance(await self._state.load(), Locked):
                raise
        async with self._state.exclusive():
            return await self.open_exclusive(use=use)

    async def open_exclusive(self, *, use: bool) -> Opened:
        """The same as ``open``. The caller must hold the vault lock."""
        return await self.open_copy((await self.read_and_repair()).vault, use=use)

    async def open_copy(self, copy: ValidCopy | None, *, use: bool) -> Opened:
        """Opens that copy, and records the use. The caller must hold the vault lock."""
        opened = await self._open_without_writing(copy, use=use)
        if opened is not None or copy is None:
            return opened or self._empty()
        state = await self._state.load()
        if isinstance(state, Unlocked):
            await self._state.record_use(state, use=use)
            return await self.unseal(copy, state.master)
        opened = await self.unseal(copy, await self._unwrap_with_device_key(copy))
        await self._state.store_key(
            opened.master, opened.vault.vault_id, opened.slots, opened.vault.rules
        )
        return opened

    async def read_and_repair(self) -> ReplicaState:
        """Reads all copies and repairs those that need it. A copy that can't be repaired stays as
        it is. The caller must hold the vault lock.
        """
        found = await replicas.read_all(self._ports)
        if self._needs_repair(found) and found.vault is not None:
            self._repaired_text = found.vault.text
            with contextlib.suppress(VaultFull, VaultNotSaved):
                if found.vault.sealed is not None:
                    await replicas.repair(self._ports, found)
                elif self.seal_plain is not None:
                    await self.seal_plain(await self.open_copy(found.vault, use=False))
            found = await replicas.read_all(self._ports)
        self.is_single_copy = found.is_single_copy
        return found

    async def unseal(self, copy: ValidCopy, master: bytes, locks_seen: int | None = None) -> Opened:
        """Opens that copy with its master key. Raises VaultDamaged, VaultKeyWrong.

        A caller that does not hold the vault lock passes ``locks_seen``, the value of
        ``LockState.locks_seen`` before the key was loaded. The vault is not cached if a lock came
        since.
        """
        if self._cached and self._cached.text == copy.text and self._cached.master == master:
            return self._cached
        vault = await vault_text.read(copy, master, self._ports.crypto)
        opened = Opened(vault=vault, master=master, slots=copy.slots, text=copy.text)
        if locks_seen is None or locks_seen == self._state.locks_seen:
            self._cached = opened
        return opened

    def _needs_repair(self, found: ReplicaState) -> bool:
        """Returns whether a copy needs a repair that was not yet attempted for this text."""
        vault = found.vault
        if vault is None or vault.text == self._repaired_text:
            return False
        return vault.sealed is None or found.needs_repair

    def _empty(self) -> Opened:
        return Opened(vault=Vault(vault_id=self._ports.entropy.token()))

    async def _open_without_writing(self, copy: ValidCopy | None, *, use: bool) -> Opened | None:
        """Returns None if opening has to write to ``storage.session``. Raises VaultLocked."""
        if copy is None:
            return self._empty()
        if copy.plain is not None:
            return Opened(vault=vault_text.read_plain(copy), text=copy.text)
        can_lock = slots.can_lock(copy.slots)
        locks_seen = self._state.locks_seen
        if self._cached and self._cached.text == copy.text and not can_lock:
            return self._cached
        state = await self._state.load()
        if isinstance(state, Unlocked) and state.key_id == copy.key_id:
            if self._state.needs_write(state, use=use):
                return None
            return await self.unseal(copy, state.master, locks_seen)
        if can_lock:
            if state is not None:
                self._cached = None  # another interpreter may have locked the vault
                raise VaultLocked
            return None
        return await self.unseal(copy, await self._unwrap_with_device_key(copy), locks_seen)

    async def _unwrap_with_device_key(self, copy: ValidCopy) -> bytes:
        """Returns the master key. Raises VaultLocked if there is no device key, VaultDamaged if the
        device key is lost and nothing else opens the vault.
        """
        found = slots.of_kind(copy.slots, Kind.DEVICE)
        if copy.sealed is None or not found:
            raise VaultLocked
        for key in await replicas.device_keys(self._ports, found[0].id):
            with contextlib.suppress(VaultKeyWrong):
                return await seal.unwrap(copy.sealed.header, key, self._ports.crypto)
        if len(copy.slots) > 1:
            raise VaultLocked
        raise VaultDamaged("device")
