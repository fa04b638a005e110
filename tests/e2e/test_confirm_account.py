"""The result card shows whom an account is for: long, right-to-left and misleading names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from e2e.cases import collected
from e2e.screenshots import looks, setting_in
from e2e.user_actions import leave_result, press_command

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.browser import Browser
    from e2e.page_server import PageServer
    from e2e.screenshots import Screenshots

NAMES = {
    "japanese": ("株式会社みはりコンソール運用管理サービス", "情報システム部 山田花子（管理者）"),
    "hebrew": ("בנק ירושלים (ACME)", "שרה@example.com"),
    "overridden": ("ACME\u202eknaB", "user\u202egro.live@moc.knab\u202c\u2066x"),
    "controls": ("ACME\r\nBank\u2028x", "\tme\x00\x1b[31m"),
    "long": ("A" * 300 + " Bank", "very.long.name." * 30 + "@example.com"),
    "markup": ("<img src=x onerror=alert(1)>", "<b>$1 $ACCOUNT$ &amp; {{me}}</b>"),
    "nameless": ("", ""),
}

setting = setting_in(*looks("ja-dark", "en"))
IN_BOTH_LANGUAGES = pytest.mark.parametrize(
    "setting", ["ja-dark", "en"], indirect=True, scope="module"
)


def fits(popup: Page) -> None:
    """Nothing sticks out at the sides, and what there is to press can be seen."""
    wide = popup.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    box = popup.locator("#result .first").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= popup.evaluate("innerHeight")


@IN_BOTH_LANGUAGES
def test_the_name_is_shown_as_it_is(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    """In a popup that stays open. In English the longest name alone, because of its layout.

    Each account has a key of its own, so that none is asked about as saved already.
    """
    names = NAMES if own.setting.language == "ja" else {"long": NAMES["long"]}
    own.page.goto(local_pages.page(""))
    popup = own.press_icon()
    with collected() as case:
        for number, (kind, (issuer, name)) in enumerate(names.items()):
            label = f"{quote(issuer)}:{quote(name)}"
            secret = f"JBSWY3DPEHPK3P{'ABCDEFG'[number]}A"
            uri = f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}"
            with case(kind):
                own.page.goto(local_pages.page(local_pages.img(uri, scale=3)))
                check_name(popup, screenshots, kind, issuer, name)
                assert len(own.ask("sheet.read")["rows"]) == number + 1
            leave_result(popup)


def check_name(popup: Page, screenshots: Screenshots, kind: str, issuer: str, name: str) -> None:
    press_command(popup, "scan.page")
    expect(popup.locator("#result .found")).to_be_visible()
    expect(popup.locator("#result .origin")).to_contain_text("127.0.0.1")
    assert popup.locator("#result .found .code").get_attribute("data-code")
    screenshots.take(popup, f"{kind}-found")
    fits(popup)
    shown = popup.locator("#result .found .names").inner_text()
    assert not {
        c for c in shown if c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\r\x00\x1b"
    }
    for part in (".issuer", ".name"):
        style = "e => getComputedStyle(e).unicodeBidi"
        assert "isolate" in popup.locator(f"#result .found {part}").evaluate(style)
    if len(issuer) > 200:
        title = popup.locator("#result .found .names").get_attribute("title") or ""
        assert issuer in title
        assert name in title
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    screenshots.take(popup, f"{kind}-added")


def test_a_scanned_account_is_edited_before_it_is_added(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    uri = "otpauth://totp/ACME:zoe?secret=GEZDGNBVGY3TQOJQ&issuer=ACME&algorithm=SHA256"
    own.page.goto(local_pages.page(local_pages.img(uri, scale=3)))
    popup = own.press_icon()
    press_command(popup, "scan.page")
    edit = popup.locator("#result .found-edit")
    edit.locator("summary").first.click()
    edit.locator("[name=issuer]").fill("ACME Bank")
    edit.locator(".parameter-fields summary").click()
    edit.locator("[name=algorithm]").select_option("SHA1")
    edit.locator("[name=digits]").fill("8")
    big = popup.locator("#result .slot .row")
    expect(big.locator(".code")).to_have_text(re.compile(r"\d{4}\s?\d{4}"), timeout=20_000)
    expect(big).to_contain_text("ACME Bank")
    screenshots.take(popup, "edited")
    popup.locator("#result .first").click()
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    row = next(r for r in own.ask("sheet.read")["rows"] if r["issuer"] == "ACME Bank")
    assert (row["algorithm"], row["digits"]) == ("SHA1", 8)
