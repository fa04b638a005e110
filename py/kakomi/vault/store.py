"""Reads and changes the vault.

Every change holds the vault lock and starts from the stored vault. It is acknowledged after the
saved text was read back (``kakomi.vault.replicas``). ``kakomi.vault.opening`` opens the vault;
``kakomi.vault.vault_lock`` locks and unlocks it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kakomi.errors import RequestForbidden, VaultDamaged, VaultLost, VaultNotSaved
from kakomi.vault import backup, field_stamps, replicas, seal, slots, vault_text
from kakomi.vault.lock_state import LockState
from kakomi.vault.opening import Opened, VaultOpener
from kakomi.vault.slot_factory import SlotFactory
from kakomi.vault.sync_slots import SyncSlots
from kakomi.vault.vault_lock import VaultLock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from kakomi.vault.ports import VaultPorts
    from kakomi.vault.slots import Cost
    from kakomi.vault.vault import Vault

Value = TypeVar("Value")


class VaultStore:
    """The vault as one interpreter reads and changes it. ``kept_on_lock`` are the keys of
    ``storage.session`` that a lock keeps; ``cost`` is the Argon2id cost of a new passphrase slot.
    """

    def __init__(
        self, ports: VaultPorts, kept_on_lock: Collection[str] = (), cost: Cost = slots.STANDARD
    ) -> None:
        self._ports = ports
        self.lock_state = LockState(ports, kept_on_lock)
        self._opener = VaultOpener(ports, self.lock_state)
        self._opener.seal_plain = self._save
        self.lock = VaultLock(ports, self.lock_state, self._opener)
        self.slots = SlotFactory(ports, cost)
        self.sync_slots = SyncSlots(ports, cost)
        # Serialises status updates, so that the most recent status is the one stored last.
        self.status_lock = asyncio.Lock()
        # Held by an exchange with the sync area, because two would write parts of two heads.
        self.exchange_lock = asyncio.Lock()
        self._has_unsent = False

    async def newest(self, *, use: bool = True) -> Vault:
        """Returns the vault as last saved, or an empty one if none was ever saved. ``use``: the
        user asked, so the time until the lock restarts.


        Raises VaultLocked, VaultDamaged, VaultLost, VaultNewer.
        """
        return (await self.opened(use=use)).vault

    async def opened(self, *, use: bool) -> Opened:
        """Returns the vault of ``newest`` with its master key and slots."""
        return await self._opener.open(use=use)

    async def header(self) -> seal.Header | None:
        """Returns the header of the newest copy, which needs no key. Returns None if there is no
        vault, or one that an old version stored in plain text.

        Raises VaultDamaged, VaultLost, VaultNewer.
        """
        return await self.lock.header()

    @property
    def is_single_copy(self) -> bool:
        """Returns whether one of the two stores lacked the vault at the last read."""
        return self._opener.is_single_copy

    @property
    def is_lockable(self) -> bool:
        """Whether the open vault has a key slot besides a device key's; true if none is open."""
        cached = self._opener.cached
        return cached is None or slots.can_lock(cached.slots)

    @property
    def is_cached(self) -> bool:
        """Whether this interpreter holds an open vault."""
        return self._opener.cached is not None

    def take_unsent(self) -> bool:
        """Returns whether a synchronised vault was saved since the last call, by anything but an
        exchange.
        """
        unsent, self._has_unsent = self._has_unsent, False
        return unsent

    async def change(
        self,
        step: Callable[[Vault], tuple[Vault, Value]],
        *,
        use: bool = True,
        is_exchange: bool = False,
    ) -> tuple[Vault, Value]:
        """Applies ``step`` to the stored vault and saves the result. Saves nothing if ``step``
        returns the vault it was given. In a synchronised vault, the changed fields are stamped.
        ``use``: the user asked. ``is_exchange``: the step is one with the sync area.

        Raises what ``newest`` raises, and VaultFull, VaultNotSaved.
        """
        async with self.lock_state.exclusive():
            opened = await self._opener.open_exclusive(use=use)
            now_unix_ms = self._ports.clock.now_unix_ms()
            changed, value = field_stamps.changed(opened.vault, step, now_unix_ms)
            if changed is not opened.vault:
                saved = await self._save(replace(opened, vault=changed), grown_from=opened.vault)
                changed = saved.vault
                self._note_unsent(saved, is_exchange=is_exchange)
            return changed, value

    async def reseal(self, rework: Callable[[Opened], Awaitable[Opened]]) -> Vault:
        """Saves the vault with the slots and the key that ``rework`` returns. Then removes the old
        texts and old device keys as far as the platform allows.

        Raises what ``change`` raises, and what ``rework`` raises.
        """
        async with self.lock_state.exclusive():
            opened = await self._opener.open_exclusive(use=True)
            saved = await self._save(await rework(opened))
            self._note_unsent(saved)
            await self._store_key(saved)
            return saved.vault

    async def reset(self, vault: Vault) -> Vault:
        """Saves this vault with a device key if the stored one is lost or damaged. Quarantines the
        stored texts first.

        Raises VaultNewer, and RequestForbidden if there is a vault that can be read.
        """
        async with self.lock_state.exclusive():
            try:
                found = await replicas.read_all(self._ports)
            except (VaultDamaged, VaultLost):
                await replicas.quarantine(self._ports)
            else:
                if found.vault is not None:
                    raise RequestForbidden("vault")
            return (await self._save(Opened(vault=vault))).vault

    async def export(self, ids: frozenset[str] | None = None) -> str:
        """Returns the vault, or only the accounts of these ids, as a text that its own slots open
        on another computer.

        Raises what ``newest`` raises, and SlotNeeded if only a device key opens the vault.
        """
        async with self.lock_state.exclusive():
            opened = await self._opener.open_exclusive(use=True)
        # A copy that was synchronised too would be a second machine of the same name.
        return await backup.dumps(
            replace(backup.only_accounts(opened.vault, ids), sync=None),
            opened.master,
            opened.slots,
            self._ports.crypto,
            self._ports.entropy,
        )

    async def publish(self, vault: Vault, values: Mapping[str, object], epoch: int) -> None:
        """Writes ``values``, which show ``vault``, to ``storage.session``. Writes nothing if a lock
        came since ``epoch`` was recorded, or if this interpreter knows a newer generation: the
        request that saved the newer one publishes it.
        """
        async with self.lock_state.exclusive():
            cached = self._opener.cached
            known = cached.vault if cached else vault
            if known.vault_id == vault.vault_id and known.generation > vault.generation:
                return
            await self.lock_state.set_session(values, epoch)

    async def _save(self, opened: Opened, grown_from: Vault | None = None) -> Opened:
        """Seals the vault as the next generation, checks that it opens again, and saves it.

        ``grown_from`` is the vault before a change by the user. The caller must hold the vault
        lock. Raises VaultFull, VaultNotSaved; the stored vault is then the previous one.
        """
        if not opened.master:
            opened = await self.slots.with_device_key(opened)
        if opened.vault.generation >= seal.MAX_GENERATION:
            raise VaultNotSaved("generation")
        following = replace(opened.vault, generation=opened.vault.generation + 1)
        text = await vault_text.write(
            following,
            master=opened.master,
            key_slots=opened.slots,
            crypto=self._ports.crypto,
            entropy=self._ports.entropy,
            grown_from=grown_from,
        )
        await replicas.save(self._ports, text, following.generation)
        saved = replace(opened, vault=following, text=text)
        before = self._opener.cached
        self._opener.remember(saved)
        if before is None or before.slots != saved.slots:
            await self._opener.read_and_repair()
            await replicas.forget_device_keys(
                self._ports, before.slots if before else (), saved.slots
            )
        if before is None or before.vault.rules != following.rules:
            await self._store_key(saved)
        return saved

    def _note_unsent(self, saved: Opened, *, is_exchange: bool = False) -> None:
        self._has_unsent = self._has_unsent or (saved.vault.sync is not None and not is_exchange)

    async def _store_key(self, saved: Opened) -> None:
        await self.lock_state.store_key(
            saved.master, saved.vault.vault_id, saved.slots, saved.vault.rules
        )
