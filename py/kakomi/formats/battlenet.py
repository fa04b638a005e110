"""Battle.net's authenticator, from its app's preferences on a rooted phone.

Secret and serial are hexadecimal, masked by a fixed key; beneath are ASCII characters, of the
secret in turn hexadecimal. Codes have eight digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileCipher, FileMalformed
from kakomi.formats.ground import markup
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.making import enrolment
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.text import from_hex

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "battlenet"

_PREFIX = "com.blizzard.messenger.AUTHENTICATOR_"
_MASK = bytes.fromhex(
    "398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6"
    "c80d2fb38068773fa59ba47c17ca6c6479015c1d5b8b8f6b9a"
)
_DIGITS = 8


def sniff(file: File) -> Match:
    """By the names of its preferences."""
    if file.xml is None or file.xml.name != "map":
        return Match.NO
    names = (child.attributes.get("name", "") for child in file.xml.children)
    return Match.sure(any(name.startswith(_PREFIX) for name in names))


async def read(file: File, _opening: Opening) -> Draft:
    """The one account."""
    strings = markup.preferences(file.xml) if file.xml is not None else {}
    gathering = Gathering(NAME)
    with gathering.one("account"):
        if strings.get(f"{_PREFIX}CREDENTIALS_ENCRYPTION_TYPE", "MASK") != "MASK":
            raise FileCipher("account")
        secret = from_hex(_unmasked(strings, "DEVICE_SECRET"), "DEVICE_SECRET")
        serial = _unmasked(strings, "SERIAL")
        gathering.add(
            enrolment(secret, digits=_DIGITS, issuer="Battle.net", name=serial),
        )
    return gathering.draft()


def _unmasked(strings: dict[str, str], name: str) -> str:
    masked = from_hex(strings.get(_PREFIX + name, ""), name)
    if len(masked) > len(_MASK):
        raise FileMalformed(name)
    plain = bytes(byte ^ mask for byte, mask in zip(masked, _MASK, strict=False))
    if not plain.isascii():
        raise FileMalformed(name)
    return plain.decode("ascii")
