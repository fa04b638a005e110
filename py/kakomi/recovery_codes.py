"""Finds recovery codes in text that users paste from a site."""

from __future__ import annotations

import re

# A line has one code, or several with tabs, commas or at least two spaces between them. A single
# space is part of a code ("1234 5678").
_SEPARATOR = re.compile(r"[\n\r\t,;、，]+|\s{2,}")
_LIST_MARK = re.compile(r"\s*(?:[-•*・]|[0-9]{1,2}[.)])\s+")  # "- ", "1. ", "2) "


def parse(text: str) -> tuple[str, ...]:
    """Returns the codes in ``text``, each once, without list marks."""
    pieces = (_without_mark(piece).strip() for piece in _SEPARATOR.split(text))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _without_mark(piece: str) -> str:
    mark = _LIST_MARK.match(piece)
    return piece[mark.end() :] if mark else piece
