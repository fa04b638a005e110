"""Makes the icons of services: a text file that pages read after the first code is painted.

``kakomi/service_icons.txt`` has the collection and the picture of each service. A line of the file
that this module makes is::

    name TAB background TAB viewBox TAB shape TAB shape …

``background`` is the tile's color, ``rrggbb``. ``viewBox`` contains the tile: four numbers. A shape
is a color and an SVG path: ``rrggbb M0 0h24``. A color is followed by ``e`` if the path is filled
by the even-odd rule, and by ``@`` and a width if it is a line and not filled.

A picture in one color is drawn in white or black on a tile of the brand's color, so that it is
visible on light and dark pages. A picture in several colors is drawn on a white tile. If white has
too little contrast, the tile is darkened. A picture on a very bright tile is black.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tools.paths import NODE_MODULES, SOURCE
from tools.tasks import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

CHOICES = SOURCE / "kakomi" / "service_icons.txt"

_MIN_CONTRAST = 3.0  # WCAG 2.2, success criterion 1.4.11
_MAX_BRIGHTNESS = 1.95  # a color with less contrast to white gets a black picture
_FILLED_SHARE, _COLORED_SHARE, _LINE_SHARE = 0.6, 0.64, 0.86  # of the tile's side
_FINE_SIDE = 100  # of a viewBox, below which a tenth of a unit is visible
_WHITE, _BLACK = "ffffff", "000000"
_FULL_TILE = re.compile(r"m0 0H512V512H0z?")  # super-tiny-icons' background


@dataclass(frozen=True, slots=True)
class Collection:
    """``title`` and ``licence`` are for the notice. ``package`` is npm's."""

    package: str
    title: str
    licence: str
    read: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Style:
    """The inherited properties of an SVG element. A color is ``rrggbb``, or None for none."""

    fill: str | None = _BLACK
    stroke: str | None = None
    stroke_width: float = 1.0
    even_odd: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The picture of a service. ``color`` replaces the collection's color of the tile."""

    name: str
    collection: str
    slug: str
    color: str = ""


def choices() -> list[Choice]:
    """Returns the content of ``service_icons.txt``. Raises BuildError for a repeated name."""
    found: dict[str, Choice] = {}
    for line in CHOICES.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, picture, *color = line.partition("|")[0].split()
        if name in found:
            raise BuildError(f"{CHOICES.name} has {name} twice")
        collection, _, slug = picture.partition("/")
        found[name] = Choice(name, collection, slug, *color)
    return list(found.values())


def text() -> str:
    """Returns the file of all icons. Raises BuildError."""
    return "\n" + "".join(line(choice) + "\n" for choice in sorted(choices(), key=lambda c: c.name))


def line(choice: Choice) -> str:
    """Returns the line of one icon. Raises BuildError if the collection lacks it, or if it has SVG
    content that this module does not support.
    """
    try:
        return (
            COLLECTIONS[choice.collection]
            .read(choice.slug, choice.color)
            .join((f"{choice.name}\t", ""))
        )
    except (KeyError, OSError, ValueError) as error:
        picture = f"{choice.collection}/{choice.slug}"
        raise BuildError(f"the icon {picture} of {choice.name} can't be read: {error}") from error


def notice() -> list[str]:
    """Returns the collections with their versions, licences and the icons from each."""
    lines = [
        "service-icons/icons.txt: pictures of services, from these collections. Names and logos are"
        " trademarks of their owners; they only say to which service an account belongs.",
    ]
    for key, collection in COLLECTIONS.items():
        about = json.loads((NODE_MODULES / collection.package / "package.json").read_text("utf-8"))
        names = sorted(choice.name for choice in choices() if choice.collection == key)
        lines += [
            f"    {collection.title}, {collection.package} {about['version']} from npm,"
            f" {collection.licence}:",
            *(f"        {', '.join(names[i : i + 8])}" for i in range(0, len(names), 8)),
        ]
    return lines


