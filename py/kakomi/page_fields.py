"""The text fields of a page as a survey describes them, and references to them.

``extension/page/code_field_survey.js`` makes the survey; ``kakomi.code_field`` chooses the field.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

# The outcome of writing a code. "filled": the field holds the code, or the page has processed it.
# "gone": the document or the field no longer exists. "changed": another field has its position.
# "rejected": the field did not accept the code.
FillOutcome: TypeAlias = Literal["filled", "gone", "changed", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in CSS pixels of the window."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x coordinate of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y coordinate of its lower side."""
        return self.y + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of visible text near a field. ``kind`` is "text", "heading" or "action" (a link, a
    button). ``crossed``: another field is between the text and the field.
    """

    text: str
    kind: str
    crossed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageField:
    """A text control of a page.

    ``index`` counts all text controls of the page in document order. ``fingerprint`` distinguishes
    it from its neighbors. ``tag`` is "input", "textarea" or "editable". ``before`` and ``after``
    are the texts around it, nearest first. ``uncut_width`` and ``uncut_height`` are the size of the
    part that neither its ancestors nor the edges of the page clip, in CSS pixels. ``on_top``: a
    click hits it; None if it is outside the viewport. ``painted_under`` is the number of equal
    boxes under a transparent field. The survey has the length of the value, never the value.
    """

    index: int
    fingerprint: str
    frame: str
    tag: str
    type: str
    name: str
    id: str
    classes: str
    autocomplete: str
    inputmode: str
    max_length: int
    pattern: str
    placeholder: str
    title: str
    aria_label: str
    description: str
    label: str
    group_label: str
    form: int
    value_length: int
    read_only: bool
    disabled: bool
    focused: bool
    aria_hidden: bool
    rendered: bool
    opacity: float
    box: Box
    uncut_width: int
    uncut_height: int
    on_top: bool | None
    painted_under: int
    before: tuple[Chunk, ...]
    after: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A picture in a page: the words of its attributes, and its position."""

    words: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFrame:
    """A frame of another origin. ``words`` are those of its attributes. ``origin`` is empty if it
    is not known.
    """

    origin: str
    words: str
    visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSurvey:
    """The fields of the main document of a tab and of its frames of the same origin.

    ``url`` is the document's address at the time of the survey; empty if its origin is opaque, as
    that of a sandboxed document is, because such a document does not speak for its host.
    ``document_id`` identifies the document. ``incognito``: its tab is an Incognito tab. ``count``
    is the number of all text controls; ``fields`` has at most the likeliest 200. ``forms`` are the
    words of the forms' attributes.
    """

    url: str
    incognito: bool
    document_id: str
    content_type: str
    title: str
    language: str
    count: int
    fields: tuple[PageField, ...]
    forms: tuple[str, ...]
    pictures: tuple[PagePicture, ...]
    foreign_frames: tuple[ForeignFrame, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReference:
    """Identifies a text control in its document."""

    index: int
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTarget:
    """The target of a code: one field, or a row of boxes for one character each, in order."""

    fields: tuple[FieldReference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguousFields:
    """Several targets that are equally likely, in the page's order."""

    targets: tuple[FieldTarget, ...]


def target_of(*fields: PageField) -> FieldTarget:
    """Returns the target of these fields."""
    references = (FieldReference(index=f.index, fingerprint=f.fingerprint) for f in fields)
    return FieldTarget(fields=tuple(references))


def target_json(target: FieldTarget) -> str:
    """Returns the target as JSON for ``kakomiTextControls.resolve``."""
    return json.dumps(_references(target))


def targets_json(targets: AmbiguousFields) -> str:
    """Returns the targets as JSON for ``kakomiCodeFieldOutline.ask``."""
    return json.dumps([_references(target) for target in targets.targets])


def _references(target: FieldTarget) -> list[dict[str, object]]:
    return [{"index": f.index, "fingerprint": f.fingerprint} for f in target.fields]


def parse_survey(text: str) -> FieldSurvey:
    """Returns the survey that ``code_field_survey.js`` wrote as JSON. Raises KeyError, TypeError or
    ValueError for any other text.
    """
    data = json.loads(text)
    return FieldSurvey(
        url=data["url"],
        incognito=data["incognito"],
        document_id=data["document_id"],
        content_type=data["content_type"],
        title=data["title"],
        language=data["language"],
        count=data["count"],
        fields=tuple(_field(f) for f in data["fields"]),
        forms=tuple(data["forms"]),
        pictures=tuple(
            PagePicture(words=p["words"], box=Box(**p["box"])) for p in data["pictures"]
        ),
        foreign_frames=tuple(
            ForeignFrame(origin=f["origin"], words=f["words"], visible=f["visible"])
            for f in data["foreign_frames"]
        ),
    )


def _field(data: dict[str, Any]) -> PageField:
    near = {side: tuple(Chunk(**c) for c in data[side]) for side in ("before", "after")}
    return PageField(**{**data, **near, "box": Box(**data["box"])})
