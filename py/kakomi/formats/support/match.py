"""How surely a file is of a format."""

from __future__ import annotations

from enum import IntEnum


class Match(IntEnum):
    """Decided from the bytes alone."""

    NO = 0
    LAST_RESORT = 1  # any text: to be searched if no format can read it
    MAYBE = 2  # nothing contradicts it: a cipher's output, a base64 text
    LIKELY = 3  # the structure fits, and might fit another format
    SURE = 4  # it has a mark that no other format has

    @classmethod
    def sure(cls, fits: bool) -> Match:
        """SURE, or NO."""
        return cls.SURE if fits else cls.NO

    @classmethod
    def likely(cls, fits: bool) -> Match:
        """LIKELY, or NO."""
        return cls.LIKELY if fits else cls.NO

    @classmethod
    def maybe(cls, fits: bool) -> Match:
        """MAYBE, or NO."""
        return cls.MAYBE if fits else cls.NO
