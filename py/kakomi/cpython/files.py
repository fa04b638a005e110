"""Files as the command line reads and writes them: whatever holds accounts, and Kakomi's backups.

A backup that is written over is first written in full beside itself: a power cut leaves the old one
or the new one.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kakomi import formats, picture_header, scan
from kakomi.cpython.clock import CPythonClock
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.cpython.entropy import CPythonEntropy
from kakomi.cpython.pictures import NativePictures
from kakomi.errors import FileTooLarge, PasswordNeeded, PasswordWrong
from kakomi.formats.support import limits
from kakomi.vault import backup
from kakomi.vault.factors import Passphrase

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from kakomi.formats import ImportDraft
    from kakomi.vault.backup import Contents
    from kakomi.vault.vault import Vault

CRYPTO, ENTROPY, CLOCK = CPythonCrypto(), CPythonEntropy(), CPythonClock()


def now_unix() -> int:
    """Whole seconds since 1970, UTC."""
    return CLOCK.now_unix_ms() // 1000


def octets(path: Path) -> bytes:
    """The file's bytes. Raises FileTooLarge, OSError."""
    if path.stat().st_size > limits.MAX_FILE_BYTES:
        raise FileTooLarge("file")
    return path.read_bytes()


async def texts(path: Path) -> list[str]:
    """Every code in a picture file. Raises ScanError, OSError."""
    data = octets(path)
    picture = await NativePictures().unpack(data, picture_header.header(data).media_type)
    return [text.text for text in (await scan.read(picture, CLOCK)).texts]


async def drafts(
    paths: Sequence[Path], ask: Callable[[str], str], key_file: Path | None
) -> AsyncIterator[tuple[str, ImportDraft]]:
    """What each file holds, by its name; pictures are read as one, because a transfer's codes may
    be in several. Raises as ``draft`` does.
    """
    pictures = [path for path in paths if formats.is_picture(octets(path))]
    for path in paths:
        if path not in pictures:
            yield str(path), await draft(path, ask, key_file)
    if pictures:
        codes = [text for path in pictures for text in await texts(path)]
        yield ", ".join(map(str, pictures)), formats.read_codes(codes)


async def draft(path: Path, ask: Callable[[str], str], key_file: Path | None = None) -> ImportDraft:
    """The accounts of any file there is a reader for; ``ask`` is asked for the password if there
    need be one. Raises FileError, ScanError, OSError.
    """
    data = octets(path)
    if formats.is_picture(data):
        return formats.read_codes(await texts(path))
    companions = [key_file] if key_file else path.parent.glob("manifest.json")
    beside = {other.name: octets(other) for other in companions if other != path}
    try:
        return await formats.read(path.name, data, None, CRYPTO, beside)
    except (PasswordNeeded, PasswordWrong):  # wrong: the key file alone does not do it
        return await formats.read(path.name, data, ask(str(path)), CRYPTO, beside)


async def contents(path: Path, ask: Callable[[str], str]) -> Contents:
    """What is in one of Kakomi's backups. Raises VaultError, PasswordWrong, OSError."""
    text = octets(path).decode("utf-8", "replace")
    try:
        return await backup.loads(text, None, CRYPTO)
    except PasswordNeeded:
        return await backup.loads(text, ask(str(path)), CRYPTO)


async def sealed(vault: Vault, passphrase: str) -> str:
    """A new backup. Raises PassphraseTooWeak."""
    return await backup.dumps_for_factor(
        vault, Passphrase(passphrase), now_unix=now_unix(), crypto=CRYPTO, entropy=ENTROPY
    )


async def resealed(vault: Vault, before: Contents) -> str:
    """The backup again, opened by what opened it before."""
    return await backup.dumps(vault, before.master, before.slots, CRYPTO, ENTROPY)


def replace(path: Path, content: bytes) -> None:
    """Write the file whole, for its owner alone, and only then put it in the old one's place."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink()
        raise
