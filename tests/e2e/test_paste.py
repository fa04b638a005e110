"""A screenshot, a file or a link, pasted into the toolbar popup or dropped on it."""

from __future__ import annotations

import base64
import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import segno
from PIL import Image
from playwright.sync_api import expect

from e2e import page_server
from e2e.browser import Browser, until
from e2e.cases import collected
from e2e.screenshots import looks, setting_in
from e2e.user_actions import leave_result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from e2e.screenshots import Screenshots

ACME = "otpauth://totp/ACME:hanako@example.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
BANK = "otpauth://totp/Bank:me?secret=GEZDGNBVGY3TQOJQ&issuer=Bank"

setting = setting_in(*looks("en-dark", "ja"))


def screenshot(*texts: str) -> bytes:
    """A picture of a screen with codes on it."""
    screen = Image.new("RGB", (1280, 800), "#f4f4f8")
    for at, text in enumerate(texts):
        code = Image.open(io.BytesIO(page_server.png(text, 5)))
        screen.paste(code.convert("RGB"), (80 + 400 * at, 120 + 60 * at))
    out = io.BytesIO()
    screen.save(out, format="PNG")
    return out.getvalue()


def has_focus(popup: Page) -> None:
    until(lambda: popup.evaluate("document.hasFocus()"), "the popup to have the focus")


def paste_picture(popup: Page, data: bytes) -> None:
    """Into the clipboard as a screenshot comes there, and Ctrl+V."""
    has_focus(popup)
    popup.evaluate(
        """async (data) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            const blob = new Blob([bytes], { type: "image/png" });
            await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
        }""",
        base64.b64encode(data).decode(),
    )
    popup.keyboard.press("Control+V")


def paste_text(popup: Page, text: str) -> None:
    has_focus(popup)
    popup.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    popup.keyboard.press("Control+V")


def drop(popup: Page, name: str, data: bytes, media_type: str) -> None:
    """A file let go over the popup."""
    popup.locator("body[data-view]").wait_for()
    popup.evaluate(
        """([name, data, type]) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], name, { type }));
            for (const kind of ["dragover", "drop"]) {
                const how = { dataTransfer, bubbles: true, cancelable: true };
                document.body.dispatchEvent(new DragEvent(kind, how));
            }
        }""",
        [name, base64.b64encode(data).decode(), media_type],
    )


def kept(own: Browser) -> list[str]:
    return [row["issuer"] for row in own.ask("sheet.read")["rows"]]


def test_a_pasted_screenshot_is_added_only_after_confirmation(
    own: Browser, screenshots: Screenshots
) -> None:
    popup = own.press_icon()
    screenshots.take(popup, "empty")
    paste_picture(popup, screenshot(ACME))
    expect(popup.locator("#result .found")).to_be_visible()
    screenshots.take(popup, "found")
    assert kept(own) == []
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    assert kept(own) == ["ACME"]


def test_several_codes_in_a_screenshot_are_outlined_and_numbered(
    own: Browser, screenshots: Screenshots
) -> None:
    popup = own.press_icon()
    paste_picture(popup, screenshot(ACME, BANK, "https://example.com"))
    expect(popup.locator(".found-list .row")).to_have_count(2)
    expect(popup.locator(".scanned polygon")).to_have_count(3)
    expect(popup.locator(".scanned polygon.other")).to_have_count(1)
    expect(popup.locator(".scanned span")).to_have_text(["1", "2"])
    screenshots.take(popup, "several")
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    assert sorted(kept(own)) == ["ACME", "Bank"]


def test_without_a_code_the_picture_can_be_drawn_on(own: Browser, screenshots: Screenshots) -> None:
    popup = own.press_icon()
    paste_picture(popup, screenshot())
    expect(popup.locator("#result .message")).to_be_visible()
    screenshots.take(popup, "nothing")
    with own.page.context.expect_page() as opened:
        popup.locator(".larger").click()
    page = opened.value
    page.locator(".import-item [data-command='scan.image']").click()
    expect(page.locator("dialog .kakomi-stage")).to_be_visible()
    screenshots.take(page, "drawing")
    until(lambda: not own.popup_is_open(), "the popup to close")


@pytest.mark.parametrize("field", [False, True], ids=["anywhere", "in-the-filter"])
def test_a_pasted_link_is_added_only_after_confirmation(
    own: Browser, screenshots: Screenshots, field: bool
) -> None:
    if field:
        for at in range(8):
            own.ask(
                "account.add", uri=f"otpauth://totp/S{at}:x?secret=GEZDGNBVGY3TQOJ{'ABCDEFGH'[at]}"
            )
    popup = own.press_icon()
    if field:
        popup.locator("#filter").click()
    paste_text(popup, f"  {ACME}\n")
    expect(popup.locator("#result .found")).to_be_visible()
    screenshots.take(popup, "found")
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    assert "ACME" in kept(own)


def series(*indices: int) -> bytes:
    """A picture of codes of one account's series of two."""
    codes = segno.make_sequence(ACME, symbol_count=2, error="M")
    screen = Image.new("RGB", (1000, 500), "#ffffff")
    for at, index in enumerate(indices):
        out = io.BytesIO()
        codes[index].save(out, kind="png", scale=6, border=4)
        screen.paste(Image.open(out).convert("RGB"), (40 + 480 * at, 60))
    out = io.BytesIO()
    screen.save(out, format="PNG")
    return out.getvalue()


