"""Draws account codes that are difficult to read, and pages without codes.

Each kind is a function of a random generator and a text, and returns what a screen would show. The
same seed gives the same pictures.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import segno
from PIL import Image, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

PAGE, DARK_PAGE = "#ffffff", "#0d1117"
INK, DARK_INK = "#24292f", "#8b949e"
WORDS = "Two-factor authentication  Scan this code with your authenticator app  "


def account(chance: Random) -> str:
    """Returns an account URI, short or long."""
    secret = base64.b32encode(chance.randbytes(chance.choice([10, 20]))).decode()
    issuer = chance.choice(["Kakomi", "GitHub", "Example%20Bank"])
    more = chance.choice(["", "&algorithm=SHA256&digits=8&period=60", "&algorithm=SHA1&digits=6"])
    return f"otpauth://totp/{issuer}:taro%40example.com?secret={secret}&issuer={issuer}{more}"


def code(text: str, level: str = "m") -> Image.Image:
    """Returns a QR code with one pixel for each module, without a margin."""
    out = io.BytesIO()
    made = segno.make(text, error=level, micro=False, boost_error=False)
    made.save(out, kind="png", border=0, scale=1)
    return Image.open(out).convert("L")


def drawn(
    made: Image.Image, pixels: float, dark: str = "#000000", light: str = "#ffffff", margin: int = 4
) -> Image.Image:
    """Returns the code with ``pixels`` for each module and a margin of ``margin`` modules."""
    framed = Image.new("L", (made.width + 2 * margin, made.height + 2 * margin), 255)
    framed.paste(made, (margin, margin))
    side = round(framed.width * pixels)
    fine = framed.resize((framed.width * 16, framed.width * 16), Image.Resampling.NEAREST)
    mask = fine.resize((side, side), Image.Resampling.BOX)
    return Image.composite(
        Image.new("RGB", mask.size, light), Image.new("RGB", mask.size, dark), mask
    )


def on_page(shown: Image.Image, paper: str = PAGE, ink: str = INK, room: int = 40) -> Image.Image:
    """Returns the picture with lines of text around it."""
    page = Image.new("RGB", (shown.width + 2 * room, shown.height + 2 * room), paper)
    draw = ImageDraw.Draw(page)
    for y in range(4, page.height, 17):
        draw.text((4, y), WORDS * (page.width // 200 + 1), fill=ink)
    page.paste(shown, (room, room))
    return page


def _plain(chance: Random, text: str) -> Image.Image:
    return on_page(drawn(code(text), chance.choice([2, 3, 4, 6])))


def _on_dark_page(chance: Random, text: str) -> Image.Image:
    """Returns a code without a margin on a white card, on a dark page."""
    return on_page(drawn(code(text), chance.choice([3, 4]), margin=0), DARK_PAGE, DARK_INK)


def _inverted(chance: Random, text: str) -> Image.Image:
    shown = drawn(code(text), chance.choice([3, 5]), "#e6edf3", DARK_PAGE, margin=1)
    return on_page(shown, DARK_PAGE, DARK_INK)


def _transparent_on_dark(chance: Random, text: str) -> Image.Image:
    """Returns a black code on a transparent background over a nearly black page."""
    grey = chance.choice(["#2d333b", "#3c4043"])
    return on_page(drawn(code(text), chance.choice([3, 4]), light=grey, margin=0), grey, DARK_INK)


def _zoomed(percent: int) -> Callable[[Random, str], Image.Image]:
    def way(chance: Random, text: str) -> Image.Image:
        css = 4 if percent == 50 else chance.choice([3, 4])
        return on_page(drawn(code(text), css * percent / 100))

    return way


def _with_logo(chance: Random, text: str) -> Image.Image:
    shown = drawn(code(text, "q"), chance.choice([4, 5]))
    middle, size = shown.width / 2, shown.width * 0.1
    mark = (middle - size, middle - size, middle + size, middle + size)
    ImageDraw.Draw(shown).rounded_rectangle(mark, 5, fill="#1a73e8", outline="#ffffff", width=3)
    return on_page(shown)


def _dim(chance: Random, text: str) -> Image.Image:
    dark, light = chance.choice(
        [("#f0f0f0", "#ffffff"), ("#999999", "#bbbbbb"), ("#202020", "#303030")]
    )
    return on_page(drawn(code(text), chance.choice([3, 5]), dark, light))


def _equally_bright(chance: Random, text: str) -> Image.Image:
    dark, light = chance.choice([("#ff0000", "#008000"), ("#7c3aed", "#059669")])
    return on_page(drawn(code(text), chance.choice([3, 5]), dark, light))


def _cut(chance: Random, text: str) -> Image.Image:
    """Returns a code that is cut by two modules at one or two sides."""
    pixels = chance.choice([3, 4])
    shown = drawn(code(text), pixels)
    away = round(6 * pixels)
    return shown.crop((pixels, pixels, shown.width - away, shown.height - chance.choice([1, away])))


def _under_the_pointer(chance: Random, text: str) -> Image.Image:
    """Returns a code with the mouse pointer on a finder pattern."""
    pixels = 4
    shown = drawn(code(text), pixels)
    x = y = 7 * pixels
    arrow = [(0, 0), (0, 16), (4, 12), (7, 18), (9, 17), (6, 11), (11, 11)]
    ImageDraw.Draw(shown).polygon(
        [(x + a, y + b) for a, b in arrow],
        fill=chance.choice(["#ffffff", "#000000"]),
        outline="#000000",
    )
    return on_page(shown)


def _blurred(chance: Random, text: str) -> Image.Image:
    pixels = chance.choice([3, 4, 6])
    shown = on_page(drawn(code(text), pixels))
    return shown.filter(ImageFilter.GaussianBlur(pixels * chance.choice([0.4, 0.5, 0.6])))


def _tilted(chance: Random, text: str) -> Image.Image:
    shown = drawn(code(text), chance.choice([4, 6]))
    turned = shown.rotate(
        chance.choice([10, 30, 45, 90, 180]), Image.Resampling.BICUBIC, expand=True, fillcolor=PAGE
    )
    return on_page(turned)


def _squeezed_by_jpeg(chance: Random, text: str) -> Image.Image:
    out = io.BytesIO()
    shown = on_page(drawn(code(text), chance.choice([3, 4])))
    shown.save(out, "JPEG", quality=chance.choice([20, 40]))
    return Image.open(out).convert("RGB")


def _on_whole_pixels(chance: Random, text: str) -> Image.Image:
    """Returns a code whose dark modules are rounded to whole pixels and then scaled, so that the
    light modules are thinner.
    """
    made, pitch = code(text, "q"), 1.49
    width = round((made.width + 8) * pitch)
    shown = Image.new("L", (width, width), 255)
    draw = ImageDraw.Draw(shown)
    for y in range(made.height):
        for x in range(made.width):
            if made.getpixel((x, y)) == 0:
                left, top = round((x + 4) * pitch), round((y + 4) * pitch)
                draw.rectangle((left, top, left + 1, top + 1), fill=0)
    larger = shown.resize((width * 2, width * 2), Image.Resampling.BILINEAR).convert("RGB")
    return on_page(larger, room=chance.choice([20, 40]))


def _dotted(chance: Random, text: str) -> Image.Image:
    """Returns a code with round modules, also in the finder patterns."""
    made, side = code(text, "q"), 4 * chance.choice([4, 6])
    fine = Image.new("L", ((made.width + 8) * side, (made.width + 8) * side), 255)
    draw, inset = ImageDraw.Draw(fine), side * chance.choice([0.02, 0.06])
    for y in range(made.height):
        for x in range(made.width):
            if made.getpixel((x, y)) == 0:
                left, top = (x + 4) * side + inset, (y + 4) * side + inset
                draw.ellipse((left, top, left + side - 2 * inset, top + side - 2 * inset), fill=0)
    return on_page(fine.resize((fine.width // 4,) * 2, Image.Resampling.BOX).convert("RGB"))


def _in_a_gradient(chance: Random, text: str) -> Image.Image:
    """Returns a code on white with a color gradient from corner to corner."""
    mask = drawn(code(text), chance.choice([3, 5])).convert("L")
    one, other = chance.choice([("#7c3aed", "#f59e0b"), ("#0ea5e9", "#22c55e")])
    slope = Image.linear_gradient("L").resize(mask.size).rotate(chance.choice([0, 90]))
    colours = Image.composite(
        Image.new("RGB", mask.size, one), Image.new("RGB", mask.size, other), slope
    )
    return on_page(Image.composite(Image.new("RGB", mask.size, "#ffffff"), colours, mask))


def _mirrored(chance: Random, text: str) -> Image.Image:
    """Returns a mirrored code, as a front camera or CSS shows it."""
    way = chance.choice([Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM])
    return on_page(drawn(code(text), chance.choice([3, 5])).transpose(way))


def _in_block_characters(chance: Random, text: str) -> Image.Image:
    """Returns a code of block characters, as in a terminal: a line of text has two rows of modules,
    and there are gaps between lines.
    """
    made, across = code(text, "l"), chance.choice([7, 8])
    high, gap = round(across * 0.97), round(across * chance.choice([0.2, 0.4, 0.56]))
    dark = chance.choice([True, False])
    paper, ink = ("#1e1e1e", "#d4d4d4") if dark else ("#ffffff", "#24292f")
    rows = (made.height + 4) // 2 + 1
    shown = Image.new("RGB", ((made.width + 4) * across, rows * (2 * high + gap)), paper)
    draw = ImageDraw.Draw(shown)
    for y in range(-2, 2 * rows - 2):
        top = (y + 2) * high + (y + 2) // 2 * gap
        for x in range(-2, made.width + 2):
            is_code = 0 <= x < made.width and 0 <= y < made.height
            if (bool(is_code and made.getpixel((x, y)) == 0)) != dark:
                left = (x + 2) * across
                draw.rectangle((left, top, left + across - 1, top + high - 1), fill=ink)
    return on_page(shown, paper, ink, room=chance.choice([40, 60]))


WAYS: dict[str, Callable[[Random, str], Image.Image]] = {
    "plain": _plain,
    "no margin on a dark page": _on_dark_page,
    "light on dark": _inverted,
    "transparent on dark": _transparent_on_dark,
    "zoom 50 %": _zoomed(50),
    "zoom 67 %": _zoomed(67),
    "zoom 110 %": _zoomed(110),
    "zoom 175 %": _zoomed(175),
    "zoom 300 %": _zoomed(300),
    "dots": _dotted,
    "gradient": _in_a_gradient,
    "mirrored": _mirrored,
    "logo": _with_logo,
    "low contrast": _dim,
    "equally bright": _equally_bright,
    "cut off": _cut,
    "under the pointer": _under_the_pointer,
    "blurred": _blurred,
    "tilted": _tilted,
    "JPEG": _squeezed_by_jpeg,
    "on whole pixels": _on_whole_pixels,
    "in block characters": _in_block_characters,
}


def page_without_codes(chance: Random, width: int, height: int) -> Image.Image:
    """Returns a page with text, bars, icons like finder patterns, and squares of random modules."""
    page = Image.new("RGB", (width, height), PAGE)
    draw = ImageDraw.Draw(page)
    for y in range(4, height, 17):
        draw.text((4, y), WORDS * (width // 200 + 1), fill=INK)
    for _ in range(width * height // 60_000):
        x, y = chance.randrange(width - 160), chance.randrange(height - 160)
        kind = chance.randrange(3)
        if kind == 0:
            for inset, colour in ((0, INK), (5, PAGE), (10, INK)):
                draw.rectangle((x + inset, y + inset, x + 35 - inset, y + 35 - inset), fill=colour)
        elif kind == 1:
            for bar in range(8):
                draw.rectangle(
                    (x + bar * 14, y + chance.randrange(90), x + bar * 14 + 10, y + 100), fill=INK
                )
        else:
            noise = Image.frombytes(
                "L", (20, 20), bytes(chance.choice((0, 255)) for _ in range(400))
            )
            page.paste(noise.resize((140, 140), Image.Resampling.NEAREST).convert("RGB"), (x, y))
    return page
