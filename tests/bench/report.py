"""The results as a table, as JSON and as a chart."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measured value of one subject. ``goal`` is the limit of the ratio to ``against``, or,
    without ``against``, the limit of the median.
    """

    what: str
    samples: Sequence[float]
    unit: str = "ms"
    against: Line | None = field(default=None, repr=False)
    goal: float | None = None

    @property
    def median(self) -> float:
        """Returns the median of the measurements."""
        return statistics.median(self.samples)

    @property
    def quartiles(self) -> tuple[float, float]:
        """Returns the first and the third quartile."""
        if len(self.samples) < 2:
            return self.median, self.median
        low, _, high = statistics.quantiles(self.samples, n=4, method="inclusive")
        return low, high

    @property
    def ratio(self) -> float | None:
        """Returns the ratio of the medians to ``against``."""
        return None if self.against is None else self.median / self.against.median

    @property
    def measure(self) -> float:
        """Returns the value that the goal limits."""
        return self.median if self.ratio is None else self.ratio

    def reported(self) -> str:
        """Returns the line for the table."""
        low, high = self.quartiles
        ratio = "" if self.ratio is None or self.against is None else f"{self.ratio:.2f}"
        goal = (
            ""
            if self.goal is None
            else f"{'≤' if self.measure <= self.goal else '>'} {self.goal:g}"
        )
        digits = 0 if self.median >= 20 else 1
        return (
            f"{self.what:<58}{self.median:>8.{digits}f}  {low:>7.{digits}f} – {high:<7.{digits}f} "
            f"{self.unit:<3}{ratio:>6}  {goal}"
        )

    def as_json(self) -> dict[str, Any]:
        """Returns the line for the JSON file."""
        return {
            "what": self.what,
            "unit": self.unit,
            "median": round(self.median, 2),
            "quartiles": [round(q, 2) for q in self.quartiles],
            "samples": [round(s, 2) for s in self.samples],
            "against": self.against.what if self.against else None,
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "goal": self.goal,
        }


def table(title: str, lines: Sequence[Line]) -> str:
    """Returns a title and its lines."""
    head = f"{title:<58}{'median':>8}  {'quartiles':^17} {'':<3}{'ratio':>6}  goal"
    return "\n".join([head, "─" * len(head), *(line.reported() for line in lines), ""])


# The chart: a bar for each line, with the quartiles in a lighter color.
_WIDTH, _LABEL, _ROW, _BAR = 760, 330, 26, 14
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 } .value { fill: #57606a }
.bar { fill: #0b5c6b } .base { fill: #9aa7b0 } .spread { stroke: #24292f; stroke-width: 1 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .value { fill: #9da7b1 }
  .bar { fill: #4fb3c4 } .base { fill: #6e7781 } .spread { stroke: #e6edf3 }
}"""


def drawing(groups: Sequence[tuple[str, Sequence[Line]]]) -> str:
    """Returns an SVG with a bar for each line; the lines of comparison are grey."""
    parts: list[str] = []
    y = 8
    for title, lines in groups:
        y += 22
        parts.append(f'<text class="title" x="0" y="{y}">{escape(title)}</text>')
        y += 10
        most = max(line.quartiles[1] for line in lines)
        scale = (_WIDTH - _LABEL - 90) / most
        for line in lines:
            parts.append(_bar(line, y, scale))
            y += _ROW
        y += 8
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img">'
    title = "<title>How fast Kakomi is beside an empty extension</title>"
    return "\n".join([head, title, f"<style>{_STYLE}</style>", *parts, "</svg>", ""])


def _bar(line: Line, y: int, scale: float) -> str:
    low, high = (q * scale for q in line.quartiles)
    width = line.median * scale
    kind = "base" if line.against is None else "bar"
    middle = y + _ROW / 2
    value = f"{line.median:.0f} {line.unit}" + (f" · {line.ratio:.2f}×" if line.ratio else "")
    past = _LABEL + max(width, high) + 8
    return (
        f'<text x="{_LABEL - 10}" y="{middle + 4}" text-anchor="end">{escape(line.what)}</text>'
        f'<rect class="{kind}" x="{_LABEL}" y="{middle - _BAR / 2}" width="{width:.1f}" '
        f'height="{_BAR}" rx="2"/>'
        f'<path class="spread" d="M{_LABEL + low:.1f} {middle}H{_LABEL + high:.1f}"/>'
        f'<text class="value" x="{past:.1f}" y="{middle + 4}">{value}</text>'
    )
