"""The length of a passphrase: counted in characters after Unicode's NFKC, in which it is used."""

from __future__ import annotations

import unicodedata

MIN_CHARACTERS = 8


def length(passphrase: str) -> int:
    """Returns the number of characters after NFKC."""
    return len(unicodedata.normalize("NFKC", passphrase))
