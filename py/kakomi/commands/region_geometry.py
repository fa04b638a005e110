"""Converts boxes from CSS pixels, or fractions of the viewport, to pixels of a capture."""

from __future__ import annotations

from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

from kakomi.ports import Region

if TYPE_CHECKING:
    from kakomi.messages.scan import ScanBoxRequest
    from kakomi.ports import Picture


def to_region(box: ScanBoxRequest, picture: Picture) -> Region:
    """Returns the box in the picture's pixels.

    The ratio of the picture's width to the viewport's covers page zoom and device pixel ratio.
    """
    across, down = box["viewport_width"], box["viewport_height"]
    shares = (box["x"] / across, box["y"] / down, box["width"] / across, box["height"] / down)
    return from_shares(shares, picture)


def from_shares(box: tuple[float, float, float, float], picture: Picture) -> Region:
    """Returns the picture's pixels of a box in fractions of the viewport (x, y, width, height)."""
    left, right = _span(box[0], box[2], picture.width)
    top, bottom = _span(box[1], box[3], picture.height)
    return Region(x=left, y=top, width=right - left, height=bottom - top)


def _span(start: float, length: float, pixels: int) -> tuple[int, int]:
    """Returns the first pixel and the pixel after the last one of a span, which is given in shares
    of a side of ``pixels``. The span has at least one pixel and is inside the side.
    """
    first = min(floor(_within(start) * pixels), pixels - 1)
    last = max(first + 1, ceil(_within(start + length) * pixels))
    return first, last


def _within(share: float) -> float:
    """Returns ``share`` limited to 0 to 1. NaN (such as from inf - inf after overflow) gives 0."""
    return min(max(0.0, share), 1.0)  # max returns its first argument if the second is NaN


def overlaps(around: Region, corners: tuple[float, ...]) -> bool:
    """Returns whether the box overlaps the code. The user did not select a code next to the box."""
    if not corners:
        return True
    xs, ys = corners[::2], corners[1::2]
    across = min(xs) < around.x + around.width and around.x < max(xs)
    return across and min(ys) < around.y + around.height and around.y < max(ys)


def is_finite(box: ScanBoxRequest) -> bool:
    """Returns whether all numbers are finite and the viewport is not empty."""
    numbers = (box["x"], box["y"], box["width"], box["height"])
    sides = (box["viewport_width"], box["viewport_height"])
    return all(map(isfinite, numbers + sides)) and all(side > 0 for side in sides)
