"""Adds, changes and removes key slots. Each change is one save; if it fails, nothing changes.

There are two kinds of change:

- **Under the same master key**: a slot is added, replaced or removed. This is cheap, and the other
  slots keep working. Somebody who knew an old passphrase and has an old copy of the disk can still
  get the key from that copy; ``renew`` protects against that.
- **Under a new master key** (``renew``): always used for the first passphrase, because the device
  key may have been read before. Only the given factors get slots of the new key. All other slots
  are dropped, and the result names their kinds.

A passkey is never the only slot (``kakomi.vault.slots``). In a synchronised vault, the same save
changes the slots of the sync area's key (``kakomi.vault.sync_slots``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kakomi.errors import PassphraseSetMeanwhile, SlotMissing, SlotNeeded
from kakomi.vault import key_wrapping, slots
from kakomi.vault.factors import KEY_BYTES, DeviceKey, Passkey, Passphrase
from kakomi.vault.slots import Kind, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.ports import Crypto, Entropy
    from kakomi.vault.factors import Factor, RecoveryKey
    from kakomi.vault.opening import Opened
    from kakomi.vault.store import VaultStore
    from kakomi.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionChange:
    """The saved vault; ``revoked`` are the kinds of slots that no longer open it."""

    vault: Vault
    revoked: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """The changes of the key slots of one vault."""

    store: VaultStore
    crypto: Crypto
    entropy: Entropy

    async def renew(
        self, factors: Sequence[Factor], *, renews_sync: bool = True, first: bool = False
    ) -> ProtectionChange:
        """Reseals the vault under a new master key with slots for these factors only, in one save.
        ``renews_sync``: renews the sync area's key too, which the other machines then ask for;
        False only changes its slots. ``first``: only if there is no passphrase.

        Raises PassphraseTooWeak, SlotNeeded, PassphraseSetMeanwhile.
        """
        before: tuple[Slot, ...] = ()

        async def rework(opened: Opened) -> Opened:
            nonlocal before
            # Checked here, where the vault lock is held: two pages may send a first passphrase.
            if first and slots.of_kind(opened.slots, Kind.PASSPHRASE):
                raise PassphraseSetMeanwhile("passphrase")
            before = opened.slots
            master = self.entropy.octets(KEY_BYTES)
            key_slots: tuple[Slot, ...] = ()
            for factor in sorted(factors, key=lambda f: isinstance(f, Passkey)):
                made = await self.store.slots.make(factor, master, opened.vault.vault_id)
                key_slots = slots.put(key_slots, made)
            if not key_slots:
                raise SlotNeeded("slots")
            vault = await self._with_sync(opened.vault, factors, renews=renews_sync)
            return replace(opened, vault=vault, master=master, slots=key_slots)

        vault = await self.store.reseal(rework)
        return ProtectionChange(vault=vault, revoked=_revoked_kinds(before, factors))

    async def set_passphrase(
        self, passphrase: Passphrase, *, renew: bool = False, first: bool = False
    ) -> ProtectionChange:
        """Sets the first passphrase or changes it, in one save. The first passphrase makes a new
        master key; a change does so if ``renew`` is set. A new master key drops the recovery key,
        because the vault does not know its text. Raises PassphraseSetMeanwhile if it is to be the
        ``first`` and there is one.
        """
        header = await self.store.header()
        if first and header and slots.of_kind(header.slots, Kind.PASSPHRASE):
            raise PassphraseSetMeanwhile("passphrase")
        if renew or header is None or not slots.is_protected(header.slots):
            return await self.renew([passphrase], renews_sync=renew, first=first)
        return ProtectionChange(vault=await self._put(passphrase))

    async def add_passkey(self, passkey: Passkey) -> ProtectionChange:
        """Raises SlotExists; SlotNeeded if there is neither a passphrase nor a recovery key."""
        return ProtectionChange(vault=await self._put(passkey))

    async def set_recovery_key(self, key: RecoveryKey) -> ProtectionChange:
        """Replaces the recovery key. The previous one no longer opens the vault."""
        return ProtectionChange(vault=await self._put(key))

    async def stay_open(self) -> ProtectionChange:
        """Adds a device key to a vault with a passphrase: the vault then opens without the user
        when the browser starts.
        """
        return ProtectionChange(vault=await self._put(DeviceKey(self.entropy.octets(KEY_BYTES))))

    async def close_with_browser(self) -> ProtectionChange:
        """Removes the device key of a vault with a passphrase. Raises SlotNeeded if nothing else
        opens the vault. Anyone who copied the disk before has the device key; ``renew`` protects
        against that.
        """

        async def rework(opened: Opened) -> Opened:
            kept = tuple(slot for slot in opened.slots if slot.kind is not Kind.DEVICE)
            if not slots.can_lock(opened.slots):
                raise SlotNeeded("slots")
            return replace(opened, slots=kept)

        return ProtectionChange(vault=await self.store.reseal(rework))

    async def remove_protection(self) -> ProtectionChange:
        """Removes the passphrase and the passkeys. A device key opens the vault again, and the
        recovery key if there is one.
        """
        key = DeviceKey(self.entropy.octets(KEY_BYTES))

        async def rework(opened: Opened) -> Opened:
            if not opened.master:
                return await self.store.slots.with_device_key(opened)
            made = await self.store.slots.make(key, opened.master, opened.vault.vault_id)
            return replace(opened, slots=(*slots.of_kind(opened.slots, Kind.RECOVERY), made))

        return ProtectionChange(vault=await self.store.reseal(rework))

    async def remove_slot(self, slot_id: bytes) -> ProtectionChange:
        """Removes one slot. If no passphrase and no passkey is left, adds a device key.

        Raises SlotMissing; SlotNeeded for a device key (see ``close_with_browser``) and if only
        passkeys would be left.
        """

        async def rework(opened: Opened) -> Opened:
            mine = [slot for slot in opened.slots if slot.id == slot_id]
            if not mine:
                raise SlotMissing("id")
            if mine[0].kind is Kind.DEVICE:
                raise SlotNeeded("id")
            kept = tuple(slot for slot in opened.slots if slot.id != slot_id)
            if opened.vault.sync is not None:
                sync = self.store.sync_slots.without(opened.vault.sync, mine[0].kind)
                opened = replace(opened, vault=replace(opened.vault, sync=sync))
            if any(slot.kind is not Kind.RECOVERY for slot in kept):
                return replace(opened, slots=slots.without(opened.slots, slot_id))
            key = DeviceKey(self.entropy.octets(KEY_BYTES))
            made = await self.store.slots.make(key, opened.master, opened.vault.vault_id)
            return replace(opened, slots=slots.put(kept, made))

        return ProtectionChange(vault=await self.store.reseal(rework))

    async def _put(self, factor: Factor) -> Vault:
        async def rework(opened: Opened) -> Opened:
            if not opened.master:
                opened = await self.store.slots.with_device_key(opened)
            made = await self.store.slots.make(factor, opened.master, opened.vault.vault_id)
            vault = await self._with_sync(opened.vault, [factor], renews=False)
            return replace(opened, vault=vault, slots=slots.put(opened.slots, made))

        return await self.store.reseal(rework)

    async def _with_sync(self, vault: Vault, factors: Sequence[Factor], *, renews: bool) -> Vault:
        """Returns the vault with the slots of the sync area's key changed in the same way."""
        if vault.sync is None:
            return vault
        if renews:
            return replace(vault, sync=await self.store.sync_slots.renewed(vault.sync, factors))
        sync = vault.sync
        for factor in factors:
            sync = await self.store.sync_slots.with_factor(sync, factor)
        return replace(vault, sync=sync)


def _revoked_kinds(before: Sequence[Slot], factors: Sequence[Factor]) -> tuple[Kind, ...]:
    """Returns the kinds of slots that were dropped, without the device key, which always is."""
    kinds = {key_wrapping.opened_by(factor) for factor in factors}
    passkeys = {f.credential for f in factors if isinstance(f, Passkey)}
    return tuple(
        slot.kind
        for slot in before
        if slot.kind is not Kind.DEVICE
        and (
            slot.credential not in passkeys if slot.kind is Kind.PASSKEY else slot.kind not in kinds
        )
    )
