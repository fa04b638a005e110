"""Writes ``py/kakomi/public_suffix_list.txt`` from the pinned package publicsuffixlist.

``build.py lock --upgrade`` takes a newer list. The file is committed, so that a change of the list
is reviewed like any other, and so that neither the build nor the tests need the package.
"""

from __future__ import annotations

import shutil
import zipfile

from tools.environment import PYTHON
from tools.paths import CACHE, PUBLIC_SUFFIX_LIST, TOOLS
from tools.tasks import BuildError, run_program

REQUIREMENTS = TOOLS / "requirements-lists.txt"
_MEMBER = "publicsuffixlist/public_suffix_list.dat"
_HEAD = """\
// The Public Suffix List, without its comments, names in ASCII, sorted.
// Written by build.py lock from publicsuffixlist {version}: do not change it here.
// The list is subject to the Mozilla Public License, v. 2.0: https://mozilla.org/MPL/2.0/
// Its source, with comments, is https://publicsuffix.org/list/public_suffix_list.dat
"""


def write() -> None:
    """Download the package and write the list. Raises BuildError."""
    folder = CACHE / "lists"
    shutil.rmtree(folder, ignore_errors=True)
    run_program(
        PYTHON, "-m", "pip", "download", "--require-hashes", "--no-deps", "--no-input",
        "--only-binary", ":all:", "-r", REQUIREMENTS, "-d", folder,
        why="the public suffix list did not download",
    )  # fmt: skip
    [wheel] = folder.glob("publicsuffixlist-*.whl")
    version = wheel.name.split("-")[1]
    with zipfile.ZipFile(wheel) as package:
        text = package.read(_MEMBER).decode("utf-8")
    PUBLIC_SUFFIX_LIST.write_text(compact(text, version), "ascii", newline="\n")


def compact(text: str, version: str) -> str:
    """Returns the list's rules in ASCII, one in each line. They are sorted by their labels from the
    top level on, so that they compress well. Raises BuildError if the text is not the complete
    list.
    """
    if "===END PRIVATE DOMAINS===" not in text or "===END ICANN DOMAINS===" not in text:
        raise BuildError("the public suffix list is not complete")
    lines = (line.strip() for line in text.splitlines())
    rules = {_ascii(line.split()[0]) for line in lines if line and not line.startswith("//")}
    ordered = sorted(rules, key=lambda rule: rule.lstrip("!").split(".")[::-1])
    return _HEAD.format(version=version) + "\n".join(ordered) + "\n"


def _ascii(rule: str) -> str:
    labels = rule.split(".")
    return ".".join(
        label if label.isascii() else label.encode("idna").decode("ascii") for label in labels
    ).lower()
