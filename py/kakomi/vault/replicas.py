"""The vault's copies in the two stores: reading, saving and repairing them. Needs no key.

Saves use three keys of the primary store in rotation, so the two generations before the newest
stay. The mirror store holds a copy of the newest. A save writes the primary store and reads it
back, writes the mirror and reads it back, and creates the sentinel if there is none. If the worker
stops at any point, the newest valid copy is the old vault or the new one, and the next read repairs
the stores.

A repair first writes the newest copy to the mirror. If there are stale copies
(``copies.stale``), it then scrubs: it deletes the device keys that open them, clears the primary
store and writes it again, because overwriting leaves old bytes on the disk. Meanwhile the other
texts of the primary store are in a journal in the mirror.

If Chromium is killed while it clears the primary store, it may never open that store again: every
read and write then fails until the user makes a new profile. The mirror then has the only copy.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.errors import VaultDamaged, VaultError, VaultFull, VaultNotSaved
from kakomi.vault import canonical, copies, device_key
from kakomi.vault.copies import Copy
from kakomi.vault.slots import Kind, of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kakomi.vault.copies import ValidCopy
    from kakomi.vault.factors import DeviceKey
    from kakomi.vault.ports import MirrorStore, PrimaryStore, VaultPorts
    from kakomi.vault.slots import Slot

PRIMARY_KEYS = ("vault.0", "vault.1", "vault.2")
MIRROR_KEY = "vault"
SCRUB_JOURNAL = "sweeping"  # in the mirror, while the primary store is cleared
LOCK_NAME = "kakomi.vault"
ATTEMPTS_KEY = "vault.tries"
QUARANTINE_PREFIX = "aside."
# The journal holds every text except the vault. A text in quarantine may be as long as a vault.
MAX_JOURNAL_CHARACTERS = 8 * canonical.MAX_CHARACTERS
_DEVICE = "device."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaState:
    """All copies, the mirror's last. ``vault`` is the newest valid copy, None on a first run."""

    copies: tuple[Copy, ...]
    vault: ValidCopy | None

    @property
    def needs_repair(self) -> bool:
        """Whether a store lacks the newest copy or holds a stale one."""
        if self.vault is None:
            return False
        texts = [c.valid.text if c.valid else None for c in self.copies]
        text = self.vault.text
        behind = texts[-1] != text or text not in texts[:-1]
        return behind or bool(copies.stale(self.copies, self.vault))

    @property
    def is_single_copy(self) -> bool:
        """Whether exactly one of the two stores has the newest copy."""
        if self.vault is None:
            return False
        texts = [c.valid.text if c.valid else None for c in self.copies]
        return (self.vault.text in texts[:-1]) != (self.vault.text == texts[-1])


async def read_all(ports: VaultPorts) -> ReplicaState:
    """Returns all copies, read and parsed. Raises VaultDamaged, VaultLost, VaultNewer."""
    found = await asyncio.gather(
        *(_read_primary(ports, key) for key in PRIMARY_KEYS), _read_mirror(ports)
    )
    nothing = not any(c.valid or c.damaged or c.newer for c in found)
    sentinel = nothing and await ports.sentinel.exists()
    return ReplicaState(copies=tuple(found), vault=copies.newest(found, sentinel=sentinel))


async def _read_primary(ports: VaultPorts, key: str) -> Copy:
    try:
        return copies.copy(key, await ports.primary.read(key))
    except VaultDamaged:
        return Copy(key=key, damaged=True)


async def _read_mirror(ports: VaultPorts) -> Copy:
    try:
        return copies.copy(MIRROR_KEY, await ports.mirror.read(MIRROR_KEY))
    except VaultDamaged:
        return Copy(key=MIRROR_KEY, unreadable=True)


async def save(ports: VaultPorts, text: str, generation: int) -> bool:
    """Saves this generation to the primary store, then to the mirror.

    Returns whether the mirror has it too. The caller must hold the vault lock. Raises VaultFull,
    VaultNotSaved; the newest copy is then the previous one.
    """
    await _write_recovering(ports, PRIMARY_KEYS[generation % len(PRIMARY_KEYS)], MIRROR_KEY, text)
    is_mirrored = await _write_mirrored(ports, MIRROR_KEY, text)
    if not await ports.sentinel.exists():
        await ports.sentinel.create()
    return is_mirrored


async def write_verified(store: PrimaryStore | MirrorStore, key: str, text: str) -> None:
    """Write a text and read it back. Raises VaultFull, VaultNotSaved."""
    await store.write(key, text)
    try:
        is_same = await store.read(key) == text
    except VaultDamaged:
        is_same = False
    if not is_same:
        raise VaultNotSaved(key)


async def _write_recovering(ports: VaultPorts, key: str, mirror_key: str, text: str) -> None:
    """Writes to the primary store, or to the mirror if the primary store is dead.

    Raises VaultFull, VaultNotSaved.
    """
    try:
        await write_verified(ports.primary, key, text)
    except VaultNotSaved:
        if not await _is_dead(ports.primary):
            raise
        await write_verified(ports.mirror, mirror_key, text)


async def _is_dead(store: PrimaryStore) -> bool:
    for key in PRIMARY_KEYS:
        with contextlib.suppress(VaultDamaged):
            await store.read(key)
            return False
    return True


async def _write_mirrored(ports: VaultPorts, key: str, text: str) -> bool:
    """Write to the mirror. Returns whether that succeeded: a broken mirror must not stop a save."""
    try:
        await write_verified(ports.mirror, key, text)
    except VaultError:
        return False
    return True


async def save_device_key(ports: VaultPorts, key: str, text: str) -> None:
    """Save a device key's text to both stores. Raises VaultFull, VaultNotSaved if both fail."""
    await _write_recovering(ports, key, key, text)
    await _write_mirrored(ports, key, text)


