"""The result of reading a file: its accounts in order, and everything that cannot be imported.

Everything that is not imported is reported. ``refused`` has the path and error of each entry that
cannot be used. ``left_out`` counts the data that Kakomi cannot save.
"""

from __future__ import annotations

import re
from base64 import b64decode
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi import account_sites
from kakomi.errors import (
    AccountError,
    FileMalformed,
    FileTooLarge,
    KakomiError,
    MigrationError,
    ScanError,
    UriError,
)
from kakomi.formats.support import limits
from kakomi.label import normalize_label
from kakomi.picture_header import header
from kakomi.site import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kakomi.account import NewAccount
    from kakomi.account_details import AccountDetails


_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE | re.ASCII)
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(?::[0-9]{1,5})?(?:/[^\s]*)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An account with the data that the file has about it.

    ``address`` is the link of the site; ``sites`` are all links, ``address`` included. ``icon`` is
    the name of a picture; ``picture`` is an image file of any size. ``recovery_codes`` are texts as
    the site wrote them. ``trashed``: the entry was in the other app's recycle bin. ``note`` and
    ``recovery_codes`` are secrets and are never part of repr. ``kakomi_details``: complete details
    from a Kakomi backup; if set, the other optional fields are ignored.
    """

    new_account: NewAccount
    note: str = field(default="", repr=False)
    groups: tuple[str, ...] = ()
    icon: str = ""
    address: str = ""
    sites: tuple[str, ...] = ()
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    pinned: bool = False
    trashed: bool = False
    picture: bytes = field(default=b"", repr=False)
    kakomi_details: AccountDetails | None = None


# The kinds of data that can be left out; the pages have a text for each. The first ones occur in
# imports, the others in exports.
LEFT_OUT = (
    "archived",
    "attachments",
    "custom_fields",
    "digits_and_period",
    "file_inside",
    "file_inside_too_large",
    "further_addresses",
    "icon_picture",
    "item_without_code",
    "note_end",
    "passkey",
    "password",
    "push_account",
    "recycle_bin",
    "steam_confirmations",
    "address",
    "groups",
    "icon",
    "note",
    "pinned",
    "recovery_codes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Data that is left out. ``what`` is in LEFT_OUT; ``where`` is the first of ``count`` paths."""

    what: str
    where: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The indices, from 0, of those of a Google transfer's ``size`` codes that were read."""

    batch_id: int
    size: int
    present: tuple[int, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """The indices of the codes that were not read."""
        return tuple(i for i in range(self.size) if i not in self.present)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDraft:
    """Everything that was read from one file. ``format`` is the id of the format."""

    format: str
    entries: tuple[Entry, ...] = ()
    refused: tuple[KakomiError, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    encrypted: bool = False
    parts: tuple[Parts, ...] = ()


class ImportBuilder:
    """Collects the entries of a file while it is being read."""

    def __init__(self, format: str, *, encrypted: bool = False) -> None:  # noqa: A002  ImportDraft's own
        self.format = format
        self.encrypted = encrypted
        self.entries: list[Entry] = []
        self.refused: list[KakomiError] = []
        self.parts: list[Parts] = []
        self._left_out: dict[str, LeftOut] = {}

    @contextmanager
    def entry(self, where: str) -> Iterator[None]:
        """Refuses the entry if it cannot be used (the block raises an error)."""
        try:
            yield
        except (AccountError, UriError, MigrationError, FileMalformed) as error:
            self.refuse(error, where)

    def refuse(self, error: KakomiError, where: str) -> None:
        """Records an error. Its path gets the prefix ``where`` unless it has that prefix."""
        if not error.where.startswith(where):
            error = error.at(f"{where}.{error.where}" if error.where else where)
        if len(self.refused) >= limits.MAX_ENTRIES:
            raise FileTooLarge(where)
        error.__traceback__ = error.__cause__ = error.__context__ = None
        self.refused.append(error)

    def add(
        self,
        new_account: NewAccount,
        *,
        note: str = "",
        groups: Sequence[str] = (),
        icon: str = "",
        addresses: Sequence[str] = (),
        recovery_codes: Sequence[str] = (),
        pinned: bool = False,
        trashed: bool = False,
        picture: bytes = b"",
    ) -> None:
        """Adds an entry and normalizes its texts. Raises FileTooLarge.

        The first of ``addresses`` that is a link becomes the entry's address.
        """
        where = f"entries[{len(self.entries)}]"
        if len(self.entries) >= limits.MAX_ENTRIES:
            raise FileTooLarge(where)
        if len(note) > limits.MAX_NOTE_CHARACTERS:
            self.leave_out("note_end", where)
        links = [link for link in map(_link, addresses[: limits.MAX_ADDRESSES]) if link]
        kept = {site.origin for site in account_sites.imported(links)}
        origins = [origin.text if (origin := parse(link)) else "" for link in links]
        given = sum(1 for address in addresses if address.strip())
        if len(links) < given or not kept.issuperset(origins):
            self.leave_out("further_addresses", where)
        self.entries.append(
            Entry(
                new_account=new_account,
                note=_note(note),
                groups=self._lines("groups", groups, limits.MAX_GROUPS, where),
                icon="".join(self._lines("icon", [icon], 1, where)),
                address=links[0] if links else "",
                sites=tuple(dict.fromkeys(links)),
                recovery_codes=self._lines(
                    "recovery_codes", recovery_codes, limits.MAX_RECOVERY_CODES, where
                ),
                pinned=pinned,
                trashed=trashed,
                picture=picture,
            )
        )

    def picture(self, text: str, where: str) -> bytes:
        """Returns the bytes of an image file in base64. Reports an image of an unsupported type
        (SVG) or over the limit, and returns no bytes for it.
        """
        try:
            data = b64decode(text) if len(text) <= limits.MAX_PICTURE_CHARACTERS else b""
            header(data)
        except (ScanError, ValueError):
            self.leave_out("icon_picture", where)
            return b""
        return data

    def _lines(self, what: str, lines: Sequence[str], most: int, where: str) -> tuple[str, ...]:
        """Returns the lines that are not empty, without repetitions, within the limits.

        Lines beyond the limits are reported.
        """
        tidied = list(dict.fromkeys(filter(None, map(normalize_label, lines))))
        fit = [line for line in tidied if len(line) <= limits.MAX_LINE_CHARACTERS][:most]
        if len(fit) < len(tidied):
            self.leave_out(what, where, len(tidied) - len(fit))
        return tuple(fit)

    def leave_out(self, what: str, where: str, count: int = 1) -> None:
        """Reports data of the file that is not imported."""
        before = self._left_out.get(what)
        if before is not None:
            where, count = before.where, before.count + count
        self._left_out[what] = LeftOut(what=what, where=where, count=count)

    def merge(self, draft: ImportDraft, where: str) -> None:
        """Add everything of another draft, which was read from a part of this file."""
        for entry in draft.entries:
            if len(self.entries) >= limits.MAX_ENTRIES:
                raise FileTooLarge(where)
            self.entries.append(entry)
        for error in draft.refused:
            self.refuse(error, where)
        for left in draft.left_out:
            self.leave_out(left.what, f"{where}.{left.where}", left.count)
        self.parts += draft.parts
        self.encrypted = self.encrypted or draft.encrypted

    def draft(self) -> ImportDraft:
        """Returns the draft."""
        return ImportDraft(
            format=self.format,
            entries=tuple(self.entries),
            refused=tuple(self.refused),
            left_out=tuple(self._left_out.values()),
            encrypted=self.encrypted,
            parts=tuple(self.parts),
        )


def _link(text: str) -> str:
    """Returns the address as a link, with https if it has no scheme, or an empty text."""
    text = text.strip()
    if len(text) > limits.MAX_LINK_CHARACTERS - len("https://"):
        return ""
    if _HOST.fullmatch(text):
        text = f"https://{text}"
    return text if _LINK.fullmatch(text) else ""


def _note(note: str) -> str:
    """Returns the note with its lines, without control characters and lone surrogates."""
    lines = note.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(normalize_label(line) if line.strip() else "" for line in lines).strip("\n")[
        : limits.MAX_NOTE_CHARACTERS
    ]
