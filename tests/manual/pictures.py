"""The pictures of the manual, one for each step, taken from the product by the end-to-end tests.

A picture shows the page, the popup over it if there is one, and a frame around the element that the
step says to press. The frame is drawn at the element's place at that moment. Without a folder
nothing is drawn, but everything is checked: that the manual has such a step, that the element is
there, and that each control that the step's text names is visible.
"""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from e2e.user_actions import Box
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from playwright.sync_api import Locator

from manual.chapters import Texts, chapters, control_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Page

FOLDER = os.environ.get("KAKOMI_MANUAL", "")  # where to write the pictures; empty: nowhere
WIDTH, HEIGHT = 960, 640  # of the page, in CSS pixels
FRAME_HEIGHT = 143  # of the window of Chromium 150, above the page
SCALE = 2  # pixels of a picture for each CSS pixel: the browser's pixel ratio
COLORS = 128
MIN_HEIGHT, MARGIN = 240, 24
POPUP_RIGHT, POPUP_TOP = 14, 10
MARK_GAP, MARK_WIDTH, MARK_RADIUS = 2, 3, 8
MARK_EDGE = 1.5  # of white, on both sides
MARK_COLOR = "#d93a0b"

# All that a person can read of a page: texts, and the labels and titles of controls.
_READABLE = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .flatMap((element) => [element.innerText, element.ariaLabel, element.title])
    .map((text) => text?.trim()).filter(Boolean)"""

# The lower end of what the page shows, so that the picture ends there.
_CONTENT_BOTTOM = """() => Math.max(0, ...[...document.querySelectorAll("main *, dialog[open]")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element) => element.getBoundingClientRect().bottom))"""

_SHORT_ANIMATIONS = """() => Promise.all(
    document.getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime < 1000)
        .map((animation) => animation.finished.catch(() => {})))"""

# An element at the edge would be cut off by the end of the picture.
_TO_THE_MIDDLE = """(element, margin) => {
    const { top, bottom } = element.getBoundingClientRect();
    if (top < margin || bottom > innerHeight - 2 * margin) {
        element.scrollIntoView({ block: "center", behavior: "instant" });
    }
}"""
_SCROLLBARS = "(width) => { document.documentElement.style.scrollbarWidth = width; }"


class Album:
    """The pictures of one language."""

    def __init__(self, language: str, folder: str = FOLDER) -> None:
        self.texts = Texts(language)
        self._folder = Path(folder) / language if folder else None
        self._left = {chapter.id: chapter.pictured_steps() for chapter in chapters()}

    def take(
        self, chapter: str, step: str, page: Page, press: Locator | Box, popup: Page | None = None
    ) -> None:
        """Take the picture of a step before ``press`` is pressed, in the page or in the popup.

        Raises AssertionError if the manual has no such step, if a control that its text names can't
        be seen, or if nothing is there to be pressed.
        """
        assert step in self._left.get(chapter, ()), f"the manual has no picture {chapter}/{step}"
        self._left[chapter].remove(step)
        fronts = [page] if popup is None else [page, popup]
        unseen = self._unseen(step, fronts)
        assert not unseen, f"{step} names what its picture does not show: {', '.join(unseen)}"
        if self._folder is None:
            _box_of(press)
            return
        path = picture_path(self._folder, chapter, step)
        path.parent.mkdir(parents=True, exist_ok=True)
        is_in_popup = isinstance(press, Locator) and press.page == popup
        with _without_scrollbars(page):
            box = _box_of(press)
            _draw(page, popup, box, is_in_popup=is_in_popup).save(path, optimize=True)

    def _unseen(self, step: str, pages: list[Page]) -> list[str]:
        """Returns the names of the step's controls that no page shows."""
        names = [self.texts.raw(key) for key in control_keys(self.texts.raw(step))]
        readable = [text for page in pages for text in page.evaluate(_READABLE)] if names else []
        return [name for name in names if not any(_names(text, name) for text in readable)]

    def missing(self, of: Iterable[str]) -> list[str]:
        """Returns the steps of these chapters that have no picture yet."""
        return [f"{chapter}/{step}" for chapter in of for step in self._left[chapter]]


def picture_path(folder: Path, chapter: str, step: str) -> Path:
    """Returns where the picture of a step is kept, in the folder of its language."""
    return folder / chapter / f"{step}.png"


