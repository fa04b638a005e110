"""Draws account codes as photographed by a camera: printed, bent, turned, in bad light, out of
focus.

Each kind is a function of a random generator and a text. The same seed gives the same picture.
``build.py bench scan`` measures how many are read.
"""

from __future__ import annotations

import base64
import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from support import difficult_qr_codes
from support.difficult_qr_codes import code, drawn

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

WIDTH, HEIGHT = 960, 720
Point = tuple[float, float]


def account(chance: Random) -> str:
    """Returns an account URI: a short one, or one with all parameters."""
    if chance.random() < 0.5:
        secret = base64.b32encode(chance.randbytes(10)).decode()
        return f"otpauth://totp/Acme:me?secret={secret}"
    return difficult_qr_codes.account(chance)


def _printed(chance: Random, text: str, level: str = "m") -> Image.Image:
    """Returns the code on a label with a colored background, with 12 pixels for each module."""
    dark = chance.choice(["#101010", "#2a2724", "#1b2440"])
    light = chance.choice(["#f4f2ec", "#ded6c4", "#ffffff"])
    return drawn(code(text, level), 12, dark, light)


def _coefficients(to: list[Point], source: list[Point]) -> list[float]:
    """Returns the eight numbers of the homography that takes ``to`` to ``source``."""
    rows = []
    for (x, y), (u, v) in zip(to, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for i in range(8):
        pivot = max(range(i, 8), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(8):
            if r != i:
                factor = rows[r][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[8] for row in rows]


def _scene(chance: Random) -> Image.Image:
    """Returns a background: a table with lines and patches."""
    scene = Image.new("RGB", (WIDTH, HEIGHT), chance.choice(["#8a7a66", "#59636b", "#c8c2b8"]))
    draw = ImageDraw.Draw(scene)
    for _ in range(24):
        x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
        grey = chance.randrange(40, 220)
        size = chance.randrange(10, 160)
        draw.rectangle((x, y, x + size, y + chance.randrange(4, 60)), fill=(grey, grey, grey - 20))
    return scene.filter(ImageFilter.GaussianBlur(2))


def _placed(
    chance: Random, label: Image.Image, tilt: float, share: float, turn: float
) -> Image.Image:
    """Returns the label on a background, turned in its plane and then tilted by ``tilt``
    degrees.
    """
    side = HEIGHT * share
    angle, away = math.radians(turn), math.radians(tilt)
    direction = chance.uniform(0, 2 * math.pi)
    center = (WIDTH / 2 + chance.uniform(-60, 60), HEIGHT / 2 + chance.uniform(-30, 30))
    distance = 1.7  # of the camera, in sides of the label
    corners = []
    for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        u = x * math.cos(angle) - y * math.sin(angle)
        v = x * math.sin(angle) + y * math.cos(angle)
        along = u * math.cos(direction) + v * math.sin(direction)
        across = -u * math.sin(direction) + v * math.cos(direction)
        depth = distance / (distance + along * math.sin(away))
        along, across = along * math.cos(away) * depth, across * depth
        corners.append(
            (
                center[0] + side * (along * math.cos(direction) - across * math.sin(direction)),
                center[1] + side * (along * math.sin(direction) + across * math.cos(direction)),
            )
        )
    w, h = label.size
    numbers = _coefficients(corners, [(0, 0), (w, 0), (w, h), (0, h)])
    # Drawn twice as large and reduced, because Pillow samples single pixels.
    twice = [numbers[0] / 2, numbers[1] / 2, numbers[2], numbers[3] / 2, numbers[4] / 2]
    twice += [numbers[5], numbers[6] / 2, numbers[7] / 2]
    size = (2 * WIDTH, 2 * HEIGHT)
    bicubic = Image.Resampling.BICUBIC
    shown = label.transform(size, Image.Transform.PERSPECTIVE, twice, bicubic)
    mask = Image.new("L", label.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, twice, bicubic
    )
    scene = _scene(chance)
    box = Image.Resampling.BOX
    scene.paste(shown.resize(scene.size, box), (0, 0), mask.resize(scene.size, box))
    return scene


def _grained(chance: Random, picture: Image.Image, sigma: float) -> Image.Image:
    """Returns the picture with a sensor's noise, which is the same in every run."""
    small = Image.frombytes("L", (256, 256), chance.randbytes(65536))
    small = small.filter(ImageFilter.GaussianBlur(0.6)).point(
        lambda v: int(128 + (v - 128) * sigma / 40)
    )
    noise = Image.new("L", picture.size)
    for x in range(0, picture.width, 256):
        for y in range(0, picture.height, 256):
            noise.paste(small.rotate(90 * chance.randrange(4)), (x, y))
    return ImageChops.add(picture, Image.merge("RGB", (noise,) * 3), 1, -128)


def _spot(picture: Image.Image, center: Point, radii: Point, strength: float) -> Image.Image:
    """Returns the picture with a patch of light that is white in the middle and fades out."""
    light = Image.radial_gradient("L").point(
        lambda v: int(max(0, min(255, (215 - v * 1.7) * strength)))
    )
    light = light.resize((int(2 * radii[0]), int(2 * radii[1])), Image.Resampling.BICUBIC)
    mask = Image.new("L", picture.size, 0)
    mask.paste(light, (int(center[0] - radii[0]), int(center[1] - radii[1])))
    return Image.composite(Image.new("RGB", picture.size, "#ffffff"), picture, mask)


def _damaged(chance: Random, text: str) -> Image.Image:
    """Returns a code that is scratched, stained and partly torn off."""
    label = _printed(chance, text, "q")
    draw = ImageDraw.Draw(label)
    w = label.width
    for _ in range(chance.randrange(2, 5)):
        ends = [chance.randrange(w) for _ in range(4)]
        draw.line(ends, chance.choice(["#f0ece2", "#222222", "#b09878"]), chance.randrange(3, 12))
    for _ in range(chance.randrange(2, 5)):
        x, y, r = chance.randrange(w), chance.randrange(w), chance.randrange(w // 40, w // 14)
        draw.ellipse((x - r, y - r, x + r, y + r), chance.choice(["#efe9dd", "#33302c", "#7a6a50"]))
    picture = _placed(chance, label, chance.uniform(5, 25), 0.55, chance.uniform(-25, 25))
    return _grained(chance, picture, 6)


def _glare(chance: Random, text: str) -> Image.Image:
    """Returns a code behind glass that reflects a lamp and a window."""
    label = _printed(chance, text)
    picture = _placed(chance, label, chance.uniform(5, 25), 0.5, chance.uniform(-20, 20))
    at = (WIDTH / 2 + chance.uniform(-150, 150), HEIGHT / 2 + chance.uniform(-150, 150))
    picture = _spot(picture, at, (chance.uniform(120, 260), chance.uniform(60, 140)), 1.25)
    window = Image.new("L", picture.size, 0)
    x = WIDTH / 2 + chance.uniform(-200, 100)
    band = [(x, 0), (x + 160, 0), (x + 60, HEIGHT), (x - 100, HEIGHT)]
    ImageDraw.Draw(window).polygon(band, chance.randrange(90, 170))
    window = window.filter(ImageFilter.GaussianBlur(6))
    return _grained(
        chance, Image.composite(Image.new("RGB", picture.size, "#f8faff"), picture, window), 4
    )


def _perspective(chance: Random, text: str) -> Image.Image:
    """Returns a code that is seen from a flat angle."""
    label = _printed(chance, text)
    picture = _placed(chance, label, chance.uniform(48, 66), 0.6, chance.uniform(-40, 40))
    return _grained(chance, picture, 4)


def _bright_spots(chance: Random, text: str) -> Image.Image:
    """Returns a code on a shiny label that reflects several lamps."""
    label = _printed(chance, text)
    picture = _placed(chance, label, chance.uniform(0, 25), 0.6, chance.uniform(-180, 180))
    for _ in range(chance.randrange(2, 5)):
        at = (WIDTH / 2 + chance.uniform(-170, 170), HEIGHT / 2 + chance.uniform(-170, 170))
        radius = chance.uniform(40, 85)
        picture = _spot(picture, at, (radius, radius), 1.4)
    return _grained(chance, picture, 5)


def _curved(chance: Random, text: str) -> Image.Image:
    """Round a bottle: the columns are narrower towards its sides, and the rows bend."""
    label = _printed(chance, text)
    w = label.width
    half = math.radians(chance.uniform(42, 62))  # of the label's arc
    bend = chance.uniform(0.04, 0.16) * w
    width = math.sin(half) / half * w
    out = Image.new("RGB", (int(width), int(w + 2 * bend)), "#8a8f94")
    strips = []
    for x in range(out.width):
        t = max(-1.0, min(1.0, (2 * x / out.width - 1) * math.sin(half)))
        u = (math.asin(t) / half + 1) / 2 * w
        v = bend * math.sqrt(1 - t * t)
        quad = (u, -v, u, out.height - v, u + 1, out.height - v, u + 1, -v)
        strips.append(((x, 0, x + 1, out.height), quad))
    bent = label.transform(
        out.size, Image.Transform.MESH, strips, Image.Resampling.BICUBIC, fillcolor="#8a8f94"
    )
    square = Image.new("RGB", (max(bent.size),) * 2, "#8a8f94")
    square.paste(bent, ((square.width - bent.width) // 2, (square.height - bent.height) // 2))
    turn = chance.choice([0, 90, 180, 270]) + chance.uniform(-12, 12)
    return _grained(chance, _placed(chance, square, chance.uniform(0, 20), 0.62, turn), 4)


def _blurred(chance: Random, text: str) -> Image.Image:
    """Returns a code that is out of focus, or blurred by movement."""
    label = _printed(chance, text)
    picture = _placed(chance, label, chance.uniform(0, 25), 0.5, chance.uniform(-30, 30))
    module = HEIGHT * 0.5 / (label.width / 12)
    radius = module * chance.uniform(0.45, 0.75)
    if chance.random() < 0.5:
        picture = picture.filter(ImageFilter.GaussianBlur(radius))
    else:
        picture = picture.filter(ImageFilter.BoxBlur((radius * 1.6, radius * 0.5)))
    return _grained(chance, picture, 3)


def _non_compliant(chance: Random, text: str) -> Image.Image:
    """Returns a colored code with round modules, a logo and no quiet zone."""
    made, side = code(text, chance.choice(["q", "h"])), 12
    dark = chance.choice(["#c0392b", "#1f6f3f", "#33507a", "#111111"])
    light = chance.choice(["#f4f2ec", "#ffe9a8", "#d8e8f4"])
    frame = chance.choice([0, 1])
    label = Image.new("RGB", ((made.width + 2 * frame) * side,) * 2, light)
    draw = ImageDraw.Draw(label)
    inset = chance.uniform(0, 2)
    for y in range(made.height):
        for x in range(made.width):
            if made.getpixel((x, y)) == 0:
                left, top = (x + frame) * side, (y + frame) * side
                box = (left + inset, top + inset, left + side - inset, top + side - inset)
                draw.rounded_rectangle(box, chance.choice([1, 3, 6]), dark)
    last = made.width - 7
    for column, row in ((0, 0), (last, 0), (0, last)):
        x, y = (column + frame + 2) * side, (row + frame + 2) * side
        heart = chance.choice([dark, "#d62828", "#e76f51"])
        draw.rectangle((x, y, x + 3 * side - 1, y + 3 * side - 1), light)
        draw.rounded_rectangle((x, y, x + 3 * side - 1, y + 3 * side - 1), side, heart)
    middle, size = label.width / 2, label.width * chance.uniform(0.08, 0.12)
    mark = (middle - size, middle - size, middle + size, middle + size)
    draw.rounded_rectangle(mark, 9, "#ffffff", chance.choice(["#000000", "#e76f51"]), 7)
    picture = _placed(chance, label, chance.uniform(5, 35), 0.5, chance.uniform(-30, 30))
    return _grained(chance, picture, 4)


def _shadowed(chance: Random, text: str) -> Image.Image:
    """Returns a dark code that is half in the shade."""
    label = _printed(chance, text)
    picture = _placed(chance, label, chance.uniform(5, 30), 0.5, chance.uniform(-30, 30))
    shade = Image.new("L", picture.size, 255)
    x, lean = WIDTH / 2 + chance.uniform(-90, 90), chance.uniform(-250, 250)
    area = [(x, 0), (WIDTH, 0), (WIDTH, HEIGHT), (x + lean, HEIGHT)]
    ImageDraw.Draw(shade).polygon(area, chance.randrange(55, 95))
    shade = shade.filter(ImageFilter.GaussianBlur(chance.uniform(2, 14)))
    dim = ImageChops.multiply(picture, Image.merge("RGB", (shade,) * 3))
    return _grained(chance, dim.point(lambda v: int(v * 0.6 + 12)), 5)


def _far(chance: Random, text: str) -> Image.Image:
    """Returns a code that is small in the picture, slightly blurred, and compressed by JPEG."""
    label = _printed(chance, text)
    modules = label.width / 12
    share = modules * chance.uniform(2.2, 3.2) / HEIGHT
    picture = _placed(chance, label, chance.uniform(0, 30), share, chance.uniform(-45, 45))
    return _grained(chance, picture.filter(ImageFilter.GaussianBlur(0.7)), 5)


KINDS: dict[str, Callable[[Random, str], Image.Image]] = {
    "damaged": _damaged,
    "glare": _glare,
    "perspective": _perspective,
    "bright spots": _bright_spots,
    "curved": _curved,
    "photo blurred": _blurred,
    "non-compliant": _non_compliant,
    "shadowed": _shadowed,
    "far": _far,
}
