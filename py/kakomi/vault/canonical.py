"""Canonical JSON: the only form in which Kakomi stores a text.

A stored text is one line of ASCII: a JSON object with sorted keys, no white space, and every other
character as an escape. Its field ``sha256`` (FIPS 180-4, hexadecimal) is computed over the same
text without that field. A text that differs in one byte from the canonical text of its content is
damaged, so any changed byte is noticed without a key.

The checksum protects against accidents only. Sealed content has its own authentication tag.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from kakomi.errors import VaultDamaged, VaultFull

# The longest text with a checksum. Reading and writing both check it.
MAX_CHARACTERS = 8 * 1024 * 1024


def dumps(content: dict[str, Any]) -> str:
    """Returns the canonical text of ``content``. Raises ValueError for NaN and infinities."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def dumps_with_checksum(content: dict[str, Any], max_characters: int | None = None) -> str:
    """Returns the canonical text of ``content`` with its checksum.

    Raises VaultFull if it is longer than ``max_characters`` (MAX_CHARACTERS if None): reading
    refuses such a text.
    """
    text = dumps({**content, "sha256": _checksum(content)})
    if len(text) > (MAX_CHARACTERS if max_characters is None else max_characters):
        raise VaultFull("text")
    return text


def loads_checked(
    text: str, where: str = "vault", max_characters: int | None = None
) -> dict[str, Any]:
    """Returns the content of a text with a checksum, without ``sha256``. Raises VaultDamaged."""
    most = MAX_CHARACTERS if max_characters is None else max_characters
    content = _loaded(text) if len(text) <= most else None
    if content is None:
        raise VaultDamaged(where)
    if content.pop("sha256", None) != _checksum(content):
        raise VaultDamaged("sha256")
    return content


def loads(text: str, where: str) -> dict[str, Any]:
    """Returns the content of a decrypted payload, which has no checksum. Raises VaultDamaged."""
    content = _loaded(text) if len(text) <= MAX_CHARACTERS else None
    if content is None:
        raise VaultDamaged(where)
    return content


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(dumps(content).encode("ascii")).hexdigest()


def _loaded(text: str) -> dict[str, Any] | None:
    """Returns the object whose canonical text ``text`` is, or None."""
    try:
        content = json.loads(text)
        is_same = isinstance(content, dict) and dumps(content) == text
    except (ValueError, RecursionError):
        # Raising here would chain the parser's error, which holds the text.
        return None
    return content if is_same else None


def base64_text(b64_bytes: bytes) -> str:
    """Returns base64 (RFC 4648 section 4) with padding."""
    return base64.b64encode(b64_bytes).decode("ascii")


def b64_bytes(value: object, least: int, most: int, where: str) -> bytes:
    """Returns the ``least`` to ``most`` bytes of a base64 text as ``base64_text`` writes it.

    Raises VaultDamaged. A text too long for ``most`` bytes is refused before it is decoded.
    """
    if not isinstance(value, str) or len(value) > (most + 2) // 3 * 4:
        raise VaultDamaged(where)
    try:
        decoded = base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        decoded = None
    if decoded is None or not least <= len(decoded) <= most or base64_text(decoded) != value:
        raise VaultDamaged(where)
    return decoded


def integer(value: object, least: int, most: int, where: str) -> int:
    """Returns ``value``, an int (not a bool) from ``least`` to ``most``. Raises VaultDamaged."""
    if type(value) is not int or not least <= value <= most:
        raise VaultDamaged(where)
    return value


def fields(value: object, names: frozenset[str], where: str) -> dict[str, Any]:
    """Returns ``value``, an object with exactly these fields.

    Raises VaultDamaged; its ``where`` names a missing field.
    """
    if not isinstance(value, dict):
        raise VaultDamaged(where)
    for name in sorted(names ^ value.keys()):
        known = name in names
        raise VaultDamaged(f"{where}.{name}" if known else where)
    return value
