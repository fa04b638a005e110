"""Codes read from their modules, cut, covered and dim; and nothing read that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from kakomi import qr_decode
from kakomi.qr_decode import Content, SeriesPart

if TYPE_CHECKING:
    from random import Random

URI = "otpauth://totp/Kakomi:taro?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Kakomi"
LEVELS = "LMQH"


def modules(text: str | bytes | int, level: str = "M", **how: Any) -> tuple[int, bytearray]:
    """A code's size and modules, as another project's encoder makes them."""
    how = {"micro": False, "boost_error": False, **how}
    matrix = segno.make(text, error=level, **how).matrix
    return len(matrix), bytearray(255 * (cell & 1) for row in matrix for cell in row)


@pytest.mark.parametrize("version", range(1, 41))
@pytest.mark.parametrize("level", LEVELS)
def test_every_version_and_level(version: int, level: str) -> None:
    size, cells = modules("Kakomi", level, version=version, mask=3)
    assert qr_decode.read(size, bytes(cells)) == Content(b"Kakomi")


@pytest.mark.parametrize("mask", range(8))
def test_every_mask(mask: int) -> None:
    size, cells = modules(URI, mask=mask)
    assert qr_decode.read(size, bytes(cells)) == Content(URI.encode())


@pytest.mark.parametrize("version", [3, 12, 30])
@pytest.mark.parametrize(
    ("text", "how", "content"),
    [
        (1234567, {}, b"1234567"),
        ("12", {}, b"12"),
        ("HTTPS://KAKOMI.EXAMPLE/A 1", {}, b"HTTPS://KAKOMI.EXAMPLE/A 1"),
        ("囲み", {"mode": "kanji"}, "囲み".encode("shift_jis")),
        (
            "亜熙腕弌",
            {"mode": "kanji"},
            "亜熙腕弌".encode("shift_jis"),
        ),  # both ranges, and their ends
        ("囲み", {"encoding": "utf-8", "eci": True}, "囲み".encode()),
    ],
)
def test_every_mode(version: int, text: str | int, how: dict[str, Any], content: bytes) -> None:
    size, cells = modules(text, version=version, **how)
    assert qr_decode.read(size, bytes(cells)) == Content(content)


@pytest.mark.parametrize("side", range(4))
def test_two_rows_or_columns_cut_off(side: int) -> None:
    size, cells = modules(URI, "M")
    for i in range(size):
        for depth in range(2):
            far = size - 1 - depth
            row, column = [(depth, i), (far, i), (i, depth), (i, far)][side]
            cells[row * size + column] = qr_decode.UNKNOWN
    assert qr_decode.read(size, bytes(cells)) == Content(URI.encode())


def test_uncertain_codewords_are_erased_before_certain_ones() -> None:
    """More wrong codewords than could be found, but their modules were marked as uncertain."""
    size, cells = modules(URI, "L")
    chosen = range(9 * size, (size - 9) * size, (size - 18) * size // 18)
    for place in chosen:
        cells[place] = qr_decode.UNKNOWN + (9 if cells[place] == 0 else -9)
    assert qr_decode.read(size, bytes(cells)) == Content(URI.encode())
    for place in chosen:
        cells[place] = 255 if cells[place] > qr_decode.UNKNOWN else 0
    assert qr_decode.read(size, bytes(cells)) is None


@settings(max_examples=200)
@given(st.randoms(use_true_random=True), st.sampled_from([21, 25, 29, 41]))
def test_noise_gives_no_text(chance: Random, size: int) -> None:
    assert qr_decode.read(size, chance.randbytes(size * size)) is None


@given(st.randoms(use_true_random=True), st.integers(0, 400))
def test_a_damaged_code_gives_its_own_text_or_none(chance: Random, spoilt: int) -> None:
    size, cells = modules(URI, "M")
    for _ in range(spoilt):
        cells[chance.randrange(len(cells))] = chance.randrange(256)
    assert qr_decode.read(size, bytes(cells)) in (None, Content(URI.encode()))


@pytest.mark.parametrize("size", [-1, 0, 20, 22, 181, 10**9])
def test_no_code_has_that_size(size: int) -> None:
    assert qr_decode.read(size, b"") is None


def test_modules_that_do_not_fill_the_square() -> None:
    size, cells = modules(URI)
    assert qr_decode.read(size, bytes(cells[:-1])) is None
    assert qr_decode.read(size, bytes([*cells, 0])) is None


@pytest.mark.parametrize(
    ("texts", "mode"),
    [
        ((":", "8", "B"), "alphanumeric"),  # 44 ^ 8 ^ 11 = 47, of 45 characters
        (("::", "0G", "01"), "alphanumeric"),  # 2,024 ^ 16 ^ 1 = 2,041, of 2,025 pairs
        (("999", "016", "008"), "numeric"),  # 999 ^ 16 ^ 8 = 1,023
        (("99", "16", "12"), "numeric"),  # 99 ^ 16 ^ 12 = 127
        (("9", "6", "0"), "numeric"),  # 9 ^ 6 = 15
    ],
)
def test_a_value_that_stands_for_no_characters_is_refused(
    texts: tuple[str, str, str], mode: str
) -> None:
    """The exclusive or of three codes is a code whose data are the exclusive or of theirs."""
    codes = [modules(text, mode=mode, version=1, mask=0) for text in texts]
    size = codes[0][0]
    cells = bytes(a ^ b ^ c for a, b, c in zip(*(cells for _, cells in codes), strict=True))
    assert qr_decode.read(size, cells) is None
    expected = [Content(text.encode()) for text in texts]
    assert [qr_decode.read(size, bytes(code)) for _, code in codes] == expected


def combined(*texts: bytes) -> tuple[int, bytes]:
    """The exclusive or of three codes of version 1-L, whose data are the exclusive or of theirs."""
    codes = [modules(text, "L", mode="byte", version=1, mask=0) for text in texts]
    cells = bytes(a ^ b ^ c for a, b, c in zip(*(cells for _, cells in codes), strict=True))
    return codes[0][0], cells


def test_other_bits_than_padding_after_the_end_are_refused() -> None:
    assert qr_decode.read(*combined(b"K", b"abc", b"abc")) == Content(b"K")
    assert qr_decode.read(*combined(b"K", b"abc", b"axc")) is None
    assert qr_decode.read(*combined(b"K", b"a" + b"b" * 16, b"a" + b"b" * 15 + b"c")) is None


def format_places(size: int) -> tuple[list[int], list[int]]:
    """The indices of the modules of both copies of the format word, highest bit first (7.9.1)."""
    first = [8 * size + c for c in (0, 1, 2, 3, 4, 5, 7, 8)]
    first += [r * size + 8 for r in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - i) * size + 8 for i in range(7)]
    second += [8 * size + size - 8 + i for i in range(8)]
    return first, second


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("mask", range(8))
@pytest.mark.parametrize("copy", [0, 1])
def test_level_and_mask_are_found_from_the_copy_that_is_left(
    level: str, mask: int, copy: int
) -> None:
    """One copy is unknown, and the other has three errors, as many as its check bits correct."""
    size, cells = modules("Kakomi", level, mask=mask, version=3)
    places = format_places(size)
    for place in places[copy]:
        cells[place] = qr_decode.UNKNOWN
    for place in places[1 - copy][mask : mask + 3]:
        cells[place] ^= 255
    assert qr_decode.read(size, bytes(cells)) == Content(b"Kakomi")


def test_a_sure_copy_of_the_format_counts_more_than_a_dim_one() -> None:
    size, cells = modules(URI, mask=5)
    first, second = format_places(size)
    for place in first:
        cells[place] = qr_decode.UNKNOWN + (20 if cells[place] == 0 else -20)
    assert qr_decode.read(size, bytes(cells)) == Content(URI.encode())
    for place in second:
        cells[place] = qr_decode.UNKNOWN + (10 if cells[place] else -10)
    assert qr_decode.read(size, bytes(cells)) is None


@pytest.mark.parametrize(("erased", "is_read"), [(0, True), (7, True), (8, True), (9, False)])
def test_two_check_codewords_of_a_block_stay_unused(erased: int, is_read: bool) -> None:
    """A code of version 2-L has one block with 10 check codewords: 8 erasures leave 2 unused."""
    size, cells = modules("Kakomi", "L", version=2)
    for word in range(erased):
        row, column = size - 1 - 4 * (word % 4), size - 1 - 2 * (word // 4)
        cells[row * size + column] = qr_decode.UNKNOWN
    assert qr_decode.read(size, bytes(cells)) == (Content(b"Kakomi") if is_read else None)


def test_a_code_of_a_series_has_its_position() -> None:
    parts = []
    for code in segno.make_sequence(URI, symbol_count=3, error="M"):
        cells = bytes(255 * (cell & 1) for row in code.matrix for cell in row)
        content = qr_decode.read(len(code.matrix), cells)
        assert content is not None
        parts.append(content)
    assert b"".join(part.data for part in parts) == URI.encode()
    parity = 0
    for byte in URI.encode():
        parity ^= byte
    assert [part.part for part in parts] == [SeriesPart(index, 3, parity) for index in range(3)]
