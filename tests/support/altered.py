"""Altered copies of byte strings, each of which a check of integrity must refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def with_each_bit_flipped(octet_strings: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Yields the strings once for each of their bits, with this bit flipped."""
    for which, octets in enumerate(octet_strings):
        for bit in range(len(octets) * 8):
            flipped = bytearray(octets)
            flipped[bit // 8] ^= 1 << bit % 8
            yield [*octet_strings[:which], bytes(flipped), *octet_strings[which + 1 :]]
