"""Wrapping of the master key: which factor opens which slot."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from kakomi.errors import SlotMissing, VaultKeyWrong
from kakomi.vault import key_wrapping, seal, slots
from kakomi.vault.factors import DeviceKey, Passphrase, RecoveryKey
from support.seal_samples import (
    CRYPTO,
    DEVICE,
    ENTROPY,
    FACTORS,
    MASTER,
    PASSKEY,
    PASSPHRASE,
    RECOVERY,
    run,
    slot,
)

if TYPE_CHECKING:
    from kakomi.vault.factors import Factor


SLOT_CONTEXT = seal.slot_context(MASTER, "vault-1")


@pytest.mark.parametrize("mine", FACTORS, ids=lambda f: type(f).__name__)
@pytest.mark.parametrize("theirs", FACTORS, ids=lambda f: type(f).__name__)
def test_only_its_own_factor_opens_a_slot(mine: Factor, theirs: Factor) -> None:
    made = slot(mine)
    if mine is theirs:
        assert run(key_wrapping.unwrap(made, theirs, SLOT_CONTEXT, CRYPTO)) == MASTER
    else:
        with pytest.raises(VaultKeyWrong):
            run(key_wrapping.unwrap(made, theirs, SLOT_CONTEXT, CRYPTO))


@pytest.mark.parametrize(
    ("mine", "close"),
    [
        (PASSPHRASE, Passphrase("correct horse batterz")),
        (PASSPHRASE, Passphrase("Correct horse battery")),
        (PASSPHRASE, Passphrase("correct horse battery ")),
        (PASSKEY, dataclasses.replace(PASSKEY, output=bytes(32))),
        (RECOVERY, RecoveryKey(bytes(32))),
        (DEVICE, DeviceKey(bytes(32))),
        (RECOVERY, DeviceKey(RECOVERY.octets)),
    ],
)
def test_a_similar_factor_does_not_open_a_slot(mine: Factor, close: Factor) -> None:
    with pytest.raises(VaultKeyWrong):
        run(key_wrapping.unwrap(slot(mine), close, SLOT_CONTEXT, CRYPTO))


def test_the_error_of_a_wrong_key_contains_nothing_else() -> None:
    with pytest.raises(VaultKeyWrong) as caught:
        run(key_wrapping.unwrap(slot(PASSPHRASE), Passphrase("wrong one"), SLOT_CONTEXT, CRYPTO))
    assert caught.value.where == ""
    assert caught.value.__cause__ is None


def test_a_missing_slot_opens_nothing() -> None:
    with pytest.raises(SlotMissing):
        run(key_wrapping.open_any((slot(DEVICE),), PASSPHRASE, SLOT_CONTEXT, CRYPTO))
    key_slots = (slot(RECOVERY), slot(PASSKEY))
    with pytest.raises(SlotMissing):
        run(
            key_wrapping.open_any(
                key_slots, dataclasses.replace(PASSKEY, credential=b"another"), SLOT_CONTEXT, CRYPTO
            )
        )


@pytest.mark.parametrize(
    ("set_as", "typed_as"),
    [
        ("Ｐａｓｓｗｏｒｄ１２", "Password12"),
        (
            "cafe\N{COMBINING ACUTE ACCENT} au lait",
            "caf\N{LATIN SMALL LETTER E WITH ACUTE} au lait",
        ),
        ("ﾊﾟｽﾜｰﾄﾞ八文字以上", "パスワード八文字以上"),
        ("①②③④⑤⑥⑦⑧", "12345678"),
    ],
)
def test_another_unicode_form_of_the_passphrase_opens_the_slot(set_as: str, typed_as: str) -> None:
    made = slot(Passphrase(set_as))
    assert run(key_wrapping.unwrap(made, Passphrase(typed_as), SLOT_CONTEXT, CRYPTO)) == MASTER


def test_the_standard_cost_is_what_is_promised() -> None:
    made = run(
        key_wrapping.wrap(
            MASTER, PASSPHRASE, SLOT_CONTEXT, now_unix=1, crypto=CRYPTO, entropy=ENTROPY
        )
    )
    assert made.cost == slots.Cost(memory_kib=65_536, passes=3, lanes=1)
    assert run(key_wrapping.unwrap(made, PASSPHRASE, SLOT_CONTEXT, CRYPTO)) == MASTER
