"""The key of a synchronised area, and the slots that open it on another machine.

The area's slots follow the vault's: a passphrase or a recovery key that is set for the vault is set
for the area too, and a renewal of the vault's key renews the area's. Passkeys and device keys never
open an area. An area always keeps one slot, so one that the vault drops may stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.vault import hkdf, key_wrapping, slots
from kakomi.vault.factors import KEY_BYTES, Passphrase, RecoveryKey
from kakomi.vault.hybrid_clock import following
from kakomi.vault.key_wrapping import SlotContext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.vault.factors import Factor
    from kakomi.vault.ports import VaultPorts
    from kakomi.vault.slots import Cost, Kind, Slot
    from kakomi.vault.sync_state import SyncState


def key_id(key: bytes, area_id: str) -> bytes:
    """Returns the public identifier of an area's key."""
    return hkdf.derive(key, b"", b"kakomi.sync/1 key-id " + area_id.encode("ascii"))


def slot_context(key: bytes, area_id: str) -> SlotContext:
    """Returns what the slots of an area's key are bound to."""
    return SlotContext(vault_id=area_id, key_id=key_id(key, area_id))


class SyncSlots:
    """Makes and changes the slots of an area's key. ``cost`` is the Argon2id cost of a new
    passphrase slot.
    """

    def __init__(self, ports: VaultPorts, cost: Cost) -> None:
        self._ports = ports
        self._cost = cost

    async def make(self, factor: Factor, key: bytes, area_id: str) -> Slot:
        """Returns a new slot of an area's key. Raises PassphraseTooWeak."""
        return await key_wrapping.wrap(
            key,
            factor,
            slot_context(key, area_id),
            now_unix=self._ports.clock.now_unix_ms() // 1000,
            crypto=self._ports.crypto,
            entropy=self._ports.entropy,
            cost=self._cost,
        )

    async def with_factor(self, state: SyncState, factor: Factor) -> SyncState:
        """Returns the state with a slot for that factor, in place of one of its kind. Returns the
        same state for a factor that opens no area.
        """
        if not isinstance(factor, Passphrase | RecoveryKey):
            return state
        made = await self.make(factor, state.key, state.area_id)
        return self._stamped(state, slots.put(state.slots, made))

    async def renewed(self, state: SyncState, factors: Sequence[Factor]) -> SyncState:
        """Returns the state with a new key that only these factors open. Returns the same state if
        none of them opens an area.
        """
        key = self._ports.entropy.octets(KEY_BYTES)
        made: tuple[Slot, ...] = ()
        for factor in factors:
            if isinstance(factor, Passphrase | RecoveryKey):
                made = slots.put(made, await self.make(factor, key, state.area_id))
        return self._stamped(replace(state, key=key), made) if made else state

    def without(self, state: SyncState, kind: Kind) -> SyncState:
        """Returns the state without the slot of that kind, if another one is left."""
        kept = tuple(slot for slot in state.slots if slot.kind is not kind)
        return self._stamped(state, kept) if kept and kept != state.slots else state

    def _stamped(self, state: SyncState, key_slots: tuple[Slot, ...]) -> SyncState:
        now = following(state.clock, self._ports.clock.now_unix_ms(), state.machine)
        return replace(state, slots=key_slots, slots_stamp=now, clock=now)
