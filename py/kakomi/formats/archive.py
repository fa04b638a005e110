"""ZIP archives: each member is read by its own format.

Exports in archives: Raivo's and Authenticator Plus's (encrypted by WinZip's AES), WinAuth's (by
ZipCrypto), Proton Pass's and 1Password's (plain, with attachments), and a folder of maFiles with
its manifest. Members without accounts are counted. An archive in an archive is not read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.errors import (
    FileCipherUnsupported,
    FileError,
    FileIncomplete,
    FileMalformed,
    FilePacked,
    FileUnknown,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.formats.support import limits, recognition, zip_reader
from kakomi.formats.support.decrypt_context import refuse_pgp
from kakomi.formats.support.file import File
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.match import Match
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.zip_directory import Archive


def sniff(file: File) -> Match:
    """Returns LIKELY for a file with a ZIP directory."""
    return Match.likely(file.archive is not None)


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns the accounts of all members."""
    if file.archive is None:
        raise FileUnknown("file")
    builder = ImportBuilder(FORMAT.id)
    builder.encrypted = any(member.is_encrypted for member in file.archive.members)
    members = await _members(builder, file.archive, context)
    inside = replace(context, companions=tuple(members.values()))
    found: set[str] = set()
    formats = _formats()
    matches = {
        index: (await recognition.candidates(member, formats))[0]
        async for index, member in paced(members.items())
        if member.archive is None
    }
    left = dict(members)
    # A member that looks encrypted, or that is any text, may be an attachment. It is read only if
    # no other member holds an account.
    for least in (Match.LIKELY, Match.MAYBE, Match.LAST_RESORT):
        async for index, member in paced(list(left.items())):
            if matches.get(index, Match.NO) >= least:
                del left[index]
                found |= await _add(builder, member, index, inside)
        if builder.entries or builder.refused:
            break
    for index in left:
        builder.leave_out("file_inside", f"members[{index}]")
    if not found and not builder.refused:
        for member in left.values():
            refuse_pgp(member.text, member.data[:8])
        if any(member.archive or member.is_packed for member in left.values()):
            raise FilePacked("members")
        raise FileUnknown("members")
    if len(found) == 1:
        builder.format = found.pop()
    return builder.draft()


async def _members(
    builder: ImportBuilder, archive: Archive, context: DecryptContext
) -> dict[int, File]:
    """Returns the members by their index. The smallest are unpacked first, so that the size limit
    is reached by large attachments and not by the accounts.
    """
    found: dict[int, File] = {}
    room = limits.MAX_UNPACKED_BYTES
    files = [i for i, m in enumerate(archive.members) if not m.is_folder and m.plain_bytes]
    async for index in paced(sorted(files, key=lambda i: archive.members[i].plain_bytes)):
        member, where = archive.members[index], f"members[{index}]"
        room -= member.plain_bytes
        if room < 0 or member.plain_bytes > limits.MAX_FILE_BYTES:
            builder.leave_out("file_inside_too_large", where)
            continue
        try:
            content = await zip_reader.content(archive, index, context)
        except (FileMalformed, FileCipherUnsupported) as error:
            builder.refuse(error, where)
        else:
            found[index] = await File.load(content, member.name.rpartition("/")[2])
    return dict(sorted(found.items()))


async def _add(
    builder: ImportBuilder, member: File, index: int, context: DecryptContext
) -> set[str]:
    """Add the accounts of the member. Returns the ids of its formats."""
    where = f"members[{index}]"
    try:
        draft = await recognition.read_file(member, context, _formats())
    except (FileUnknown, FileIncomplete):
        builder.leave_out("file_inside", where)
    except (PasswordNeeded, PasswordWrong):
        raise
    except FileError as error:
        builder.refuse(error, where)
    else:
        builder.merge(draft, where)
        return {draft.format}
    return set()


def _formats() -> tuple[Format, ...]:
    """Returns all formats. The registry imports this module, so it is imported at the first use."""
    from kakomi.formats.registry import REGISTRY

    return REGISTRY


FORMAT = Format(id="zip", title="", extensions=("zip", "1pux"), sniff=sniff, read=read)
