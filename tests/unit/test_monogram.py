"""The letters on the tile of an account that has no icon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import monogram


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Acme"], ["A"]),
        (["Acme", "Zebra"], ["A", "Z"]),
        (["Acme", "Acme"], ["A", "A"]),
        (["Acme", "Acorn"], ["Ac", "Ao"]),
        (["Acme Bank", "Acorn"], ["Ab", "Ac"]),
        (["楽々", "楽天堂"], ["楽々", "楽天"]),
        (["ＡＢＣ", "abd"], ["Ab", "Ad"]),
        (["(Acme)", "7-Eleven"], ["A", "7"]),
        (["A", "AB"], ["A", "Ab"]),
        (["", "!"], ["", ""]),
    ],
)
def test_a_monogram_tells_titles_apart(titles: list[str], expected: list[str]) -> None:
    found = monogram.of_list(titles)
    assert [found[title] for title in titles] == expected


def test_one_title_has_its_first_letter() -> None:
    assert monogram.of_title("  github") == "G"
    assert monogram.of_title("") == ""


@given(st.lists(st.text()))
def test_every_title_has_at_most_two_letters_whatever_the_order(titles: list[str]) -> None:
    found = monogram.of_list(titles)
    assert found.keys() == set(titles)
    assert all(len(letters.casefold()) <= 4 for letters in found.values())
    assert found == monogram.of_list(reversed(titles))
