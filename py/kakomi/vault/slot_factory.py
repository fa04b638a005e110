"""Makes key slots: wraps the vault's master key for a factor that will open it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.vault import device_key, key_wrapping, replicas, seal
from kakomi.vault.factors import KEY_BYTES, DeviceKey

if TYPE_CHECKING:
    from kakomi.vault.factors import Factor
    from kakomi.vault.opening import Opened
    from kakomi.vault.ports import VaultPorts
    from kakomi.vault.slots import Cost, Slot


class SlotFactory:
    """``cost`` is the Argon2id cost of a new passphrase slot."""

    def __init__(self, ports: VaultPorts, cost: Cost) -> None:
        self._ports = ports
        self._cost = cost

    async def make(self, factor: Factor, master: bytes, vault_id: str) -> Slot:
        """Returns a new slot for that factor. Stores the text of a device key first. The caller
        must hold the vault lock.
        """
        slot = await key_wrapping.wrap(
            master,
            factor,
            seal.slot_context(master, vault_id),
            now_unix=self._ports.clock.now_unix_ms() // 1000,
            crypto=self._ports.crypto,
            entropy=self._ports.entropy,
            cost=self._cost,
        )
        if isinstance(factor, DeviceKey):
            text = device_key.dumps(factor, slot.id)
            await replicas.save_device_key(self._ports, device_key.storage_key(slot.id), text)
        return slot

    async def with_device_key(self, opened: Opened) -> Opened:
        """Returns ``opened``, a vault that was never sealed, with a new master key and the slot of
        a new device key.
        """
        entropy = self._ports.entropy
        master, key = entropy.octets(KEY_BYTES), DeviceKey(entropy.octets(KEY_BYTES))
        slot = await self.make(key, master, opened.vault.vault_id)
        return replace(opened, master=master, slots=(slot,))
