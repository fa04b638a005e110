"""What the check codewords of a QR code can bear, and that nothing is repaired beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from kakomi.reed_solomon import POWERS, correct, syndromes

if TYPE_CHECKING:
    from collections.abc import Sequence

# ISO/IEC 18004, annex I: version 1-M of "01234567", data and check codewords.
STANDARD_DATA = bytes.fromhex("10 20 0c 56 61 80 ec 11 ec 11 ec 11 ec 11 ec 11")
STANDARD_CHECKS = bytes.fromhex("a5 24 d4 c1 ed 36 c7 87 2c 55")


def _times(a: int, b: int) -> int:
    """Multiplication bit by bit, in its own way."""
    product = 0
    for bit in range(8):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(14, 7, -1):
        if product >> bit & 1:
            product ^= 0x11D << (bit - 8)
    return product


def _encoded(data: Sequence[int], checks: int) -> list[int]:
    """The data and their check codewords: the remainder of a division by the generator."""
    generator = [1]
    for i in range(checks):
        longer = [*generator, 0]
        for k, coefficient in enumerate(generator):
            longer[k + 1] ^= _times(coefficient, POWERS[i])
        generator = longer
    rest = [*data, *[0] * checks]
    for i in range(len(data)):
        factor = rest[i]
        for k, coefficient in enumerate(generator):
            rest[i + k] ^= _times(coefficient, factor)
    return [*data, *rest[len(data) :]]


@st.composite
def blocks(draw: st.DrawFn) -> tuple[list[int], int]:
    """Returns a block, and the number of its check codewords."""
    checks = draw(st.integers(7, 30))
    return _encoded(draw(st.binary(min_size=1, max_size=60)), checks), checks


def test_the_standards_own_example_has_no_syndrome() -> None:
    assert _encoded(STANDARD_DATA, 10) == [*STANDARD_DATA, *STANDARD_CHECKS]
    assert not any(syndromes(STANDARD_DATA + STANDARD_CHECKS, 10))


@given(blocks(), st.data())
def test_errors_and_erasures_within_the_bound_are_corrected(
    made: tuple[list[int], int], data: st.DataObject
) -> None:
    block, checks = made
    spare = data.draw(st.integers(0, 3))
    lost = data.draw(st.integers(0, min(len(block), checks - spare)))
    wrong = data.draw(st.integers(0, min(len(block) - lost, (checks - spare - lost) // 2)))
    places = data.draw(st.permutations(range(len(block))))[: lost + wrong]
    spoilt = list(block)
    for place in places[:lost]:
        spoilt[place] = data.draw(st.integers(0, 255))
    for place in places[lost:]:
        spoilt[place] ^= data.draw(st.integers(1, 255))
    assert correct(spoilt, syndromes(spoilt, checks), places[:lost], spare) == block


@given(blocks(), st.data())
def test_a_correction_gives_a_near_codeword(
    made: tuple[list[int], int], data: st.DataObject
) -> None:
    block, checks = made
    spoilt = [data.draw(st.integers(0, 255)) for _ in block]
    lost = data.draw(st.sets(st.integers(0, len(block) - 1), max_size=len(block)))
    out = correct(spoilt, syndromes(spoilt, checks), sorted(lost), 2)
    if out is not None:
        assert not any(syndromes(out, checks))
        wrong = sum(
            a != b for i, (a, b) in enumerate(zip(out, spoilt, strict=True)) if i not in lost
        )
        assert len(lost) + 2 * wrong <= checks - 2


@given(blocks())
def test_more_erasures_than_may_be_used_are_refused(made: tuple[list[int], int]) -> None:
    block, checks = made
    spoilt = [block[0] ^ 1, *block[1:]]
    lost = range(min(len(block), checks - 1))
    if len(lost) > checks - 2:
        assert correct(spoilt, syndromes(spoilt, checks), lost, 2) is None


def test_errors_that_would_use_the_spare_check_codewords_are_refused() -> None:
    block = [*STANDARD_DATA, *STANDARD_CHECKS]
    spoilt = [codeword ^ (1 if place < 5 else 0) for place, codeword in enumerate(block)]
    found = syndromes(bytes(spoilt), 10)
    assert correct(spoilt, found, (), 0) == block
    assert correct(spoilt, found, (), 1) is None
    assert correct(spoilt, found, (), 2) is None
