"""ZIP archives: each file in one is read as what it is.

So are read: Raivo's and Authenticator Plus's exports (encrypted by WinZip's AES), WinAuth's (by
ZipCrypto), Proton Pass's and 1Password's (plain, with attachments beside), and a folder of maFiles
packed with its manifest. Files inside that hold no accounts are counted; an archive in an archive
is left alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.errors import (
    FileCipherUnsupported,
    FileError,
    FileIncomplete,
    FileMalformed,
    FileUnknown,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.formats.support import limits
from kakomi.formats.support.decrypt_context import refuse_pgp
from kakomi.formats.support.file import File
from kakomi.formats.support.import_builder import Draft, ImportBuilder
from kakomi.formats.support.match import Match

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.zip_reader import Archive

NAME = "zip"


def sniff(file: File) -> Match:
    """By its directory."""
    return Match.likely(file.archive is not None)


async def read(file: File, context: DecryptContext) -> Draft:
    """All files inside."""
    if file.archive is None:
        raise FileUnknown("file")
    gathering = ImportBuilder(NAME)
    gathering.encrypted = any(member.is_encrypted for member in file.archive.members)
    members = await _members(gathering, file.archive, context)
    inside = replace(context, beside=tuple(members.values()))
    formats: set[str] = set()
    left = dict(members)
    # What looks like nothing but a cipher's output may be an attachment; it is asked about only
    # where nothing else in the archive holds an account.
    for least in (Match.LIKELY, Match.MAYBE):
        for index, member in list(left.items()):
            match = Match.NO if member.archive is not None else _claims(member)
            if match >= least:
                del left[index]
                formats |= await _add(gathering, member, index, inside)
        if gathering.entries or gathering.refused:
            break
    for index in left:
        gathering.leave_out("file_inside", f"members[{index}]")
    if not formats and not gathering.refused:
        for member in left.values():
            refuse_pgp(member.text, member.data[:8])
        raise FileUnknown("members")
    if len(formats) == 1:
        gathering.format = formats.pop()
    return gathering.draft()


async def _members(
    gathering: ImportBuilder, archive: Archive, context: DecryptContext
) -> dict[int, File]:
    """What is inside, by its place. The smallest are unpacked first, so that large attachments
    find no room rather than the accounts.
    """
    found: dict[int, File] = {}
    room = limits.MAX_UNPACKED_BYTES
    files = [i for i, m in enumerate(archive.members) if not m.is_folder and m.plain_bytes]
    for index in sorted(files, key=lambda i: archive.members[i].plain_bytes):
        member, where = archive.members[index], f"members[{index}]"
        room -= member.plain_bytes
        if room < 0 or member.plain_bytes > limits.MAX_FILE_BYTES:
            gathering.leave_out("file_inside_too_large", where)
            continue
        try:
            content = await archive.content(index, context)
        except (FileMalformed, FileCipherUnsupported) as error:
            gathering.refuse(error, where)
        else:
            found[index] = File(content, member.name.rpartition("/")[2])
    return dict(sorted(found.items()))


def _claims(member: File) -> Match:
    from kakomi.formats import claims  # it asks all formats, this one among them

    return claims(member)[0]


async def _add(
    gathering: ImportBuilder, member: File, index: int, context: DecryptContext
) -> set[str]:
    """Take over what the member holds; the name of its format."""
    from kakomi.formats import read_file  # the same

    where = f"members[{index}]"
    try:
        draft = await read_file(member, context)
    except (FileUnknown, FileIncomplete):
        gathering.leave_out("file_inside", where)
    except (PasswordNeeded, PasswordWrong):
        raise
    except FileError as error:
        gathering.refuse(error, where)
    else:
        gathering.join(draft, where)
        return {draft.format}
    return set()
