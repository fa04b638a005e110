"""QR pictures, drawn by segno; the logo by Pillow."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from console.ways import Look

MODULE_PX = 5
_LOGO_SHARE = 0.2  # of the side: 4 % of the area, and level H corrects about 30 %


def _code(text: str, look: Look) -> segno.QRCode:
    return segno.make(text, error="h" if look.logo else "m", micro=False, boost_error=False)


def side_px(text: str, look: Look) -> int:
    """Returns the picture's side, with the quiet zone of four modules."""
    return int(_code(text, look).symbol_size(scale=MODULE_PX)[0])


def png(text: str, look: Look) -> bytes:
    """Returns the code as PNG, with ``MODULE_PX`` pixels for each module."""
    out = io.BytesIO()
    _code(text, look).save(out, kind="png", scale=MODULE_PX, dark=look.dark, light=look.light)
    if not look.logo:
        return out.getvalue()
    picture = Image.open(out).convert("RGB")
    _draw_logo(picture)
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()


def svg(text: str, look: Look) -> str:
    """Returns the code as an <svg> element without inline style."""
    drawn: str = _code(text, look).svg_inline(
        scale=MODULE_PX, dark=look.dark, light=look.light, svgclass=None, lineclass=None
    )
    return drawn


def _draw_logo(picture: Image.Image) -> None:
    """Draws a logo on a white tile in the middle."""
    middle = picture.width / 2
    half = picture.width * _LOGO_SHARE / 2
    draw = ImageDraw.Draw(picture)

    def disc(radius: float, colour: str, flat: float = 1.0) -> None:
        box = (middle - radius, middle - radius * flat, middle + radius, middle + radius * flat)
        draw.ellipse(box, fill=colour)

    tile = (middle - half, middle - half, middle + half, middle + half)
    draw.rounded_rectangle(tile, radius=half / 3, fill="#ffffff")
    disc(half * 0.85, "#0b5c6b", flat=0.62)
    disc(half * 0.42, "#ffffff")
    disc(half * 0.26, "#0b5c6b")
