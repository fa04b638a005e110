"""Codes and links that a page holds and its capture does not show: without a name, out of view,
blurred, behind an element, in a shadow tree, as a link alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from e2e import page_server
from e2e.cases import collected
from e2e.user_actions import leave_result, press_command

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.browser import Browser
    from e2e.page_server import PageServer

ACME = "otpauth://totp/ACME:hanako@example.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
HREF = ACME.replace("&", "&amp;")
PICTURE = '<img src="q.png">'
BAR = "<div style='position:fixed;inset:0;background:#fff'>Cookies?</div>"
BACKGROUND = "<div style='width:220px;height:220px;background:url(q.png) 0/cover'></div>"
IN_SHADOW = "<div id=host></div><script>host.attachShadow({mode:'open'}).innerHTML=`%s`</script>"

READ = {
    "blurred": '<img src="q.png" style="filter:blur(8px)">',
    "under a bar": PICTURE + BAR,
    "background": BACKGROUND + BAR,
    "shadow tree": IN_SHADOW % PICTURE.replace(">", ' style="filter:blur(9px)">'),
    "frame": "<iframe width=400 height=400 srcdoc='"
    "<img src=q.png style=filter:blur(9px)>'></iframe>",
}
LINKS = {
    "href": f'<a href="{HREF}">Set up your app</a>',
    "attribute": f'<button data-uri="{HREF}">Set up</button>',
    "text": f"<p>Paste this into your app: <code>{HREF}</code></p>",
    "field": f'<input readonly value="{HREF}">',
    "link in a shadow tree": IN_SHADOW % f"<a href='{HREF}'>Set up</a>",
}


def show(own: Browser, local_pages: PageServer, body: str) -> None:
    local_pages.pin("/q.png", page_server.png(ACME), "image/png")
    own.page.goto(local_pages.pin("/", f"<!doctype html><title>Set up</title>{body}"))
    own.page.wait_for_load_state("load")


def scanned(own: Browser, local_pages: PageServer, body: str) -> Page:
    show(own, local_pages, body)
    popup = own.press_icon()
    press_command(popup, "scan.page")
    return popup


def test_what_the_capture_does_not_show_is_read_from_the_page(
    own: Browser, local_pages: PageServer
) -> None:
    """In a popup that stays open while the page shows another. Nothing is added unasked."""
    own.page.goto(local_pages.page(""))
    popup = own.press_icon()
    with collected() as case:
        for name, body in [*READ.items(), *LINKS.items()]:
            with case(name):
                show(own, local_pages, body)
                press_command(popup, "scan.page")
                expect(popup.locator("#result .found .issuer")).to_have_text("ACME")
                assert own.ask("vault.status")["accounts"] == 0
            leave_result(popup)


def test_an_unnamed_picture_below_the_fold_is_scrolled_to(
    own: Browser, local_pages: PageServer
) -> None:
    popup = scanned(own, local_pages, f"<div style='height:2200px'></div>{PICTURE}")
    popup.locator(".scroll:visible").first.click()
    expect(popup.locator("#result .found .issuer")).to_have_text("ACME")


def test_an_unnamed_picture_that_is_no_code_is_not_offered(
    own: Browser, local_pages: PageServer
) -> None:
    grey = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='200'>"
        "<rect width='200' height='200' fill='gray'/></svg>"
    )
    local_pages.pin("/grey.svg", grey.encode(), "image/svg+xml")
    popup = scanned(own, local_pages, "<div style='height:2200px'></div><img src='grey.svg'>")
    popup.locator("#result").wait_for()
    expect(popup.locator(".scroll:visible")).to_have_count(0)
