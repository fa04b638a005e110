"""Codes on a phone before the camera. Chromium is given a video file as its camera."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from e2e import page_server
from e2e.browser import Browser, Setting, until
from e2e.screenshots import looks
from e2e.test_transfer import codes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from e2e.screenshots import Screenshots

ACME = "otpauth://totp/ACME:hanako@example.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
MOTP = "motp://Odd:me?secret=0123456789abcdef"
WIDTH, HEIGHT = 640, 480


@dataclass(frozen=True, slots=True, kw_only=True)
class WithCamera(Setting):
    """A browser whose camera shows a film; ``allows``: every page may use it."""

    film: str = ""
    allows: bool = True
    devices: int = 1

    def arguments(self) -> list[str]:
        film = [
            f"--use-fake-device-for-media-stream=device-count={self.devices}",
            *([f"--use-file-for-fake-video-capture={self.film}"] if self.film else []),
        ]
        asked = ["--use-fake-ui-for-media-stream"] if self.allows else ["--deny-permission-prompts"]
        return [*Setting.arguments(self), *(film if self.film or self.devices > 1 else []), *asked]


def frame(text: str | None) -> bytes:
    """A picture of a phone that shows a code, as YUV 4:2:0."""
    picture = Image.new("L", (WIDTH, HEIGHT), 96)
    if text is not None:
        code = Image.open(io.BytesIO(page_server.png(text, 4))).convert("L")
        code.thumbnail((HEIGHT - 60, HEIGHT - 60))
        code = code.point(lambda level: 40 + level * 170 // 255)
        turned = code.rotate(4, expand=True, fillcolor=96)
        picture.paste(turned, ((WIDTH - turned.width) // 2, (HEIGHT - turned.height) // 2))
    return picture.tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)


def film(path: Path, texts: list[str | None], frames_each: int = 12) -> str:
    """Shown over and over."""
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip C420jpeg\n".encode())
        for text in texts:
            out.write((b"FRAME\n" + frame(text)) * frames_each)
    return str(path)


@pytest.fixture
def watching(
    start: Callable[..., Browser], tmp_path: Path
) -> Callable[[list[str | None], str], tuple[Browser, Page]]:
    """A browser with its camera page open."""
    begun: list[Browser] = []

    def watch(texts: list[str | None], language: str = "en") -> tuple[Browser, Page]:
        shown = film(tmp_path / "film.y4m", texts)
        setting = WithCamera(film=shown, language=language, dark=language == "en")
        begun.append(start(setting))
        begun[-1].reusable = False  # no other test has this film
        page = begun[-1].new_tab(begun[-1].url("camera/camera.html"))
        if page.locator("#begin").is_visible():
            page.locator("#begin").click()
        return begun[-1], page

    return watch


@pytest.mark.parametrize("language", looks("ja", "en"))
def test_a_code_before_the_camera_is_added_only_after_confirmation(
    watching: Callable[..., tuple[Browser, Page]], screenshots: Screenshots, language: str
) -> None:
    browser, page = watching([None, ACME], language)
    page.locator("#view").wait_for()
    screenshots.take(page, "watching")
    expect(page.locator("#found .issuer")).to_have_text("ACME", timeout=20_000)
    screenshots.take(page, "found")
    assert browser.ask("vault.status")["accounts"] == 0
    assert page.evaluate("document.querySelector('video').srcObject") is None, "the camera is off"
    page.keyboard.press("Enter")
    until(lambda: browser.ask("vault.status")["accounts"] == 1, "the account to be kept")
    expect(page.locator("#note")).to_contain_text("ACME", timeout=20_000)
    screenshots.take(page, "known")


def test_a_code_without_its_pin_asks_for_it(
    watching: Callable[..., tuple[Browser, Page]], screenshots: Screenshots
) -> None:
    browser, page = watching([None, MOTP])
    field = page.locator("#found [name=pin]")
    expect(field).to_be_focused(timeout=20_000)
    screenshots.take(page, "pin")
    page.keyboard.type("1234")
    page.keyboard.press("Enter")
    until(lambda: browser.ask("vault.status")["accounts"] == 1, "the account to be kept")
    expect(page.locator("#view")).to_be_visible()


def is_complete(transfer: object) -> bool:
    """Whether the progress says that no code of the transfer is missing."""
    match transfer:
        case {"missing": []}:
            return True
    return False


def test_the_codes_of_a_transfer_are_collected_one_after_another(
    watching: Callable[..., tuple[Browser, Page]], screenshots: Screenshots
) -> None:
    first, second, third = codes(3)
    browser, page = watching([first, None, third, None, second, None])
    expect(page.locator("#progress .received")).to_have_count(1, timeout=20_000)
    screenshots.take(page, "progress")
    expect(page.locator("#found li")).to_have_count(9, timeout=40_000)
    screenshots.take(page, "complete")
    page.locator("#found [data-command='account.add_all']").click()
    until(lambda: browser.ask("vault.status")["accounts"] == 9, "the accounts to be kept")
    # The film goes on and begins another transfer: the key may be absent for a moment only.
    until(lambda: not is_complete(browser.session().get("transfer")), "the gathering to end")


def test_a_refused_camera_names_other_ways_to_add(
    start: Callable[..., Browser], screenshots: Screenshots
) -> None:
    browser = start(WithCamera(allows=False, devices=2))
    page = browser.new_tab(browser.url("camera/camera.html"))
    page.locator("#begin").click()
    expect(page.locator("#ask #note")).not_to_be_empty(timeout=20_000)
    title = page.evaluate("chrome.i18n.getMessage('camera_denied_title')")
    expect(page.locator("#ask-title")).to_have_text(title)
    expect(page.locator("#ask .others a:visible")).to_have_count(2)
    screenshots.take(page, "refused")


@pytest.mark.parametrize("language", looks("en", "ja"))
def test_of_several_cameras_the_chosen_one_is_used_and_remembered(
    start: Callable[..., Browser], screenshots: Screenshots, language: str
) -> None:
    browser = start(WithCamera(devices=3, language=language, dark=language == "en"))
    page = browser.new_tab(browser.url("camera/camera.html"))
    if page.locator("#begin").is_visible():
        page.locator("#begin").click()
    cameras = page.locator("#camera option")
    expect(cameras).to_have_count(3)
    third = cameras.nth(2).get_attribute("value")
    assert third
    page.locator("#camera").select_option(third)
    used = "document.querySelector('video').srcObject?.getVideoTracks()[0].getSettings().deviceId"
    until(lambda: page.evaluate(used) == third, "the third camera to be used")
    screenshots.take(page, "chosen")
    page.reload()
    until(lambda: page.evaluate(used) == third, "the third camera to be used again")
    expect(page.locator("#camera")).to_have_value(third)


ERRORS = {
    ("NotAllowedError", "Permission denied"): "camera_denied",
    ("NotAllowedError", "Permission denied by system"): "camera_denied_system",
    ("NotAllowedError", "Permission dismissed"): "camera_dismissed",
    ("NotReadableError", "Could not start video source"): "camera_in_use",
    ("NotFoundError", "Requested device not found"): "camera_absent",
}


def test_each_camera_error_has_a_message(browser: Browser) -> None:
    page = browser.new_tab(browser.url("camera/camera.html"))
    for (name, text), key in ERRORS.items():
        page.evaluate(
            "([name, text]) => { navigator.mediaDevices.getUserMedia = "
            "() => Promise.reject(new DOMException(text, name)); }",
            [name, text],
        )
        page.locator("#begin").click()
        expected = page.evaluate("(key) => chrome.i18n.getMessage(key)", key)
        expect(page.locator("#note")).to_have_text(expected)
    page.close()


def test_the_popup_opens_the_camera_page(browser: Browser) -> None:
    popup = browser.press_icon()
    with browser.page.context.expect_page() as opened:
        popup.locator("[data-page='camera/camera.html']:visible").click()
    expect(opened.value).to_have_url(browser.url("camera/camera.html"))
    browser.tidy()
