"""Saves screenshots in tests/output: of each step with ``KAKOMI_SCREENSHOTS=1`` (``build.py test
--screenshots``), and in any case of what a test that fails shows at that moment.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from e2e.browser import Browser, Setting

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUTPUT = Path(__file__).resolve().parents[1] / "output"
OF_EACH_STEP = os.environ.get("KAKOMI_SCREENSHOTS") == "1"
_PATIENCE_MS = 3_000  # a page that does not answer keeps a failed test no longer


def looks(*names: str) -> list[str]:
    """Returns in which of these languages and themes a module's tests run: in all if screenshots
    are wanted, otherwise in the first. What depends on them is tested in all of them: the words
    (tests/unit/test_glossary.py), the layout and the colours (test_axe.py, test_popup.py).
    """
    return list(names if OF_EACH_STEP else names[:1])


def setting_in(*names: str, light_ratio: float = 1.0) -> Any:
    """Returns the fixture ``setting`` of a module: the browser in each of these languages, with
    "-dark" after the name in the dark theme. ``light_ratio`` is the scale of the screen in the
    light theme.
    """

    @pytest.fixture(scope="module", params=names, name="setting")
    def setting(request: pytest.FixtureRequest) -> Setting:
        language, _, theme = str(request.param).partition("-")
        is_dark = theme == "dark"
        return Setting(language=language, dark=is_dark, ratio=1.0 if is_dark else light_ratio)

    return setting


# Waits for the animations that end within a second; spinners and countdowns run on.
_SHORT_ANIMATIONS = """() => Promise.all(
    document.getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime < 1000)
        .map((animation) => animation.finished.catch(() => {})))"""


def folder_of(item: pytest.Item) -> Path:
    """Returns the folder of a test's screenshots."""
    module, test = (n.removeprefix("test_") for n in (item.path.stem, item.name))
    return OUTPUT / module / re.sub(r"[^a-z0-9]+", "-", test).strip("-")


class Screenshots:
    """The screenshots of one test, numbered in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = 0
        shutil.rmtree(folder, ignore_errors=True)

    def take(self, page: Page, name: str) -> None:
        """Save what the page shows once its short animations have ended, if each step is wanted."""
        if not OF_EACH_STEP:
            return
        self._taken += 1
        page.evaluate(_SHORT_ANIMATIONS)
        path = self._folder / f"{self._taken:02}-{name}.png"
        page.screenshot(path=path, animations="allow", caret="initial")


def take_at_failure(item: pytest.Item) -> None:
    """Save what every browser of the failed test shows: its front tab and its popup."""
    arguments = getattr(item, "funcargs", {}).values()
    owners = [getattr(argument, "browser", argument) for argument in arguments]
    for number, browser in enumerate({id(o): o for o in owners if isinstance(o, Browser)}.values()):
        for name, page in browser.in_sight().items():
            with suppress(Exception):  # the page may be gone, or not answer
                path = folder_of(item) / f"failed-{number}-{name}.png"
                page.screenshot(path=path, timeout=_PATIENCE_MS)
