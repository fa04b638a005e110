"""What build.py's words do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshop import unpacked
from workshop.steps import Missing, tell

if TYPE_CHECKING:
    from collections.abc import Callable

Door = "Callable[[list[str]], int]"


def build(_words: list[str]) -> int:
    """Make ``dist/kakomi``."""
    unpacked.build()
    return 0


DOORS: dict[str, Callable[[list[str]], int]] = {"build": build}


def enter(words: list[str]) -> int:
    """Do what the first word says; the exit code."""
    door = DOORS.get(words[0] if words else "build")
    if door is None:
        tell(f"build.py knows: {' · '.join(DOORS)}")
        return 2
    try:
        return door(words[1:])
    except Missing as missing:
        tell(f"build.py: {missing}")
        return 1
    except KeyboardInterrupt:
        return 130
