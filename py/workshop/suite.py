"""``build.py test``: everything CI runs; more words go to pytest instead."""

from __future__ import annotations

import os
import shutil
import subprocess

from workshop import checks, chromium, environment, system, unpacked
from workshop.places import ROOT
from workshop.steps import tell


def test(words: list[str]) -> int:
    """The checks and all tests; with words, what pytest makes of them. Raises WorkshopError."""
    environ = {**os.environ, **environment.python_environment()}
    # What takes no browser must not wait for one.
    whole = not any(word.startswith("tests") for word in words)
    unpacked.build()
    if whole or any(word.startswith("tests/e2e") for word in words):
        environ["KAKOMI_CHROMIUM"] = str(chromium.find(words))
        _fonts()
    failed = 0 if words else checks.check()
    if failed:
        tell("the tests run all the same; with failed checks the whole has failed")
    done = subprocess.run(
        [environment.PYTHON, "-m", "pytest", *words], cwd=ROOT, env=environ, check=False
    )
    return done.returncode or failed


def _fonts() -> None:
    """Japanese pages are photographed: without such a font they are rows of boxes."""
    if shutil.which("fc-list") is None:
        return
    listed = subprocess.run(
        ["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False
    )
    if not listed.stdout.strip() and not system.apt_install("fonts-noto-cjk"):
        tell("no Japanese font here: screenshots will lack the letters (fonts-noto-cjk has them)")
