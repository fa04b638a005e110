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
    how to install Chromium. On Windows Chromium does not say its version but opens a window, so
    there a file is enough.
    """
    if os.name == "nt":
        return path.is_file()
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
        for name in ("chrome", "chrome.exe", "Chromium", "Google Chrome for Testing"):
            for path in found.rglob(name):
                if path.is_file() and os.access(path, os.X_OK) and _answers(path):
                    return path
    return None


def _playwright_folder() -> Path:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    return Path(named) if named else playwright_folder()


def playwright_folder(system: str = sys.platform) -> Path:
    """Returns where Playwright installs browsers. ``system`` is a value of ``sys.platform``."""
    if system == "win32":
        return _local_data() / "ms-playwright"
    caches = Path.home() / ("Library/Caches" if system == "darwin" else ".cache")
    return caches / "ms-playwright"


def _local_data() -> Path:
    """Returns the folder on Windows for data and programs of this user."""
    return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")


def _of_system() -> Path | None:
    for name in _NAMES:
        path = shutil.which(name)
        if path and _answers(Path(path)):
            return Path(path)
    applications = (
        Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
        _local_data() / "Chromium" / "Application" / "chrome.exe",
    )
    return next((path for path in applications if path.is_file()), None)


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
