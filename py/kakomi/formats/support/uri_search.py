"""Finds account URIs anywhere in a text."""

from __future__ import annotations

import re

from kakomi import uri_schemes
from kakomi.errors import FileTooLarge
from kakomi.formats.support import limits
from kakomi.pacing import Pacer

_START = re.compile(rf"(?<![a-z0-9+.-]){uri_schemes.pattern()}", re.IGNORECASE | re.ASCII)
_LONGEST_START = 40
_CHARACTERS_AT_ONCE = 64 * 2**10
_QUOTES = "\"'`"
# A URI ends at white space, at markup, at a backslash, and at the same quotation mark as before the
# URI. Otherwise an apostrophe is part of the URI, as in O'Brien. The backslash of JSON's escapes of
# "/", "&" and "=" does not end it.
_ESCAPES = r"\\/|\\u00(?:26|27|3[def])"
_REST = {quote: re.compile(rf"(?:[^\s<>\\{quote}]|{_ESCAPES})*") for quote in _QUOTES}
_REST[""] = re.compile(rf"(?:[^\s<>\\\"`\u201c-\u201f\u00ab\u00bb\u300c-\u300f]|{_ESCAPES})*")
_TRAILING = ".,;:!)]}*_\u2018\u2019\u203a"


async def find_uris(text: str) -> list[tuple[int, str]]:
    """Returns each account or transfer URI with its start index, in the text's order.

    Punctuation after a URI in prose is not part of it. Raises FileTooLarge.
    """
    found: list[tuple[int, str]] = []
    pacer = Pacer()
    end = 0
    for chunk in range(0, len(text), _CHARACTERS_AT_ONCE):
        await pacer.pause()
        chunk_end = chunk + _CHARACTERS_AT_ONCE
        for match in _START.finditer(text, chunk, chunk_end + _LONGEST_START):
            start = match.start()
            if start < end or start >= chunk_end:
                continue
            end = _end(text, match)
            uri = _without_punctuation(text[start:end])
            if uri:
                found.append((start, uri))
            if len(found) > limits.MAX_LINES:
                raise FileTooLarge("text")
            await pacer.pause()
    return found


def first_uri(text: str) -> str:
    """Returns the first account or transfer URI in a short text; empty if there is none."""
    match = _START.search(text)
    return _without_punctuation(text[match.start() : _end(text, match)]) if match else ""


def _without_punctuation(uri: str) -> str:
    """Returns the URI without the punctuation after it; empty if only the scheme is left, as in a
    sentence about "otpauth:".
    """
    uri = uri.rstrip(_TRAILING)
    start = _START.match(uri)
    return uri if start and any(map(str.isalnum, uri[start.end() :])) else ""


def _end(text: str, match: re.Match[str]) -> int:
    """Returns the index after the URI that begins with ``match``."""
    quote = text[match.start() - 1 : match.start()] if match.start() else ""
    rest = _REST[quote if quote and quote in _QUOTES else ""].match(text, match.end())
    return rest.end() if rest else match.end()
