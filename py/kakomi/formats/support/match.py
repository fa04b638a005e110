"""How well a file matches a format."""

from __future__ import annotations

from enum import IntEnum


class Match(IntEnum):
    """How well a file matches, judged by its bytes only."""

    NO = 0
    LAST_RESORT = 1  # any text, which is searched if no format can read it
    MAYBE = 2  # nothing contradicts the format, such as encrypted bytes or a base64 text
    LIKELY = 3  # the structure fits, and may fit another format too
    SURE = 4  # the file has a mark that no other format has

    @classmethod
    def sure(cls, fits: bool) -> Match:
        """Returns SURE if it fits, else NO."""
        return cls.SURE if fits else cls.NO

    @classmethod
    def likely(cls, fits: bool) -> Match:
        """Returns LIKELY if it fits, else NO."""
        return cls.LIKELY if fits else cls.NO

    @classmethod
    def maybe(cls, fits: bool) -> Match:
        """Returns MAYBE if it fits, else NO."""
        return cls.MAYBE if fits else cls.NO
