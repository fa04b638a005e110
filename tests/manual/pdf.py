"""Prints the guide on A4 pages with Chromium."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from manual.chapters import chapters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Playwright

_PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b")
_FRONT = ("cover", "contents")
_PRINT_ONLY = """(selector) => {
    for (const part of document.body.children) {
        part.style.display = part.matches(selector) ? "" : "none";
        part.style.breakBefore = "auto"; // no empty page before the first
    }
}"""


@contextmanager
def opened(playwright: Playwright, document: Path) -> Iterator[Page]:
    """Shows the document in a Chromium of its own."""
    browser = playwright.chromium.launch(
        executable_path=os.environ.get("KAKOMI_CHROMIUM") or None, args=["--no-sandbox"]
    )
    try:
        page = browser.new_page()
        page.goto(document.as_uri())
        yield page
    finally:
        browser.close()


def write(playwright: Playwright, document: Path, path: Path) -> int:
    """Print the document to ``path``. Returns the number of pages."""
    with opened(playwright, document) as page:
        data = page.pdf(path=path, prefer_css_page_size=True, outline=True, tagged=True)
    return count_pages(data)


def first_pages(playwright: Playwright, document: Path) -> dict[str, int]:
    """Returns the page on which each chapter begins. Each begins on a page of its own.

    Raises RuntimeError if the chapters have not as many pages as the document.
    """
    found: dict[str, int] = {}
    with opened(playwright, document) as page:
        total = count_pages(page.pdf(prefer_css_page_size=True))
        at = 1 + sum(_pages_of(page, f".{part}") for part in _FRONT)
        for chapter in chapters():
            found[chapter.id] = at
            at += _pages_of(page, f"#{chapter.id}")
    if at != total + 1:
        raise RuntimeError(f"{total} pages, but {at - 1} by chapters")
    return found


def _pages_of(page: Page, selector: str) -> int:
    page.evaluate(_PRINT_ONLY, selector)
    return count_pages(page.pdf(prefer_css_page_size=True))


def count_pages(data: bytes) -> int:
    """Returns the number of pages of a PDF as Chromium writes it."""
    return len(_PAGE_OBJECT.findall(data))
