"""The one way in which a stored text may be written.

A stored text is one line of ASCII: a JSON object with its keys sorted, no white space, and every
other character as an escape. Its ``sha256`` (FIPS 180-4, hexadecimal) is over the same text with
``sha256`` itself left out. A text that is not, byte for byte, the canonical text of what it says
is damaged: so a changed byte is noticed wherever it falls, without any key.

The checksum is against accidents. Against people, what is sealed has its own tag.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from kakomi.errors import VaultDamaged

MAX_CHARACTERS = 8 * 1024 * 1024  # chrome.storage.local holds 10 MB


def dumps(content: dict[str, Any]) -> str:
    """The canonical text of ``content``, as it stands. Raises ValueError for NaN and infinities."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def dumps_with_checksum(content: dict[str, Any]) -> str:
    """The canonical text with its checksum put in."""
    return dumps({**content, "sha256": _checksum(content)})


def loads_checked(written: str, where: str = "vault") -> dict[str, Any]:
    """What a text with a checksum says, without the checksum. Raises VaultDamaged."""
    content = _loaded(written) if len(written) <= MAX_CHARACTERS else None
    if content is None:
        raise VaultDamaged(where)
    if content.pop("sha256", None) != _checksum(content):
        raise VaultDamaged("sha256")
    return content


def loads(written: str, where: str) -> dict[str, Any]:
    """What a text without a checksum says: the inside of a seal. Raises VaultDamaged."""
    content = _loaded(written) if len(written) <= MAX_CHARACTERS else None
    if content is None:
        raise VaultDamaged(where)
    return content


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(dumps(content).encode("ascii")).hexdigest()


def _loaded(written: str) -> dict[str, Any] | None:
    """The object, if ``written`` is its canonical text."""
    try:
        content = json.loads(written)
        same = isinstance(content, dict) and dumps(content) == written
    except (ValueError, RecursionError):
        return None  # and no error is raised in here: the parser's own holds the text
    return content if same else None


def base64_text(b64_bytes: bytes) -> str:
    """RFC 4648 section 4, with padding."""
    return base64.b64encode(b64_bytes).decode("ascii")


def b64_bytes(value: object, least: int, most: int, where: str) -> bytes:
    """The bytes of a base64 text, so many of them, spelled as ``base64_text`` does.

    Raises VaultDamaged; a text too long for ``most`` is refused before it is decoded.
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
    """A true integer within bounds (JSON's true is none). Raises VaultDamaged."""
    if type(value) is not int or not least <= value <= most:
        raise VaultDamaged(where)
    return value


def fields(value: object, names: frozenset[str], where: str) -> dict[str, Any]:
    """An object with just these fields. Raises VaultDamaged; ``where`` has a missing one's name."""
    if not isinstance(value, dict):
        raise VaultDamaged(where)
    for name in sorted(names ^ value.keys()):
        known = name in names
        raise VaultDamaged(f"{where}.{name}" if known else where)
    return value
