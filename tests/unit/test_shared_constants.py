"""Code in marshal's format with equal constants as one object."""

from __future__ import annotations

import asyncio
import inspect
import marshal
import types
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tools import shared_constants

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = [*Path(asyncio.__path__[0]).glob("*.py"), Path(inspect.__file__)]
TWO_FUNCTIONS = """
def one(first, second):
    return {first: ("a", 1, b"x"), second: (1.0, True, "\\ud800", -(2**70), 3 + 4j, ...)}

def two(first, second):
    return [first, ("a", 1, b"x"), second, (1, True), (1.0, True), {"a", 1}, first in {"a", 1}]
"""


def nested(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from nested(constant)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_code_stays_the_same(path: Path) -> None:
    code = compile(path.read_text("utf-8"), path.name, "exec", dont_inherit=True)
    written = shared_constants.dumps(code)
    assert marshal.loads(written) == code  # noqa: S302
    assert len(written) <= len(marshal.dumps(code))


def test_equal_constants_of_the_same_type_are_one_object_and_others_are_not() -> None:
    code = compile(TWO_FUNCTIONS, "two.py", "exec", dont_inherit=True)
    read = marshal.loads(shared_constants.dumps(code))  # noqa: S302
    _, one, two = nested(read)
    assert ("a", 1, b"x") in one.co_consts
    [of_one] = [each for each in one.co_consts if each == ("a", 1, b"x")]
    [of_two] = [each for each in two.co_consts if each == ("a", 1, b"x")]
    assert of_one is of_two
    integers, floats = [
        each for each in two.co_consts if isinstance(each, tuple) and each == (1, True)
    ]
    assert {type(integers[0]), type(floats[0])} == {int, float}
