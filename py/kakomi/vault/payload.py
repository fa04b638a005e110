"""The payload that is sealed: the accounts in the user's order, and the vault's settings.

    {"accounts":[…],"rules":{"after_minutes":15,"at_screen_lock":true}}

The field ``backups`` exists once a backup was made (``kakomi.vault.backup_status``), and ``sync``
while the vault is synchronised (``kakomi.vault.sync_state``). The payload is canonical text
(``kakomi.vault.canonical``) without a checksum, because AES-GCM authenticates it. The vault id and
the generation are in the header only.
"""

from __future__ import annotations

from typing import Any

from kakomi import account, rules
from kakomi.errors import KakomiError, VaultDamaged
from kakomi.vault import backup_status, canonical, sync_state
from kakomi.vault.vault import Vault

_FIELDS = frozenset({"accounts", "rules"})
_OPTIONAL_FIELDS = frozenset({"backups", "sync"})


def dumps(vault: Vault) -> bytes:
    """Returns the payload of ``vault``, to be sealed."""
    content: dict[str, Any] = {
        "accounts": [account.to_json(a) for a in vault.accounts],
        "rules": rules.to_json(vault.rules),
    }
    if vault.backup_status != backup_status.NONE:
        content["backups"] = backup_status.to_json(vault.backup_status)
    if vault.sync is not None:
        content["sync"] = sync_state.to_json(vault.sync)
    return canonical.dumps(content).encode("ascii")


def loads(payload: bytes) -> dict[str, Any]:
    """Returns the content of a decrypted payload of any version. Raises VaultDamaged."""
    return canonical.loads(payload.decode("ascii", "replace"), "payload")


def vault(content: dict[str, Any], vault_id: str, generation: int) -> Vault:
    """Returns the vault of a payload of the current version. Raises VaultDamaged."""
    named = _FIELDS | (_OPTIONAL_FIELDS & content.keys())
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
    sync = sync_state.from_json(entry["sync"]) if "sync" in entry else None
    if sync is not None and not {a.id for a in read} == sync.stamps.keys() == sync.places.keys():
        raise VaultDamaged("sync.stamps")
    return Vault(
        vault_id=vault_id,
        generation=generation,
        accounts=read,
        rules=rules.from_json(entry["rules"]),
        backup_status=backup_status.from_json(entry["backups"])
        if "backups" in entry
        else backup_status.NONE,
        sync=sync,
    )
