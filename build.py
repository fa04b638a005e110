"""Kakomi's one door: ``python3 build.py`` and one of the words below. It needs Python 3.11 alone.

run       build, start the rehearsal console, open Chromium with both
test      everything CI runs; more words go to pytest
check     lint, types, layers
bench     times and ratios, side by side with an empty extension
campaigns kills and stops by the hundred; its own words after it
fuzzing   mutated files for every reader; how many after it
build     dist/kakomi/, the unpacked extension; also without a word
package   dist/kakomi-VERSION.zip, for a store
lock      pin anew what all this is made of
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "py"))
sys.dont_write_bytecode = True


def main(words: list[str]) -> int:
    """Do what the first word says."""
    if sys.version_info < (3, 11):  # noqa: UP036  said to whoever has an older one
        print("Kakomi needs Python 3.11 or newer: run build.py with one")
        return 1
    from workshop import doors

    return doors.enter(words)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
