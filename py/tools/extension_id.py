"""The id of the extension, which Chrome derives from the public key in the manifest."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ID_BYTES = 16


def digest(public_key: bytes) -> bytes:
    """Returns the id's bytes, as a CRX file has them."""
    return hashlib.sha256(public_key).digest()[:ID_BYTES]


def of_key(public_key: bytes) -> str:
    """Returns the id: its hexadecimal digits, written in the letters a to p."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest(public_key).hex())


def of_folder(folder: Path) -> str:
    """Returns the id of the extension in this folder. Its manifest must have a key."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return of_key(base64.b64decode(manifest["key"]))
