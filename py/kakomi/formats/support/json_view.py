"""Strict JSON, and a view of its values that knows their paths.

Refused are more than ``limits.MAX_DEPTH`` levels, a name twice in an object, NaN and Infinity, and
numbers of thousands of digits. A syntax error has the path ``json[1234]``: the character at which
parsing stopped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from kakomi.errors import FileMalformed, FileTooLarge
from kakomi.formats.support import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

# The end quote is optional so that no text makes the expression go back over it.
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_NOT_BRACKET = re.compile(r"[^\[\]{}]+")
_WHOLE = re.compile(rf"-?[0-9]{{1,{limits.MAX_NUMBER_DIGITS}}}", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}", re.ASCII)


class _Duplicate(ValueError):  # noqa: N818  never leaves this file
    """Something that json.loads accepts and this module refuses. Holds no text of the file."""


def parse(text: str, where: str = "json") -> object:
    """Returns the value. Raises FileMalformed, FileTooLarge."""
    if _depth_over(text, limits.MAX_DEPTH):
        raise FileTooLarge(f"{where}.depth")
    place = where
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=refuse_constant,
        )
    except json.JSONDecodeError as error:
        place = f"{where}[{error.pos}]"
    except (ValueError, RecursionError):
        pass
    raise FileMalformed(place)  # not in the handler: that exception holds the text


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Duplicate
    return made


def refuse_constant(_name: str) -> NoReturn:
    """Raises ValueError: NaN and Infinity are no JSON."""
    raise _Duplicate


def _depth_over(text: str, most: int) -> bool:
    """Whether brackets are nested deeper, found without nesting ourselves: take away innermost
    pairs, ``most`` times.
    """
    if text.count("[") + text.count("{") <= most:
        return False
    left = _NOT_BRACKET.sub("", _STRING.sub("", text))
    for _ in range(most):
        before = len(left)
        left = left.replace("[]", "").replace("{}", "")
        if len(left) == before:
            break
    # Pairs that are left lie deeper. What doesn't match up nests no deeper than it has openings,
    # and the reader says where it goes wrong.
    return "[]" in left or "{}" in left or left.count("[") + left.count("{") > most


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its path. A value of another type than the one asked for raises FileMalformed
    with that path.
    """

    value: Any
    where: str = ""

    def at(self, name: str) -> Node:
        """Returns a member. If it is missing, its value is None."""
        members = self.members
        # Names of the format's own are paths; names from the file could be anything.
        step = name if _PLAIN.fullmatch(name) else "?"
        return Node(members.get(name), f"{self.where}.{step}" if self.where else step)

    @property
    def members(self) -> Mapping[str, object]:
        """The members of an object. Raises FileMalformed."""
        if not isinstance(self.value, Mapping):
            self.fail()
        return self.value

    @property
    def is_object(self) -> bool:
        """Whether the value is an object."""
        return isinstance(self.value, Mapping)

    def __iter__(self) -> Iterator[Node]:
        """Yields the items of a list. Raises FileMalformed."""
        if not isinstance(self.value, list):
            self.fail()
        for index, item in enumerate(self.value):
            yield Node(item, f"{self.where}[{index}]")

    def items(self) -> Iterator[tuple[str, Node]]:
        """An object's, in their order, their path by number: names could be anything."""
        for index, (name, item) in enumerate(self.members.items()):
            yield name, Node(item, f"{self.where}[{index}]")

    def values(self) -> Iterator[Node]:
        """Yields the values of an object."""
        return (item for _, item in self.items())

    def list(self) -> Iterator[Node]:
        """Yields the items of a list; None counts as an empty list."""
        return iter(()) if self.value is None else iter(self)

    def text(self, default: str | None = None) -> str:
        """Returns a string, or ``default`` for None. Raises FileMalformed."""
        if self.value is None and default is not None:
            return default
        if not isinstance(self.value, str):
            self.fail()
        return self.value

    def integer(self, default: int | None = None) -> int:
        """Returns an integer, also one that is written as a string or as 30.0.

        Returns ``default`` for None. Raises FileMalformed.
        """
        value = self.value
        if value is None and default is not None:
            return default
        if type(value) is int:
            return value
        if type(value) is float and value.is_integer() and abs(value) < 2**53:
            return int(value)
        if not isinstance(value, str) or not _WHOLE.fullmatch(value.strip()):
            self.fail()
        return int(value)

    def flag(self) -> bool:
        """Returns whether the value is true, or "true", "True", "1". Lists and objects raise."""
        if isinstance(self.value, Mapping | list):
            self.fail()
        return self.value in (True, "true", "True", "1")

    def fail(self) -> NoReturn:
        """Raises FileMalformed with the path of this value."""
        raise FileMalformed(self.where or "file")


def has_members(value: object, *names: str) -> bool:
    """Returns whether the value is an object with these members."""
    return isinstance(value, Mapping) and all(name in value for name in names)
