"""Scans of the whole page: every code is outlined and numbered; without a code the card offers
help.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e import page_server
from e2e.browser import Browser, until
from e2e.cases import collected
from e2e.screenshots import looks, setting_in
from e2e.user_actions import Box, drag, leave_result, overlay_is_there, press_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from e2e.page_server import PageServer
    from e2e.screenshots import Screenshots

ACME = "otpauth://totp/ACME:hanako@example.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
BANK = "otpauth://totp/Bank:me?secret=GEZDGNBVGY3TQOJQ&issuer=Bank"
STRICT = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self';"
    " style-src 'unsafe-inline'\">"
)

# What depends on no pixel ratio runs at 1, because a scan at 2 costs the processor more.
setting = setting_in(*looks("en-dark", "ja"), light_ratio=2.0)


# For what depends on the pixel ratio.
BOTH_RATIOS = pytest.mark.parametrize("setting", ["ja", "en-dark"], indirect=True, scope="module")


def scan(own: Browser) -> Page:
    popup = own.press_icon()
    press_command(popup, "scan.page")
    return popup


def kept(own: Browser) -> list[str]:
    return [row["issuer"] for row in own.ask("sheet.read")["rows"]]


def found(popup: Page, issuer: str = "ACME") -> None:
    expect(popup.locator("#result .found .issuer")).to_have_text(issuer)


@BOTH_RATIOS
def test_every_code_is_outlined_and_numbered(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    own.page.goto(
        local_pages.page(
            local_pages.img(ACME)
            + local_pages.img("https://example.com/menu")
            + local_pages.img(BANK)
        )
    )
    popup = scan(own)
    expect(popup.locator(".found-list .row")).to_have_count(2)
    expect(popup.locator(".scanned polygon.found")).to_have_count(2)
    expect(popup.locator(".scanned polygon.other")).to_have_count(1)
    numbers = popup.locator(".scanned span").all_inner_texts()
    assert sorted(numbers) == ["1", "2"]
    assert popup.locator(".found-list .tile[data-number]").count() == 2
    screenshots.take(own.page, "page")
    screenshots.take(popup, "several")
    held = own.session()
    assert all("picture" not in str(key) for key in held)
    popup.locator(".found-list .add").first.click()
    expect(popup.locator(".found-list .settled")).to_have_count(1)
    screenshots.take(popup, "one-added")
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    assert sorted(kept(own)) == ["ACME", "Bank"]


def tall(px: int) -> str:
    return f"<div style='height: {px}px'></div>"


OUT_OF_VIEW: dict[str, Callable[[PageServer], str]] = {
    "further down": lambda pages: tall(3000) + pages.img(ACME, "class=qr"),
    "in a box that scrolls": lambda _: (
        f"<div id=box style='height: 300px; overflow: auto'>{tall(900)}{page_server.svg(ACME)}"
        f"{tall(900)}</div>"
    ),
    "in a frame further down": lambda pages: (
        f"{tall(2000)}<iframe width=500 height=400 src={inner(pages)}></iframe>"
    ),
}


def inner(pages: PageServer) -> str:
    return pages.page(tall(800) + pages.img(ACME, "alt=QR"))


def test_a_code_out_of_view_is_scrolled_to(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    popup = stays(own, local_pages)
    with collected() as case:
        for where, body in OUT_OF_VIEW.items():
            with case(where):
                own.page.goto(local_pages.page(body(local_pages)))
                press_command(popup, "scan.page")
                expect(popup.locator("#result .message .scroll")).to_be_visible()
                screenshots.take(popup, where)
                if where == "further down":
                    popup.keyboard.press("Enter")
                    found(popup)
                    assert own.page.evaluate("scrollY") > 1000
                else:
                    popup.locator("#result .message .scroll").click()
                    found(popup)
            leave_result(popup)


def stays(own: Browser, local_pages: PageServer) -> Page:
    """A popup that stays open while the page below it shows another of the same origin."""
    own.page.goto(local_pages.page(""))
    return own.press_icon()


def test_a_code_that_is_too_small_is_read_from_the_picture_itself(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    popup = stays(own, local_pages)
    with collected() as case:
        for kind, policy in itertools.product(("img", "svg", "canvas"), ("lax", "strict")):
            with case(f"{kind}-{policy}"):
                show_small(own, local_pages, kind, is_strict=policy == "strict")
                press_command(popup, "scan.page")
                found(popup)
                expect(popup.locator("#result .found > .note")).to_be_visible()
                screenshots.take(popup, f"from-source-{kind}-{policy}")
                assert kept(own) == []
            if (kind, policy) != ("canvas", "strict"):
                leave_result(popup)
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()


def show_small(own: Browser, local_pages: PageServer, kind: str, *, is_strict: bool) -> None:
    small = "width: 20px; height: 20px"
    if kind == "img":
        body = local_pages.img(ACME, f"alt='QR code' style='{small}'")
    else:
        body = page_server.svg(ACME, f"id=qr style='{small}'")
    policy = STRICT.replace("'self'", "'self' data:") if kind == "canvas" else STRICT
    own.page.goto(local_pages.page(f"{policy if is_strict else ''}{body}"))
    if kind == "canvas":
        own.page.evaluate(CANVAS)


# The picture as a canvas, as pages draw their codes.
CANVAS = """async () => {
    const svg = document.querySelector("svg");
    const image = new Image();
    const text = new XMLSerializer().serializeToString(svg);
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [200, 200];
    canvas.style.cssText = "width: 20px; height: 20px";
    canvas.id = "qr";
    canvas.getContext("2d").drawImage(image, 0, 0, 200, 200);
    svg.replaceWith(canvas);
}"""


@BOTH_RATIOS
def test_a_small_code_of_another_origin_is_read_by_zooming(
    own: Browser, local_pages: PageServer, elsewhere: PageServer, screenshots: Screenshots
) -> None:
    px = max(17, 30 / own.setting.ratio)
    code = f"<img src='{elsewhere.code(ACME)}' class=qr style='width: {px}px'>"
    own.page.goto(local_pages.page(f"<div style='height: 400px'></div>{code}{'<br>' * 200}"))
    own.page.evaluate("scrollTo(0, 60)")
    before = own.page.evaluate("[devicePixelRatio, scrollY]")
    popup = scan(own)
    expect(popup.locator("#result .message .zoom")).to_be_visible()
    screenshots.take(popup, "tiny")
    popup.keyboard.press("Enter")
    found(popup)
    screenshots.take(popup, "found")
    assert own.page.evaluate("[devicePixelRatio, scrollY]") == before
    settings = own.extension_page.evaluate(
        """async () => {
            const tabs = await chrome.tabs.query({});
            const front = tabs.find((tab) => tab.active);
            return [(await chrome.tabs.getZoomSettings(front.id)).scope, front.id];
        }"""
    )
    assert settings[0] == "per-origin"


def test_the_zoom_set_by_a_stopped_worker_is_restored(
    own: Browser, local_pages: PageServer, elsewhere: PageServer
) -> None:
    px = max(17, 30 / own.setting.ratio)
    code = f"<img src='{elsewhere.code(ACME)}' class=qr style='width: {px}px'>"
    own.page.goto(local_pages.page(f"{code}{'<br>' * 200}"))
    before = own.page.evaluate("devicePixelRatio")
    popup = scan(own)
    # Stopped once it is enlarged: the page is held up, so that it is not read before.
    own.page.evaluate(
        """(before) => {
            const busy = () => {
                const end = Date.now() + 4000;
                if (devicePixelRatio === before) return requestAnimationFrame(busy);
                while (Date.now() < end);
            };
            busy();
        }""",
        before,
    )
    popup.locator("#result .message .zoom").click()
    until(lambda: own.session().get("enlarged"), "the page to be enlarged")
    own.extension_page.wait_for_timeout(500)  # the busy page cannot say when it is enlarged
    own.stop_worker()
    assert own.page.evaluate("devicePixelRatio") != before
    own.ask("vault.status")
    until(lambda: own.page.evaluate("devicePixelRatio") == before, "the page to be put back")


def test_a_box_around_a_blurred_code_reads_the_picture_itself(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    own.page.goto(local_pages.page(local_pages.img(ACME, "style='filter: blur(9px)'")))
    popup = own.press_icon()
    press_command(popup, "scan.region")
    until(lambda: overlay_is_there(own.page), "the box over the page")
    drag(own.page, *Box(40, 40, 330, 330).corners("se"))
    popup = own.popup()
    found(popup)
    expect(popup.locator("#result .found > .note")).to_be_visible()
    screenshots.take(popup, "from-source")
    assert kept(own) == []


def test_without_an_account_help_is_offered_and_no_link_is_opened(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    popup = stays(own, local_pages)
    tabs = len(own.tabs())
    with collected() as case:
        with case("no code"):
            own.page.goto(local_pages.page("<h1>Nothing here</h1><p>Really.</p>"))
            press_command(popup, "scan.page")
            expect(popup.locator("#result .message")).to_be_visible()
            expect(popup.locator("#result .scroll")).to_be_hidden()
            expect(popup.locator("#result .zoom")).to_be_hidden()
            screenshots.take(popup, "nothing")
        leave_result(popup)
        with case("codes of web links"):
            links = ("https://example.com", "javascript:alert(1)")
            own.page.goto(local_pages.page("".join(map(local_pages.img, links))))
            press_command(popup, "scan.page")
            expect(popup.locator("#result .message")).to_be_visible()
            expect(popup.locator(".scanned polygon.other")).to_have_count(2)
            screenshots.take(popup, "no-account")
            assert len(own.tabs()) == tabs
            # The address is shown as text alone.
            assert popup.locator("#result :is(a, iframe)").count() == 0
