"""Kakomi's build: ``python3 build.py COMMAND``. Needs Python 3.11 or newer and nothing else.

run       build, start the practice console, open Chromium with both
dev       the same with a debug build that follows the sources
test      everything that CI runs; further arguments go to pytest
check     lint, types, layers
bench     times and ratios, compared with an empty extension
campaigns hundreds of kills and stops; mutants N: faults that tests must detect; sync N: histories
fuzzing   mutated files for every reader; the argument is their number
build     dist/kakomi/, the unpacked extension; the default; --debug for dist/kakomi-debug/
package   dist/kakomi-VERSION.zip, for a store; --crx KEY [--update-url URL] signs it into dist/crx/
release   X.Y.Z: test, set the version, tag it, write the package and its notes
listing   dist/listing: pictures and texts for the store, checked against its limits
manual    dist/manual: the illustrated manual, HTML and PDF; --reseller FILE: a name and a logo
lock      resolve and pin all dependencies again
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "py"))


def main(args: list[str]) -> int:
    """Run the command that the first argument names."""
    if sys.version_info < (3, 11):  # noqa: UP036  a message instead of a SyntaxError
        print("Kakomi needs Python 3.11 or newer: run build.py with one")
        return 1
    from tools import cli

    return cli.main(args)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