PNG = b"\x89PNG\r\n\x1a\n"
TOO_WIDE = PNG + b"\0\0\0\rIHDR" + b"\0\0\x3e\x80" * 2 + b"\x08\x02" * 9
KEY = "JBSW Y3DP EHPK 3PXP"
OF_A_VENDOR = "phonefactor://activate_account?code=123456789&url=https%3A%2F%2Fexample.com"


def svg_with_a_script() -> bytes:
    out = io.BytesIO()
    segno.make(ACME, micro=False).save(out, kind="svg", scale=4, light="white")
    script = b"<script>globalThis.ran = true; parent.ran = true</script></svg>"
    return out.getvalue().replace(b"</svg>", script)


def test_what_is_pasted_or_dropped_is_shown_and_not_added(
    own: Browser, screenshots: Screenshots
) -> None:
    """In one popup, which shows one after another."""
    popup = own.press_icon()
    result = popup.locator("#result")

    @contextmanager
    def shown(name: str) -> Iterator[None]:
        with case(name):
            yield
            screenshots.take(popup, name)
            assert kept(own) == []
        leave_result(popup)

    with collected() as case:
        with shown("a key"):
            paste_text(popup, KEY)
            expect(popup.locator("#toast")).to_be_visible()
        with shown("links, one a line"):
            paste_text(popup, f"{ACME}\n\n{BANK}\n")
            expect(popup.locator(".found-list .row")).to_have_count(2)
        with shown("a vendor's link"):
            paste_text(popup, OF_A_VENDOR)
            expect(result.locator("h2")).to_be_visible()
            expect(result).to_contain_text("Microsoft")
        with shown("the codes of a series"):
            paste_picture(popup, series(1, 0))
            expect(result.locator(".found .issuer")).to_have_text("ACME")
        with shown("one code of a series"):
            paste_picture(popup, series(1))
            expect(result).to_contain_text(re.compile("part 2 of 2|2個の.*2個目"))
        with shown("a dropped picture"):
            drop(popup, "code.png", page_server.png(ACME), "image/png")
            expect(result.locator(".found")).to_be_visible()
        with shown("a dropped SVG image, whose scripts do not run"):
            drop(popup, "code.svg", svg_with_a_script(), "image/svg+xml")
            expect(result.locator(".found")).to_be_visible()
            assert popup.evaluate("globalThis.ran === undefined")
        for name, data in {"a cut picture": PNG, "one 16000 px wide": TOO_WIDE}.items():
            with shown(name):
                drop(popup, "code.png", data, "image/png")
                expect(result.locator(".message .note")).to_be_visible()


# Chrome writes the address of each tab to its history, also one that the page replaces at once.
NOTE_ADDRESS = """() => {
    const { create } = chrome.tabs;
    chrome.tabs.create = (options) => {
        localStorage.setItem("opened", options.url);
        return create(options);
    };
}"""


def test_a_pasted_key_opens_the_form_with_the_key_filled_in(own: Browser) -> None:
    popup = own.press_icon()
    popup.evaluate(NOTE_ADDRESS)
    paste_text(popup, "JBSW Y3DP EHPK 3PXP")
    with own.page.context.expect_page() as opened:
        popup.locator("#toast-action").click()
    form = opened.value
    expect(form.locator("[name=secret]")).to_have_value("JBSW Y3DP EHPK 3PXP")
    expect(form.locator("[name=issuer]")).to_be_focused()
    expect(form.locator(".live-code")).to_have_attribute("data-code", re.compile(r"\d{6}"))
    address = own.extension_page.evaluate("localStorage.getItem('opened')")
    assert "#add" in address
    assert "JBSW" not in address
    assert "JBSW" not in form.url
    own.extension_page.evaluate("localStorage.clear()")


def test_another_apps_file_goes_to_the_import(own: Browser, screenshots: Screenshots) -> None:
    popup = own.press_icon()
    with own.page.context.expect_page() as opened:
        drop(popup, "backup.txt", f"{ACME}\n{BANK}\n".encode(), "text/plain")
    page = opened.value
    expect(page.locator(".import-item")).to_have_count(1)
    expect(page.locator(".import-item")).to_contain_text("Bank")
    assert "handover" not in page.url
    screenshots.take(page, "import")
    until(lambda: not own.popup_is_open(), "the popup to close")


def test_two_pictures_go_to_the_import(own: Browser) -> None:
    popup = own.press_icon()
    popup.locator("body[data-view]").wait_for()
    with own.page.context.expect_page() as opened:
        popup.evaluate(
            """(all) => {
                const dataTransfer = new DataTransfer();
                for (const data of all) {
                    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
                    dataTransfer.items.add(new File([bytes], "code.png", { type: "image/png" }));
                }
                const how = { dataTransfer, bubbles: true, cancelable: true };
                document.body.dispatchEvent(new DragEvent("drop", how));
            }""",
            [base64.b64encode(page_server.png(text)).decode() for text in (ACME, BANK)],
        )
    page = opened.value
    expect(page.locator(".import-item")).to_have_count(2)
