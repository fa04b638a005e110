"""A strict JSON parser, and a view of JSON values with their paths.

Refuses more than ``limits.MAX_DEPTH`` levels, a repeated name in an object, NaN and Infinity, and
numbers of thousands of digits. A syntax error has the path ``json[1234]``: the index of the
character at which parsing stopped.
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

# The end quote is optional, so that an unterminated string causes no backtracking.
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_NOT_BRACKET = re.compile(r"[^\[\]{}]+")
_WHOLE = re.compile(rf"-?[0-9]{{1,{limits.MAX_NUMBER_DIGITS}}}", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}", re.ASCII)


class _Refused(ValueError):  # noqa: N818  never leaves this module
    """Raised for JSON that json.loads accepts and this module refuses. Holds no text of the
    file.
    """


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
    raise FileMalformed(place)  # outside the handler, because that exception holds the text


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused
    return made


def refuse_constant(_name: str) -> NoReturn:
    """Raises ValueError, because NaN and Infinity are not JSON."""
    raise _Refused


def _depth_over(text: str, most: int) -> bool:
    """Returns whether brackets are nested deeper than ``most``. Removes the innermost pairs
    ``most`` times instead of recursing, so that the text can't exhaust the stack.
    """
    if text.count("[") + text.count("{") <= most:
        return False
    left = _NOT_BRACKET.sub("", _STRING.sub("", text))
    for _ in range(most):
        before = len(left)
        left = left.replace("[]", "").replace("{}", "")
        if len(left) == before:
            break
    # A remaining pair is nested deeper. Without one, the depth is at most the number of remaining
    # opening brackets, and the parser reports the mismatch.
    return "[]" in left or "{}" in left or left.count("[") + left.count("{") > most


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its path. The methods raise FileMalformed with that path if the value has another
    type.
    """

    value: Any
    where: str = ""

    def at(self, name: str) -> Node:
        """Returns a member. If it is missing, its value is None."""
        members = self.members
        # Names that the format defines may be in paths. Names from the file may be secrets.
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
        """Yields the name and value of each member in order. Paths have the member's index, because
        names may be secrets.
        """
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
        """Returns whether the value is true, "true", "True" or "1". Raises FileMalformed for a list
        or an object.
        """
        if isinstance(self.value, Mapping | list):
            self.fail()
        return self.value in (True, "true", "True", "1")

    def fail(self) -> NoReturn:
        """Raises FileMalformed with the path of this value."""
        raise FileMalformed(self.where or "file")


def has_members(value: object, *names: str) -> bool:
    """Returns whether the value is an object with these members."""
    return isinstance(value, Mapping) and all(name in value for name in names)


def first_of(value: object, name: str | None = None) -> object:
    """Returns the first element of a list, or of the list that is the object's member of that name.

    Returns None if there is no such list, or if it is empty.
    """
    if name is not None:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value[0] if isinstance(value, list) and value else None
