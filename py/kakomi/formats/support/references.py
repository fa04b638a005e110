"""KeePass's field references: ``{REF:U@I:…}`` is the user name of the entry of that UUID.

A copy of an entry may hold them in place of its own values. Followed once, for a title, user name,
address and note that are nothing else, by UUID; whatever else is written stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kakomi.errors import FileError
from kakomi.formats.support.text import decode_base64

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kakomi.formats.support.xml import Element

_REFERENCE = re.compile(r"\{REF:([TUAN])@I:([0-9A-F]{32})\}", re.ASCII | re.IGNORECASE)
_FIELDS = {"T": "Title", "U": "UserName", "A": "URL", "N": "Notes"}


class References:
    """The entries that others may refer to, the bin's too; old versions are none."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._told: dict[str, dict[str, str]] | None = None

    def followed(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields with what they refer to."""
        return {
            name: self._of(value) if name in _FIELDS.values() else value
            for name, value in fields.items()
        }

    def _of(self, value: str) -> str:
        reference = _REFERENCE.fullmatch(value.strip())
        if reference is None:
            return value
        if self._told is None:
            self._told = {_identifier(entry): _fields(entry) for entry in _entries(self._root)}
        entry = self._told.get(reference[2].upper(), {})
        return entry.get(_FIELDS[reference[1].upper()], value)


def _entries(root: Element) -> Iterator[Element]:
    left = [root]
    while left:
        for child in left.pop().children:
            if child.name == "Entry":
                yield child
            elif child.name in ("Root", "Group"):
                left.append(child)


def _fields(entry: Element) -> dict[str, str]:
    strings = ((string.inner("Key"), string.inner("Value")) for string in entry.named("String"))
    return {name: value for name, value in strings if name in _FIELDS.values()}


def _identifier(entry: Element) -> str:
    try:
        return decode_base64(entry.inner("UUID"), "UUID").hex().upper()
    except FileError:
        return ""
