"""Reads the central directory of a ZIP archive (PKWARE's APPNOTE 6.3).

ZIP64 is not read, because no authenticator's file is that large. Members are found by the directory
at the end of the file only, never by the headers between them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from kakomi.errors import FileMalformed, FileTooLarge
from kakomi.formats.support import limits
from kakomi.pacing import paced

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _UTF8 = 0x01, 0x800


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One directory entry."""

    name: str
    method: int
    flags: int
    crc: int
    packed_bytes: int
    plain_bytes: int
    time: int
    header_at: int
    extra: bytes = field(repr=False)

    @property
    def is_folder(self) -> bool:
        """Whether the entry is a folder, which has no content."""
        return self.name.endswith("/")

    @property
    def is_encrypted(self) -> bool:
        """Whether the content is encrypted, by ZipCrypto or AES."""
        return bool(self.flags & _ENCRYPTED)


@dataclass(frozen=True, slots=True)
class Archive:
    """The bytes of an archive and its directory."""

    data: bytes = field(repr=False)
    members: tuple[Member, ...]

    def packed(self, member: Member, where: str) -> bytes:
        """Returns the member's content as stored. Raises FileMalformed."""
        header = self.data[member.header_at : member.header_at + _LOCAL.size]
        if len(header) != _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise FileMalformed(where)
        *_, name_bytes, extra_bytes = _LOCAL.unpack(header)
        start = member.header_at + _LOCAL.size + name_bytes + extra_bytes
        packed = self.data[start : start + member.packed_bytes]
        if len(packed) != member.packed_bytes:
            raise FileMalformed(where)
        return packed


async def read_directory(data: bytes) -> Archive:
    """Returns the archive with its directory. Raises FileMalformed, FileTooLarge."""
    end_at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - 65_535))
    if end_at < 0 or len(data) < end_at + _END.size:
        raise FileMalformed("zip.end")
    _, disk, start_disk, _, count, size, position, _ = _END.unpack_from(data, end_at)
    if disk or start_disk or count > limits.MAX_MEMBERS:
        raise FileTooLarge("zip.members")
    if position + size > end_at:
        raise FileMalformed("zip.directory")
    members: list[Member] = []
    async for index in paced(range(count)):
        member, position = _member(data, position, index)
        members.append(member)
    if sum(m.plain_bytes for m in members) > limits.MAX_UNPACKED_BYTES * 4:
        raise FileTooLarge("zip")
    return Archive(data, tuple(members))


def _member(data: bytes, position: int, index: int) -> tuple[Member, int]:
    header = data[position : position + _ENTRY.size]
    if len(header) != _ENTRY.size or not header.startswith(b"PK\x01\x02"):
        raise FileMalformed(f"members[{index}]")
    fields = _ENTRY.unpack(header)
    name_bytes, extra_bytes, comment_bytes = fields[10:13]
    name_at = position + _ENTRY.size
    name = data[name_at : name_at + name_bytes]
    extra = data[name_at + name_bytes : name_at + name_bytes + extra_bytes]
    member = Member(
        name=name.decode("utf-8" if fields[3] & _UTF8 else "cp437", "replace"),
        flags=fields[3],
        method=fields[4],
        time=fields[5],
        crc=fields[7],
        packed_bytes=fields[8],
        plain_bytes=fields[9],
        header_at=fields[16],
        extra=extra,
    )
    return member, name_at + name_bytes + extra_bytes + comment_bytes