def _names(text: str, name: str) -> bool:
    """Whether a text or a label is the control's name, perhaps with a shortcut or an account."""
    return text == name or (name in text and len(text) <= len(name) + 40 and "\n" not in text)


def _box_of(press: Locator | Box) -> Box:
    """Returns where the element is. Raises AssertionError if it can't be seen."""
    if isinstance(press, Box):
        return press
    press.scroll_into_view_if_needed()
    press.evaluate(_TO_THE_MIDDLE, MARGIN)
    press.page.evaluate(_SHORT_ANIMATIONS)
    place = press.bounding_box()
    assert place is not None, "nothing is there to be pressed"
    assert min(place["width"], place["height"]) > 0, "nothing is there to be pressed"
    left, top = place["x"], place["y"]
    return Box(left, top, left + place["width"], top + place["height"])


@contextmanager
def _without_scrollbars(page: Page) -> Iterator[None]:
    page.evaluate(_SCROLLBARS, "none")
    yield
    page.evaluate(_SCROLLBARS, "")


def _draw(page: Page, popup: Page | None, box: Box, *, is_in_popup: bool) -> Image.Image:
    picture = _screenshot(page)
    bottom = page.evaluate(_CONTENT_BOTTOM)
    left = top = 0.0
    if popup is not None:
        over = _screenshot(popup)
        left = page_width(picture) - over.width / SCALE - POPUP_RIGHT
        top = POPUP_TOP
        bottom = max(bottom, top + over.height / SCALE)
        _lay_over(picture, over, round(left * SCALE), POPUP_TOP * SCALE)
    shift = (left, top) if is_in_popup else (0.0, 0.0)
    box = Box(box.left + shift[0], box.top + shift[1], box.right + shift[0], box.bottom + shift[1])
    _mark(picture, box)
    height = max(MIN_HEIGHT, bottom + MARGIN, box.bottom + MARGIN)
    picture = picture.crop((0, 0, picture.width, min(picture.height, round(height * SCALE))))
    return picture.quantize(COLORS, dither=Image.Dither.NONE)


def page_width(picture: Image.Image) -> float:
    """Returns the picture's width in CSS pixels."""
    return picture.width / SCALE


def _screenshot(page: Page) -> Image.Image:
    """Returns what the page shows, with ``SCALE`` pixels for each CSS pixel."""
    page.evaluate(_SHORT_ANIMATIONS)
    picture = page.screenshot(animations="allow", caret="initial")
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _lay_over(page: Image.Image, popup: Image.Image, left: int, top: int) -> None:
    """Draw the popup over the page where Chrome opens it, with a shadow as windows have."""
    corners = Image.new("L", popup.size, 0)
    ImageDraw.Draw(corners).rounded_rectangle(
        (0, 0, popup.width - 1, popup.height - 1), radius=8 * SCALE, fill=255
    )
    shadow = Image.new("L", page.size, 0)
    shadow.paste(corners.point(lambda value: value // 2), (left, top + 4))
    dark = Image.new("RGB", page.size, "black")
    page.paste(dark, (0, 0), shadow.filter(ImageFilter.GaussianBlur(12)))
    page.paste(popup, (left, top), corners)


def _mark(picture: Image.Image, box: Box) -> None:
    """Draw a frame around the box, with a white edge that sets it off from any ground."""
    for edge, color in ((MARK_EDGE, "white"), (0, MARK_COLOR)):
        width = MARK_WIDTH + 2 * edge
        mask = _ring(picture.size, box, MARK_GAP + MARK_WIDTH / 2, width)
        picture.paste(Image.new("RGB", picture.size, color), (0, 0), mask)


def _ring(size: tuple[int, int], box: Box, gap: float, width: float) -> Image.Image:
    """Returns the mask of a rounded ring, drawn twice as large and reduced for smooth edges."""
    fine = SCALE * 2
    room = (size[0] * 2, size[1] * 2)
    rings = []
    for grown in (gap + width / 2, gap - width / 2):
        mask = Image.new("L", room, 0)
        edges = (box.left - grown, box.top - grown, box.right + grown, box.bottom + grown)
        ImageDraw.Draw(mask).rounded_rectangle(
            tuple(round(edge * fine) for edge in edges),
            radius=round((MARK_RADIUS + grown) * fine),
            fill=255,
        )
        rings.append(mask)
    outer, inner = rings
    return ImageChops.subtract(outer, inner).resize(size, Image.Resampling.LANCZOS)
