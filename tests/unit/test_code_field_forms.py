"""Which field of a form takes the code, by its words in ten languages: ``code_forms.txt``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.code_field import choose
from kakomi.page_fields import FieldTarget
from support.page_fields import boxes, field, survey, text

if TYPE_CHECKING:
    from kakomi.page_fields import Chunk, FieldSurvey, PageField

LINES = (Path(__file__).parent / "code_forms.txt").read_text("utf-8").splitlines()
FORMS = [line for line in LINES if line[:2] in ("+ ", "- ")]

_TITLE = re.compile(r"\((.+?)\) ")
_FIELD = re.compile(r"\*?\[(.*?)(?: x(\d+))?\]")
_NAMES = {"hint": "placeholder", "mode": "inputmode", "auto": "autocomplete", "aria": "aria_label"}


def chunk(part: str, *, crossed: bool = False) -> Chunk:
    kinds = {"# ": "heading", "<": "action"}
    kind = next((kind for mark, kind in kinds.items() if part.startswith(mark)), "text")
    return text(part.removeprefix("# ").strip("<>"), kind, crossed=crossed)


def text_before(parts: list[str]) -> tuple[Chunk, ...]:
    """Returns the texts up to the last heading, nearest first."""
    found, crossed = [], False
    for part in reversed(parts):
        if _FIELD.fullmatch(part):
            crossed = True
            continue
        found.append(chunk(part, crossed=crossed))
        if part.startswith("# "):
            break
    return tuple(found)


def text_after(parts: list[str]) -> tuple[Chunk, ...]:
    """Returns the texts up to the next field."""
    end = next((i for i, part in enumerate(parts) if _FIELD.fullmatch(part)), len(parts))
    return tuple(chunk(part) for part in parts[:end])


def attributes(written: str) -> dict[str, Any]:
    label, *pairs = (part.strip() for part in written.split("|"))
    values: dict[str, Any] = {"label": label}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if name == "max":
            values["max_length"] = int(value)
        elif name == "holds":  # the length of a value that can't be changed
            values |= {"value_length": int(value), "read_only": True}
        else:
            values[_NAMES.get(name, name)] = value
    return values


def parsed(line: str) -> tuple[FieldSurvey, list[int]]:
    """Returns the form, and the indexes of the field or the boxes that are right."""
    title = _TITLE.match(line)
    parts = line[title.end() if title else 0 :].split(" / ")
    fields: list[PageField] = []
    right: list[int] = []
    for index, part in enumerate(parts):
        found = _FIELD.fullmatch(part)
        if found is None:
            continue
        values = attributes(found[1])
        named = (text(values["label"]),) if values["label"] else ()
        values["before"] = named + text_before(parts[:index])
        values["after"] = text_after(parts[index + 1 :])
        made = boxes(int(found[2]), **values) if found[2] else [field(**values)]
        if part.startswith("*"):
            right = list(range(len(fields), len(fields) + len(made)))
        fields += made
    return survey(*fields, title=title[1] if title else ""), right


@pytest.mark.parametrize("line", FORMS)
def test_the_right_field_of_a_form_or_none_is_chosen(line: str) -> None:
    page, right = parsed(line[2:])
    assert bool(right) == line.startswith("+"), "the list says it twice"
    choice = choose(page, digits=6)
    chosen = [f.index for f in choice.fields] if isinstance(choice, FieldTarget) else []
    assert choice is None or chosen, "not to be chosen from several"
    assert chosen == right


def test_the_list_has_forms_of_both_kinds_in_many_languages() -> None:
    assert sum(line.startswith("+") for line in FORMS) > 90
    assert sum(line.startswith("-") for line in FORMS) > 150


def test_a_caption_of_a_hostile_page_is_matched_at_once() -> None:
    for caption in ("login " * 60 + "x", "1" * 300 + "x", "认证码" * 100 + "x", "de " * 100 + "q"):
        code = field(label=caption, max_length=6)
        assert choose(survey(code, title="Sign in with a code")) is None
