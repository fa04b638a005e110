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
from kakomi.vault import canonical, copies, device
from kakomi.vault.copies import Copy
from kakomi.vault.slots import Kind, of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.vault.copies import Whole
    from kakomi.vault.factors import DeviceKey
    from kakomi.vault.premises import FirstStore, Premises, SecondStore
    from kakomi.vault.slots import Slot

PLACES = ("vault.0", "vault.1", "vault.2")  # in the first store
COPY = "vault"  # in the second
SWEEPING = "sweeping"  # in the second, while the first is cleared
LOCK = "kakomi.vault"
TRIES = "vault.tries"
ASIDE = "aside."
_DEVICE = "device."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What lies in each place, the second store's last; ``vault`` is the newest, None if there
    never was one.
    """

    copies: tuple[Copy, ...]
    vault: Whole | None

    @property
    def wants_care(self) -> bool:
        """Whether a place has not what it should have."""
        if self.vault is None:
            return False
        texts = [c.whole.text if c.whole else None for c in self.copies]
        text = self.vault.text
        behind = texts[-1] != text or text not in texts[:-1]
        return behind or bool(copies.stale(self.copies, self.vault))

    @property
    def in_one_place(self) -> bool:
        """Whether one of the two stores lacks the vault."""
        if self.vault is None:
            return False
        texts = [c.whole.text if c.whole else None for c in self.copies]
        return (self.vault.text in texts[:-1]) != (self.vault.text == texts[-1])


async def look(outside: Premises) -> Sight:
    """Raises VaultDamaged, VaultLost, VaultNewer."""
    found = await asyncio.gather(*(_first_at(outside, p) for p in PLACES), _second_at(outside))
    nothing = not any(c.whole or c.damaged or c.newer for c in found)
    sentinel = nothing and await outside.sentinel.stands()
    return Sight(copies=tuple(found), vault=copies.newest(found, sentinel=sentinel))


async def _first_at(outside: Premises, place: str) -> Copy:
    try:
        return copies.copy(place, await outside.store.read(place))
    except VaultDamaged:
        return Copy(place=place, damaged=True)


async def _second_at(outside: Premises) -> Copy:
    try:
        return copies.copy(COPY, await outside.second.read(COPY))
    except VaultDamaged:
        return Copy(place=COPY, silent=True)


async def keep(outside: Premises, text: str, generation: int) -> bool:
    """Keep the text of that generation; whether the second store has it too. Only alone.

    Raises VaultFull, VaultNotSaved: then the newest is what it was before.
    """
    await _put_alive(outside, PLACES[generation % len(PLACES)], COPY, text)
    twice = await _put_twice(outside, COPY, text)
    if not await outside.sentinel.stands():
        await outside.sentinel.post()
    return twice


async def put(store: FirstStore | SecondStore, key: str, text: str) -> None:
    """Write, and read back. Raises VaultFull, VaultNotSaved."""
    await store.write(key, text)
    try:
        same = await store.read(key) == text
    except VaultDamaged:
        same = False
    if not same:
        raise VaultNotSaved(key)


async def _put_alive(outside: Premises, place: str, second_place: str, text: str) -> None:
    """Into the first store, or if it is dead into the second. Raises VaultFull, VaultNotSaved."""
    try:
        await put(outside.store, place, text)
    except VaultNotSaved:
        if not await _is_dead(outside.store):
            raise
        await put(outside.second, second_place, text)


async def _is_dead(store: FirstStore) -> bool:
    for place in PLACES:
        with contextlib.suppress(VaultDamaged):
            await store.read(place)
            return False
    return True


async def _put_twice(outside: Premises, key: str, text: str) -> bool:
    """Into the second store too; it is a copy, and does without rather than stop a save."""
    try:
        await put(outside.second, key, text)
    except VaultError:
        return False
    return True


async def keep_device_key(outside: Premises, key: str, text: str) -> None:
    """Into both stores, one for certain. Raises VaultFull, VaultNotSaved."""
    await _put_alive(outside, key, key, text)
    await _put_twice(outside, key, text)


async def forget_device_keys(
    outside: Premises, before: Iterable[Slot], ways: Iterable[Slot]
) -> None:
    """Of the second store: those that opened it before, and do no more."""
    kept = {slot.id for slot in ways}
    for slot in of_kind(before, Kind.DEVICE):
        if slot.id not in kept:
            with contextlib.suppress(VaultNotSaved):
                await outside.second.remove(device.place(slot.id))


async def device_keys(outside: Premises, slot_id: bytes) -> list[DeviceKey]:
    """What the stores have of that device key; a store that has lost it gets it back."""
    place = device.place(slot_id)
    found: dict[str, DeviceKey] = {}
    without: list[FirstStore | SecondStore] = []
    for store in (outside.store, outside.second):
        text = await _text(store, place)
        try:
            key = device.read(text, slot_id) if text is not None else None
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


async def care(outside: Premises, sight: Sight) -> None:
    """Put in order what ``sight`` found out of it. Only alone. Raises VaultFull, VaultNotSaved."""
    vault = sight.vault
    if vault is None:
        return
    first, second = sight.copies[:-1], sight.copies[-1]
    if not any(c.whole or c.damaged for c in first):
        await _finish_sweeping(outside)
    twice = (second.whole is not None and second.whole.text == vault.text) or await _put_twice(
        outside, COPY, vault.text
    )
    if twice and copies.stale(sight.copies, vault):
        await _sweep(outside, sight, vault)
    elif vault.text not in [c.whole.text for c in first if c.whole]:
        await put(outside.store, PLACES[vault.generation % len(PLACES)], vault.text)


async def _sweep(outside: Premises, sight: Sight, vault: Whole) -> None:
    """What opens nothing but old bytes goes first, then the old bytes."""
    used = {device.place(slot.id) for slot in of_kind(vault.ways, Kind.DEVICE)}
    for slot in copies.device_slots(sight.copies):
        if device.place(slot.id) not in used:
            await outside.second.remove(device.place(slot.id))
    texts = {}
    for key in await _others(outside.store, used):
        text = await _text(outside.store, key)
        if text is not None:
            texts[key] = text
    note = canonical.checked({"format": "kakomi.sweeping", "texts": texts})
    await put(outside.second, SWEEPING, note)
    await outside.store.replace_all({**texts, **dict.fromkeys(PLACES, vault.text)})
    if await outside.store.read(PLACES[0]) != vault.text:
        raise VaultNotSaved(PLACES[0])
    await outside.second.remove(SWEEPING)


async def _others(store: FirstStore, device_keys: Iterable[str]) -> list[str]:
    """The keys of what stays, beside the vault itself."""
    try:
        keys = await store.keys()
    except VaultDamaged:
        keys = [TRIES, *device_keys]
    kept = set(device_keys)
    return [k for k in keys if k not in PLACES and (not k.startswith(_DEVICE) or k in kept)]


async def _text(store: FirstStore | SecondStore, key: str) -> str | None:
    try:
        return await store.read(key)
    except VaultDamaged:
        return None


async def lay_aside(outside: Premises) -> None:
    """Keep what is there under other keys. Raises VaultFull, VaultNotSaved."""
    stamp = f"{ASIDE}{outside.clock.now_unix_ms()}."
    found = [(place, await _text(outside.store, place)) for place in PLACES]
    found.append((COPY, await _text(outside.second, COPY)))
    for place, text in found:
        if text is not None and text.isascii():
            await _put_alive(outside, stamp + place, stamp + place, text)


async def _finish_sweeping(outside: Premises) -> None:
    """The worker ended between clearing the first store and writing it anew."""
    note = await _text(outside.second, SWEEPING)
    if note is None:
        return
    try:
        texts = canonical.read(note, SWEEPING).get("texts")
    except VaultDamaged:
        texts = None
    for key, text in texts.items() if isinstance(texts, dict) else ():
        if isinstance(text, str):
            await put(outside.store, key, text)
    await outside.second.remove(SWEEPING)
