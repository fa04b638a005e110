"""Finds account URIs anywhere in a text."""

from __future__ import annotations

import re

from kakomi.errors import FileTooLarge
from kakomi.formats.support import limits
from kakomi.formats.support.pacing import Pacer

_SCHEME = re.compile(
    r"(?<![a-z0-9+.-])(?:apple-otpauth|otpauth-migration|otpauth|motp|steam)$", re.IGNORECASE
)
_LONGEST_SCHEME = 20
# A URI ends at white space, a quote or a bracket of markup, JSON or YAML.
_REST = re.compile(r"""[^\s<>"'`\\]*""")
_TRAILING = ".,;:!)]}"


async def find_uris(text: str) -> list[tuple[int, str]]:
    """Returns each account URI with the position where it begins, in the text's order.

    Punctuation after a URI in prose is not part of it. Raises FileTooLarge.
    """
    if text.count("://") > limits.MAX_LINES:
        raise FileTooLarge("text")
    found: list[tuple[int, str]] = []
    pacer = Pacer()
    at = text.find("://")
    while at >= 0:
        await pacer.pause()
        before = text[max(0, at - _LONGEST_SCHEME) : at]
        scheme = _SCHEME.search(before)
        rest = _REST.match(text, at + 3)
        end = rest.end() if rest else at + 3
        if scheme is not None:
            start = at - len(before) + scheme.start()
            found.append((start, text[start:end].rstrip(_TRAILING)))
        at = text.find("://", end if scheme is not None else at + 3)
    return found
