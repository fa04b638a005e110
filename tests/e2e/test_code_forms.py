"""The code goes into the right field of a page, or into none (e2e.code_forms)."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from support.shared_data import FOLDER, VECTORS

from e2e.code_forms import measure, own_rows, record

if TYPE_CHECKING:
    from e2e.browser import Browser
    from e2e.page_server import PageServer

SHARED = FOLDER / "forms"


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared pages (../shared/data/forms) are not beside this"
)
def test_the_shared_pages_are_filled_correctly(own: Browser, local_pages: PageServer) -> None:
    rows = json.loads((SHARED / "MANIFEST.json").read_text("utf-8"))
    html = [{**row, "html": (SHARED / row["file"]).read_text("utf-8")} for row in rows]
    # Its controlled fields are redrawn every 250 ms.
    figures = measure(own, local_pages, html, redraw_ms=400)
    assert figures.failures() == [], figures.text()


def test_our_own_pages_are_filled_correctly(own: Browser, local_pages: PageServer) -> None:
    figures = measure(own, local_pages, own_rows(), redraw_ms=40)
    assert figures.failures() == [], figures.text()
    if os.environ.get("KAKOMI_RECORD"):  # when the pages or the scripts have changed
        record(figures, VECTORS / "page_fields.json")
