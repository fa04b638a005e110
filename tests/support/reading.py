"""Short functions that read a test's file and return parts of the draft."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from kakomi import formats
from kakomi.cpython.crypto import CPythonCrypto

if TYPE_CHECKING:
    from kakomi.otp_key import Key


def read(data: bytes | str | object, password: str | None = None) -> formats.ImportDraft:
    """Reads bytes, a text, or a value that is written as JSON."""
    if not isinstance(data, bytes | str):
        data = json.dumps(data)
    content = data.encode() if isinstance(data, str) else data
    return asyncio.run(formats.read("file", content, password, CPythonCrypto()))


def labels(draft: formats.ImportDraft) -> list[tuple[str, str]]:
    """Returns issuer and name of each account. Fails if an account was refused."""
    assert not draft.refused
    return [(entry.new_account.issuer, entry.new_account.name) for entry in draft.entries]


def keys(draft: formats.ImportDraft) -> list[Key]:
    """Returns the key of each account. Fails if an account was refused."""
    assert not draft.refused
    return [entry.new_account.key for entry in draft.entries]


def omitted(draft: formats.ImportDraft) -> set[str]:
    """Returns the kinds of data that the draft reports as left out."""
    return {left.what for left in draft.left_out}
