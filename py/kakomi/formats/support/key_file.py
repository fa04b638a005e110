"""KeePass's key files, which are needed in addition to a database's password or instead of it
(keepass.info/help/base/keys.html#keyfiles).

    <KeyFile><Meta><Version>2.0</…><Key><Data Hash="…">hexadecimal digits</Data></Key></KeyFile>
    <KeyFile><Meta><Version>1.00</…><Key><Data>base64</Data></Key></KeyFile>
    32 bytes; 64 hexadecimal digits; or any other file, whose SHA-256 is the key
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kakomi.errors import FileMalformed
from kakomi.formats.support import xml
from kakomi.formats.support.text import decode_base64, decode_hex

if TYPE_CHECKING:
    from kakomi.formats.support.file import File

_KEY_BYTES = 32
_XML = b"<KeyFile"
_HEAD_BYTES = 1024
_WHERE = "key_file"


def is_one(file: File) -> bool:
    """Returns whether the file has the form of a key file. Any other file can be used as one."""
    return _is_xml(file) or len(file.data) == _KEY_BYTES or _digits(file) is not None


async def key(file: File) -> bytes:
    """Returns the key, 32 bytes. Raises FileMalformed."""
    if _is_xml(file):
        return await _of_xml(file)
    if len(file.data) == _KEY_BYTES:
        return file.data
    return _digits(file) or hashlib.sha256(file.data).digest()


def _is_xml(file: File) -> bool:
    return _XML in file.data[:_HEAD_BYTES]


def _digits(file: File) -> bytes | None:
    if len(file.data) != 2 * _KEY_BYTES:
        return None
    try:
        return decode_hex(file.data.decode("ascii", "replace"), _WHERE)
    except FileMalformed:
        return None


async def _of_xml(file: File) -> bytes:
    root = await xml.parse(file.data)
    meta, holder = root.first("Meta"), root.first("Key")
    data = holder.first("Data") if holder is not None else None
    if meta is None or data is None:
        raise FileMalformed(_WHERE)
    if not meta.inner("Version").strip().startswith("2."):
        made = decode_base64(data.text, _WHERE)
    else:
        made = decode_hex("".join(data.text.split()), _WHERE)
        stated_hash = data.attributes.get("Hash", "")
        if stated_hash.lower() != hashlib.sha256(made).hexdigest()[: len(stated_hash)]:
            raise FileMalformed(_WHERE)
    if len(made) != _KEY_BYTES:
        raise FileMalformed(_WHERE)
    return made
