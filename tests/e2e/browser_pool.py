"""Browsers that are kept between tests: resetting one takes a fifth of the time of starting one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from e2e.browser import Browser, Setting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Playwright

    from e2e.netlog import Asking

# Modules with other settings run in between. An idle browser shows nothing, so that it takes no
# processor time: a page with a camera or an animation would take a whole core of the other tests.
MAX_IDLE = 5


class BrowserPool:
    """Browsers with ``product`` in them. Only one that was never ended or damaged is used again."""

    def __init__(
        self, playwright: Playwright, product: Path, new_profile: Callable[[], Path]
    ) -> None:
        self._playwright = playwright
        self._product = product
        self._new_profile = new_profile
        self._all: list[Browser] = []
        self._idle: list[Browser] = []

    def take(
        self, setting: Setting, product: Path | None = None, *, new_profile: bool = False
    ) -> Browser:
        """Returns a browser with this setting, as a start on a fresh profile leaves it.

        ``product`` is another extension than the pool's. With ``new_profile`` the browser's files
        hold nothing of other tests.
        """
        if product is None and not new_profile:
            for browser in [b for b in self._idle if b.setting == setting]:
                self._idle.remove(browser)
                with suppress(Exception):  # then it is not used again
                    browser.clear()
                    return browser
                browser.quit()
        extension = product or self._product
        browser = Browser(self._playwright, extension, self._new_profile(), setting)
        browser.reusable = product is None
        self._all.append(browser)
        return browser

    def give_back(self, browser: Browser) -> None:
        """Keep the browser for another test, or end it."""
        if browser.reusable:
            browser.session()  # raises AssertionError if the test left a key that is not registered
            with suppress(Exception):  # then it is not used again
                browser.close_pages()
                self._idle.append(browser)
                while len(self._idle) > MAX_IDLE:
                    self._idle.pop(0).quit()
                return
        browser.quit()

    def close(self) -> list[Asking]:
        """End all; returns what any of them asked of another machine."""
        for browser in self._all:
            browser.quit()
        return [asking for b in self._all for log in b.asked() for asking in log.outward]
