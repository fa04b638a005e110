"""XML, as much as phones' preference files and KeePass write, by expat.

A document type, and with it every entity but XML's own five, is refused before it is read; so are
over ``limits.MAX_DEPTH`` levels and ``limits.MAX_NODES`` elements. The place of an error is
``xml[1234]``, the byte reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from kakomi.errors import FileError, FileMalformed, FileTooLarge
from kakomi.formats.support import limits

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Element:
    """A name, its attributes, the text directly in it, and the elements in it, in their order."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def named(self, name: str) -> Iterator[Element]:
        """The children of that name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Element | None:
        """The first of them."""
        return next(self.named(name), None)

    def inner(self, name: str) -> str:
        """Its text, or none."""
        child = self.first(name)
        return "" if child is None else child.text


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.pieces: list[list[str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
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
        self.open.pop().text = "".join(self.pieces.pop())

    def characters(self, text: str) -> None:
        if self.pieces:
            self.pieces[-1].append(text)

    def refuse(self, *_: object) -> None:
        raise FileMalformed("xml.doctype")


def parse(data: bytes) -> Element:
    """The root element. Raises FileMalformed, FileTooLarge."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    place = "xml"
    try:
        parser.Parse(data, True)  # this is all
    except FileError:
        raise
    except (expat.ExpatError, ValueError, LookupError):
        place = f"xml[{max(parser.ErrorByteIndex, 0)}]"
    else:
        if builder.root is not None:
            return builder.root
    raise FileMalformed(place)


def preferences(root: Element) -> dict[str, str]:
    """Android's shared preferences: the strings of a <map>, by name. A name given twice is
    refused.
    """
    if root.name != "map":
        raise FileMalformed("xml")
    found: dict[str, str] = {}
    for index, child in enumerate(root.children):
        name = child.attributes.get("name")
        if child.name != "string" or name is None:
            continue
        if name in found:
            raise FileMalformed(f"map[{index}]")
        found[name] = child.text
    return found
