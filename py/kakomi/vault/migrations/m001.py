"""m001: the plain text of version 1 becomes the payload of version 2.

Version 1 had the accounts next to the header, not encrypted. Version 2 has them in the payload,
together with the rules for locking. Version 1 had no lock, so the rules are the defaults.
"""

from __future__ import annotations

from typing import Any

from kakomi.errors import VaultDamaged


def migrate(content: dict[str, Any]) -> dict[str, Any]:
    """Returns the payload of version 2. Raises VaultDamaged."""
    accounts = content.get("accounts")
    if set(content) != {"format", "version", "vault_id", "generation", "accounts"}:
        raise VaultDamaged("vault")
    if not isinstance(accounts, list):
        raise VaultDamaged("accounts")
    return {"accounts": accounts, "rules": {"after_minutes": 15, "at_screen_lock": True}}
