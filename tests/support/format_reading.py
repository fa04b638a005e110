"""Functions with which the tests of the import formats read files and check drafts."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from kakomi import formats
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.formats.support.decrypt_context import DecryptContext

from support import sample_files
from support.sample_files import HELLO

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from kakomi.otp_key import Key

SECRET = b"Hello!\xde\xad\xbe\xef"  # HELLO as bytes
URI = f"otpauth://totp/ACME:ann?secret={HELLO}&issuer=ACME"


def read(
    data: bytes | str | object, password: str | None = None, **beside: bytes
) -> formats.ImportDraft:
    """Returns the draft of a file. A value that is neither bytes nor text is written as JSON.
    ``beside`` are companion files by their names.
    """
    if not isinstance(data, bytes | str):
        data = json.dumps(data)
    data = data.encode() if isinstance(data, str) else data
    return asyncio.run(formats.read("file", data, password, CPythonCrypto(), beside))


def keys(draft: formats.ImportDraft) -> list[Key]:
    """Returns the keys of all accounts. Fails if an account was refused."""
    assert not draft.refused
    return [entry.new_account.key for entry in draft.entries]


def names(draft: formats.ImportDraft) -> list[tuple[str, str]]:
    """Returns the issuer and the name of each account."""
    return [(entry.new_account.issuer, entry.new_account.name) for entry in draft.entries]


def labels(draft: formats.ImportDraft) -> list[tuple[str, str]]:
    """Returns the issuer and the name of each account. Fails if an account was refused."""
    assert not draft.refused
    return names(draft)


def omitted(draft: formats.ImportDraft) -> set[str]:
    """Returns the kinds of data that the draft reports as left out."""
    return {left.what for left in draft.left_out}


def context(password: str | None = sample_files.PASSWORD) -> DecryptContext:
    """Returns a context that decrypts with that password."""
    return DecryptContext(crypto=CPythonCrypto(), password=password)


def done(task: Coroutine[Any, Any, Any]) -> Any:
    """Returns the result of a coroutine."""
    return asyncio.run(task)
