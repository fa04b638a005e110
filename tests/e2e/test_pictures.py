"""Picture files, decoded by Chromium and scanned by the built worker (``scan.image``)."""

from __future__ import annotations

import base64
import io
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from support import difficult_qr_codes

if TYPE_CHECKING:
    from e2e.browser import Browser

URI = "otpauth://totp/Kakomi:taro?secret=JBSWY3DPEHPK3PXP&issuer=Kakomi"


def texts(browser: Browser, image: Image.Image, kind: str = "PNG", **how: Any) -> list[str]:
    out = io.BytesIO()
    image.save(out, kind, **how)
    data = base64.b64encode(out.getvalue()).decode()
    read: list[str] = browser.ask("scan.image", name=f"a.{kind}", data_base64=data)["texts"]
    return read


@pytest.mark.parametrize("way", difficult_qr_codes.WAYS)
def test_every_difficult_code_is_read(browser: Browser, way: str) -> None:
    chance = Random(f"e2e {way}")  # noqa: S311  pictures, not secrets
    text = difficult_qr_codes.account(chance)
    assert texts(browser, difficult_qr_codes.WAYS[way](chance, text)) == [text]


@pytest.mark.parametrize(
    ("kind", "how"),
    [("JPEG", {"quality": 60}), ("WEBP", {"lossless": True}), ("GIF", {}), ("BMP", {})],
)
def test_every_picture_format_is_read(browser: Browser, kind: str, how: dict[str, Any]) -> None:
    assert texts(
        browser, difficult_qr_codes.drawn(difficult_qr_codes.code(URI), 4), kind, **how
    ) == [URI]


@pytest.mark.parametrize("ink", [0, 255])
def test_a_transparent_picture_is_read_in_dark_and_light_colors(browser: Browser, ink: int) -> None:
    mask = difficult_qr_codes.drawn(difficult_qr_codes.code(URI), 4, margin=1).convert("L")
    picture = Image.new("RGBA", mask.size, (ink, ink, ink, 0))
    picture.putalpha(mask.point(lambda value: 255 - value))
    assert texts(browser, picture) == [URI]


def test_a_code_in_shift_jis_is_read(browser: Browser) -> None:
    """In Shift_JIS, without a word of it."""
    picture = difficult_qr_codes.drawn(difficult_qr_codes.code("囲み"), 5)
    assert texts(browser, picture) == ["囲み"]


@pytest.mark.parametrize("size", [(500, 500), (3840, 2160)])
def test_a_picture_without_a_code_gives_none(browser: Browser, size: tuple[int, int]) -> None:
    page = difficult_qr_codes.page_without_codes(Random(9), *size)  # noqa: S311  pictures, not secrets
    assert texts(browser, page) == []


def test_a_picture_of_one_pixel_gives_no_code(browser: Browser) -> None:
    assert texts(browser, Image.new("RGB", (1, 1))) == []
