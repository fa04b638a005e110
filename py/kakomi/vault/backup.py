"""A backup: the vault's own sealed text, in a file, with ways in that work anywhere.

It is written and read as the vault is (FORMAT.md), so whatever reads the one reads the other. A
device key has no place in it: it would open it on the one computer that may be gone.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kakomi.errors import (
    PasswordNeeded,
    PasswordWrong,
    RecoveryKeyMistyped,
    SlotMissing,
    SlotNeeded,
    VaultDamaged,
    VaultError,
    VaultKeyWrong,
    VaultNotSaved,
)
from kakomi.vault import copies, migrations, payload, recovery, seal, slots
from kakomi.vault.factors import KEY_BYTES, Passphrase
from kakomi.vault.slots import Kind

if TYPE_CHECKING:
    from kakomi.ports import Crypto, Entropy
    from kakomi.vault.copies import ValidCopy
    from kakomi.vault.factors import Factor
    from kakomi.vault.slots import Cost, Slot
    from kakomi.vault.vault import Vault


def portable(key_slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The ways that open it elsewhere. Raises SlotNeeded if there is none."""
    kept = tuple(slot for slot in key_slots if slot.kind is not Kind.DEVICE)
    if not kept:
        raise SlotNeeded("slots")
    return kept


async def written(
    vault: Vault, master: bytes, key_slots: tuple[Slot, ...], crypto: Crypto, entropy: Entropy
) -> str:
    """The vault, opened by those of its ways that work elsewhere. Raises SlotNeeded, and
    VaultNotSaved if what was written does not read back the same.
    """
    kept = replace(vault, generation=max(1, vault.generation))
    text = await seal.seal(
        payload.dumps(kept),
        vault_id=kept.vault_id,
        generation=kept.generation,
        key_slots=portable(key_slots),
        master=master,
        crypto=crypto,
        entropy=entropy,
    )
    try:
        same = await _read_back(copies.validate(text), master, crypto) == kept
    except VaultError:
        same = False
    if not same:
        raise VaultNotSaved("backup")
    return text


async def written_for(
    vault: Vault,
    factor: Factor,
    *,
    now_unix: int,
    crypto: Crypto,
    entropy: Entropy,
    cost: Cost = slots.STANDARD,
) -> str:
    """The vault under a key of its own, opened by that factor alone. Raises PassphraseUnfit."""
    master = entropy.octets(KEY_BYTES)
    slot_context = seal.slot_context(master, vault.vault_id)
    slot = await slots.wrap(
        master, factor, slot_context, now_unix=now_unix, crypto=crypto, entropy=entropy, cost=cost
    )
    return await written(vault, master, (slot,), crypto, entropy)


def recognises(content: object) -> bool:
    """Whether a JSON value is one of ours, whole or not."""
    return isinstance(content, dict) and content.get("format") == seal.FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was in a backup, and what seals it again the same way; a plain one has no key."""

    vault: Vault
    master: bytes = field(default=b"", repr=False)
    slots: tuple[Slot, ...] = ()


async def opened(text: str, password: str | None, crypto: Crypto) -> Contents:
    """The vault in a backup, or in a copy of what the browser stores.

    ``password`` is a passphrase or a recovery key. Raises VaultDamaged, VaultNewer, PasswordNeeded,
    PasswordWrong; SlotMissing if it opens by neither.
    """
    whole = copies.validate(text.strip())
    if whole.plain is not None:
        plain = migrations.migrate(whole.plain, whole.version)
        return Contents(vault=payload.vault(plain, whole.vault_id, whole.generation))
    if whole.sealed is None:
        raise VaultDamaged("vault")
    if not {slot.kind for slot in whole.slots} & {Kind.PASSPHRASE, Kind.RECOVERY}:
        raise SlotMissing("slots")
    if not password:
        raise PasswordNeeded("password")
    master = await _master(whole.sealed.header, password, crypto)
    vault = await _read_back(whole, master, crypto)
    return Contents(vault=vault, master=master, slots=whole.slots)


async def _read_back(whole: ValidCopy, master: bytes, crypto: Crypto) -> Vault:
    if whole.sealed is None:
        raise VaultDamaged("vault")
    inside = payload.loads(await seal.open_(whole.sealed, master, crypto))
    carried = migrations.migrate(inside, whole.version)
    return payload.vault(carried, whole.vault_id, whole.generation)


async def _master(header: seal.Header, password: str, crypto: Crypto) -> bytes:
    factors: list[Factor] = [Passphrase(password)]
    with contextlib.suppress(RecoveryKeyMistyped):  # then it is a passphrase
        factors.insert(0, recovery.read(password))
    for factor in factors:
        try:
            return await seal.unwrap(header, factor, crypto)
        except (VaultKeyWrong, SlotMissing):
            continue
    raise PasswordWrong("password")


def of_accounts(vault: Vault, ids: frozenset[str] | None) -> Vault:
    """Only those accounts; None: all of them, the removed ones too."""
    if ids is None:
        return vault
    return replace(vault, accounts=tuple(a for a in vault.accounts if a.id in ids))
