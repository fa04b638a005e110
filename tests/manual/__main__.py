"""``build.py manual [--reseller FILE]``: take the pictures, write the manual to ``dist/manual``.

For each language: ``kakomi-manual-LANGUAGE.html`` with everything in it, and the same as a PDF of
A4 pages. ``FILE`` is described in reseller.py. ``--pictures`` keeps those of the last time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from manual import pdf, reseller
from manual.chapters import LANGUAGES, ROOT
from manual.guide import Guide

OUTPUT = ROOT / "dist" / "manual"
PICTURES = OUTPUT / "pictures"
WALK = "tests/e2e/test_manual.py"


def main() -> int:
    """Returns 1 if the product can't be shown as the manual says, or the file can't be used."""
    parser = argparse.ArgumentParser(prog="build.py manual", description=__doc__)
    parser.add_argument("--reseller", type=Path, help="a TOML file: name, contact, logo")
    parser.add_argument("--pictures", action="store_true", help="keep those of the last time")
    arguments = parser.parse_args()
    try:
        giver = reseller.read(arguments.reseller) if arguments.reseller else reseller.Reseller()
    except reseller.ResellerError as error:
        print(f"manual: {error}")  # noqa: T201  read at the terminal
        return 1
    if not arguments.pictures:
        shutil.rmtree(PICTURES, ignore_errors=True)
        if _take_pictures() != 0:
            return 1
    with sync_playwright() as playwright:
        for language in LANGUAGES:
            _write(playwright, language, giver)
    return 0


def _take_pictures() -> int:
    command = [sys.executable, "-m", "pytest", "-q", WALK]
    environ = {**os.environ, "KAKOMI_MANUAL": str(PICTURES)}
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode  # noqa: S603  its own


def _write(playwright: Playwright, language: str, giver: reseller.Reseller) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    document = OUTPUT / f"kakomi-manual-{language}.html"
    pages: dict[str, int] = {}
    for _ in range(2):  # the second time with the numbers of the pages
        guide = Guide(language, PICTURES / language, giver, project["version"], pages)
        document.write_text(guide.html(), "utf-8")
        pages = pages or pdf.first_pages(playwright, document)
    count = pdf.write(playwright, document, document.with_suffix(".pdf"))
    print(f"manual: {document.relative_to(ROOT)} and .pdf, {count} pages")  # noqa: T201  the same


if __name__ == "__main__":
    sys.exit(main())
