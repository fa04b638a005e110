"""Resolves KeePass's field references: ``{REF:U@I:…}`` is the user name of the entry of that UUID.

A copy of an entry may have references instead of values. A title, user name, address or note that
consists only of a reference by UUID is resolved once. Other references stay unchanged.
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
    """The entries that references may name. They include those in the recycle bin, not old
    versions.
    """

    def __init__(self, root: Element) -> None:
        self._root = root
        self._by_id: dict[str, dict[str, str]] | None = None

    def resolved(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Returns the fields with references replaced by the values they refer to."""
        return {
            name: self._of(value) if name in _FIELDS.values() else value
            for name, value in fields.items()
        }

    def _of(self, value: str) -> str:
        reference = _REFERENCE.fullmatch(value.strip())
        if reference is None:
            return value
        if self._by_id is None:
            self._by_id = {_identifier(entry): _fields(entry) for entry in _entries(self._root)}
        entry = self._by_id.get(reference[2].upper(), {})
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
