"""Long files are read in slices: other tasks run meanwhile, and the reading can be stopped."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import formats
from kakomi.commands.cancellable_tasks import CancellableTasks
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import FileError, FileMalformed, FileTooLarge, ImportStopped
from kakomi.formats.support import json_parser, limits
from support.hostile_files import LONG_FILES

if TYPE_CHECKING:
    from collections.abc import Coroutine

# Of processor time: 0.03 to 0.11 s on a quiet machine, more on a busy one, which shares its caches.
MAX_GAP_S = 0.3

_JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=[])),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=30,
)


async def _read(data: bytes) -> None:
    with contextlib.suppress(FileError):
        await formats.read("file", data, "password", CPythonCrypto())


async def _longest_gap_s(work: Coroutine[Any, Any, None]) -> float:
    """Returns the longest processor time between two turns of another task."""
    task = asyncio.ensure_future(work)
    longest, last = 0.0, time.thread_time()
    while not task.done():
        await asyncio.sleep(0)
        now = time.thread_time()
        longest, last = max(longest, now - last), now
    await task
    return longest


@pytest.mark.parametrize("name", sorted(LONG_FILES))
def test_another_task_runs_within_300_ms(name: str) -> None:
    data = LONG_FILES[name]()
    gc.collect()
    # Beside three browsers a reading was measured at three times its usual processor time.
    gaps_s = (asyncio.run(_longest_gap_s(_read(data))) for _ in range(3))
    assert any(gap_s < MAX_GAP_S for gap_s in gaps_s)


@pytest.mark.parametrize("name", ["900,000 JSON values", "390,000 elements", "9,000 ZIP members"])
def test_a_long_reading_can_be_stopped(name: str) -> None:
    data = LONG_FILES[name]()

    async def stopped() -> float:
        readings = CancellableTasks()
        reading = asyncio.ensure_future(readings.run("r", _read(data)))
        for _ in range(5):
            await asyncio.sleep(0)
        began = time.thread_time()
        readings.stop("r")
        with pytest.raises(ImportStopped):
            await reading
        return time.thread_time() - began

    assert asyncio.run(stopped()) < MAX_GAP_S


def _parsed_in_slices(text: str) -> object:
    parser = json_parser.Parser(text, "json")
    while not parser.is_done:
        parser.step(1)
    return parser.value


@given(_JSON, st.booleans(), st.sampled_from([None, 1]))
def test_json_parsed_in_slices_gives_the_same_value(
    value: object, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert _parsed_in_slices(text) == json.loads(text)
    assert _parsed_in_slices(f" {text}\n") == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "[", "{", "]", "[1", "[1,", "[1,]", "[,]", "[1 2]", "{1: 2}", '{"a"}', '{"a":}'),
        *('{"a":1,}', '{"a":1]', "[1}", '{"a":1 "b":2}', "1 2", "[] []", "nul", "tru", "NaN"),
        *("[Infinity]", "-Infinity", "01", "1.", "+1", "-", '"', '"\\x"', '"\n"', "'a'", "\ufeff1"),
        *('{"a":1,"a":2}', "1" * 5_000, "[1]x", '{"a":1}}'),
    ],
)
def test_malformed_json_in_slices_is_refused(text: str) -> None:
    with pytest.raises(FileMalformed) as caught:
        _parsed_in_slices(text)
    assert caught.value.where.startswith("json[")
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_json_in_slices_has_the_bounds_of_json_at_once() -> None:
    deepest = "[" * limits.MAX_DEPTH + "]" * limits.MAX_DEPTH
    assert _parsed_in_slices(deepest) == json.loads(deepest)
    with pytest.raises(FileTooLarge):
        _parsed_in_slices(f"[{deepest}]")
    with pytest.raises(FileTooLarge):
        asyncio.run(json_parser.parse("[" + "0," * limits.MAX_JSON_VALUES + "0]"))


def test_long_texts_are_parsed_whole() -> None:
    value = {"items": [{"n": number, "s": "x" * 50} for number in range(5_000)]}
    assert asyncio.run(json_parser.parse(json.dumps(value))) == value
