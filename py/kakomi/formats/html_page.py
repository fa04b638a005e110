"""Exports as a page to print: Aegis's and Stratum's. Account URIs stand in their cells.

Only the text is looked at, never run or rendered: whatever begins like a URI and goes on to the
next white space, quote or bracket. A URI in two cells is one account.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import uri_schemes
from kakomi.errors import FileUnknown
from kakomi.formats.otpauth_text import read_numbered
from kakomi.formats.support.format import Format
from kakomi.formats.support.match import Match

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.import_builder import ImportDraft

_URI = re.compile(rf"\b{uri_schemes.pattern()}[^\s<>\"']+", re.IGNORECASE)


def sniff(file: File) -> Match:
    """A page with at least one URI in it."""
    if file.text is None or not file.text.startswith("<"):
        return Match.NO
    head = file.text[:1000].lower()
    is_page = "<html" in head or "<!doctype html" in head
    return Match.sure(is_page and _URI.search(file.text) is not None)


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Its URIs, in their order."""
    if file.text is None:
        raise FileUnknown("file")
    found = dict.fromkeys(html.unescape(uri) for uri in _URI.findall(file.text))
    return replace(read_numbered(dict(enumerate(found)), "uris"), format=FORMAT.id)


FORMAT = Format(id="html", title="", extensions=("html", "htm"), sniff=sniff, read=read)
