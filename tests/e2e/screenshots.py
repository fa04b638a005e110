"""Saves a screenshot of each step in tests/output."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUTPUT = Path(__file__).resolve().parents[1] / "output"


class Screenshots:
    """The pictures of one test, numbered as they were taken."""

    def __init__(self, name: str) -> None:
        self._folder = OUTPUT / name
        self._taken = 0
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)

    def take(self, page: Page, name: str) -> Path:
        """Photograph what the page shows now."""
        self._taken += 1
        path = self._folder / f"{self._taken:02}-{name}.png"
        page.screenshot(path=path, animations="allow", caret="initial")
        return path
