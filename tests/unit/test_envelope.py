from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi.errors import VaultDamaged, VaultNewer
from kakomi.vault import envelope
from kakomi.vault.vault import Vault
from shared_data import accounts

if TYPE_CHECKING:
    from kakomi.account import Account

SMALL = Vault(vault_id="v1", generation=1)


@given(st.lists(accounts(), max_size=5), st.integers(1, 2**40))
def test_what_is_sealed_opens_the_same(members: list[Account], generation: int) -> None:
    before = Vault(vault_id="v", generation=generation, accounts=tuple(members))
    text = envelope.seal(before)
    assert text.isascii()
    assert envelope.open_(text) == before


@given(accounts(), st.data())
def test_a_changed_character_anywhere_is_noticed(member: Account, data: st.DataObject) -> None:
    text = envelope.seal(Vault(vault_id="v", generation=1, accounts=(member,)))
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda c: c != text[at]))
    with pytest.raises((VaultDamaged, VaultNewer)):
        envelope.open_(text[:at] + other + text[at + 1 :])


def test_a_text_cut_short_anywhere_is_noticed() -> None:
    text = envelope.seal(SMALL)
    for length in range(len(text)):
        with pytest.raises(VaultDamaged):
            envelope.open_(text[:length])


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{", '{"format":NaN}', "[" * 100_000, " " + envelope.seal(SMALL), "\ud800"],
    ids=["empty", "null", "list", "cut", "nan", "deep", "space", "surrogate"],
)
def test_what_was_never_a_vault_is_damaged(text: str) -> None:
    with pytest.raises(VaultDamaged):
        envelope.open_(text)


def test_a_later_version_is_left_alone() -> None:
    content = json.loads(envelope.seal(SMALL))
    del content["sha256"]
    content["version"] = envelope.VERSION + 1
    content["sha256"] = envelope._checksum(content)  # noqa: SLF001  as a later Kakomi would
    with pytest.raises(VaultNewer):
        envelope.open_(envelope._canonical(content))  # noqa: SLF001
