"""The result of an export, with the entries and fields that its format cannot represent."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.errors import AccountError
from kakomi.formats.support.import_builder import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kakomi.formats.support.import_builder import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """A file, or, for a transfer, the texts of the codes to be shown one after another.

    ``suffix`` and ``media_type`` are for saving the file. ``refused`` are the errors of the entries
    that the format cannot represent (``entries[3].kind``), ``left_out`` the fields that the format
    does not have.
    """

    suffix: str
    media_type: str
    content: bytes = field(default=b"", repr=False)
    codes: tuple[str, ...] = field(default=(), repr=False)
    refused: tuple[AccountError, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class ExportBuilder:
    """Collects the entries of an export while it is being written."""

    def __init__(self) -> None:
        self.refused: list[AccountError] = []
        self._left_out: dict[str, LeftOut] = {}

    @contextmanager
    def entry(self, index: int) -> Iterator[None]:
        """Refuses the entry if the format cannot represent it (the block raises AccountError)."""
        try:
            yield
        except AccountError as error:
            self.refused.append(error.at(f"entries[{index}].{error.where}"))

    def leave_out(self, entries: Sequence[Entry], *fields: str) -> None:
        """Report which of these fields of Entry are set and cannot be written."""
        for name in fields:
            holders = [index for index, entry in enumerate(entries) if getattr(entry, name)]
            if holders:
                where = f"entries[{holders[0]}].{name}"
                self._left_out[name] = LeftOut(what=name, where=where, count=len(holders))

    def leave_out_groups(self, entries: Sequence[Entry], most: int) -> None:
        """Report the entries that have more groups than the format allows."""
        holders = [index for index, entry in enumerate(entries) if len(entry.groups) > most]
        if holders:
            where = f"entries[{holders[0]}].groups[{most}]"
            self._left_out["groups"] = LeftOut(what="groups", where=where, count=len(holders))

    def file(self, suffix: str, media_type: str, content: bytes) -> ExportFile:
        """Returns the export as one file."""
        return ExportFile(
            suffix=suffix,
            media_type=media_type,
            content=content,
            refused=tuple(self.refused),
            left_out=tuple(self._left_out.values()),
        )

    def json(self, suffix: str, value: object) -> ExportFile:
        """Returns the export as a JSON file in ASCII, which no program can decode wrongly."""
        text = json.dumps(value, indent=2, allow_nan=False)
        return self.file(suffix, "application/json", text.encode("ascii"))

    def codes(self, codes: Sequence[str]) -> ExportFile:
        """Returns the export as codes to be shown."""
        return ExportFile(
            suffix="txt",
            media_type="text/plain",
            content="".join(f"{code}\n" for code in codes).encode("ascii"),
            codes=tuple(codes),
            refused=tuple(self.refused),
            left_out=tuple(self._left_out.values()),
        )


def identifier(*pieces: bytes) -> str:
    """Returns a UUID (RFC 9562 section 5.8) that depends on the content alone.

    An app that compares entries by UUID then adds no duplicates if an export is imported twice.
    """
    digest = hashlib.sha256(b"".join(hashlib.sha256(piece).digest() for piece in pieces)).digest()
    octets = bytearray(digest[:16])
    octets[6] = octets[6] & 0x0F | 0x80
    octets[8] = octets[8] & 0x3F | 0x80
    text = octets.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
