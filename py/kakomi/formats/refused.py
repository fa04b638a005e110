"""Formats that are recognized but not read. The error says what the user can do instead.

- OPVault and Agile Keychain, 1Password's own storage, whose files are JavaScript.
- KeePass 1 databases, whose cipher and structure differ from KDBX.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from kakomi.errors import FileKeePass1, FileOpVault
from kakomi.formats.support.format import Format
from kakomi.formats.support.match import Match

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_OPVAULT = (
    "var profile=",
    "var profile =",
    "loadProfile(",
    "ld({",
    "loadFolders(",
    "loadAttachment",
)
_KEEPASS_1 = bytes.fromhex("03d9a29a65fb4bb5")


def _sniff_opvault(file: File) -> Match:
    return Match.sure(file.text is not None and file.text.startswith(_OPVAULT))


async def _refuse_opvault(_file: File, _context: DecryptContext) -> NoReturn:
    raise FileOpVault("file")


def _sniff_keepass_1(file: File) -> Match:
    return Match.sure(file.data.startswith(_KEEPASS_1))


async def _refuse_keepass_1(_file: File, _context: DecryptContext) -> NoReturn:
    raise FileKeePass1("file")


OPVAULT = Format(
    id="opvault",
    title="1Password (OPVault)",
    extensions=("opvault", "js"),
    sniff=_sniff_opvault,
    read=_refuse_opvault,
)
KEEPASS_1 = Format(
    id="keepass1",
    title="KeePass 1",
    extensions=("kdb",),
    sniff=_sniff_keepass_1,
    read=_refuse_keepass_1,
)
