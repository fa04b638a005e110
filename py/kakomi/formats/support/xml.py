"""Parses XML with expat in slices.

Refuses a document type declaration, and so every entity except XML's five. Also refuses more than
``limits.MAX_DEPTH`` levels, more than ``limits.MAX_NODES`` elements, and a tag of more than
``limits.MAX_MARKUP_BYTES``. The path of an error is ``xml[1234]``: the index of the byte that expat
reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from kakomi.errors import FileError, FileMalformed, FileTooLarge
from kakomi.formats.support import limits
from kakomi.pacing import Pacer, paced

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES_AT_ONCE = 16 * 2**10


@dataclass(slots=True)
class Element:
    """An element: its name, attributes, direct text, and child elements in order."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def named(self, name: str) -> Iterator[Element]:
        """Yields the children with that name."""
        return (child for child in self.children if child.name == name)

    def begins_with(self, *names: str) -> bool:
        """Returns whether one of the first thousand children has one of these values of the
        attribute ``name``.
        """
        return any(child.attributes.get("name") in names for child in self.children[:1000])

    def first(self, name: str) -> Element | None:
        """Returns the first child with that name, or None."""
        return next(self.named(name), None)

    def inner(self, name: str) -> str:
        """Returns the text of the first child with that name, or an empty text."""
        child = self.first(name)
        return "" if child is None else child.text


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.pieces: list[list[str]] = []
        self.has_progressed = False
        self.progressed_at = 0

    def check_progress(self, position: int) -> None:
        """Raises FileTooLarge if one tag, comment or instruction is too long.

        expat reports markup when it is complete. It would report a tag with a million attributes in
        one call that blocks the worker.
        """
        if self.has_progressed:
            self.has_progressed, self.progressed_at = False, position
        elif position - self.progressed_at > limits.MAX_MARKUP_BYTES:
            raise FileTooLarge("xml")

    def ignore(self, *_: object) -> None:
        self.has_progressed = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.has_progressed = True
        self.count += 1
        if len(self.open) >= limits.MAX_DEPTH or self.count > limits.MAX_NODES:
            raise FileTooLarge("xml")
        element = Element(name, attributes)
        if self.open:
            self.open[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self.open.append(element)
        self.pieces.append([])

    def end(self, _name: str) -> None:
        self.has_progressed = True
        self.open.pop().text = "".join(self.pieces.pop())

    def characters(self, text: str) -> None:
        self.has_progressed = True
        if self.pieces:
            self.pieces[-1].append(text)

    def refuse(self, *_: object) -> None:
        raise FileMalformed("xml.doctype")


async def parse(data: bytes) -> Element:
    """Returns the root element. Raises FileMalformed, FileTooLarge."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.CommentHandler = parser.ProcessingInstructionHandler = builder.ignore
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    pacer = Pacer()
    where = "xml"
    try:
        for start in range(0, len(data), _BYTES_AT_ONCE):
            parser.Parse(data[start : start + _BYTES_AT_ONCE], False)
            builder.check_progress(start)
            await pacer.pause()
        parser.Parse(b"", True)
    except FileError:
        raise
    except (expat.ExpatError, ValueError, LookupError):
        where = f"xml[{max(parser.ErrorByteIndex, 0)}]"
    else:
        if builder.root is not None:
            return builder.root
    raise FileMalformed(where)


async def preferences(root: Element) -> dict[str, str]:
    """Returns Android's shared preferences: the strings of a <map> by name. Refuses a repeated
    name.
    """
    if root.name != "map":
        raise FileMalformed("xml")
    found: dict[str, str] = {}
    async for index, child in paced(enumerate(root.children)):
        name = child.attributes.get("name")
        if child.name != "string" or name is None:
            continue
        if name in found:
            raise FileMalformed(f"map[{index}]")
        found[name] = child.text
    return found
