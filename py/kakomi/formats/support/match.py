"""How surely a file is of a format."""

from __future__ import annotations

from enum import IntEnum


class Match(IntEnum):
    """From a look at the file alone."""

    NO = 0
    MAYBE = 1  # nothing speaks against it: a cipher's output, a base64 text
    LIKELY = 2  # the shape fits, and might fit another
    SURE = 3  # a mark that nobody else has

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
