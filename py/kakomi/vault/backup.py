"""Backup files: the vault's sealed text with slots that open it on any computer.

A backup has the same format as the stored vault (FORMAT.md). It has no slot of a device key: that
key is stored on one computer only, and a backup must open without that computer.
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
    VaultKeyWrong,
)
from kakomi.vault import copies, key_wrapping, recovery, seal, slots, vault_text
from kakomi.vault.factors import KEY_BYTES, Passphrase
from kakomi.vault.slots import Kind

if TYPE_CHECKING:
    from kakomi.ports import Crypto, Entropy
    from kakomi.vault.factors import Factor
    from kakomi.vault.slots import Cost, Slot
    from kakomi.vault.vault import Vault


def portable_slots(key_slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Returns the slots that open a vault on any computer. Raises SlotNeeded if there are none."""
    kept = tuple(slot for slot in key_slots if slot.kind is not Kind.DEVICE)
    if not kept:
        raise SlotNeeded("slots")
    return kept


async def dumps(
    vault: Vault, master: bytes, key_slots: tuple[Slot, ...], crypto: Crypto, entropy: Entropy
) -> str:
    """Returns the sealed text of ``vault`` with those of ``key_slots`` that open it on any
    computer.

    Raises SlotNeeded if there are none; VaultFull, VaultNotSaved if the text would not open again.
    """
    return await vault_text.write(
        replace(vault, generation=max(1, vault.generation)),
        master=master,
        key_slots=portable_slots(key_slots),
        crypto=crypto,
        entropy=entropy,
    )


async def dumps_for_factor(
    vault: Vault,
    factor: Factor,
    *,
    now_unix: int,
    crypto: Crypto,
    entropy: Entropy,
    cost: Cost = slots.STANDARD,
) -> str:
    """Returns the sealed text of ``vault`` under a new master key that only ``factor`` opens.

    Raises PassphraseTooWeak, and what ``dumps`` raises.
    """
    master = entropy.octets(KEY_BYTES)
    slot_context = seal.slot_context(master, vault.vault_id)
    slot = await key_wrapping.wrap(
        master, factor, slot_context, now_unix=now_unix, crypto=crypto, entropy=entropy, cost=cost
    )
    return await dumps(vault, master, (slot,), crypto, entropy)


def is_vault_text(content: object) -> bool:
    """Returns whether a JSON value has the vault's format, damaged or not."""
    return isinstance(content, dict) and content.get("format") == seal.FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The vault of a backup, and the master key and slots that seal it again. A backup that is not
    encrypted has neither.
    """

    vault: Vault
    master: bytes = field(default=b"", repr=False)
    slots: tuple[Slot, ...] = ()


async def loads(text: str, password: str | None, crypto: Crypto) -> Contents:
    """Returns the vault in a backup file, or in a copy of a stored text.

    ``password`` is a passphrase or a recovery key. Raises VaultDamaged, VaultNewer, PasswordNeeded,
    PasswordWrong; SlotMissing if the text has a slot for neither.
    """
    valid = copies.validate(text.strip())
    if valid.sealed is None:
        return Contents(vault=vault_text.read_plain(valid))
    if not {slot.kind for slot in valid.slots} & {Kind.PASSPHRASE, Kind.RECOVERY}:
        raise SlotMissing("slots")
    if not password:
        raise PasswordNeeded("password")
    master = await _master(valid.sealed.header, password, crypto)
    vault = await vault_text.read(valid, master, crypto)
    return Contents(vault=vault, master=master, slots=valid.slots)


async def _master(header: seal.Header, password: str, crypto: Crypto) -> bytes:
    factors: list[Factor] = [Passphrase(password)]
    with contextlib.suppress(RecoveryKeyMistyped):  # then it is a passphrase
        factors.insert(0, recovery.parse(password))
    for factor in factors:
        try:
            return await seal.unwrap(header, factor, crypto)
        except (VaultKeyWrong, SlotMissing):
            continue
    raise PasswordWrong("password")


def only_accounts(vault: Vault, ids: frozenset[str] | None) -> Vault:
    """Returns the vault with only the accounts of these ids; None keeps all, removed ones too."""
    if ids is None:
        return vault
    return replace(vault, accounts=tuple(a for a in vault.accounts if a.id in ids))
