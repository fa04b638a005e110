"""Decodes the modules of a QR code into bytes (ISO/IEC 18004, model 2).

This decoder is for codes whose modules were measured one by one with different certainty. Some may
be unknown, because the code is cut off by the picture's edge, covered by the mouse pointer, or out
of focus. Rules:

- An unknown module is an erasure and is never guessed. An erasure uses one check codeword, an error
  uses two.
- In each block at least two check codewords stay unused, so that they verify the correction. A
  wrongly corrected secret would make an account whose codes never work.
- The bits after the data must be the padding that the standard prescribes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from kakomi.reed_solomon import correct, syndromes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

UNKNOWN = 128  # darkness of a module: 0 certainly light, 255 certainly dark
SPARE = 2  # check codewords that must stay unused in each block
MIN_SIZE, MAX_SIZE = 21, 177

LEVELS = "LMQH"
FORMAT_MASK = 0b101010000010010
FORMAT_LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
# Table 9: check codewords in a block, and blocks, for versions 1 … 40.
CHECKS = {
    "L": "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28"
    + " 30" * 14,
    "M": "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26" + " 28" * 19,
    "Q": "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 28 30 30 30 30 28"
    + " 30" * 14,
    "H": "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 30 24" + " 30" * 18,
}
BLOCKS = {
    "L": "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21"
    " 22 24 25",
    "M": "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37"
    " 38 40 43 45 47 49",
    "Q": "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43 45 48"
    " 51 53 56 59 62 65 68",
    "H": "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 25 34 30 32 35 37 40 42 45 48 51 54 57"
    " 60 63 66 70 74 77 81",
}
MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda r, c: (r + c) % 2,
    lambda r, _: r % 2,
    lambda _, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)
ALPHANUMERIC = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
FILLING = (0xEC, 0x11)
_STRUCTURED_APPEND = 3


@dataclass(frozen=True, slots=True)
class Codeword:
    """Eight modules: their value, and the certainty of the least certain one (0 unknown … 127)."""

    value: int
    trust: int


@dataclass(frozen=True, slots=True)
class SeriesPart:
    """The position of a code in a series ("structured append", clause 8). ``index`` counts from 0.
    ``parity`` is the XOR of all bytes of the series; it distinguishes the series from others.
    """

    index: int
    size: int
    parity: int


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a code, and its position if it is one of a series."""

    data: bytes = field(repr=False)
    part: SeriesPart | None = None


def read(size: int, modules: bytes) -> Content | None:
    """Returns the content of ``size`` x ``size`` modules, given row by row; None if undecodable."""
    if not MIN_SIZE <= size <= MAX_SIZE or size % 4 != 1 or len(modules) != size * size:
        return None
    version = (size - 17) // 4
    level, mask = _format(size, modules)
    words = _codewords(size, modules, mask)
    data = bytearray()
    for block, checks in _blocks(version, level, words):
        repaired = _correct_block(block, checks)
        if repaired is None:
            return None
        data += bytes(repaired[: len(repaired) - checks])
    return _content(version, bytes(data))


def _format(size: int, modules: bytes) -> tuple[str, int]:
    """Returns level and mask of the format word that fits both copies best, of all 32."""
    places = _format_positions(size)
    seen = [(modules[a] - UNKNOWN) + (modules[b] - UNKNOWN) for a, b in places]

    def fit(word: int) -> int:
        return sum(v if word >> (14 - i) & 1 else -v for i, v in enumerate(seen))

    best = max(range(32), key=lambda data: fit(_format_word(data)))
    return FORMAT_LEVELS[best >> 3], best & 7


def _format_word(data: int) -> int:
    """Returns five bits with their BCH(15, 5) check bits, masked."""
    rest = data << 10
    for i in range(4, -1, -1):
        if rest >> (i + 10) & 1:
            rest ^= 0b10100110111 << i
    return (data << 10 | rest) ^ FORMAT_MASK


@lru_cache(maxsize=4)
def _format_positions(size: int) -> list[tuple[int, int]]:
    """Returns the indices of both modules of each of the 15 format bits, highest bit first."""
    first = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - i, 8) for i in range(7)] + [(8, size - 8 + i) for i in range(8)]
    return [(a * size + b, c * size + d) for (a, b), (c, d) in zip(first, second, strict=True)]


def _alignment(size: int) -> list[int]:
    version = (size - 17) // 4
    if version == 1:
        return []
    count = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    return [6, *sorted(size - 7 - i * step for i in range(count - 1))]


@lru_cache(maxsize=4)
def _data_positions(size: int) -> list[tuple[int, int]]:
    """Returns row and column of every data module, in the order of the bits (7.7.3)."""
    taken = bytearray(size * size)

    def take(row: int, column: int, height: int, width: int) -> None:
        for r in range(row, row + height):
            taken[r * size + column : r * size + column + width] = b"\1" * width

    take(0, 0, 9, 9)
    take(0, size - 8, 9, 8)
    take(size - 8, 0, 8, 9)
    take(6, 0, 1, size)
    take(0, 6, size, 1)
    lines = _alignment(size)
    for r in lines:
        for c in lines:
            if (r, c) not in ((6, 6), (6, size - 7), (size - 7, 6)):
                take(r - 2, c - 2, 5, 5)
    if size >= 45:
        take(0, size - 11, 6, 3)
        take(size - 11, 0, 3, 6)
    pairs = [*range(size - 1, 6, -2), 5, 3, 1]
    return [
        (r, c)
        for i, right in enumerate(pairs)
        for r in (range(size) if i % 2 else range(size - 1, -1, -1))
        for c in (right, right - 1)
        if not taken[r * size + c]
    ]


