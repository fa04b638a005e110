"""Code fields that React, Vue and Angular control: their own state holds the code."""

from __future__ import annotations

import functools
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tools import node
from tools.paths import NODE_MODULES

from e2e.browser import until
from e2e.code_forms import STYLE, fill_page, grant

if TYPE_CHECKING:
    from e2e.browser import Browser
    from e2e.code_forms import HostCodeFields
    from e2e.page_server import PageServer

FRAMEWORKS = Path(__file__).with_name("frameworks")
CODE = "123456"


@functools.cache
def bundled(name: str) -> str:
    """Returns the framework and its code fields as one script."""
    esbuild = NODE_MODULES / "esbuild" / "bin" / "esbuild"
    entry = FRAMEWORKS / f"{name}.js"
    options = (
        "--bundle",
        "--format=iife",
        "--minify",
        "--define:process.env.NODE_ENV='production'",
    )
    done = subprocess.run(  # noqa: S603 - the build's own esbuild
        [node.program(), esbuild, entry, *options],
        env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


KINDS = {
    "react": ("field", "boxes", "react-otp-input", "input-otp"),
    "vue": ("field", "boxes"),
    "angular": ("field", "boxes"),
}


@pytest.mark.parametrize("framework", KINDS)
def test_the_state_of_a_controlled_field_holds_the_code(
    own: Browser, local_pages: PageServer, framework: str
) -> None:
    fields = grant(own, local_pages)
    local_pages.pin(f"/{framework}.js", bundled(framework), "text/javascript")
    for kind in KINDS[framework]:
        check(own, local_pages, fields, framework, kind)


def check(
    own: Browser, local_pages: PageServer, fields: HostCodeFields, framework: str, kind: str
) -> None:
    html = (
        f"<!doctype html><html data-kind={kind}><meta charset=utf-8>{STYLE}"
        "<h1>Two-factor authentication</h1><p>Enter the code from your authenticator app.</p>"
        f"<div id=app></div><script src=/{framework}.js></script>"
    )
    own.page.goto(local_pages.pin(f"/{framework}-{kind}", html))
    until(lambda: own.page.locator("#app input").count(), "the framework to draw")
    assert fill_page(fields) == "filled", kind
    assert own.page.evaluate("pageState()") == CODE, kind
    own.page.wait_for_timeout(100)  # nothing else shows that a redraw keeps the code
    shown = own.page.evaluate("[...document.querySelectorAll('input')].map(i => i.value).join('')")
    assert shown == CODE, kind
    assert own.page.locator("button:disabled").count() == 0
