"""A hybrid logical clock: stamps that order the changes of several machines.

A stamp is 24 lower-case hexadecimal digits: 12 of the milliseconds since 1970, 4 of a counter, 8 of
the machine. Stamps are compared as texts. A stamp is later than every stamp that its machine knew
when it was made, whatever time the system clock has (Kulkarni et al., "Logical Physical Clocks",
2014).
"""

from __future__ import annotations

import re
from typing import TypeAlias

Stamp: TypeAlias = str

NEVER: Stamp = ""  # earlier than every stamp
_MAX_UNIX_MS = 2**48 - 2**16
_MAX_COUNTER = 0xFFFF
_STAMP = re.compile(r"[0-9a-f]{24}", re.ASCII)
_MACHINE = re.compile(r"[0-9a-f]{8}", re.ASCII)


def following(last: Stamp, now_unix_ms: int, machine: str) -> Stamp:
    """Returns a stamp of that machine: of now, or just after ``last`` if that is later than now."""
    at_ms, counter = unix_ms(last), int(last[12:16] or "0", 16)
    now_ms = min(max(0, now_unix_ms), _MAX_UNIX_MS)
    if now_ms > at_ms:
        at_ms, counter = now_ms, 0
    elif counter < _MAX_COUNTER:
        counter += 1
    else:
        at_ms, counter = at_ms + 1, 0
    return f"{at_ms:012x}{counter:04x}{machine}"


def unix_ms(stamp: Stamp) -> int:
    """Returns the stamp's milliseconds since 1970; 0 for NEVER."""
    return int(stamp[:12] or "0", 16)


def machine_of(stamp: Stamp) -> str:
    """Returns the machine that made the stamp; empty for NEVER."""
    return stamp[16:]


def is_stamp(value: object) -> bool:
    """Whether ``value`` is a stamp, and not NEVER."""
    return isinstance(value, str) and _STAMP.fullmatch(value) is not None


def is_machine(value: object) -> bool:
    """Whether ``value`` is the name of a machine in a stamp."""
    return isinstance(value, str) and _MACHINE.fullmatch(value) is not None
