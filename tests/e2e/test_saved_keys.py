"""Questions about a key or a name that is saved already, and a key that can be read in two ways."""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.screenshots import looks, setting_in
from e2e.test_paste import paste_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.browser import Browser
    from e2e.screenshots import Screenshots

ACME = "otpauth://totp/ACME:hanako?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
NAMESAKE = ACME.replace("JBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLU")
SECOND = ACME.replace("ACME", "Local")
COUNTED = "otpauth://hotp/Bank:me?secret=GEZDGNBVGY3TQOJQ&issuer=Bank&counter=5"
AHEAD = COUNTED.replace("counter=5", "counter=900")
BOTH = "otpauth://totp/Both:me?secret=A2B3C4D5E6F7A2B3&issuer=Both"

setting = setting_in(*looks("en", "ja-dark"))


def pasted(own: Browser, text: str) -> Page:
    popup = own.press_icon()
    popup.locator("body[data-view]").wait_for()
    paste_text(popup, text)
    expect(popup.locator("#result .found, #result .found-list")).to_be_visible()
    return popup


@pytest.mark.parametrize(
    ("text", "second", "names", "counter"),
    [
        (NAMESAKE, False, ["ACME", "Bank", "ACME"], 5),
        (SECOND, False, ["ACME", "Bank", "Local"], 5),
        (AHEAD, False, ["ACME", "Bank"], 900),
        (AHEAD, True, ["ACME", "Bank"], 5),
        (BOTH, True, ["ACME", "Bank", "Both"], 5),
    ],
    ids=["namesake", "second", "ahead", "ahead-kept", "both"],
)
def test_the_card_asks_about_a_saved_key_and_obeys_the_answer(
    own: Browser,
    screenshots: Screenshots,
    request: pytest.FixtureRequest,
    text: str,
    second: bool,
    names: list[str],
    counter: int,
) -> None:
    for uri in (ACME, COUNTED):
        own.ask("account.add", uri=uri)
    popup = pasted(own, text)
    lines = popup.locator("#result .comparison li")
    expect(lines).to_have_count(2)
    shown = lines.locator(".compared-code").all_inner_texts()
    assert all(shown)
    assert len(set(shown)) == (1 if text == SECOND else 2)
    screenshots.take(popup, request.node.callspec.id)
    popup.locator("#result .second" if second else "#result .first").click()
    expect(popup.locator("#result")).to_be_hidden()
    rows = own.ask("sheet.read")["rows"]
    assert [row["issuer"] for row in rows] == names
    assert rows[1]["counter"] == counter


def test_several_are_asked_about_in_the_popup_and_the_import(
    own: Browser, screenshots: Screenshots
) -> None:
    for uri in (ACME, COUNTED):
        own.ask("account.add", uri=uri)
    text = "\n".join((NAMESAKE, SECOND, AHEAD, BOTH))
    page = own.new_tab(own.url("options/options.html#import"))
    page.locator(".text-box summary").click()
    page.locator('[name="import_text"]').fill(text)
    page.locator(".text-box button").click()
    expect(page.locator(".preview .comparison")).to_have_count(4)
    screenshots.take(page, "import")
    selects = page.locator(".preview select")
    selects.nth(1).select_option("add")
    selects.nth(3).select_option("hexadecimal")
    page.locator(".import-bar .primary").click()
    expect(page.locator(".panel.done")).to_be_visible()
    screenshots.take(page, "imported")
    rows = own.ask("sheet.read")["rows"]
    assert [row["issuer"] for row in rows] == ["ACME", "Bank", "ACME", "Local", "Both"]
    assert rows[1]["counter"] == 900


@pytest.mark.parametrize("algorithm", ["SHA384", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"])
def test_the_worker_has_every_hash(own: Browser, algorithm: str) -> None:
    secret = b"12345678901234567890"
    made = own.ask(
        "otp.codes",
        kind="totp",
        secret_base32=base64.b32encode(secret).decode(),
        algorithm=algorithm,
        digits=8,
        first_step=7,
        count=1,
    )
    digest = algorithm.replace("-", "_").lower()
    mac = hmac.digest(secret, (7).to_bytes(8, "big"), digest)
    at = mac[-1] & 15
    expected = (int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF) % 10**8
    assert made["codes"] == [f"{expected:08}"]


def test_a_counter_is_set_and_found_by_two_codes(own: Browser, screenshots: Screenshots) -> None:
    own.ask("account.add", uri=COUNTED)
    [row] = own.ask("sheet.read")["rows"]
    page = own.new_tab(own.url(f"options/options.html#accounts/{row['id']}"))
    field = page.locator('.counter-fields [name="counter"]')
    field.fill("40")
    field.blur()
    expect(page.locator(".saved")).not_to_be_empty()
    assert own.ask("account.details", id=row["id"])["counter"] == 40
    page.locator(".resynchronization summary").click()
    codes = own.ask(
        "otp.codes",
        kind="hotp",
        secret_base32="GEZDGNBVGY3TQOJQ",
        algorithm="SHA1",
        digits=6,
        first_step=400,
        count=2,
    )["codes"]
    inputs = page.locator(".resynchronization input")
    inputs.nth(0).fill(codes[1])
    inputs.nth(1).fill(codes[0])
    go = page.locator(".resynchronization button")
    go.click()
    expect(inputs.nth(1)).to_have_attribute("aria-invalid", "true")
    screenshots.take(page, "resynchronization")
    inputs.nth(0).fill(codes[0])
    inputs.nth(1).fill(codes[1])
    go.click()
    expect(field).to_have_value("402")
    assert own.ask("account.details", id=row["id"])["counter"] == 402
