"""Ways in: set, changed, taken away. Each saves the vault whole, or leaves all as it was.

Two kinds of change:

- **Under the same key**: another way in, another passphrase, one way less. Cheap, and the others
  keep working. Who knew an old passphrase and has an old copy of the disk can get the key from it;
  ``renew`` is for that.
- **Under a new key** (``renew``): always when the lock is first put on, since the device key may
  have been read before: whatever is found of it later opens nothing new. Only the factors at hand
  can be wrapped around a new key, so other ways fall away, and the answer says which.

A passkey is never the only way in (``kakomi.vault.slots``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kakomi.errors import SlotMissing, SlotNeeded, VaultKeyWrong
from kakomi.vault import recovery, seal, slots
from kakomi.vault.factors import KEY_BYTES, DeviceKey, Passkey, Passphrase, RecoveryKey
from kakomi.vault.slots import Kind, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.ports import Crypto, Entropy
    from kakomi.vault.factors import Factor
    from kakomi.vault.safe import Opened, Safe
    from kakomi.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """``recovery_key`` is to be shown, this once; ``fallen`` are the kinds of ways that no longer
    open the vault.
    """

    vault: Vault
    recovery_key: str = field(default="", repr=False)
    fallen: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """The changes, on one safe."""

    safe: Safe
    crypto: Crypto
    entropy: Entropy

    async def renew(self, factors: Sequence[Factor], *, with_recovery_key: bool) -> Protected:
        """Seal under a new key, with these factors alone and, if asked for, a new recovery key.

        So a passphrase is first set, and so a device key goes. Raises PassphraseUnfit, SlotNeeded.
        """
        written_down = RecoveryKey(self.entropy.octets(KEY_BYTES)) if with_recovery_key else None
        whole = [*factors, written_down] if written_down else [*factors]
        before: tuple[Slot, ...] = ()

        async def rework(opened: Opened) -> Opened:
            nonlocal before
            before = opened.slots
            master = self.entropy.octets(KEY_BYTES)
            key_slots: tuple[Slot, ...] = ()
            for factor in sorted(whole, key=lambda f: isinstance(f, Passkey)):
                made = await self.safe.way(factor, master, opened.vault.vault_id)
                key_slots = slots.put(key_slots, made)
            if not key_slots:
                raise SlotNeeded("slots")
            return replace(opened, master=master, slots=key_slots)

        vault = await self.safe.reseal(rework)
        return Protected(
            vault=vault,
            recovery_key=recovery.printed(written_down) if written_down else "",
            fallen=_fallen(before, whole),
        )

    async def set_passphrase(self, passphrase: Passphrase) -> Protected:
        """The first one, or another. The first comes with a new key, and with a new recovery key if
        there was one.
        """
        header = await self.safe.header()
        if header is None or not slots.is_protected(header.slots):
            had_recovery_key = bool(header and slots.of_kind(header.slots, Kind.RECOVERY))
            return await self.renew([passphrase], with_recovery_key=had_recovery_key)
        return Protected(vault=await self._put(passphrase))

    async def add_passkey(self, passkey: Passkey) -> Protected:
        """Raises SlotTaken, and SlotNeeded without a passphrase or a recovery key beside it."""
        return Protected(vault=await self._put(passkey))

    async def new_recovery_key(self) -> Protected:
        """Made, shown once; the one before opens no more."""
        key = RecoveryKey(self.entropy.octets(KEY_BYTES))
        return Protected(vault=await self._put(key), recovery_key=recovery.printed(key))

    async def stay_open(self) -> Protected:
        """Keep a device key beside the passphrase: the vault opens by itself when the browser
        begins.
        """
        return Protected(vault=await self._put(DeviceKey(self.entropy.octets(KEY_BYTES))))

    async def close_with_browser(self) -> Protected:
        """Take the device key from beside the passphrase. Raises SlotNeeded if nothing else opens
        the vault. (Who copied the disk meanwhile has the key: ``renew`` is against that.)
        """

        async def rework(opened: Opened) -> Opened:
            kept = tuple(slot for slot in opened.slots if slot.kind is not Kind.DEVICE)
            if not slots.can_lock(opened.slots):
                raise SlotNeeded("slots")
            return replace(opened, slots=kept)

        return Protected(vault=await self.safe.reseal(rework))

    async def unprotect(self) -> Protected:
        """Take the lock off: a device key opens the vault again, and a recovery key if there is
        one. Passphrase and passkeys fall.
        """
        key = DeviceKey(self.entropy.octets(KEY_BYTES))

        async def rework(opened: Opened) -> Opened:
            if not opened.master:
                return await self.safe.with_device_key(opened)
            made = await self.safe.way(key, opened.master, opened.vault.vault_id)
            return replace(opened, slots=(*slots.of_kind(opened.slots, Kind.RECOVERY), made))

        return Protected(vault=await self.safe.reseal(rework))

    async def take_away(self, slot_id: bytes) -> Protected:
        """One way less. Where no passphrase and no passkey would stay, the lock is taken off: a
        device key opens the vault again.

        Raises SlotMissing; SlotNeeded for a device key (see ``close_with_browser``) and where only
        passkeys would stay.
        """

        async def rework(opened: Opened) -> Opened:
            mine = [slot for slot in opened.slots if slot.id == slot_id]
            if not mine:
                raise SlotMissing("id")
            if mine[0].kind is Kind.DEVICE:
                raise SlotNeeded("id")
            kept = tuple(slot for slot in opened.slots if slot.id != slot_id)
            if any(slot.kind is not Kind.RECOVERY for slot in kept):
                return replace(opened, slots=slots.without(opened.slots, slot_id))
            key = DeviceKey(self.entropy.octets(KEY_BYTES))
            made = await self.safe.way(key, opened.master, opened.vault.vault_id)
            return replace(opened, slots=slots.put(kept, made))

        return Protected(vault=await self.safe.reseal(rework))

    async def check(self, factor: Factor) -> None:
        """Whether somebody who asks for much may have it. Raises VaultKeyWrong."""
        header = await self.safe.header()
        if header is None:
            raise VaultKeyWrong
        try:
            await seal.unwrap(header, factor, self.crypto)
        except SlotMissing:
            raise VaultKeyWrong from None

    async def _put(self, factor: Factor) -> Vault:
        async def rework(opened: Opened) -> Opened:
            if not opened.master:
                opened = await self.safe.with_device_key(opened)
            made = await self.safe.way(factor, opened.master, opened.vault.vault_id)
            return replace(opened, slots=slots.put(opened.slots, made))

        return await self.safe.reseal(rework)


def _fallen(before: Sequence[Slot], factors: Sequence[Factor]) -> tuple[Kind, ...]:
    """What opened it before and was not given again. A device key is meant to fall."""
    kinds = {slots.opened_by(factor) for factor in factors}
    passkeys = {f.credential for f in factors if isinstance(f, Passkey)}
    return tuple(
        slot.kind
        for slot in before
        if slot.kind is not Kind.DEVICE
        and (
            slot.credential not in passkeys if slot.kind is Kind.PASSKEY else slot.kind not in kinds
        )
    )
