"""The origin of a code that is shown in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.browser import Browser, Setting
from e2e.cases import collected
from e2e.user_actions import leave_result, press_command

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.page_server import PageServer

FRAME = "<iframe src='{src}' {attributes} style='width: 500px; height: 400px'></iframe>"


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting()


def host(url: str) -> str:
    return url.removeprefix("http://").partition("/")[0]


def framed(src: str, attributes: str = "") -> str:
    return FRAME.format(src=src, attributes=attributes)


def test_a_code_in_a_frame_has_the_origin_of_the_frame(
    own: Browser, local_pages: PageServer, elsewhere: PageServer
) -> None:
    """In a popup that stays open while the page shows another."""
    here, there = host(local_pages.url), host(elsewhere.url)
    inner = elsewhere.page(elsewhere.img(uri(0)))
    inner_2 = local_pages.page(framed(elsewhere.page(elsewhere.img(uri(1)))))
    same = local_pages.page(local_pages.img(uri(2)))
    sandboxed = local_pages.page(local_pages.img(uri(3)))
    over = local_pages.img(uri(4), "style='position: absolute; left: 60px; top: 130px'")
    # By name: the page, what the popup names, the account's origin.
    cases: dict[str, tuple[str, list[str], str]] = {
        "another origin": (framed(inner), [there, here], elsewhere.url),
        "in a frame of the page's own": (framed(inner_2), [there, here], elsewhere.url),
        "the same origin": (framed(same), [here], local_pages.url),
        "sandboxed": (framed(sandboxed, "sandbox"), ["another site"], ""),
        "over a frame": (
            framed(elsewhere.page("<p>An advertisement</p>")) + over,
            [here],
            local_pages.url,
        ),
    }
    own.page.goto(local_pages.page(""))
    popup = own.press_icon()
    with collected() as case:
        for number, (name, (body, reported, origin)) in enumerate(cases.items()):
            with case(name):
                scan(own, popup, local_pages, body, number)
                shown = popup.locator("#result .origin").inner_text()
                if origin == local_pages.url:
                    assert shown == f"From {here}"
                assert all(part in shown for part in reported), shown
                assert added_origin(own, popup, number) == origin
            leave_result(popup)


def uri(number: int) -> str:
    """Each account is another, so that none is saved already."""
    return f"otpauth://totp/ACME{number}:me?secret=JBSWY3DPEHPK3PX{'ABCDE'[number]}"


def scan(own: Browser, popup: Page, local_pages: PageServer, body: str, number: int) -> None:
    own.page.goto(local_pages.page(f"<h1>Set up your app</h1>{body}"), wait_until="load")
    press_command(popup, "scan.page")
    expect(popup.locator("#result .found .issuer")).to_have_text(f"ACME{number}")


def added_origin(own: Browser, popup: Page, number: int) -> str:
    popup.locator("#result .found .first").click()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    rows = own.ask("sheet.read")["rows"]
    [row] = [row for row in rows if row["issuer"] == f"ACME{number}"]
    return str(own.ask("account.details", id=row["id"])["origin"])
