"""Decides which origin's content showed a QR code: the page's, or that of an embedded frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kakomi.commands.scan_contents import ScanContents
    from kakomi.ports import Capture, PageFrame

_EDGE = 0.005  # how far a code may extend over its frame's edge, as a share of the window


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOn:
    """``origin`` is the origin of the content that showed the code; empty if it is not known.
    ``frame_of`` is the page's origin if that content was, or may have been, in a frame of another
    origin; empty otherwise.
    """

    origin: str
    frame_of: str = ""


async def relevant_frames(
    capture: Capture | None, read: ScanContents
) -> Sequence[PageFrame] | None:
    """Returns the capture's frames if ``read`` has accounts, whose origin depends on the frames."""
    if capture is None or not read.has_account:
        return ()
    return await capture.frames()


def seen_on(
    corners: Sequence[float], page_origin: str, frames: Sequence[PageFrame] | None
) -> SeenOn:
    """Returns where the code with these corners was seen.

    ``corners`` are alternating x and y, as shares of the window; a code without corners belongs to
    the page. ``frames`` is None if the page did not answer.
    """
    if frames is None:
        return SeenOn(origin="", frame_of=page_origin)
    if not corners:
        return SeenOn(origin=page_origin)
    showing = [frame for frame in frames if _shows(frame, corners)]
    if not showing:
        return SeenOn(origin=page_origin)
    innermost = min(showing, key=lambda frame: frame.box[2] * frame.box[3])
    return SeenOn(origin=innermost.origin, frame_of=page_origin)


def common(seen: Iterable[SeenOn], page_origin: str) -> SeenOn:
    """Returns where all codes of one scan were seen; an unknown origin if there are several."""
    different = set(seen)
    if not different:
        return SeenOn(origin=page_origin)
    if len(different) == 1:
        return different.pop()
    return SeenOn(origin="", frame_of=page_origin)


def _shows(frame: PageFrame, corners: Sequence[float]) -> bool:
    """Returns whether the frame was the topmost element at the code's position."""
    xs, ys = corners[::2], corners[1::2]
    left, top, width, height = frame.box
    inside = (
        min(xs) >= left - _EDGE
        and max(xs) <= left + width + _EDGE
        and min(ys) >= top - _EDGE
        and max(ys) <= top + height + _EDGE
    )
    if not inside:
        return False
    hits = _hits_within(frame, min(xs), min(ys), max(xs), max(ys))
    return 2 * sum(hits) > len(hits)


def _hits_within(
    frame: PageFrame, left: float, top: float, right: float, bottom: float
) -> list[bool]:
    """Returns the hits of the grid points in the rectangle; if it has none, the nearest one."""
    side = round(len(frame.hits) ** 0.5)
    x0, y0, width, height = frame.box
    points = [
        (x0 + (k % side + 0.5) / side * width, y0 + (k // side + 0.5) / side * height, hit)
        for k, hit in enumerate(frame.hits)
    ]
    within = [hit for x, y, hit in points if left <= x <= right and top <= y <= bottom]
    if within or not points:
        return within
    x_mid, y_mid = (left + right) / 2, (top + bottom) / 2
    nearest = min(points, key=lambda point: (point[0] - x_mid) ** 2 + (point[1] - y_mid) ** 2)
    return [nearest[2]]