def licence_texts() -> str:
    """Returns the text of the licence that ``notice`` does not link."""
    public_domain = (NODE_MODULES / "simple-icons" / "LICENSE.md").read_text("utf-8")
    return f"CC0-1.0:\n\n{public_domain}"


def _simple_icons(slug: str, color: str) -> str:
    folder = NODE_MODULES / "simple-icons"
    paths = re.findall(r' d="([^"]+)"', (folder / "icons" / f"{slug}.svg").read_text("utf-8"))
    tile, ink = _tile_and_ink(color or _brand_colors()[slug])
    shapes = [(_Style(fill=ink), path) for path in paths]
    return _line(tile, (0, 0, 24, 24), _FILLED_SHARE, shapes)


_colors: dict[str, str] = {}


def _brand_colors() -> Mapping[str, str]:
    if not _colors:
        data = NODE_MODULES / "simple-icons" / "data" / "simple-icons.json"
        for icon in json.loads(data.read_text("utf-8")):
            slug = icon.get("slug") or _slug(icon["title"])
            _colors[slug] = icon["hex"].lower()
    return _colors


def _slug(title: str) -> str:
    """Returns simple-icons' slug for a title of ASCII letters."""
    text = title.lower().replace("+", "plus").replace(".", "dot").replace("&", "and")
    return re.sub(r"[^a-z0-9]", "", text)


def _logos(slug: str, color: str) -> str:
    icon, box = _iconify("logos", slug)
    shapes = list(_shapes(icon))
    colors = {style.fill or style.stroke for style, _ in shapes}
    if len(colors) == 1 or color:
        tile, ink = _tile_and_ink(color or str(*colors))
        return _line(tile, box, _FILLED_SHARE, [(_recolored(s, ink), d) for s, d in shapes])
    return _line(_WHITE, box, _COLORED_SHARE, shapes)


def _arcticons(slug: str, color: str) -> str:
    icon, box = _iconify("arcticons", slug)
    if not color:
        raise ValueError("a picture of lines needs the color of its tile")
    tile, ink = _tile_and_ink(color)
    shapes = [
        (replace(_recolored(style, ink), stroke_width=style.stroke_width * 1.7), path)
        for style, path in _shapes(icon)
    ]
    return _line(tile, box, _LINE_SHARE, shapes)


def _iconify(prefix: str, slug: str) -> tuple[ET.Element, tuple[float, float, float, float]]:
    icons = _iconify_collection(prefix)
    icon = icons["icons"][slug]
    width = icon.get("width", icons.get("width", 16))
    height = icon.get("height", icons.get("height", 16))
    box = (icon.get("left", 0), icon.get("top", 0), width, height)
    svg = f'<svg xmlns:xlink="xlink">{icon["body"]}</svg>'
    return ET.fromstring(svg), box  # noqa: S314  npm's lock file has the hash of the text


_collections: dict[str, Any] = {}


def _iconify_collection(prefix: str) -> Any:
    if prefix not in _collections:
        file = NODE_MODULES / "@iconify-json" / prefix / "icons.json"
        _collections[prefix] = json.loads(file.read_text("utf-8"))
    return _collections[prefix]


def _super_tiny_icons(slug: str, color: str) -> str:
    file = NODE_MODULES / "super-tiny-icons" / "images" / "svg" / f"{slug}.svg"
    root = ET.fromstring(file.read_text("utf-8"))  # noqa: S314  npm's lock file has the hash
    shapes = list(_shapes(root))
    (tile, path), *others = shapes
    if not _FULL_TILE.fullmatch(path) or tile.fill is None:
        raise ValueError("its first shape is no tile")
    return _line(color or tile.fill, (0, 0, 512, 512), 1.0, others)


