"""Battle.net's authenticator, from its app's preferences on a rooted phone.

Secret and serial are hexadecimal bytes that are XORed with a fixed mask. The result is ASCII; that
of the secret is again hexadecimal. Codes have eight digits. The previous app, the Mobile
Authenticator, stores both in one value: the secret's 40 characters, then the serial.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileCipherUnsupported, FileMalformed
from kakomi.formats.support import xml
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_hex

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_PREFIX = "com.blizzard.messenger.AUTHENTICATOR_"
_BOTH, _SECRET_CHARACTERS = "com.blizzard.bma.AUTH_STORE.HASH", 40
_MASK = bytes.fromhex(
    "398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6"
    "c80d2fb38068773fa59ba47c17ca6c6479015c1d5b8b8f6b9a"
)
_DIGITS = 8


def sniff(file: File) -> Match:
    """Returns SURE by the names of the preferences."""
    if file.xml is None or file.xml.name != "map":
        return Match.NO
    names = (child.attributes.get("name", "") for child in file.xml.children[:1000])
    return Match.sure(any(name.startswith(_PREFIX) or name == _BOTH for name in names))


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the account."""
    strings = await xml.preferences(file.xml) if file.xml is not None else {}
    builder = ImportBuilder(FORMAT.id)
    with builder.entry("account"):
        if strings.get(f"{_PREFIX}CREDENTIALS_ENCRYPTION_TYPE", "MASK") != "MASK":
            raise FileCipherUnsupported("account")
        if _BOTH in strings:
            both = _unmasked(strings[_BOTH], "HASH")
            secret, serial = both[:_SECRET_CHARACTERS], both[_SECRET_CHARACTERS:]
        else:
            secret, serial = (
                _unmasked(strings.get(f"{_PREFIX}{name}", ""), name)
                for name in ("DEVICE_SECRET", "SERIAL")
            )
        key = decode_hex(secret, "DEVICE_SECRET")
        builder.add(new_account(key, digits=_DIGITS, issuer="Battle.net", name=serial))
    return builder.draft()


def _unmasked(text: str, name: str) -> str:
    masked = decode_hex(text, name)
    if len(masked) > len(_MASK):
        raise FileMalformed(name)
    plain = bytes(byte ^ mask for byte, mask in zip(masked, _MASK, strict=False))
    if not plain.isascii():
        raise FileMalformed(name)
    return plain.decode("ascii")


FORMAT = Format(id="battlenet", title="Battle.net", extensions=("xml",), sniff=sniff, read=read)
