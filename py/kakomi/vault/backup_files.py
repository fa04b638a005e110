"""The files of automatic backups: their names, and which old ones are deleted.

A folder can be shared by several computers, each of which has a vault of its own. The name of a
backup in such a folder ends with a tag of its vault, and only files with this tag are deleted.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TAG_CHARACTERS = 8
_TIMED = r"kakomi-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ"


def iso_time(at_unix: int) -> str:
    """Returns the ISO 8601 time for a file name, with hyphens for colons: 2026-11-25T18-03-59Z."""
    return datetime.fromtimestamp(at_unix, UTC).strftime("%Y-%m-%dT%H-%M-%SZ")


def download_name(at_unix: int) -> str:
    """Returns the name of a backup in the download folder."""
    return f"kakomi-{iso_time(at_unix)}.json"


def folder_name(at_unix: int, vault_id: str) -> str:
    """Returns the name of a backup in a folder of the user's own."""
    return f"kakomi-{iso_time(at_unix)}-{_tag(vault_id)}.json"


def outdated(names: Iterable[str], vault_id: str, written: str, keep_latest: int) -> list[str]:
    """Returns the names of this vault's backups that are deleted after ``written`` was written.

    ``written`` always stays, also if the clock was set back, and with it the latest
    ``keep_latest`` - 1 others.
    """
    ours = re.compile(rf"{_TIMED}-{_tag(vault_id)}\.json", re.ASCII)
    others = sorted(name for name in names if ours.fullmatch(name) and name != written)
    return others[: max(0, len(others) - (keep_latest - 1))]


def _tag(vault_id: str) -> str:
    digest = hashlib.sha256(vault_id.encode("ascii")).digest()
    return base64.b32encode(digest).decode("ascii")[:TAG_CHARACTERS].lower()