COLLECTIONS = {
    "simple-icons": Collection("simple-icons", "Simple Icons", "CC0-1.0", _simple_icons),
    "logos": Collection("@iconify-json/logos", "SVG Logos by Gil Barbara", "CC0-1.0", _logos),
    "super-tiny-icons": Collection(
        "super-tiny-icons",
        "Super Tiny Icons by Edent",
        "MIT, text in super-tiny-icons/LICENSE",
        _super_tiny_icons,
    ),
    "arcticons": Collection(
        "@iconify-json/arcticons",
        "Arcticons by the Arcticons Team",
        "CC-BY-SA-4.0 (https://creativecommons.org/licenses/by-sa/4.0/), changed: colors and line"
        " width; these lines of the file are under the same licence",
        _arcticons,
    ),
}


def _recolored(style: _Style, ink: str) -> _Style:
    return replace(style, fill=style.fill and ink, stroke=style.stroke and ink)


def _line(
    background: str,
    box: tuple[float, float, float, float],
    share: float,
    shapes: list[tuple[_Style, str]],
) -> str:
    left, top, width, height = box
    side = max(width, height) / share
    view_box = [left + (width - side) / 2, top + (height - side) / 2, side, side]
    decimals = 2 if side < _FINE_SIDE else 1
    drawn = [_shape(style, path, decimals) for style, path in shapes if style.fill or style.stroke]
    if not drawn:
        raise ValueError("it has no shapes")
    return "\t".join([background, " ".join(_number(n) for n in view_box), *drawn])


def _shape(style: _Style, path: str, decimals: int) -> str:
    drawn = rounded_path(path, decimals)
    if style.fill:
        return f"{style.fill}{'e' if style.even_odd else ''} {drawn}"
    return f"{style.stroke}@{_number(style.stroke_width)} {drawn}"


_SPACE = re.compile(r"[\s,]*")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FLAGS = (3, 4)  # of an arc's seven numbers; a flag may stand before a number without a space


def rounded_path(path: str, decimals: int) -> str:
    """Returns the path with rounded numbers and without needless characters (SVG 2 section 9.3)."""
    written, command, count, at = "", "", 0, 0
    while (at := _SPACE.match(path, at).end()) < len(path):  # type: ignore[union-attr]
        if path[at].isalpha():
            command, count = path[at], 0
            written += command
            at += 1
            continue
        is_flag = command in "aA" and count % 7 in _FLAGS
        found = re.compile("[01]").match(path, at) if is_flag else _NUMBER.match(path, at)
        if found is None or not command:
            raise ValueError("its path is malformed")
        number = found[0] if is_flag else _short(float(found[0]), decimals)
        needs_space = count > 0 and number[0] != "-"
        written += f" {number}" if needs_space else number
        at, count = found.end(), count + 1
    return written


def _short(number: float, decimals: int) -> str:
    text = f"{number:.{decimals}f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0\.", r"\1.", "0" if text in ("", "-0") else text)


