"""Starts the campaigns' browsers with the built extension, each profile in its own folder."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from e2e.browser import Browser, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Playwright


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignContext:
    """``product``: the unpacked extension. ``lend``, if given, lends a browser that is in the state
    of a new profile.
    """

    playwright: Playwright
    product: Path
    lend: Callable[[], AbstractContextManager[Browser]] | None = None

    @contextmanager
    def browser(self, folder: Path | None = None) -> Iterator[Browser]:
        """Starts a browser with a new profile, in that folder if it is given, or borrows one. Ends
        a browser that it started, and deletes the profile if it made the folder.
        """
        if folder is None and self.lend is not None:
            with self.lend() as lent:
                yield lent
            return
        profile = folder or Path(tempfile.mkdtemp(prefix="kakomi-profile-"))
        browser = Browser(self.playwright, self.product, profile, Setting())
        try:
            yield browser
        finally:
            with suppress(ProcessLookupError):
                browser.kill()
            browser.quit()
            if folder is None:
                shutil.rmtree(profile, ignore_errors=True)
