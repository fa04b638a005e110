"""m001: the plain text of version 1 becomes the payload of version 2.

Version 1 had the accounts beside its header, in the clear. Version 2 has them in the seal, and with
them when the vault locks: what is usual, since version 1 had no lock.
"""

from __future__ import annotations

from typing import Any

from kakomi.errors import VaultDamaged


def step(content: dict[str, Any]) -> dict[str, Any]:
    """What is in the seal. Raises VaultDamaged."""
    accounts = content.get("accounts")
    if set(content) != {"format", "version", "vault_id", "generation", "accounts"}:
        raise VaultDamaged("vault")
    if not isinstance(accounts, list):
        raise VaultDamaged("accounts")
    return {"accounts": accounts, "rules": {"after_minutes": 15, "at_screen_lock": True}}