def _number(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _tile_and_ink(brand: str) -> tuple[str, str]:
    """Returns the colors of a tile and of the picture on it, with enough contrast."""
    if contrast(_WHITE, brand) < _MAX_BRIGHTNESS:
        return brand, _BLACK
    tile = brand
    for percent in range(100, 0, -1):
        parts = [int(brand[i : i + 2], 16) * percent // 100 for i in (0, 2, 4)]
        tile = "".join(f"{part:02x}" for part in parts)
        if contrast(_WHITE, tile) >= _MIN_CONTRAST:
            break
    return tile, _WHITE


def contrast(one: str, other: str) -> float:
    """Returns the contrast of two colors ``rrggbb`` as WCAG 2.2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_CSS_COLORS = {"white": _WHITE, "black": _BLACK, "currentColor": _BLACK, "red": "ff0000"}
_SHAPES = {"path", "circle", "ellipse", "rect", "polygon", "polyline", "line"}
_WITHOUT_EFFECT = {"title", "defs", "linearGradient", "radialGradient"}


def _shapes(root: ET.Element) -> Iterator[tuple[_Style, str]]:
    """Yields the shapes below an SVG element, each as a path. Raises ValueError for anything else
    that would be drawn. A gradient is replaced by its first color.
    """
    gradients = {
        f"url(#{element.get('id')})": stop
        for element in root.iter()
        if _tag(element).endswith("Gradient") and (stop := _first_stop(element))
    }
    yield from _drawn(root, _inherited(_Style(), root, gradients), gradients)


def _drawn(
    parent: ET.Element, style: _Style, gradients: Mapping[str, str]
) -> Iterator[tuple[_Style, str]]:
    for element in parent:
        tag = _tag(element)
        if tag in _WITHOUT_EFFECT:
            continue
        if unread := {"transform", "opacity", "mask", "clip-path", "style"}.intersection(
            element.keys()
        ):
            raise ValueError(f"it has {', '.join(sorted(unread))}")
        own = _inherited(style, element, gradients)
        if tag == "g":
            yield from _drawn(element, own, gradients)
        elif tag in _SHAPES:
            path = _path(tag, element)
            if own.fill:
                yield replace(own, stroke=None), path
            if own.stroke:
                yield replace(own, fill=None), path
        else:
            raise ValueError(f"it has the element {tag}")


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _first_stop(gradient: ET.Element) -> str | None:
    stop = next((s for s in gradient.iter() if _tag(s) == "stop"), None)
    return None if stop is None else _color(stop.get("stop-color", "#000"), {})


def _inherited(style: _Style, element: ET.Element, gradients: Mapping[str, str]) -> _Style:
    given = element.attrib
    if "fill" in given:
        style = replace(style, fill=_color(given["fill"], gradients))
    if "stroke" in given:
        style = replace(style, stroke=_color(given["stroke"], gradients))
    if "stroke-width" in given:
        style = replace(style, stroke_width=float(given["stroke-width"]))
    if "fill-rule" in given:
        style = replace(style, even_odd=given["fill-rule"] == "evenodd")
    return style


def _color(text: str, gradients: Mapping[str, str]) -> str | None:
    if text == "none":
        return None
    if text in gradients:
        return gradients[text]
    if text in _CSS_COLORS:
        return _CSS_COLORS[text]
    digits = text.lower().removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch(r"[0-9a-f]{6}", digits):
        raise ValueError(f"it has the color {text}")
    return digits


def _path(tag: str, element: ET.Element) -> str:
    def number(name: str) -> float:
        return float(element.get(name, "0"))

    if tag == "path":
        return element.attrib["d"]
    if tag in ("polygon", "polyline"):
        return f"M{element.attrib['points']}{'z' if tag == 'polygon' else ''}"
    if tag == "line":
        return f"M{number('x1'):g} {number('y1'):g}L{number('x2'):g} {number('y2'):g}"
    if tag == "rect":
        x, y, width, height = map(number, ("x", "y", "width", "height"))
        radius = min(number("rx") or number("ry"), width / 2, height / 2)
        return _rounded(x, y, width, height, radius)
    across = number("r") or number("rx")
    down = number("r") or number("ry")
    return (
        f"M{number('cx') - across:g} {number('cy'):g}"
        f"a{across:g} {down:g} 0 1 0 {2 * across:g} 0a{across:g} {down:g} 0 1 0 {-2 * across:g} 0z"
    )


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    if not radius:
        return f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"
    across, down, arc = width - 2 * radius, height - 2 * radius, f"a{radius:g} {radius:g} 0 0 1 "
    return (
        f"M{x + radius:g} {y:g}h{across:g}{arc}{radius:g} {radius:g}v{down:g}"
        f"{arc}{-radius:g} {radius:g}h{-across:g}{arc}{-radius:g} {-radius:g}v{-down:g}"
        f"{arc}{radius:g} {-radius:g}z"
    )
