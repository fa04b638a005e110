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
    from collections.abc import Iterator

    from playwright.sync_api import Playwright


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignContext:
    """``product``: the unpacked extension."""

    playwright: Playwright
    product: Path

    @contextmanager
    def browser(self, folder: Path | None = None) -> Iterator[Browser]:
        """Starts a browser with a new profile, in that empty folder if it is given. Ends the
        browser and deletes the profile afterwards.
        """
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