def _codewords(size: int, modules: bytes, mask: int) -> list[Codeword]:
    inverted = MASKS[mask]
    places = _data_positions(size)
    words = []
    for start in range(0, len(places) - 7, 8):
        value, trust = 0, 127
        for r, c in places[start : start + 8]:
            darkness = modules[r * size + c] - UNKNOWN
            value = value << 1 | ((darkness > 0) ^ (not inverted(r, c)))
            trust = min(trust, abs(darkness))
        words.append(Codeword(value, trust))
    return words


def _blocks(
    version: int, level: str, words: Sequence[Codeword]
) -> Iterator[tuple[list[Codeword], int]]:
    """Yield the de-interleaved blocks (7.6) and the number of check codewords in each."""
    checks = int(CHECKS[level].split()[version - 1])
    count = int(BLOCKS[level].split()[version - 1])
    short, longer = divmod(len(words), count)
    lengths = [short - checks + (i >= count - longer) for i in range(count)]
    blocks: list[list[Codeword]] = [[] for _ in range(count)]
    source = iter(words)
    for i in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if i < length:
                block.append(next(source))
    for _ in range(checks):
        for block in blocks:
            block.append(next(source))
    for block in blocks:
        yield block, checks


def _correct_block(block: Sequence[Codeword], checks: int) -> list[int] | None:
    """Returns the corrected codewords, or None.

    Erases only the unknown codewords first, then also the least certain ones, one after the other.
    """
    values = [word.value for word in block]
    found = syndromes(values, checks)
    doubtful = sorted(range(len(block)), key=lambda i: block[i].trust)
    lost = sum(word.trust == 0 for word in block)
    for given_up in range(lost, checks - SPARE + 1, 2):
        repaired = correct(values, found, doubtful[:given_up], SPARE)
        if repaired is not None:
            return repaired
    return None


class _Bits:
    """Reads bits from bytes, highest bit first."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data)
        self.left = len(data) * 8

    def take(self, count: int) -> int:
        """Returns the next ``count`` bits. Raises EOFError."""
        if count > self.left:
            raise EOFError
        self.left -= count
        return self._value >> self.left & ((1 << count) - 1)


def _content(version: int, data: bytes) -> Content | None:
    bits, out = _Bits(data), bytearray()
    part: SeriesPart | None = None
    try:
        while bits.left >= 4:
            mode = bits.take(4)
            if mode == 0:
                break
            if mode == _STRUCTURED_APPEND:
                part = SeriesPart(bits.take(4), bits.take(4) + 1, bits.take(8))
                continue
            segment = _segment(mode, version, bits)
            if segment is None:
                return None
            out += segment
    except EOFError:
        return None
    return Content(bytes(out), part) if out and _is_filling(bits) else None


def _is_filling(bits: _Bits) -> bool:
    """Returns whether the rest is valid padding: zero bits to the next byte, then the two pad bytes
    alternating, or zeros to the end.

    Some encoders write a zero byte before the first pad byte (segno does, if the data end on a
    byte).
    """
    if bits.take(bits.left % 8):
        return False
    length = bits.left // 8
    rest = bits.take(bits.left).to_bytes(length)
    if not any(rest):
        return True
    if rest[0] == 0:
        rest = rest[1:]
    return all(byte == FILLING[i % 2] for i, byte in enumerate(rest))


def _segment(mode: int, version: int, bits: _Bits) -> bytes | None:
    """Returns the bytes of one segment (7.4); None for a mode that is not supported."""
    widths = {1: (10, 12, 14), 2: (9, 11, 13), 4: (8, 16, 16), 8: (8, 10, 12)}.get(mode)
    if mode == 7:  # ECI names the character set; text_encoding detects it from the bytes
        designator = bits.take(8)
        bits.take(0 if designator < 0x80 else 8 if designator < 0xC0 else 16)
        return b""
    if widths is None:
        return None
    count = bits.take(widths[(version > 9) + (version > 26)])
    if mode == 4:
        return bits.take(count * 8).to_bytes(count)
    if mode == 8:
        return b"".join(_kanji(bits.take(13)) for _ in range(count))
    return _digits(count, bits) if mode == 1 else _alphanumeric(count, bits)


def _kanji(value: int) -> bytes:
    pair = (value // 0xC0 << 8) + value % 0xC0
    return (pair + (0x8140 if pair < 0x1F00 else 0xC140)).to_bytes(2)


def _digits(count: int, bits: _Bits) -> bytes | None:
    out = b""
    for start in range(0, count, 3):
        length = min(3, count - start)
        text = b"%0*d" % (length, bits.take((0, 4, 7, 10)[length]))
        if len(text) != length:
            return None
        out += text
    return out


def _alphanumeric(count: int, bits: _Bits) -> bytes | None:
    out = bytearray()
    for start in range(0, count, 2):
        pair = min(2, count - start) == 2
        high, low = divmod(bits.take(11 if pair else 6), 45)
        if high >= (45 if pair else 1):
            return None
        out += bytes([ALPHANUMERIC[high], ALPHANUMERIC[low]] if pair else [ALPHANUMERIC[low]])
    return bytes(out)
