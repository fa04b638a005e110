"""Which field takes the code (kakomi.code_field)."""

from __future__ import annotations

import asyncio

from kakomi.code_field import choose, choose_for_append, has_foreign_code_frame, search
from kakomi.page_fields import AmbiguousFields, ForeignFrame
from support.fake_ports import FakeCodeFields
from support.page_fields import boxes, field, survey, target, text


def test_a_field_that_is_marked_is_chosen() -> None:
    page = survey(field(name="q", placeholder="Search"), field(autocomplete="one-time-code"))
    assert choose(page) == target(page, 1)


def test_a_row_of_boxes_is_one_target() -> None:
    page = survey(*boxes(6, before=(text("Code from your authenticator app"),)))
    assert choose(page) == target(page, 0, 1, 2, 3, 4, 5)
    assert choose(page, digits=8) is None


def test_of_two_code_fields_the_focused_one_is_meant() -> None:
    first, second = field(label="First one-time code"), field(label="Second one-time code")
    page = survey(first, second)
    assert choose(page) == AmbiguousFields(targets=(target(page, 0), target(page, 1)))
    page = survey(first, field(label="Second one-time code", focused=True))
    assert choose(page) == target(page, 1)


def test_a_code_is_put_behind_a_password_that_stands_there() -> None:
    page = survey(field(name="user", value_length=4), field(type="password", value_length=9))
    assert choose(page) is None
    assert choose_for_append(page) == target(page, 1)


def test_a_frame_of_another_origin_is_noticed_by_its_words() -> None:
    frame = ForeignFrame(origin="https://api.duo.example", words="Two-factor prompt", visible=True)
    assert has_foreign_code_frame(survey(foreign_frames=(frame,)))
    assert not has_foreign_code_frame(survey())


def test_a_field_that_appears_late_is_found() -> None:
    late = survey(field(autocomplete="one-time-code"))
    fields = FakeCodeFields([survey(), late])
    assert asyncio.run(search(fields, 7)) == (late, target(late, 0))
