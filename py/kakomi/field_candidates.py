"""Finds the visible fields of a page that could take a code, with their names and nearby texts.

A row of boxes for one character each is one candidate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi import field_sentences as sentences
from kakomi import field_words as words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.page_fields import Chunk, FieldSurvey, PageField

MIN_DIGITS = 5  # a code's length: kakomi.account
MAX_DIGITS = 10
_MIN_OPACITY = 0.1
_MIN_WIDTH_PX = 12
_MIN_HEIGHT_PX = 8
_MAX_BOX_WIDTH_PX = 96
_MAX_BOX_GAP_PX = 64
_MAX_LEVEL_PX = 6

SAMPLE_CODE = re.compile(r"^(\d[\d\s-]{3,10}\d|[xX#*•·0_-][\sxX#*•·0_-]{3,12})$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。!?])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field, or a row of boxes, with the texts that belong to it.

    ``caption`` is its visible name. ``names`` are its names in the HTML. ``context`` has the
    sentences near it, ``actions`` the texts of links and buttons near it.
    """

    fields: tuple[PageField, ...]
    caption: str
    names: str
    classes: str
    headings: tuple[str, ...]
    context: tuple[str, ...]
    actions: tuple[str, ...]

    @property
    def first(self) -> PageField:
        """The field, or the first box of the row."""
        return self.fields[0]

    @property
    def is_boxes(self) -> bool:
        """Whether it is a row of boxes for one character each."""
        return len(self.fields) > 1

    @property
    def is_focused(self) -> bool:
        """Whether it has the focus."""
        return any(f.focused for f in self.fields)

    @property
    def is_marked(self) -> bool:
        """Whether the page marks it as a field for a one-time code."""
        return any("one-time-code" in f.autocomplete.split() for f in self.fields)


# --- visibility ---


def is_visible(field: PageField) -> bool:
    """Returns whether the user can see the field, or the boxes that it covers."""
    box = field.box
    if not field.rendered or field.aria_hidden or field.on_top is False:
        return False
    if box.width < _MIN_WIDTH_PX or box.height < _MIN_HEIGHT_PX:
        return False
    if field.uncut_width * 2 < box.width or field.uncut_height * 2 < box.height:
        return False
    if field.opacity >= _MIN_OPACITY:
        return True
    # The field is transparent and covers boxes that the page paints itself.
    return field.painted_under >= MIN_DIGITS and field.on_top is True


def is_usable(field: PageField) -> bool:
    """Returns whether the user can see the field and type into it."""
    return is_visible(field) and not field.disabled and not (field.read_only and field.value_length)


# --- rows of boxes ---


def _is_box(field: PageField) -> bool:
    return (
        field.tag == "input"
        and is_visible(field)
        and field.box.width <= _MAX_BOX_WIDTH_PX * (2 if field.max_length == 1 else 1)
        and field.value_length <= 1
    )


def _follows(field: PageField, before: PageField) -> bool:
    one, other = before.box, field.box
    return (
        _is_box(field)
        and _is_box(before)
        and field.frame == before.frame
        and field.form == before.form
        and abs(one.y - other.y) <= _MAX_LEVEL_PX
        and abs(one.width - other.width) <= _MAX_LEVEL_PX
        and abs(one.height - other.height) <= _MAX_LEVEL_PX
        and -2 <= other.x - one.right <= _MAX_BOX_GAP_PX
    )


def _rows(fields: Iterable[PageField]) -> list[tuple[PageField, ...]]:
    """Returns the fields, with the boxes of one row in one tuple."""
    rows: list[list[PageField]] = []
    for field in fields:
        if rows and _follows(field, rows[-1][-1]):
            rows[-1].append(field)
        else:
            rows.append([field])
    return [tuple(row) for row in rows]


def fits(candidate: Candidate, digits: int | None) -> bool:
    """Returns whether the candidate is for a code of that length; None means any length."""
    count = len(candidate.fields)
    if candidate.is_boxes:
        lengths = {f.max_length for f in candidate.fields[1:]}
        is_right_count = count == digits if digits else MIN_DIGITS <= count <= MAX_DIGITS
        return is_right_count and lengths <= {1, -1}
    room = candidate.first.max_length
    return room < 0 or room >= (digits or MIN_DIGITS)


# --- names and texts ---


def candidates(survey: FieldSurvey) -> list[Candidate]:
    """Returns the page's candidates, in the page's order."""
    visible = [f for f in survey.fields if is_visible(f)]
    rows = _rows(visible)
    return [_candidate(row) for row in rows if any(is_usable(f) for f in row)]


def _candidate(row: tuple[PageField, ...]) -> Candidate:
    first, last = row[0], row[-1]
    # The label is before the first box of a row, the hint after the last one.
    near = [*first.before, *last.after]
    caption = _caption(row)
    names = " ".join(words.plain(f"{f.name} {f.id}") for f in row[:2])
    return Candidate(
        fields=row,
        caption=caption,
        names=names,
        classes=words.plain(first.classes),
        headings=tuple(words.plain(c.text) for c in first.before if c.kind == "heading"),
        context=tuple(_sentences([*near, *_described(row)])),
        actions=tuple(words.plain(c.text) for c in near if c.kind == "action"),
    )


def _caption(row: tuple[PageField, ...]) -> str:
    first = row[0]
    own = [first.group_label, *(f"{f.label} {f.aria_label} {f.title}" for f in row)]
    hints = "" if SAMPLE_CODE.match(first.placeholder) else first.placeholder
    caption = words.plain(" ".join([*own, hints]))
    if any(c.isalpha() for c in caption) and not sentences.DIGIT_HINT.fullmatch(caption):
        return caption
    # A label that floats over its field comes after it. Text after a field is more often a hint.
    near = [c for c in first.before if not c.crossed] or row[-1].after[:1]
    nearest = next((c for c in near if c.kind != "action"), None)
    return words.plain(nearest.text) if nearest else caption


def _described(row: tuple[PageField, ...]) -> list[str]:
    return [row[0].description, row[0].frame]


def _sentences(chunks: Iterable[Chunk | str]) -> list[str]:
    texts = [c if isinstance(c, str) else c.text for c in chunks if not _is_action(c)]
    return [words.plain(s) for text in texts for s in _SENTENCE_END.split(text) if s.strip()]


def _is_action(chunk: Chunk | str) -> bool:
    return not isinstance(chunk, str) and chunk.kind == "action"
