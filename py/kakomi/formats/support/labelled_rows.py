"""Tables without column names, in which each value follows its label in the row.

    Enpass's:  title, label, value, label, value, …, note
    Keeper's:  folder, title, user name, password, address, note, shared folder, label, value, …

So each row has its own columns. Enpass's table may begin with a heading ("Title", "Field", …), and
Keeper's with the names of the first columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_KEEPER_LABEL, _KEEPER_NAME = "TFC:Keeper", "otpauth"
_KEEPER = ("folder", "title", "username", "password", "url", "notes", "")
_TITLE, _LEAST_LABELS = "Title", 3


def is_keepers(text: str) -> bool:
    """Returns whether the text is Keeper's table, which has a known label before each code."""
    return _KEEPER_LABEL in text


def is_enpass(names: Sequence[str], is_known: Callable[[str], bool]) -> bool:
    """Returns whether the row is of Enpass's table: every second cell is a known column name."""
    if [name.lower() for name in names[:2]] == ["title", "field"]:
        return True
    at = [index for index, name in enumerate(names) if is_known(name)]
    return len(at) >= _LEAST_LABELS and all(index % 2 for index in at)


def keeper_row(row: Sequence[str]) -> tuple[list[str], list[str]]:
    """Returns the column names and the cells of a row."""
    first = len(_KEEPER)
    labels = [_KEEPER_NAME if label == _KEEPER_LABEL else "" for label in row[first::2]]
    return [*_KEEPER[: len(row)], *labels], [*row[:first], *row[first + 1 :: 2]]


def enpass_row(row: Sequence[str]) -> tuple[list[str], list[str]]:
    """Returns the column names and the cells of a row."""
    labels, values = list(row[1::2]), list(row[2::2])
    if len(labels) > len(values):
        values.append(labels.pop())
        labels.append("notes")
    return [_TITLE, *labels], [row[0], *values]


def is_heading(row: Sequence[str]) -> bool:
    """Returns whether the row is the heading, which holds no entry."""
    start = [name.strip().lower() for name in row[:2]]
    return start in (["title", "field"], ["folder", "title"])
