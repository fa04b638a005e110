"""``build.py test`` runs everything that CI runs. The long runs have their own commands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools import (
    apt,
    assemble,
    chromium,
    environment,
    format_registry,
    generate_types,
    node,
    test_results,
)
from tools.background import Background
from tools.paths import CACHE, ROOT
from tools.tasks import build_lock, log

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEBIAN_CHROMIUM_LOCALES = Path("/usr/lib/chromium/locales")
_RESULTS = CACHE / "test-results"
_BROWSER_CACHE = CACHE / "pytest-browser"
_MOST_BROWSERS = 4
_BESIDE = 2  # commands beside the browser tests: one that waits for another process leaves time
_TESTS_FAILED = 1  # pytest's exit code; a higher one means that pytest itself could not run
_JAVASCRIPT = "tests/js"  # pure modules of the extension, tested by Node without a browser
_RETRIED = ("browser", "timing", "retry")
_UNBUILT = "tests/unit"  # nothing below it uses dist/kakomi


def test(args: list[str]) -> int:
    """Run the checks and all tests. With arguments, run pytest with them. Raises BuildError.

    ``--slowest`` lists the twenty slowest tests at the end. ``--screenshots`` saves a screenshot of
    each step of the browser tests.
    """
    wants_slowest = "--slowest" in args
    if "--screenshots" in args:
        os.environ["KAKOMI_SCREENSHOTS"] = "1"
    args[:] = [arg for arg in args if arg not in ("--slowest", "--screenshots")]
    shutil.rmtree(_RESULTS, ignore_errors=True)
    shutil.rmtree(_BROWSER_CACHE, ignore_errors=True)
    code = _some(args) if _without_chromium_option(args) else _all(args)
    if wants_slowest:
        log("The slowest tests, with their fixtures:")
        log("\n".join(test_results.slowest(test_results.read(*_RESULTS.glob("*.xml")))))
    return code


def _without_chromium_option(args: list[str]) -> list[str]:
    if "--chromium" not in args:
        return args
    at = args.index("--chromium")
    return [*args[:at], *args[at + 2 :]]


def _some(args: list[str]) -> int:
    """Run pytest with these arguments. First build what the named tests need.

    Names below tests/js are run by Node. They can't be mixed with others.
    """
    if args and all(arg.startswith(_JAVASCRIPT) for arg in args):
        with build_lock():
            environment.prepare()
            node.prepare()
            generate_types.prepare()
        return _run(_node_command(args), _environment())
    if needs_build(args):
        assemble.build()
    else:
        with build_lock():
            environment.prepare()
            format_registry.prepare()
    environ = _with_browser(args) if needs_browser(args) else _environment()
    return _pytest("some", args, environ)


def _named_folders(args: list[str]) -> list[str]:
    """Returns the test files and folders among pytest's arguments."""
    return [arg for arg in args if arg.startswith("tests")]


def needs_build(args: list[str]) -> bool:
    """Returns whether pytest with these arguments may run a test that uses ``dist/kakomi``."""
    named = _named_folders(args)
    return not named or not all(name.startswith(_UNBUILT) for name in named)


def needs_browser(args: list[str]) -> bool:
    """Returns whether pytest with these arguments may run a test that uses Chromium."""
    named = _named_folders(args)
    return not named or any(
        name.rstrip("/") == "tests" or name.startswith("tests/e2e") for name in named
    )


def _all(args: list[str]) -> int:
    """Run the checks and all tests; return 0 if everything holds.

    The unit tests, the checks and the contract tests run beside all else, at a lower priority. The
    browser tests wait a part of the time, so several browsers run at once. Those that measure times
    run last, alone and one at a time. A failed build stops everything. An outdated list of formats
    fails, because it is committed.
    """
    with build_lock():
        environment.prepare()
        node.prepare()
        was_stale = format_registry.prepare()
        generate_types.prepare()
    with Background(_BESIDE) as background:
        unbuilt: list[list[str | Path]] = [
            pytest_command("unit", [_UNBUILT]),
            _node_command(),
            [sys.executable, ROOT / "build.py", "check"],
        ]
        for command in unbuilt:
            background.start(command, _environment())
        assemble.build()
        environ = _with_browser(args)
        contract = pytest_command("contract", ["tests/contract", "-m", "not timing"])
        background.start(contract, environ)
        browsers = min((os.cpu_count() or 1) + 1, _MOST_BROWSERS)
        workers = ["-n", str(browsers), "--dist", "worksteal"]
        in_browser = _pytest("browser", ["tests/e2e", "-m", "not timing", *workers], environ)
        codes = background.codes()
    timing = _pytest("timing", ["tests/contract", "tests/e2e", "-m", "timing"], environ)
    return max(int(was_stale), *codes) or verdict([in_browser, timing], environ)


