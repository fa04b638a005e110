"""``build.py test``: everything CI runs; and what takes longer, each with a door of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import apt, assemble, checks, chromium, environment
from tools.paths import ROOT
from tools.tasks import log

_DEBIANS_LOCALES = Path("/usr/lib/chromium/locales")
_SOME_FAILED = 1  # pytest's word for it; all above is a run that did not come to its end


def test(words: list[str]) -> int:
    """The checks and all tests; with words, what pytest makes of them. Raises BuildError."""
    # What takes no browser must not wait for one.
    folders = [word for word in words if word.startswith("tests")]
    in_browser = not folders or any(word.startswith("tests/e2e") for word in folders)
    assemble.build()
    environ = _with_browser(words) if in_browser else _surroundings()
    failed = 0 if words else checks.check()
    if failed:
        log("the tests run all the same; with failed checks the whole has failed")
    return (_python("pytest", words, environ) if words else _all(environ)) or failed


def _all(environ: dict[str, str]) -> int:
    """Two cores are two: what needs neither Node nor a browser runs beside what needs Node; what is
    about moments and minutes then has the machine to itself.
    """
    command: list[str | Path] = [environment.PYTHON, "-m", "pytest", "tests/unit"]
    with tempfile.TemporaryFile() as told:
        beside = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=told, stderr=subprocess.STDOUT
        )
        failed = [_python("pytest", ["tests/contract"], environ), beside.wait()]
        told.seek(0)
        sys.stdout.write(told.read().decode(errors="replace"))
        sys.stdout.flush()
    return _in_browser(environ) or max(failed)


def _in_browser(environ: dict[str, str]) -> int:
    """A real browser on a busy machine is late now and then. What failed is tried once more, alone:
    a fault fails again, and what held only then is named for whoever reads it.
    """
    failed = _python("pytest", ["tests/e2e"], environ)
    if failed != _SOME_FAILED:
        return failed
    log("what failed above is tried once more, alone; if it holds now, it was a moment's matter")
    return _python("pytest", ["tests/e2e", "--last-failed"], environ)


def bench(words: list[str]) -> int:
    """Times and ratios, by tests/bench. Raises BuildError."""
    return _long("bench", words)


def campaigns(words: list[str]) -> int:
    """Kills and stops by the hundred, by tests/campaigns. Raises BuildError."""
    return _long("campaigns", words)


def fuzzing(words: list[str]) -> int:
    """Mutated files for every reader, by tests/fuzzing. Raises BuildError."""
    assemble.build()
    return _python("fuzzing", words, _surroundings())


def _long(module: str, words: list[str]) -> int:
    assemble.build()
    return _python(module, words, _with_browser(words))


def _python(module: str, words: list[str], environ: dict[str, str]) -> int:
    return subprocess.run(
        [environment.PYTHON, "-m", module, *words], cwd=ROOT, env=environ, check=False
    ).returncode


def _surroundings() -> dict[str, str]:
    return {**os.environ, **environment.python_environment()}


def _with_browser(words: list[str]) -> dict[str, str]:
    """The surroundings with a Chromium; ``--chromium PATH`` is taken out of ``words``."""
    found = {chromium.VARIABLES[0]: str(chromium.find(words))}
    _languages()
    _fonts()
    return {**_surroundings(), **found}


def _languages() -> None:
    """Debian keeps the languages that its Chromium speaks in a package of their own."""
    if not _DEBIANS_LOCALES.is_dir() or (_DEBIANS_LOCALES / "ja.pak").is_file():
        return
    if not apt.apt_install("chromium-l10n"):
        log("this Chromium speaks no Japanese: apt-get install chromium-l10n, or tests fail")


def _fonts() -> None:
    """Japanese pages are photographed: without such a font they are rows of boxes."""
    if shutil.which("fc-list") is None:
        return
    listed = subprocess.run(
        ["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False
    )
    if not listed.stdout.strip() and not apt.apt_install("fonts-noto-cjk"):
        log("no Japanese font here: screenshots will lack the letters (fonts-noto-cjk has them)")
