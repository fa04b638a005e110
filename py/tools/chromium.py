"""Finds a Chromium to load the extension into, or installs one.

It takes the first of these: the one that the user named, Playwright's, the system's, one that
Playwright or apt installs. Branded Chrome can't be used, because it no longer accepts
``--load-extension``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import apt, environment
from tools.tasks import BuildError, log

# Environment variables with the path of a Chromium, like the option --chromium PATH.
VARIABLES = ("KAKOMI_CHROMIUM", "CHROMIUM")
_NAMES = ("chromium", "chromium-browser", "ungoogled-chromium")
_ANSWER_S = 60


def find(args: list[str]) -> Path:
    """Returns the program. Removes ``--chromium PATH`` from ``args``. Raises BuildError."""
    if "--chromium" in args:
        at = args.index("--chromium")
        path = args[at + 1 : at + 2]
        del args[at : at + 2]
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
    """Returns whether the program starts. Some systems have a script of that name that only says
    how to install Chromium.
    """
    try:
        done = subprocess.run(
            [path, "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and "Chrom" in done.stdout


def _of_playwright() -> Path | None:
    """Returns the newest Chromium that Playwright installed for this user."""
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
    log("no Chromium found: trying to install Playwright's …")
    done = subprocess.run(
        [environment.PYTHON, "-m", "playwright", "install", "chromium"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return _of_playwright() if done.returncode == 0 else None


def _by_apt() -> Path | None:
    log("Playwright has none for this system: trying apt-get …")
    packages = ("chromium", "chromium-l10n", "fonts-noto-cjk")
    return _of_system() if apt.apt_install(*packages) else None
