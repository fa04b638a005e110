"""The commands of ``build.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools import assemble, checks, dev, lock_dependencies, release, run, run_tests
from tools.tasks import BuildError, log

if TYPE_CHECKING:
    from collections.abc import Callable


def build(args: list[str]) -> int:
    """Build ``dist/kakomi``, the unpacked extension; with ``--debug``, ``dist/kakomi-debug``."""
    assemble.build(debug="--debug" in args)
    return 0


# The function of each command. It takes the arguments after the command, and returns the exit code.
COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "build": build,
    "run": run.run,
    "dev": dev.dev,
    "test": run_tests.test,
    "check": checks.check,
    "bench": run_tests.bench,
    "campaigns": run_tests.campaigns,
    "fuzzing": run_tests.fuzzing,
    "package": assemble.package,
    "release": release.release,
    "listing": run_tests.listing,
    "manual": run_tests.manual,
    "lock": lock_dependencies.lock,
}


def main(args: list[str]) -> int:
    """Run the command that the first argument names, ``build`` if there is none."""
    command = COMMANDS.get(args[0] if args else "build")
    if command is None:
        log(f"build.py knows: {' · '.join(COMMANDS)}")
        return 2
    try:
        return command(args[1:])
    except BuildError as error:
        log(f"build.py: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
