"""What a reader makes of a file: accounts in the file's order, and all it could not take.

Nothing is dropped in silence. An entry that can't be used is in ``refused``, with its path; a thing
that has no place in Kakomi is in ``left_out``, counted.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.account import normalize_label
from kakomi.errors import (
    AccountError,
    FileMalformed,
    FileTooLarge,
    KakomiError,
    MigrationError,
    UriError,
)
from kakomi.formats.support import limits

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
    """An account with what stood beside it.

    ``address`` is a link to where it is signed in to; ``icon`` the name of a picture, not a
    picture; ``recovery_codes`` may hold whatever the site handed out; ``trashed`` ones lay in the
    other app's bin. ``note`` and ``recovery_codes`` are secrets and never show in
    repr. ``beside`` is Kakomi's own, whole, and then counts alone.
    """

    new_account: NewAccount
    note: str = field(default="", repr=False)
    groups: tuple[str, ...] = ()
    icon: str = ""
    address: str = ""
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    pinned: bool = False
    trashed: bool = False
    kakomi_details: AccountDetails | None = None


# What can be left out; the pages have words for each. The first are of reading, the others of
# builder.
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
    """Something that has no place: ``what`` is in LEFT_OUT, ``where`` the first of ``count``."""

    what: str
    where: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The codes of one Google transfer that were there, counted from 0, out of ``size``."""

    batch_id: int
    size: int
    present: tuple[int, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """Those that were not."""
        return tuple(i for i in range(self.size) if i not in self.present)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDraft:
    """All of one file. ``format`` is the name of the module that read it."""

    format: str
    entries: tuple[Entry, ...] = ()
    refused: tuple[KakomiError, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    encrypted: bool = False
    parts: tuple[Parts, ...] = ()


class ImportBuilder:
    """A draft while it is being made."""

    def __init__(self, format: str, *, encrypted: bool = False) -> None:  # noqa: A002  ImportDraft's own
        self.format = format
        self.encrypted = encrypted
        self.entries: list[Entry] = []
        self.refused: list[KakomiError] = []
        self.parts: list[Parts] = []
        self._left_out: dict[str, LeftOut] = {}

    @contextmanager
    def entry(self, where: str) -> Iterator[None]:
        """Whatever goes wrong with this entry refuses it alone."""
        try:
            yield
        except (AccountError, UriError, MigrationError, FileMalformed) as error:
            self.refuse(error, where)

    def refuse(self, error: KakomiError, where: str) -> None:
        """Keep the error, its path put under ``where`` unless it is there already."""
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
    ) -> None:
        """Keep the entry, its texts made fit; of ``addresses`` the first that is a link. Raises
        FileTooLarge.
        """
        where = f"entries[{len(self.entries)}]"
        if len(self.entries) >= limits.MAX_ENTRIES:
            raise FileTooLarge(where)
        if len(note) > limits.MAX_NOTE_CHARACTERS:
            self.leave_out("note_end", where)
        links = [link for link in map(_link, addresses) if link]
        if len(links) < sum(1 for address in addresses if address.strip()) or len(links) > 1:
            self.leave_out("further_addresses", where)
        self.entries.append(
            Entry(
                new_account=new_account,
                note=_note(note),
                groups=self._lines("groups", groups, limits.MAX_GROUPS, where),
                icon="".join(self._lines("icon", [icon], 1, where)),
                address=links[0] if links else "",
                recovery_codes=self._lines(
                    "recovery_codes", recovery_codes, limits.MAX_RECOVERY_CODES, where
                ),
                pinned=pinned,
                trashed=trashed,
            )
        )

    def _lines(self, what: str, lines: Sequence[str], most: int, where: str) -> tuple[str, ...]:
        """Those that say something, once each; what is too long or too many is left out."""
        tidied = list(dict.fromkeys(filter(None, map(normalize_label, lines))))
        fit = [line for line in tidied if len(line) <= limits.MAX_LINE_CHARACTERS][:most]
        if len(fit) < len(tidied):
            self.leave_out(what, where, len(tidied) - len(fit))
        return tuple(fit)

    def leave_out(self, what: str, where: str, count: int = 1) -> None:
        """Say that something has no place."""
        before = self._left_out.get(what)
        if before is not None:
            where, count = before.where, before.count + count
        self._left_out[what] = LeftOut(what=what, where=where, count=count)

    def merge(self, draft: ImportDraft, where: str) -> None:
        """Take over another draft, made of a part of this file."""
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
        """All of it."""
        return ImportDraft(
            format=self.format,
            entries=tuple(self.entries),
            refused=tuple(self.refused),
            left_out=tuple(self._left_out.values()),
            encrypted=self.encrypted,
            parts=tuple(self.parts),
        )


def _link(text: str) -> str:
    """The address as a link, https where it tells no scheme; nothing if it is none."""
    text = text.strip()
    if len(text) > limits.MAX_LINK_CHARACTERS - len("https://"):
        return ""
    if _HOST.fullmatch(text):
        text = f"https://{text}"
    return text if _LINK.fullmatch(text) else ""


def _note(note: str) -> str:
    """Lines as they are; other control characters, and halves of characters, gone."""
    lines = note.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(normalize_label(line) if line.strip() else "" for line in lines).strip("\n")[
        : limits.MAX_NOTE_CHARACTERS
    ]
