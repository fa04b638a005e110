"""Makes surveys of page fields with default values for everything that a test does not set."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from kakomi.page_fields import (
    Box,
    Chunk,
    FieldSurvey,
    FieldTarget,
    PageField,
    parse_survey,
    target_of,
)

_PLAIN = PageField(
    index=0,
    fingerprint="",
    frame="",
    tag="input",
    type="text",
    name="",
    id="",
    classes="",
    autocomplete="",
    inputmode="",
    max_length=-1,
    pattern="",
    placeholder="",
    title="",
    aria_label="",
    description="",
    label="",
    group_label="",
    form=-1,
    value_length=0,
    read_only=False,
    disabled=False,
    focused=False,
    aria_hidden=False,
    rendered=True,
    opacity=1.0,
    box=Box(x=100, y=100, width=300, height=38),
    uncut_width=300,
    uncut_height=38,
    on_top=True,
    painted_under=0,
    before=(),
    after=(),
)


def field(**values: Any) -> PageField:
    """Returns a visible, empty, unnamed text field of 300 x 38 px with these values changed."""
    return replace(_PLAIN, **values)


def boxes(count: int, **values: Any) -> list[PageField]:
    """Returns a row of boxes for one character each, all with these values."""
    size = {"uncut_width": 44, "uncut_height": 52, "max_length": 1}
    return [
        field(**{**size, "box": Box(x=100 + 52 * i, y=200, width=44, height=52), **values})
        for i in range(count)
    ]


def text(words: str, kind: str = "text", *, crossed: bool = False) -> Chunk:
    """Returns a piece of text near a field."""
    return Chunk(text=words, kind=kind, crossed=crossed)


def survey(*fields: PageField, **values: Any) -> FieldSurvey:
    """Returns the survey of a page with these fields. Each gets its index. A field without a
    position is placed below the one before.
    """
    placed = []
    for index, each in enumerate(fields):
        box = each.box
        if box == _PLAIN.box:
            box = replace(box, y=100 + 60 * index)
        placed.append(replace(each, index=index, fingerprint=str(index), box=box))
    plain = FieldSurvey(
        url="https://site.example/",
        incognito=False,
        document_id="D1",
        content_type="text/html",
        title="",
        language="en",
        count=len(placed),
        fields=tuple(placed),
        forms=(),
        pictures=(),
        foreign_frames=(),
    )
    return replace(plain, **values)


def survey_to_json(page: FieldSurvey) -> dict[str, Any]:
    """Returns the survey without default values, for ``tests/vectors/page_fields.json``."""
    complete = asdict(page)
    plain = asdict(_PLAIN)
    fields = [{k: v for k, v in f.items() if v != plain[k]} for f in complete["fields"]]
    kept = ("title", "language", "forms", "pictures", "foreign_frames")
    return {"fields": fields, **{k: complete[k] for k in kept if complete[k]}}


def survey_from_json(data: dict[str, Any]) -> FieldSurvey:
    """Returns the survey that ``survey_to_json`` wrote."""
    plain = {**asdict(_PLAIN), "before": [], "after": []}
    complete = {
        "url": "https://site.example/",
        "incognito": False,
        "document_id": "D1",
        "content_type": "text/html",
        "title": "",
        "language": "",
        "forms": [],
        "pictures": [],
        "foreign_frames": [],
        **data,
        "count": len(data["fields"]),
        "fields": [{**plain, **f} for f in data["fields"]],
    }
    return parse_survey(json.dumps(complete))


def target(page: FieldSurvey, *indexes: int) -> FieldTarget:
    """Returns the target of the fields with these indices."""
    return target_of(*(page.fields[i] for i in indexes))
