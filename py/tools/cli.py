"""What build.py's words do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshop import checks, locks, rehearsal, suite, unpacked
from workshop.steps import WorkshopError, tell

if TYPE_CHECKING:
    from collections.abc import Callable


def build(_words: list[str]) -> int:
    """Make dist/kakomi, the unpacked extension."""
    unpacked.build()
    return 0


# Word -> what it does with the words after it; the exit code.
DOORS: dict[str, Callable[[list[str]], int]] = {
    "build": build,
    "run": rehearsal.rehearse,
    "test": suite.test,
    "check": checks.check,
    "bench": suite.bench,
    "campaigns": suite.campaigns,
    "fuzzing": suite.fuzzing,
    "package": unpacked.package,
    "lock": locks.renew,
}


def enter(words: list[str]) -> int:
    """Do what the first word says."""
    door = DOORS.get(words[0] if words else "build")
    if door is None:
        tell(f"build.py knows: {' · '.join(DOORS)}")
        return 2
    try:
        return door(words[1:])
    except WorkshopError as error:
        tell(f"build.py: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
