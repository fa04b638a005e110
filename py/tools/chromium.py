"""A Chromium to load the extension into.

In this order: the one that was named, Playwright's, the system's, and if there is none, one that
Playwright or apt installs. Branded Chrome does not do: it no longer takes ``--load-extension``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import apt, environment
from tools.tasks import BuildError, log

# Either names one; --chromium PATH does too.
VARIABLES = ("KAKOMI_CHROMIUM", "CHROMIUM")
_NAMES = ("chromium", "chromium-browser", "ungoogled-chromium")
_ANSWER_S = 60


def find(words: list[str]) -> Path:
    """The program; takes ``--chromium PATH`` out of ``words``. Raises BuildError."""
    if "--chromium" in words:
        at = words.index("--chromium")
        path = words[at + 1 : at + 2]
        del words[at : at + 2]
        return _named(path[0] if path else "", "--chromium")
    for variable in VARIABLES:
        if os.environ.get(variable):
            return _named(os.environ[variable], variable)
    found = _of_playwright() or _of_system() or _by_playwright() or _by_apt()
    if found is None:
        raise BuildError(
            "no Chromium here: install one (on Debian: apt-get install chromium), "
            "or name yours with --chromium PATH"
        )
    return found


def _named(path: str, by: str) -> Path:
    found = Path(shutil.which(path) or path)
    if not _answers(found):
        raise BuildError(f"{by} names {path or 'nothing'}, which is no Chromium that runs")
    return found


def _answers(path: Path) -> bool:
    """Whether it starts at all: some systems have a stand-in of that name that only says no."""
    try:
        said = subprocess.run(
            [path, "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and "Chrom" in said.stdout


def _of_playwright() -> Path | None:
    """The newest that Playwright has installed for this person."""
    for found in sorted(_playwright_folder().glob("chromium-*"), reverse=True):
        for name in ("chrome", "Chromium", "Google Chrome for Testing"):
            for path in found.rglob(name):
                if path.is_file() and os.access(path, os.X_OK) and _answers(path):
                    return path
    return None


def _playwright_folder() -> Path:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named:
        return Path(named)
    caches = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return caches / "ms-playwright"


def _of_system() -> Path | None:
    for name in _NAMES:
        path = shutil.which(name)
        if path and _answers(Path(path)):
            return Path(path)
    application = Path("/Applications/Chromium.app/Contents/MacOS/Chromium")
    return application if application.is_file() else None


def _by_playwright() -> Path | None:
    log("no Chromium here yet: Playwright installs its own, if it can …")
    done = subprocess.run(
        [environment.PYTHON, "-m", "playwright", "install", "chromium"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return _of_playwright() if done.returncode == 0 else None


def _by_apt() -> Path | None:
    log("Playwright could not: the system's, if apt-get can be used …")
    packages = ("chromium", "chromium-l10n", "fonts-noto-cjk")
    return _of_system() if apt.apt_install(*packages) else None
