"""Saves a screenshot of each step in tests/output."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUTPUT = Path(__file__).resolve().parents[1] / "output"


# Waits for the animations that end within a second; spinners and countdowns run on.
_SHORT_ANIMATIONS = """() => Promise.all(
    document.getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime < 1000)
        .map((animation) => animation.finished.catch(() => {})))"""


class Screenshots:
    """The screenshots of one test, numbered in order."""

    def __init__(self, name: str) -> None:
        self._folder = OUTPUT / name
        self._taken = 0
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)

    def take(self, page: Page, name: str) -> Path:
        """Save what the page shows once its short animations have ended."""
        self._taken += 1
        page.evaluate(_SHORT_ANIMATIONS)
        path = self._folder / f"{self._taken:02}-{name}.png"
        page.screenshot(path=path, animations="allow", caret="initial")
        return path
