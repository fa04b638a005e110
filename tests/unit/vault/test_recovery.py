"""The recovery key: what is printed is read back, however it was typed, and slips are seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi.errors import RecoveryKeyMistyped
from kakomi.vault import recovery
from kakomi.vault.factors import RecoveryKey

KEYS = st.binary(min_size=32, max_size=32).map(RecoveryKey)
ZERO = recovery.format_key(RecoveryKey(bytes(32)))


def test_a_key_has_fourteen_groups_of_four() -> None:
    groups = ZERO.split("-")
    assert [len(group) for group in groups] == [4] * 14
    assert ZERO.startswith("0000-0000-")


@given(KEYS)
def test_a_printed_key_is_read_back(key: RecoveryKey) -> None:
    assert recovery.parse(recovery.format_key(key)) == key


@given(KEYS, st.data())
def test_usual_typing_variants_are_accepted(key: RecoveryKey, data: st.DataObject) -> None:
    gaps = st.sampled_from(["", " ", "-", "\N{EN DASH}", "\N{IDEOGRAPHIC SPACE}", "\n", "_", "ー"])
    typed = ""
    for character in recovery.format_key(key).replace("-", ""):
        seen = {"0": "0Oo０Ｏ", "1": "1IiLlｌ"}.get(character, character)
        spelled = data.draw(st.sampled_from([*seen, seen[0].lower(), chr(ord(seen[0]) + 0xFEE0)]))
        typed += spelled + data.draw(gaps)
    assert recovery.parse(typed) == key


@given(KEYS, st.integers(0, 55), st.integers(1, 31))
def test_one_wrong_character_is_detected(key: RecoveryKey, position: int, by: int) -> None:
    characters = list(recovery.format_key(key).replace("-", ""))
    value = recovery.ALPHABET.index(characters[position])
    characters[position] = recovery.ALPHABET[(value + by) % 32]
    with pytest.raises(RecoveryKeyMistyped):
        recovery.parse("".join(characters))


@given(KEYS, st.integers(0, 54))
def test_two_swapped_characters_are_detected(key: RecoveryKey, position: int) -> None:
    characters = list(recovery.format_key(key).replace("-", ""))
    one, two = characters[position : position + 2]
    characters[position : position + 2] = two, one
    if one == two:
        assert recovery.parse("".join(characters)) == key
    else:
        with pytest.raises(RecoveryKeyMistyped):
            recovery.parse("".join(characters))


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ("", "recovery_key"),
        (ZERO[:-1], "recovery_key"),
        (ZERO[:-5], "recovery_key"),
        (ZERO + "0", f"recovery_key[{len(ZERO)}]"),
        ("U" + ZERO[1:], "recovery_key[0]"),
        (ZERO[:7] + "囲" + ZERO[8:], "recovery_key[7]"),
        (ZERO[:7] + "ß" + ZERO[8:], "recovery_key[7]"),
        ("-" * 600 + ZERO, "recovery_key"),
        ("\ud800", "recovery_key[0]"),
    ],
)
def test_a_malformed_key_is_refused_with_its_place(typed: str, where: str) -> None:
    with pytest.raises(RecoveryKeyMistyped) as caught:
        recovery.parse(typed)
    assert caught.value.where == where


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(typed: str) -> None:
    with pytest.raises(RecoveryKeyMistyped):
        recovery.parse(typed)
