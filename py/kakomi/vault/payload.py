"""The payload that is sealed: the accounts in the user's order, and the vault's settings.

    {"accounts":[…],"rules":{"after_minutes":15,"at_screen_lock":true}}

The field ``backups`` exists once a backup was made (``kakomi.vault.backup_status``). The payload is
canonical text (``kakomi.vault.canonical``) without a checksum, because AES-GCM authenticates it.
The vault id and the generation are in the header only.
"""

from __future__ import annotations

from typing import Any

from kakomi import account, rules
from kakomi.errors import KakomiError, VaultDamaged
from kakomi.vault import backup_status, canonical
from kakomi.vault.vault import Vault

_FIELDS = frozenset({"accounts", "rules"})


def dumps(vault: Vault) -> bytes:
    """Returns the payload of ``vault``, to be sealed."""
    content: dict[str, Any] = {
        "accounts": [account.to_json(a) for a in vault.accounts],
        "rules": rules.to_json(vault.rules),
    }
    if vault.backup_status != backup_status.NONE:
        content["backups"] = backup_status.to_json(vault.backup_status)
    return canonical.dumps(content).encode("ascii")


def loads(payload: bytes) -> dict[str, Any]:
    """Returns the content of a decrypted payload of any version. Raises VaultDamaged."""
    return canonical.loads(payload.decode("ascii", "replace"), "payload")


def vault(content: dict[str, Any], vault_id: str, generation: int) -> Vault:
    """Returns the vault of a payload of the current version. Raises VaultDamaged."""
    named = _FIELDS | {"backups"} if "backups" in content else _FIELDS
    entry = canonical.fields(content, named, "payload")
    accounts = entry["accounts"]
    if not isinstance(accounts, list):
        raise VaultDamaged("accounts")
    try:
        read = tuple(account.from_json(a, f"accounts[{i}]") for i, a in enumerate(accounts))
    except KakomiError as error:
        raise VaultDamaged(error.where) from error
    if len({a.id for a in read}) != len(read):
        raise VaultDamaged("accounts")
    return Vault(
        vault_id=vault_id,
        generation=generation,
        accounts=read,
        rules=rules.from_json(entry["rules"]),
        backup_status=backup_status.from_json(entry["backups"])
        if "backups" in entry
        else backup_status.NONE,
    )
