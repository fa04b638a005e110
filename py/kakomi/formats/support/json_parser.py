"""Parses long JSON texts in slices (RFC 8259), with the same result as ``json.loads``.

The standard library parses a text in one call, which blocks the worker for seconds if the text has
millions of values. It parses short texts; this module parses long ones, value by value.
"""

from __future__ import annotations

import json
import re

from kakomi.errors import FileMalformed, FileTooLarge
from kakomi.formats.support import json_view, limits
from kakomi.pacing import Pacer

# json.loads takes at most some 10 ms for a text of this length.
_SHORT_CHARACTERS = 50_000
_VALUES_AT_ONCE = 2_000

_SPACE = re.compile(r"[ \t\n\r]*")
_SCALARS = json.JSONDecoder(parse_constant=json_view.refuse_constant)
_END = ""

_Container = list[object] | dict[str, object]


async def parse(text: str, where: str = "json") -> object:
    """Returns the value. Raises FileMalformed, FileTooLarge."""
    if len(text) <= _SHORT_CHARACTERS:
        return json_view.parse(text, where)
    # The number of values is at most that of opening brackets and commas.
    if sum(map(text.count, "[{,")) > limits.MAX_JSON_VALUES:
        raise FileTooLarge(f"{where}.values")
    parser = Parser(text, where)
    pacer = Pacer()
    while not parser.is_done:
        parser.step(_VALUES_AT_ONCE)
        await pacer.pause()
    return parser.value


class Parser:
    """A parser that can stop after any value. ``value`` is the result once ``is_done``."""

    def __init__(self, text: str, where: str) -> None:
        self._text, self._where = text, where
        self._at = 0
        self._open: list[_Container] = []
        self._names: list[str] = []  # the member being read, for each open object
        self.value: object = None
        self.is_done = False

    def step(self, values: int) -> None:
        """Parses at most ``values`` values. Raises FileMalformed, FileTooLarge."""
        for _ in range(values):
            if self.is_done:
                return
            self._value()

    def _fail(self) -> FileMalformed:
        return FileMalformed(f"{self._where}[{min(self._at, len(self._text))}]")

    def _next(self) -> str:
        """Returns the next character that is not white space, without consuming it."""
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _value(self) -> None:
        """Parses one scalar, or the opening of one container, up to the start of the next value."""
        character = self._next()
        if character == "[":
            self._at += 1
            self._begin([])
            if self._next() == "]":
                self._at += 1
                self._close()
        elif character == "{":
            self._at += 1
            self._begin({})
            if self._next() == "}":
                self._at += 1
                self._close()
            else:
                self._name()
        else:
            self._complete(self._scalar())

    def _begin(self, container: _Container) -> None:
        if len(self._open) >= limits.MAX_DEPTH:
            raise FileTooLarge(f"{self._where}.depth")
        self._open.append(container)

    def _scalar(self) -> object:
        """Parse a string, a number or a literal."""
        value: object
        try:
            value, self._at = _SCALARS.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
        except ValueError:  # NaN, Infinity, or more digits than int() accepts
            pass
        else:
            return value
        raise self._fail()  # outside the handler, because that exception holds the text

    def _name(self) -> None:
        """Parses the name of a member and its colon. Refuses a repeated name."""
        if self._next() != '"':
            raise self._fail()
        name = self._scalar()
        container = self._open[-1]
        if not isinstance(name, str) or name in container or self._next() != ":":
            raise self._fail()
        self._at += 1
        self._names.append(name)

    def _complete(self, value: object) -> None:
        """Puts a complete value into its container, and reads on to the start of the next value."""
        while True:
            if not self._open:
                self.value, self.is_done = value, True
                if self._next() != _END:
                    raise self._fail()
                return
            container = self._open[-1]
            if isinstance(container, dict):
                container[self._names.pop()] = value
            else:
                container.append(value)
            character = self._next()
            self._at += 1
            if character == ",":
                if isinstance(container, dict):
                    self._name()
                return
            if character != ("}" if isinstance(container, dict) else "]"):
                self._at -= 1
                raise self._fail()
            value = self._open.pop()

    def _close(self) -> None:
        self._complete(self._open.pop())
