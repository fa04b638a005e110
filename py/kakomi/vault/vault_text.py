"""A vault as the text that is stored, and back.

``write`` and ``read`` are the only way from a vault to its sealed text and from a sealed text to
its vault. ``write`` reads its own text before it returns it, so a text that reading would refuse
never reaches a store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import VaultDamaged, VaultError, VaultNotSaved
from kakomi.vault import capacity, copies, migrations, payload, seal

if TYPE_CHECKING:
    from kakomi.ports import Crypto, Entropy
    from kakomi.vault.copies import ValidCopy
    from kakomi.vault.slots import Slot
    from kakomi.vault.vault import Vault


def read_plain(valid: ValidCopy) -> Vault:
    """Returns the vault of a copy that was never sealed. Raises VaultDamaged."""
    if valid.plain is None:
        raise VaultDamaged("vault")
    content = migrations.migrate(valid.plain, valid.version)
    return payload.vault(content, valid.vault_id, valid.generation)


async def read(valid: ValidCopy, master: bytes, crypto: Crypto) -> Vault:
    """Returns the vault of a sealed copy. Raises VaultKeyWrong for another key, VaultDamaged."""
    if valid.sealed is None:
        raise VaultDamaged("vault")
    content = payload.loads(await seal.open_(valid.sealed, master, crypto))
    return payload.vault(
        migrations.migrate(content, valid.version), valid.vault_id, valid.generation
    )


async def write(
    vault: Vault,
    *,
    master: bytes,
    key_slots: tuple[Slot, ...],
    crypto: Crypto,
    entropy: Entropy,
    grown_from: Vault | None = None,
) -> str:
    """Returns the sealed text of ``vault``, after checking that ``master`` opens it to the same
    vault.

    ``grown_from`` is the vault before a change by the user; ``kakomi.vault.capacity`` checks the
    growth. Raises VaultFull if the vault is too large to be read again, VaultNotSaved if its text
    does not read back the same.
    """
    content = payload.dumps(vault)
    if grown_from is not None:
        capacity.check(len(content), vault, grown_from)
    text = await seal.seal(
        content,
        vault_id=vault.vault_id,
        generation=vault.generation,
        key_slots=key_slots,
        master=master,
        crypto=crypto,
        entropy=entropy,
    )
    try:
        is_same = await read(copies.validate(text), master, crypto) == vault
    except VaultError:
        is_same = False
    if not is_same:
        raise VaultNotSaved("vault")
    return text
