"""What both FORMAT.md need, written from those pages alone, without anything of Kakomi's."""

from __future__ import annotations

import base64
import hmac
import json
import unicodedata
from typing import Any

import argon2.low_level


def canonical_text(value: Any) -> str:
    """Returns canonical JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def hkdf(key: bytes, salt: bytes, info: str) -> bytes:
    """Returns 32 bytes by HKDF-SHA256 (RFC 5869)."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(extracted, info.encode() + b"\x01", "sha256")


def argon2id(passphrase: str, slot: dict[str, Any]) -> bytes:
    """Returns 32 bytes from the passphrase of a slot by Argon2id (RFC 9106)."""
    cost = slot["argon2id"]
    return argon2.low_level.hash_secret_raw(
        unicodedata.normalize("NFKC", passphrase).encode(),
        base64.b64decode(slot["salt"]),
        time_cost=cost["passes"],
        memory_cost=cost["memory_kib"],
        parallelism=cost["lanes"],
        hash_len=32,
        type=argon2.low_level.Type.ID,
        version=0x13,
    )
