"""Reed-Solomon over GF(256), as QR codes use it (ISO/IEC 18004, annex on error correction).

A block with r check codewords can be corrected if e + 2t <= r, where e is the number of erasures
(codewords that may be wrong, at known positions) and t the number of errors (at unknown positions).
Unused check codewords verify the correction; the caller says how many must stay unused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

PRIMITIVE = 0x11D  # x^8 + x^4 + x^3 + x^2 + 1


def _tables() -> tuple[list[int], list[int]]:
    powers, logs = [0] * 510, [0] * 256
    x = 1
    for i in range(255):
        powers[i] = powers[i + 255] = x
        logs[x] = i
        x <<= 1
        if x & 0x100:
            x ^= PRIMITIVE
    return powers, logs


POWERS, LOGS = _tables()


def _times(a: int, b: int) -> int:
    return POWERS[LOGS[a] + LOGS[b]] if a and b else 0


def _divided(a: int, b: int) -> int:
    return POWERS[LOGS[a] - LOGS[b] + 255] if a else 0


def _product(a: Sequence[int], b: Sequence[int], length: int) -> list[int]:
    """Returns the product of two polynomials, lowest power first, cut to ``length`` terms."""
    out = [0] * min(length, len(a) + len(b) - 1)
    for i, x in enumerate(a):
        if x:
            for j, y in enumerate(b[: len(out) - i]):
                out[i + j] ^= _times(x, y)
    return out


def _at(polynomial: Sequence[int], x: int) -> int:
    value = 0
    for coefficient in reversed(polynomial):
        value = _times(value, x) ^ coefficient
    return value


def syndromes(block: Sequence[int], checks: int) -> list[int]:
    """Returns the block's values at the powers 0 to ``checks`` - 1. All are 0 if it is correct."""
    out = []
    for i in range(checks):
        value = 0
        for codeword in block:
            value = (POWERS[LOGS[value] + i] if value else 0) ^ codeword
        out.append(value)
    return out


def _errors(modified: Sequence[int], checks: int, lost: int) -> list[int] | None:
    """Returns the error locator in addition to ``lost`` erasures (Berlekamp-Massey). Returns None
    if there are too many errors.
    """
    locator, previous = [1], [1]
    length, gap, last = 0, 1, 1
    for i in range(checks - lost):
        discrepancy = modified[lost + i]
        for j in range(1, min(length, len(locator) - 1) + 1):
            discrepancy ^= _times(locator[j], modified[lost + i - j])
        if not discrepancy:
            gap += 1
            continue
        factor = _divided(discrepancy, last)
        shifted = [0] * gap + [_times(factor, c) for c in previous]
        before = locator
        size = max(len(locator), len(shifted))
        locator = [
            (locator[k] if k < len(locator) else 0) ^ (shifted[k] if k < len(shifted) else 0)
            for k in range(size)
        ]
        if 2 * length <= i:
            length, previous, last, gap = i + 1 - length, before, discrepancy, 1
        else:
            gap += 1
    while len(locator) > 1 and not locator[-1]:
        locator.pop()
    return locator if len(locator) - 1 == length else None


def correct(
    block: Sequence[int],
    found: Sequence[int],
    lost: Collection[int],
    spare: int,
) -> list[int] | None:
    """Returns the corrected block, or None.

    ``found`` holds its syndromes, ``lost`` the indices of erased codewords, ``spare`` the number of
    check codewords that must stay unused.
    """
    checks, size = len(found), len(block)
    if len(lost) > checks - spare:
        return None
    if not any(found):
        return list(block)
    erased = [1]
    for index in lost:
        erased = _product(erased, [1, POWERS[size - 1 - index]], checks + 1)
    errors = _errors(_product(found, erased, checks), checks, len(lost))
    if errors is None or len(lost) + 2 * (len(errors) - 1) > checks - spare:
        return None
    locator = _product(erased, errors, checks + 1)
    positions = [i for i in range(size) if not _at(locator, POWERS[255 - (size - 1 - i)])]
    if len(positions) != len(locator) - 1:
        return None
    return _apply_errata(block, found, locator, positions)


def _apply_errata(
    block: Sequence[int], found: Sequence[int], locator: Sequence[int], positions: Sequence[int]
) -> list[int] | None:
    """Returns the block corrected at ``positions`` by Forney's algorithm; None if the result has an
    error.
    """
    evaluator = _product(found, locator, len(found))
    slope = [c if k % 2 else 0 for k, c in enumerate(locator)][1:]
    out = list(block)
    for position in positions:
        power = POWERS[len(block) - 1 - position]
        inverse = POWERS[255 - LOGS[power]]
        bottom = _at(slope, inverse)
        if not bottom:
            return None
        out[position] ^= _times(power, _divided(_at(evaluator, inverse), bottom))
    return None if any(syndromes(out, len(found))) else out
