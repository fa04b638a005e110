"""What a pasted text is: links of accounts, the content of a file, a setup key, or another text."""

from __future__ import annotations

import re
from enum import Enum

from kakomi import uri_schemes

MAX_LINKS = 1_000  # more than these are shown by the import, which can hold many
MAX_LINE_CHARACTERS = 400  # a mistyped link is shorter; a longer text is the content of a file

_LINK = re.compile(uri_schemes.pattern(), re.IGNORECASE)
# The addresses of games begin with "steam:" too.
_SCHEMES_WITHIN = [
    scheme for scheme in (*uri_schemes.ACCOUNT, uri_schemes.TRANSFER) if scheme != "steam"
]
_LINK_WITHIN = re.compile(
    rf"(?<![a-z0-9+.-])(?:{'|'.join(map(re.escape, _SCHEMES_WITHIN))})://", re.IGNORECASE
)
_SETUP_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9\s=-]{6,}")


class PastedText(Enum):
    """LINKS: each line is the URI of an account or a transfer. FILE: several lines, or text around
    a URI, as in an export. SETUP_KEY: a secret as sites show it. OTHER: any other line.
    """

    LINKS = "links"
    FILE = "file"
    SETUP_KEY = "setup_key"
    OTHER = "other"


def kind(text: str) -> PastedText:
    """Returns what the text is, by its form. A link may still be malformed."""
    text = text.strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if 0 < len(lines) <= MAX_LINKS and all(map(_LINK.match, lines)):
        return PastedText.LINKS
    if len(text) > MAX_LINE_CHARACTERS or len(lines) > 1 or _LINK_WITHIN.search(text, 1):
        return PastedText.FILE
    return PastedText.SETUP_KEY if _SETUP_KEY.fullmatch(text) else PastedText.OTHER
