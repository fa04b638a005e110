"""Exports as an HTML page for printing, with account URIs in table cells: Aegis's and Stratum's.

The page is only searched as text, never rendered. A URI that is in two cells is one account.
"""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.errors import FileUnknown
from kakomi.formats.otpauth_text import read_numbered
from kakomi.formats.support.format import Format
from kakomi.formats.support.match import Match
from kakomi.formats.support.uri_search import find_uris

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.import_builder import ImportDraft


def sniff(file: File) -> Match:
    """Returns SURE for an HTML page."""
    if file.text is None or not file.text.startswith("<"):
        return Match.NO
    head = file.text[:1000].lower()
    return Match.sure("<html" in head or "<!doctype html" in head)


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the accounts of all URIs, in the page's order."""
    uris = await find_uris(file.text or "")
    if not uris:
        raise FileUnknown("file")
    found = dict.fromkeys(html.unescape(uri) for _, uri in uris)
    return replace(await read_numbered(dict(enumerate(found)), "uris"), format=FORMAT.id)


FORMAT = Format(id="html", title="", extensions=("html", "htm"), sniff=sniff, read=read)
