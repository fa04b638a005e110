"""Which text on disk is the vault, and how the next one gets there.

Three places take turns, so the two generations before the newest stay readable. Each is read
alone; the newest whole one counts. A place that holds something unreadable is never taken for an
empty one: if none of what is there can be read, that is an error and not a first run.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kakomi.errors import VaultDamaged, VaultNotSaved
from kakomi.vault import envelope
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from kakomi.ports import Outside, Store

Value = TypeVar("Value")

PLACES = ("vault.0", "vault.1", "vault.2")
LOCK = "kakomi.vault"


async def newest(outside: Outside) -> Vault:
    """The vault as last saved; an empty one where nothing was ever kept.

    Raises VaultDamaged, and VaultNewer if a later Kakomi wrote any of it: whatever else is there
    is older than that, and not ours to go back to.
    """
    texts = [await outside.store.read(place) for place in PLACES]
    vaults: list[Vault] = []
    damaged: VaultDamaged | None = None
    for text in texts:
        if text is None:
            continue
        try:
            vaults.append(envelope.open_(text))
        except VaultDamaged as error:
            damaged = error
    if vaults:
        return max(vaults, key=lambda v: v.generation)
    if damaged is not None:
        raise damaged
    return Vault(vault_id=outside.entropy.token())


async def save(store: Store, vault: Vault) -> Vault:
    """Keep ``vault`` as the next generation, read back before it counts.

    Raises VaultFull, VaultNotSaved.
    """
    following = replace(vault, generation=vault.generation + 1)
    place = PLACES[following.generation % len(PLACES)]
    text = envelope.seal(following)
    await store.write(place, text)
    if await store.read(place) != text:
        raise VaultNotSaved
    return following


async def change(
    outside: Outside, step: Callable[[Vault], tuple[Vault, Value]]
) -> tuple[Vault, Value]:
    """Take the vault one step on, alone and saved whole; no change is no save."""
    async with outside.store.alone(LOCK):
        vault = await newest(outside)
        changed, value = step(vault)
        if changed is not vault:
            changed = await save(outside.store, changed)
        return changed, value
