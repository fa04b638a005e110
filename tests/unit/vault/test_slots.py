"""Slots and factors: which values they may have, and which sets of slots are valid."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kakomi.errors import (
    PassphraseTooWeak,
    SlotExists,
    SlotMissing,
    SlotNeeded,
    VaultDamaged,
    VaultKeyWrong,
)
from kakomi.vault import slots
from kakomi.vault.factors import (
    MAX_PASSPHRASE_CHARACTERS,
    DeviceKey,
    Passkey,
    Passphrase,
    RecoveryKey,
)
from kakomi.vault.slots import Kind
from support.seal_samples import DEVICE, FACTORS, PASSKEY, PASSPHRASE, RECOVERY, slot

if TYPE_CHECKING:
    from kakomi.vault.factors import Factor


def passkey(name: bytes) -> Passkey:
    return Passkey(credential=name, salt=bytes(32), output=bytes(32))


@pytest.mark.parametrize("factor", FACTORS, ids=lambda f: type(f).__name__)
def test_a_slot_survives_json(factor: Factor) -> None:
    made = slot(factor)
    assert slots.from_json(slots.to_json(made), "slot") == made


@pytest.mark.parametrize(
    "typed", ["", "short", "１２３４５６７", "e\N{COMBINING ACUTE ACCENT}" * 7]
)
def test_a_short_passphrase_is_not_set(typed: str) -> None:
    with pytest.raises(PassphraseTooWeak):
        slot(Passphrase(typed))


@pytest.mark.parametrize("typed", ["", "a" * (MAX_PASSPHRASE_CHARACTERS + 1), "lone \ud800 half"])
def test_an_impossible_passphrase_is_refused_without_being_quoted(typed: str) -> None:
    with pytest.raises(PassphraseTooWeak) as caught:
        Passphrase(typed).octets()
    assert caught.value.__context__ is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_normalising_twice_changes_nothing(typed: str) -> None:
    once = Passphrase(typed).octets()
    assert Passphrase(once.decode("utf-8")).octets() == once
    assert once.decode("utf-8") == unicodedata.normalize("NFKC", typed)


def test_repr_of_a_factor_hides_its_secret() -> None:
    for factor in FACTORS:
        shown = repr(factor)
        assert "horse" not in shown
        assert "\\x0" not in shown


@pytest.mark.parametrize("length", [0, 31, 33])
def test_keys_have_one_size(length: int) -> None:
    for kind in (RecoveryKey, DeviceKey):
        with pytest.raises(VaultKeyWrong):
            kind(bytes(length))
    with pytest.raises(VaultKeyWrong):
        Passkey(credential=b"c", salt=bytes(32), output=bytes(length))
    with pytest.raises(VaultKeyWrong):
        Passkey(credential=bytes(1024), salt=bytes(32), output=bytes(32))


def test_a_new_passphrase_replaces_the_old_one() -> None:
    key_slots = (slot(PASSPHRASE), slot(RECOVERY))
    new = slot(Passphrase("another passphrase"))
    assert slots.put(key_slots, new) == (key_slots[1], new)


def test_up_to_eight_passkeys_can_be_added() -> None:
    key_slots: tuple[slots.Slot, ...] = (slot(RECOVERY),)
    for index in range(slots.MAX_PASSKEYS):
        key_slots = slots.put(key_slots, slot(passkey(bytes([index]))))
    assert len(slots.of_kind(key_slots, Kind.PASSKEY)) == 8
    with pytest.raises(SlotExists):
        slots.put(key_slots, slot(passkey(b"ninth")))
    with pytest.raises(SlotExists):
        slots.put(key_slots[:3], slot(passkey(bytes([1]))))


def test_neither_the_last_slot_nor_the_last_factor_beside_a_passkey_can_be_removed() -> None:
    only: tuple[slots.Slot, ...] = (slot(PASSPHRASE),)
    with pytest.raises(SlotNeeded):
        slots.without(only, only[0].id)
    beside = slots.put(only, slot(PASSKEY))
    with pytest.raises(SlotNeeded):
        slots.without(beside, only[0].id)
    assert slots.without(beside, beside[1].id) == only
    with pytest.raises(SlotNeeded):
        slots.put((slot(DEVICE),), slot(PASSKEY))
    with pytest.raises(SlotMissing):
        slots.without(only, bytes(16))


def test_a_device_key_protects_nothing() -> None:
    assert not slots.is_protected((slot(DEVICE), slot(PASSPHRASE)))
    assert slots.is_protected((slot(PASSPHRASE), slot(RECOVERY)))


_MOVES = st.lists(
    st.tuples(st.sampled_from(["put", "without"]), st.integers(0, 5), st.integers(0, 10)),
    max_size=12,
)
_POOL = [slot(f) for f in (*FACTORS, passkey(b"a"), passkey(b"b"))]


@given(_MOVES)
@settings(max_examples=200)
def test_any_sequence_of_changes_keeps_the_set_valid(moves: list[tuple[str, int, int]]) -> None:
    key_slots: tuple[slots.Slot, ...] = (_POOL[3],)
    for move, which, position in moves:
        try:
            if move == "put":
                key_slots = slots.put(key_slots, _POOL[which])
            else:
                key_slots = slots.without(key_slots, key_slots[position % len(key_slots)].id)
        except (SlotExists, SlotNeeded):
            pass
        assert slots.is_valid(key_slots)
        assert slots.all_from_json([slots.to_json(s) for s in key_slots]) == key_slots


_GIB = 1024 * 1024


@pytest.mark.parametrize(
    ("memory_kib", "passes", "lanes", "is_allowed"),
    [
        (8 * 1024, 1, 1, True),
        (8 * 1024 - 1, 1, 1, False),
        (_GIB, 1, 1, True),
        (_GIB + 1, 1, 1, False),
        (64 * 1024, 16, 8, True),
        (64 * 1024, 17, 1, False),
        (64 * 1024, 0, 1, False),
        (64 * 1024, 1, 0, False),
        (64 * 1024, 1, 9, False),
        (_GIB, 4, 1, True),
        (_GIB, 5, 1, False),
        (_GIB // 4, 16, 1, True),
        (_GIB // 4 + 1, 16, 1, False),
    ],
)
def test_a_derivation_costs_neither_too_little_nor_too_much(
    memory_kib: int, passes: int, lanes: int, is_allowed: bool
) -> None:
    if is_allowed:
        assert slots.Cost(memory_kib=memory_kib, passes=passes, lanes=lanes).passes == passes
        return
    with pytest.raises(VaultDamaged):
        slots.Cost(memory_kib=memory_kib, passes=passes, lanes=lanes)


def test_a_slot_of_another_kind_of_json_is_refused() -> None:
    made = slots.to_json(slot(RECOVERY))
    others: list[object] = [{**made, "kind": "passkey"}, {**made, "credential": "AA=="}]
    for wrong in (None, [], "device", *others):
        with pytest.raises(VaultDamaged):
            slots.from_json(wrong, "slots[0]")


@pytest.mark.parametrize("others", [(), (DEVICE,), (PASSKEY,), (DEVICE, PASSKEY)])
def test_only_a_passphrase_and_a_recovery_key_are_portable(others: tuple[Factor, ...]) -> None:
    key_slots = tuple(slot(factor) for factor in others)
    assert not slots.has_portable_slot(key_slots)
    for portable in (PASSPHRASE, RECOVERY):
        assert slots.has_portable_slot((*key_slots, slot(portable)))
