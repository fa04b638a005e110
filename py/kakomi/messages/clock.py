"""clock.*"""

from typing import TypedDict


class ClockCheckRequest(TypedDict):
    """``code``: what another device shows now for the account, as the user typed it."""

    id: str
    code: str


class ClockCheckReply(TypedDict):
    """``found``: the code is one of the account's within ten minutes. ``offset_ms``: what to add to
    the computer's time; 0 if its clock is right. ``was_ms``: the offset that was in force; it is
    dropped if the clock is right.
    """

    found: bool
    offset_ms: int
    was_ms: int


class ClockSetOffsetRequest(TypedDict):
    """``offset_ms``: as ``clock.check`` found it; 0 ends the correction."""

    offset_ms: int
