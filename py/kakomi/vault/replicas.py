"""Where the vault's text lies, and how the next one gets there. No key is needed for any of it.

Three places in the first store take turns, so the two generations before the newest stay; the
second store holds a copy of the newest. A save, in its order: the first store, read back; the
second store, read back; the sentinel, if it does not stand yet. Whatever ends it midway, the newest
whole copy is the old vault or the new one, and the next look has the stores cared for.

Care, in its order: the second store is brought up to the newest; if anything lies there that was
sealed in another way (``copies.stale``), the keys to it are removed and the first store is cleared
and written anew: overwriting alone leaves old bytes on the disk. While that goes on, what else the
first store held lies in the second.

Chromium, ended while it clears the first store, may never open it again: it then answers nothing
and takes nothing, for as long as the profile lives. Such a store is dead, and no reason not to go
on: the second then has the vault alone.
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

PRIMARY_KEYS = ("vault.0", "vault.1", "vault.2")  # in the first store
MIRROR_KEY = "vault"  # in the second
SCRUB_JOURNAL = "sweeping"  # in the second, while the first is cleared
LOCK_NAME = "kakomi.vault"
ATTEMPTS_KEY = "vault.tries"
QUARANTINE_PREFIX = "aside."
# The journal holds every text that is not the vault: texts in quarantine may be as long as it.
MAX_JOURNAL_CHARACTERS = 8 * canonical.MAX_CHARACTERS
_DEVICE = "device."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaState:
    """What lies in each place, the second store's last; ``vault`` is the newest, None if there
    never was one.
    """

    copies: tuple[Copy, ...]
    vault: ValidCopy | None

    @property
    def needs_repair(self) -> bool:
        """Whether a place has not what it should have."""
        if self.vault is None:
            return False
        texts = [c.valid.text if c.valid else None for c in self.copies]
        text = self.vault.text
        behind = texts[-1] != text or text not in texts[:-1]
        return behind or bool(copies.stale(self.copies, self.vault))

    @property
    def is_single_copy(self) -> bool:
        """Whether one of the two stores lacks the vault."""
        if self.vault is None:
            return False
        texts = [c.valid.text if c.valid else None for c in self.copies]
        return (self.vault.text in texts[:-1]) != (self.vault.text == texts[-1])


async def read_all(ports: VaultPorts) -> ReplicaState:
    """Raises VaultDamaged, VaultLost, VaultNewer."""
    found = await asyncio.gather(
        *(_read_primary(ports, p) for p in PRIMARY_KEYS), _read_mirror(ports)
    )
    nothing = not any(c.valid or c.damaged or c.newer for c in found)
    sentinel = nothing and await ports.sentinel.exists()
    return ReplicaState(copies=tuple(found), vault=copies.newest(found, sentinel=sentinel))


async def _read_primary(ports: VaultPorts, place: str) -> Copy:
    try:
        return copies.copy(place, await ports.primary.read(place))
    except VaultDamaged:
        return Copy(key=place, damaged=True)


async def _read_mirror(ports: VaultPorts) -> Copy:
    try:
        return copies.copy(MIRROR_KEY, await ports.mirror.read(MIRROR_KEY))
    except VaultDamaged:
        return Copy(key=MIRROR_KEY, unreadable=True)


async def save(ports: VaultPorts, text: str, generation: int) -> bool:
    """Keep the text of that generation; whether the second store has it too. Only alone.

    Raises VaultFull, VaultNotSaved: then the newest is what it was before.
    """
    await _write_recovering(ports, PRIMARY_KEYS[generation % len(PRIMARY_KEYS)], MIRROR_KEY, text)
    twice = await _write_mirrored(ports, MIRROR_KEY, text)
    if not await ports.sentinel.exists():
        await ports.sentinel.create()
    return twice


async def write_verified(store: PrimaryStore | MirrorStore, key: str, text: str) -> None:
    """Write, and read back. Raises VaultFull, VaultNotSaved."""
    await store.write(key, text)
    try:
        same = await store.read(key) == text
    except VaultDamaged:
        same = False
    if not same:
        raise VaultNotSaved(key)


async def _write_recovering(ports: VaultPorts, place: str, second_place: str, text: str) -> None:
    """Into the first store, or if it is dead into the second. Raises VaultFull, VaultNotSaved."""
    try:
        await write_verified(ports.primary, place, text)
    except VaultNotSaved:
        if not await _is_unwritable(ports.primary):
            raise
        await write_verified(ports.mirror, second_place, text)


async def _is_unwritable(store: PrimaryStore) -> bool:
    for place in PRIMARY_KEYS:
        with contextlib.suppress(VaultDamaged):
            await store.read(place)
            return False
    return True


async def _write_mirrored(ports: VaultPorts, key: str, text: str) -> bool:
    """Into the second store too; it is a copy, and does without rather than stop a save."""
    try:
        await write_verified(ports.mirror, key, text)
    except VaultError:
        return False
    return True


async def save_device_key(ports: VaultPorts, key: str, text: str) -> None:
    """Into both stores, one for certain. Raises VaultFull, VaultNotSaved."""
    await _write_recovering(ports, key, key, text)
    await _write_mirrored(ports, key, text)


async def forget_device_keys(
    ports: VaultPorts, before: Iterable[Slot], key_slots: Iterable[Slot]
) -> None:
    """Of the second store: those that opened it before, and do no more."""
    kept = {slot.id for slot in key_slots}
    for slot in of_kind(before, Kind.DEVICE):
        if slot.id not in kept:
            with contextlib.suppress(VaultNotSaved):
                await ports.mirror.remove(device_key.storage_key(slot.id))


async def device_keys(ports: VaultPorts, slot_id: bytes) -> list[DeviceKey]:
    """What the stores have of that device key; a store that has lost it gets it back."""
    place = device_key.storage_key(slot_id)
    found: dict[str, DeviceKey] = {}
    without: list[PrimaryStore | MirrorStore] = []
    for store in (ports.primary, ports.mirror):
        text = await _read_text(store, place)
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
            await store.write(place, next(iter(found)))
    return list(found.values())


async def repair(ports: VaultPorts, sight: ReplicaState) -> None:
    """Put in order what ``sight`` found out of it. Only alone. Raises VaultFull, VaultNotSaved."""
    vault = sight.vault
    if vault is None:
        return
    first, second = sight.copies[:-1], sight.copies[-1]
    if not any(c.valid or c.damaged for c in first):
        await _finish_scrub(ports)
    twice = (second.valid is not None and second.valid.text == vault.text) or await _write_mirrored(
        ports, MIRROR_KEY, vault.text
    )
    if twice and copies.stale(sight.copies, vault):
        await _scrub(ports, sight, vault)
    elif vault.text not in [c.valid.text for c in first if c.valid]:
        await write_verified(
            ports.primary, PRIMARY_KEYS[vault.generation % len(PRIMARY_KEYS)], vault.text
        )


async def _scrub(ports: VaultPorts, sight: ReplicaState, vault: ValidCopy) -> None:
    """What opens nothing but old bytes goes first, then the old bytes."""
    used = {device_key.storage_key(slot.id) for slot in of_kind(vault.slots, Kind.DEVICE)}
    for slot in copies.device_slots(sight.copies):
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
    """The journal's text, without the longest texts where reading would refuse it."""
    kept = dict(texts)
    while True:
        try:
            return canonical.dumps_with_checksum(
                {"format": "kakomi.sweeping", "texts": kept}, MAX_JOURNAL_CHARACTERS
            )
        except VaultFull:
            del kept[max(kept, key=lambda key: len(kept[key]))]


