"""Reads and writes the command line's files: files with accounts, and Kakomi's backups.

A backup is replaced by writing a temporary file first. After a power failure, the old backup or the
new one is there.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kakomi import formats, picture_header, scan, text_encoding
from kakomi.cpython.clock import CPythonClock
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.cpython.entropy import CPythonEntropy
from kakomi.cpython.pictures import NativePictures
from kakomi.errors import FileTooLarge, PasswordNeeded, PasswordWrong, ScanPartOfSeries
from kakomi.formats.support import limits
from kakomi.qr_decode import SeriesPart
from kakomi.vault import backup
from kakomi.vault.factors import Passphrase

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from kakomi.formats import ImportDraft
    from kakomi.vault.backup import Contents
    from kakomi.vault.vault import Vault

CRYPTO, ENTROPY, CLOCK = CPythonCrypto(), CPythonEntropy(), CPythonClock()


def now_unix() -> int:
    """Returns whole seconds since 1970, UTC."""
    return CLOCK.now_unix_ms() // 1000


def octets(path: Path) -> bytes:
    """Returns the file's bytes. Raises FileTooLarge, OSError."""
    if path.stat().st_size > limits.MAX_FILE_BYTES:
        raise FileTooLarge("file")
    return path.read_bytes()


async def texts(path: Path) -> list[str]:
    """Returns the texts of all codes in a picture file. Raises ScanPartOfSeries if it holds only a
    part of a series, ScanError, OSError.
    """
    found, parts = await _read_codes(path)
    if parts and not found:
        _raise_incomplete(parts)
    return found


async def joined_texts(paths: Sequence[Path]) -> list[str]:
    """Returns the texts of all codes in picture files. Codes of a series may be in several files.
    Raises ScanPartOfSeries if a part of a series is missing, ScanError, OSError.
    """
    found: list[str] = []
    parts: dict[SeriesPart, bytes] = {}
    for path in paths:
        more, others = await _read_codes(path)
        found += more
        parts |= others
    for size, parity in dict.fromkeys((part.size, part.parity) for part in parts):
        series = [SeriesPart(index, size, parity) for index in range(size)]
        there = {part: parts[part] for part in series if part in parts}
        if len(there) < size:
            _raise_incomplete(there)
        found.append(text_encoding.decode(b"".join(there.values())))
    return found


def _raise_incomplete(parts: Mapping[SeriesPart, bytes]) -> NoReturn:
    first = min(parts, key=lambda part: part.index)
    raise ScanPartOfSeries(f"{first.index + 1}/{first.size}")


async def _read_codes(path: Path) -> tuple[list[str], Mapping[SeriesPart, bytes]]:
    data = octets(path)
    picture = await NativePictures().unpack(data, picture_header.header(data).media_type)
    result = await scan.read(picture, CLOCK)
    return [text.text for text in result.texts], result.parts


async def drafts(
    paths: Sequence[Path], ask: Callable[[str], str], key_file: Path | None
) -> AsyncIterator[tuple[str, ImportDraft]]:
    """Yields the name and the accounts of each file. All pictures are one file, because the codes
    of a transfer may be in several. Raises what ``draft`` raises.
    """
    pictures = [path for path in paths if formats.is_picture(octets(path))]
    for path in paths:
        if path not in pictures:
            yield str(path), await draft(path, ask, key_file)
    if pictures:
        codes = await joined_texts(pictures)
        yield ", ".join(map(str, pictures)), formats.read_codes(codes)


async def draft(path: Path, ask: Callable[[str], str], key_file: Path | None = None) -> ImportDraft:
    """Returns the accounts of a file in any format that Kakomi reads. ``ask`` is called with the
    file's name for the password if one is needed. Raises FileError, ScanError, OSError.
    """
    data = octets(path)
    if formats.is_picture(data):
        return formats.read_codes(await texts(path))
    companions = [key_file] if key_file else path.parent.glob("manifest.json")
    contents_by_name = {other.name: octets(other) for other in companions if other != path}
    try:
        return await formats.read(path.name, data, None, CRYPTO, contents_by_name)
    except (PasswordNeeded, PasswordWrong):  # PasswordWrong: the key file alone does not open it
        return await formats.read(path.name, data, ask(str(path)), CRYPTO, contents_by_name)


async def contents(path: Path, ask: Callable[[str], str]) -> Contents:
    """Returns the contents of a Kakomi backup. Raises VaultError, PasswordWrong, OSError."""
    text = octets(path).decode("utf-8", "replace")
    try:
        return await backup.loads(text, None, CRYPTO)
    except PasswordNeeded:
        return await backup.loads(text, ask(str(path)), CRYPTO)


async def sealed(vault: Vault, passphrase: str) -> str:
    """Returns the text of a new backup. Raises PassphraseTooWeak."""
    return await backup.dumps_for_factor(
        vault, Passphrase(passphrase), now_unix=now_unix(), crypto=CRYPTO, entropy=ENTROPY
    )


async def resealed(vault: Vault, before: Contents) -> str:
    """Returns the text of a changed backup, with the same master key and slots as ``before``."""
    return await backup.dumps(vault, before.master, before.slots, CRYPTO, ENTROPY)


def replace(path: Path, content: bytes) -> None:
    """Writes a temporary file, readable only by its owner, and then renames it to ``path``."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise
