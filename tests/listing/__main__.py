"""``build.py listing``: check the texts, take the pictures, write both to ``dist/listing``.

``popup.png`` there is the picture of the README; copy it to ``.github``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from listing import pictures, readme, texts

PRODUCT = texts.ROOT / "dist" / "kakomi"
OUTPUT = texts.ROOT / "dist" / "listing"


def main() -> int:
    """Returns 1 if the store would refuse a text."""
    failed = False
    shutil.rmtree(OUTPUT, ignore_errors=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profiles:
        for language in texts.LANGUAGES:
            for fault in texts.faults(language):
                failed = True
                print(f"{language}: {fault}")  # noqa: T201  read at the terminal
            folder = OUTPUT / language
            pictures.make(playwright, PRODUCT, Path(profiles) / language, folder, language)
            _write_texts(texts.read(language), folder)
        readme.make(playwright, PRODUCT, Path(profiles), OUTPUT / "popup.png")
    print(f"listing: {OUTPUT.relative_to(texts.ROOT)}")  # noqa: T201  the same
    return 1 if failed else 0


def _write_texts(listing: texts.Listing, folder: Path) -> None:
    """One file for each field of the store's form."""
    for name, text in listing.sections.items():
        (folder / f"{name.lower().replace(' ', '-')}.txt").write_text(f"{text}\n", "utf-8")
    for name, text in listing.permissions.items():
        (folder / f"permission-{name}.txt").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
