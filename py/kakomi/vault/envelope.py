"""How a vault lies on disk: one line of ASCII JSON.

    {"accounts":[...],"format":"kakomi.vault","generation":7,"sha256":"…","vault_id":"…","version":1}

Canonical: keys sorted, no white space, ASCII escapes. ``sha256`` (FIPS 180-4, hex) is over the same
text with ``sha256`` itself left out. Whatever is not the canonical text of what it says is taken as
damaged, so a single changed byte is noticed wherever it falls.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kakomi import account
from kakomi.errors import KakomiError, VaultDamaged, VaultNewer
from kakomi.vault.vault import Vault

FORMAT = "kakomi.vault"
VERSION = 1
MAX_CHARACTERS = 8 * 1024 * 1024  # chrome.storage.local holds 10 MB


def _canonical(value: dict[str, Any]) -> str:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(content).encode("ascii")).hexdigest()


def seal(vault: Vault) -> str:
    """The text to keep."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "vault_id": vault.vault_id,
        "generation": vault.generation,
        "accounts": [account.to_json(a) for a in vault.accounts],
    }
    return _canonical({**content, "sha256": _checksum(content)})


def open_(text: str) -> Vault:
    """The vault in ``text``. Raises VaultDamaged, or VaultNewer if a later Kakomi wrote it."""
    content = _whole(text)
    if content.get("format") != FORMAT:
        raise VaultDamaged("format")
    version = content.get("version")
    if type(version) is int and version > VERSION:
        raise VaultNewer("version")
    match content:
        case {
            "format": str(),
            "version": 1,
            "vault_id": str(vault_id),
            "generation": int(generation),
            "accounts": list(accounts),
            **rest,
        } if not rest and generation > 0:
            return Vault(vault_id=vault_id, generation=generation, accounts=_accounts(accounts))
    raise VaultDamaged("vault")


def _whole(text: str) -> dict[str, Any]:
    """The content, its checksum and canonical form proven. Raises VaultDamaged."""
    content = _parsed(text)
    if content is None or text != _canonical(content):
        raise VaultDamaged("vault")
    if content.pop("sha256", None) != _checksum(content):
        raise VaultDamaged("sha256")
    return content


def _parsed(text: str) -> dict[str, Any] | None:
    if len(text) > MAX_CHARACTERS:
        return None
    try:
        content = json.loads(text, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        return None  # and no error is raised in here: the parser's own holds the text
    return content if isinstance(content, dict) else None


def _accounts(values: list[Any]) -> tuple[account.Account, ...]:
    try:
        return tuple(account.from_json(v, f"accounts[{i}]") for i, v in enumerate(values))
    except KakomiError as error:
        raise VaultDamaged(error.where) from error
