"""The manual's chapters, which are the topics of the extension's help page.

``extension/help/help.html`` has the order and the structure, ``extension/_locales`` the texts.
A text names a control by the key of its message: "Select [scan_region]."

    <ol class="steps pictured">   each step has a picture, but those with class "unpictured"
    <ol class="steps">            no step has one
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HELP = ROOT / "extension" / "help" / "help.html"
LOCALES = ROOT / "extension" / "_locales"
LANGUAGES = ("en", "ja")
AT_THE_CONSOLE = ("switch_on", "sign_in", "emergency", "change_device")

_CONTROL = re.compile(r"\[(\w+)\]")
_SHORTCUT = re.compile(r"\{(\w+)\+(\w)\}")
_MAC_KEYS = {"Ctrl": "⌘", "Alt": "⌥"}
_ON_A_MAC = {"en": "{} ({} on a Mac)", "ja": "{}（Mac では {}）"}
_TEXT_TAGS = {"h3": "heading", "p": "text"}


@dataclass(frozen=True, slots=True)
class Item:
    """A step or an entry of a list. ``key`` is its message's."""

    key: str
    is_pictured: bool = False


@dataclass(slots=True)
class Block:
    """A part of a chapter: "heading", "text", "notice" (one item), "steps" or "list"."""

    kind: str
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Chapter:
    """A topic of the help page; ``title`` is a message's key."""

    id: str
    title: str
    blocks: list[Block] = field(default_factory=list)

    def pictured_steps(self) -> list[str]:
        """Returns the keys of the steps that have a picture, in order."""
        return [i.key for block in self.blocks for i in block.items if i.is_pictured]

    def message_keys(self) -> list[str]:
        """Returns the keys of all texts."""
        return [self.title, *(i.key for block in self.blocks for i in block.items)]


@functools.cache
def chapters(page: Path = HELP) -> tuple[Chapter, ...]:
    """Returns the chapters in the order of the help page."""
    reader = _HelpReader()
    reader.feed(page.read_text("utf-8"))
    return tuple(reader.chapters)


class _HelpReader(HTMLParser):
    """Collects the articles of the help page. Links to pages of the extension are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.chapters: list[Chapter] = []
        self._list_is_pictured = False
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        classes = (named.get("class") or "").split()
        key = named.get("data-message") or ""
        if tag == "article":
            self.chapters.append(Chapter(named["id"] or "", ""))
            self._is_inside = True
        if not self._is_inside:
            return
        chapter = self.chapters[-1]
        if tag in ("ol", "ul"):
            self._list_is_pictured = "pictured" in classes
            chapter.blocks.append(Block("steps" if tag == "ol" else "list"))
        elif key and tag == "h2":
            chapter.title = key
        elif key and tag == "li":
            is_pictured = self._list_is_pictured and "unpictured" not in classes
            chapter.blocks[-1].items.append(Item(key, is_pictured))
        elif key and tag in _TEXT_TAGS:
            kind = "notice" if "notice" in classes else _TEXT_TAGS[tag]
            chapter.blocks.append(Block(kind, [Item(key)]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._is_inside = False


def walked_language(chapter: str) -> str:
    """Returns the language in which the tests follow the chapter; ``build.py manual`` uses both."""
    return "ja" if chapter in AT_THE_CONSOLE else "en"


def control_keys(text: str) -> list[str]:
    """Returns the keys of the controls that a message names."""
    return _CONTROL.findall(text)


class Texts:
    """The messages of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        path = LOCALES / language / "messages.json"
        entries: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
        self._messages = {key: entry["message"] for key, entry in entries.items()}

    def raw(self, key: str) -> str:
        """Returns the message as it is stored. Raises KeyError if there is none."""
        return self._messages[key]

    def keys_of(self, text: str) -> set[str]:
        """Returns the keys of all messages with this text."""
        return {key for key, message in self._messages.items() if message == text}

    def of_the_product(self) -> list[str]:
        """Returns all messages but those of the help page."""
        return [text for key, text in self._messages.items() if not key.startswith("help_")]

    def keys_of_sites(self) -> list[str]:
        """Returns the keys of the names of the console's buttons."""
        return [k for k in self._messages if k.startswith("help_site_") and k != "help_site_note"]

    def __call__(self, key: str) -> str:
        """Returns the message with the names of its controls, in quotation marks."""
        quoted = self.raw("help_control")
        text = _CONTROL.sub(
            lambda named: quoted.replace("$NAME$", self.raw(named[1])), self.raw(key)
        )
        return _SHORTCUT.sub(self._shortcut, text).replace("） ", "）")

    def _shortcut(self, keys: re.Match[str]) -> str:
        on_windows, on_mac = f"{keys[1]}+{keys[2]}", f"{_MAC_KEYS[keys[1]]}{keys[2]}"
        return _ON_A_MAC[self.language].format(on_windows, on_mac)