async def forget_device_keys(
    ports: VaultPorts, before: Iterable[Slot], key_slots: Iterable[Slot]
) -> None:
    """Remove from the mirror the device keys of slots in ``before`` but not in ``key_slots``."""
    kept = {slot.id for slot in key_slots}
    for slot in of_kind(before, Kind.DEVICE):
        if slot.id not in kept:
            with contextlib.suppress(VaultNotSaved):
                await ports.mirror.remove(device_key.storage_key(slot.id))


async def device_keys(ports: VaultPorts, slot_id: bytes) -> list[DeviceKey]:
    """Returns the device keys that the stores hold for that slot. Writes the device key to a store
    that lost it.
    """
    storage_key = device_key.storage_key(slot_id)
    found: dict[str, DeviceKey] = {}
    without: list[PrimaryStore | MirrorStore] = []
    stores: tuple[PrimaryStore | MirrorStore, ...] = (ports.primary, ports.mirror)
    texts = await asyncio.gather(*(_read_text(store, storage_key) for store in stores))
    for store, text in zip(stores, texts, strict=True):
        try:
            key = device_key.loads(text, slot_id) if text is not None else None
        except VaultDamaged:
            key = None
        if text is not None and key is not None:
            found[text] = key
        else:
            without.append(store)
    for store in without if found else ():
        with contextlib.suppress(VaultFull, VaultNotSaved):
            await store.write(storage_key, next(iter(found)))
    return list(found.values())


async def repair(ports: VaultPorts, state: ReplicaState) -> None:
    """Repair what ``state`` shows. The caller must hold the vault lock.

    Raises VaultFull, VaultNotSaved.
    """
    vault = state.vault
    if vault is None:
        return
    primary, mirror = state.copies[:-1], state.copies[-1]
    if not any(c.valid or c.damaged for c in primary):
        await _finish_scrub(ports)
    is_mirrored = mirror.valid is not None and mirror.valid.text == vault.text
    is_mirrored = is_mirrored or await _write_mirrored(ports, MIRROR_KEY, vault.text)
    if is_mirrored and copies.stale(state.copies, vault):
        await _scrub(ports, state, vault)
    elif vault.text not in [c.valid.text for c in primary if c.valid]:
        await write_verified(
            ports.primary, PRIMARY_KEYS[vault.generation % len(PRIMARY_KEYS)], vault.text
        )


async def _scrub(ports: VaultPorts, state: ReplicaState, vault: ValidCopy) -> None:
    """First delete the device keys that no current slot uses, then overwrite the stale copies."""
    used = {device_key.storage_key(slot.id) for slot in of_kind(vault.slots, Kind.DEVICE)}
    for slot in copies.device_slots(state.copies):
        if device_key.storage_key(slot.id) not in used:
            await ports.mirror.remove(device_key.storage_key(slot.id))
    texts = {}
    for key in await _other_keys(ports.primary, used):
        text = await _read_text(ports.primary, key)
        if text is not None:
            texts[key] = text
    await write_verified(ports.mirror, SCRUB_JOURNAL, _journal(texts))
    await ports.primary.replace_all({**texts, **dict.fromkeys(PRIMARY_KEYS, vault.text)})
    if await ports.primary.read(PRIMARY_KEYS[0]) != vault.text:
        raise VaultNotSaved(PRIMARY_KEYS[0])
    await ports.mirror.remove(SCRUB_JOURNAL)


def _journal(texts: Mapping[str, str]) -> str:
    """Returns the journal's text. Leaves out the longest texts if the journal would be too long to
    be read again.
    """
    kept = dict(texts)
    while True:
        try:
            return canonical.dumps_with_checksum(
                {"format": "kakomi.sweeping", "texts": kept}, MAX_JOURNAL_CHARACTERS
            )
        except VaultFull:
            del kept[max(kept, key=lambda key: len(kept[key]))]


async def _other_keys(store: PrimaryStore, device_keys: Iterable[str]) -> list[str]:
    """Returns the keys of the texts that stay, without the vault's own keys."""
    try:
        keys = await store.keys()
    except VaultDamaged:
        keys = [ATTEMPTS_KEY, *device_keys]
    kept = set(device_keys)
    return [k for k in keys if k not in PRIMARY_KEYS and (not k.startswith(_DEVICE) or k in kept)]


async def _read_text(store: PrimaryStore | MirrorStore, key: str) -> str | None:
    try:
        return await store.read(key)
    except VaultDamaged:
        return None


async def quarantine(ports: VaultPorts) -> None:
    """Copies all texts to other keys, so that they can be rescued later. Raises VaultFull,
    VaultNotSaved.
    """
    stamp = f"{QUARANTINE_PREFIX}{ports.clock.now_unix_ms()}."
    found = [(key, await _read_text(ports.primary, key)) for key in PRIMARY_KEYS]
    found.append((MIRROR_KEY, await _read_text(ports.mirror, MIRROR_KEY)))
    for key, text in found:
        if text is not None and text.isascii():
            await _write_recovering(ports, stamp + key, stamp + key, text)


async def _finish_scrub(ports: VaultPorts) -> None:
    """Finishes a scrub whose worker stopped after the primary store was cleared."""
    text = await _read_text(ports.mirror, SCRUB_JOURNAL)
    if text is None:
        return
    try:
        journal = canonical.loads_checked(text, SCRUB_JOURNAL, MAX_JOURNAL_CHARACTERS)
        texts = journal.get("texts")
    except VaultDamaged:
        texts = None
    for key, kept in texts.items() if isinstance(texts, dict) else ():
        if isinstance(kept, str):
            await write_verified(ports.primary, key, kept)
    await ports.mirror.remove(SCRUB_JOURNAL)