async def _other_keys(store: PrimaryStore, device_keys: Iterable[str]) -> list[str]:
    """The keys of what stays, beside the vault itself."""
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
    """Keep what is there under other keys. Raises VaultFull, VaultNotSaved."""
    stamp = f"{QUARANTINE_PREFIX}{ports.clock.now_unix_ms()}."
    found = [(place, await _read_text(ports.primary, place)) for place in PRIMARY_KEYS]
    found.append((MIRROR_KEY, await _read_text(ports.mirror, MIRROR_KEY)))
    for place, text in found:
        if text is not None and text.isascii():
            await _write_recovering(ports, stamp + place, stamp + place, text)


async def _finish_scrub(ports: VaultPorts) -> None:
    """The worker ended between clearing the first store and writing it anew."""
    note = await _read_text(ports.mirror, SCRUB_JOURNAL)
    if note is None:
        return
    try:
        journal = canonical.loads_checked(note, SCRUB_JOURNAL, MAX_JOURNAL_CHARACTERS)
        texts = journal.get("texts")
    except VaultDamaged:
        texts = None
    for key, text in texts.items() if isinstance(texts, dict) else ():
        if isinstance(text, str):
            await write_verified(ports.primary, key, text)
    await ports.mirror.remove(SCRUB_JOURNAL)
