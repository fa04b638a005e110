"""What a file shows before a format reads it: its size, its text and its JSON."""

from __future__ import annotations

import base64

import pytest
from kakomi.errors import (
    FileTooLarge,
)
from kakomi.formats.support import (
    limits,
    sqlite,
)
from kakomi.formats.support.file import File
from support import sample_files
from support.format_reading import done


def loaded(data: bytes) -> File:
    file: File = done(File.load(data))
    return file


def test_a_file_over_the_cap_is_refused_unread() -> None:
    with pytest.raises(FileTooLarge):
        loaded(bytes(limits.MAX_FILE_BYTES + 1))


def test_views_never_raise() -> None:
    for data in (b"", b"{", b"PK\x03\x04", b"PK\x05\x06", sqlite.MAGIC, b"<?xml", b"\x00", b"\xff"):
        file = loaded(data)
        assert not any((file.json, file.xml, file.archive, file.database, file.base64))


def test_random_bytes_are_opaque_and_known_formats_are_not() -> None:
    noise = base64.b64decode(sample_files.cryptojs(bytes(3000), b"x")[16:])
    assert loaded(noise).is_opaque
    for data in (bytes(3000), b"%PDF" + noise, b"\x1f\x8b" + noise, b"a" * 3000, noise[:20]):
        assert not loaded(data).is_opaque
