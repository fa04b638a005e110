from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from kakomi.commands.import_sources import Source, in_transfer_order, joined_parts
from kakomi.formats import Parts


def source(first: int, count: int, *parts: Parts) -> Source:
    return Source(first_index=first, count=count, parts=parts)


def part(index: int, size: int = 3, batch_id: int = 7) -> Parts:
    return Parts(batch_id=batch_id, size=size, present=(index,))


def test_parts_of_one_transfer_are_joined_and_other_transfers_stay_apart() -> None:
    sources = [source(0, 1, part(2)), source(1, 1, part(0, batch_id=8)), source(2, 1, part(0))]
    joined = joined_parts([*sources, source(3, 1, part(2)), source(4, 1, part(0, size=1))])
    assert [(p.batch_id, p.present, p.missing) for p in joined] == [
        (7, (0, 2), (1,)),
        (8, (0,), (1, 2)),
    ]


def test_a_transfer_stands_where_its_first_part_was_read() -> None:
    sources = [source(0, 1), source(1, 2, part(1)), source(3, 1), source(4, 2, part(0))]
    assert in_transfer_order(range(6), sources) == [0, 4, 5, 1, 2, 3]
    assert in_transfer_order([3, 2, 5], sources) == [3, 5, 2]


def test_the_order_that_was_asked_for_stays_within_a_file() -> None:
    assert in_transfer_order([2, 0, 1], [source(0, 3)]) == [2, 0, 1]
    assert in_transfer_order([2, 0, 1], [source(0, 3, part(0, size=1))]) == [2, 0, 1]
    mixed = source(0, 3, part(1), part(0, batch_id=8))  # one picture with codes of two transfers
    assert in_transfer_order([2, 0, 1], [mixed]) == [2, 0, 1]


@given(st.lists(st.integers(0, 9), unique=True))
def test_no_account_is_lost_or_doubled(taken: list[int]) -> None:
    sources = [source(0, 4, part(2)), source(4, 4, part(0)), source(8, 1)]
    assert sorted(in_transfer_order(taken, sources)) == sorted(taken)


def test_a_source_survives_session_storage() -> None:
    before = source(3, 2, part(1), part(0, batch_id=-8))
    assert Source.from_json(json.loads(json.dumps(before.to_json()))) == before