def verdict(codes: list[int], environ: dict[str, str]) -> int:
    """Retry the browser tests that failed, alone; return 0 if all hold now and they were few.

    A browser on a busy machine is late now and then. A fault fails again.
    """
    if max(codes) == 0:
        return 0
    if max(codes) > _TESTS_FAILED:
        return max(codes)
    results = test_results.read(_RESULTS / "browser.xml", _RESULTS / "timing.xml")
    names, too_many = test_results.retried(results)
    log(f"{len(names)} of {len(results)} browser tests failed; each is retried alone:")
    log("\n".join(f"  {name}" for name in names))
    retry = ["tests/contract", "tests/e2e", "--last-failed", "--last-failed-no-failures", "none"]
    code = _pytest("retry", retry, environ)
    if code == 0 and too_many:
        log(f"each passed when retried; more than {test_results.MAX_RETRIED_SHARE:.0%} is a fault")
        return 1
    return code


def bench(args: list[str]) -> int:
    """Measure times and ratios with tests/bench. Raises BuildError."""
    return _built_module("bench", args)


def listing(args: list[str]) -> int:
    """Make the store's pictures and texts with tests/listing. Raises BuildError."""
    return _built_module("listing", args)


def campaigns(args: list[str]) -> int:
    """Run a campaign of tests/campaigns, such as hundreds of kills. Raises BuildError.

    ``mutants`` and ``sync`` need neither the build nor a browser.
    """
    if args[:1] in (["mutants"], ["sync"]):
        environment.prepare()
        return _run([environment.PYTHON, "-m", f"campaigns.{args[0]}", *args[1:]], _environment())
    return _built_module("campaigns", args)


def fuzzing(args: list[str]) -> int:
    """Read mutated files with every reader, with tests/fuzzing. Raises BuildError."""
    assemble.build()
    return _run([environment.PYTHON, "-m", "fuzzing", *args], _environment())


def manual(args: list[str]) -> int:
    """Make the illustrated manual with tests/manual; ``--reseller FILE`` adds a name and a logo.

    Raises BuildError.
    """
    args = [str(Path(arg).resolve()) if Path(arg).is_file() else arg for arg in args]
    return _built_module("manual", args)


def _built_module(module: str, args: list[str]) -> int:
    assemble.build()
    return _run([environment.PYTHON, "-m", module, *args], _with_browser(args))


def _pytest(name: str, args: list[str], environ: dict[str, str]) -> int:
    return _run(pytest_command(name, args), environ)


def pytest_command(name: str, args: list[str]) -> list[str | Path]:
    """Returns the pytest command. It writes the results that ``--slowest`` and the retry read."""
    command: list[str | Path] = [environment.PYTHON, "-m", "pytest"]
    command += [f"--junitxml={_RESULTS / name}.xml", *args]
    if name in _RETRIED:
        # A separate cache, because parallel runs would overwrite the list of failed tests.
        command += ["-o", f"cache_dir={_BROWSER_CACHE}"]
    return command


def _node_command(names: Sequence[str] = (_JAVASCRIPT,)) -> list[str | Path]:
    """Returns the command that runs these test files, or those in these folders, by Node."""
    paths = [ROOT / name for name in names]
    found = [[path] if path.is_file() else sorted(path.glob("*.test.mjs")) for path in paths]
    return [node.program(), "--test", *(path for paths in found for path in paths)]


def _run(command: list[str | Path], environ: dict[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


def _environment() -> dict[str, str]:
    return {**os.environ, **environment.python_environment()}


def _with_browser(args: list[str]) -> dict[str, str]:
    """Returns the environment with Chromium's path. Removes ``--chromium PATH`` from ``args``."""
    found = {chromium.VARIABLES[0]: str(chromium.find(args))}
    _install_languages()
    _install_fonts()
    return {**_environment(), **found}


def _install_languages() -> None:
    """Install the languages of Debian's Chromium, which are in a separate package."""
    folder = _DEBIAN_CHROMIUM_LOCALES
    if not folder.is_dir() or (folder / "ja.pak").is_file():
        return
    if not apt.apt_install("chromium-l10n"):
        log("this Chromium has no Japanese: apt-get install chromium-l10n, or tests fail")


def _install_fonts() -> None:
    """Install a Japanese font. Without one, screenshots of Japanese pages show empty boxes."""
    if shutil.which("fc-list") is None:
        return
    listed = subprocess.run(
        ["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False
    )
    if not listed.stdout.strip() and not apt.apt_install("fonts-noto-cjk"):
        log("no Japanese font: screenshots will lack letters (package fonts-noto-cjk has one)")
