"""The seal: what was put in comes out, by the right key alone, and any change is noticed."""

from __future__ import annotations

import dataclasses
import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kakomi.account import NewAccount
from kakomi.errors import KakomiError, VaultDamaged, VaultKeyWrong, VaultNewer
from kakomi.otp_key import Key
from kakomi.vault import canonical, hkdf, seal
from kakomi.vault.slots import Kind
from kakomi.vault.vault import Vault
from support import shared_data
from support.seal_samples import (
    CRYPTO,
    DEVICE,
    FACTORS,
    MASTER,
    PASSKEY,
    PASSPHRASE,
    RECOVERY,
    opened,
    run,
    sealed,
    slot,
    vaults,
)

if TYPE_CHECKING:
    from kakomi.vault.factors import Factor

HKDF = shared_data.vectors("crypto/hkdf")["vectors"]
FEW = settings(max_examples=25, deadline=None)


def some_vault(accounts: int = 2, generation: int = 5) -> Vault:
    made = [
        NewAccount(key=Key(secret=bytes([i + 1] * 20)), issuer=f"発行者 {i}", name="a@b").account(
            id=f"id-{i}", added_at_unix=1_800_000_000
        )
        for i in range(accounts)
    ]
    return Vault(vault_id="vault-1", generation=generation, accounts=tuple(made))


def text_of(content: dict[str, Any]) -> str:
    """With a valid checksum: what an attacker without the key would write."""
    return canonical.dumps_with_checksum({k: v for k, v in content.items() if k != "sha256"})


@pytest.mark.parametrize("vector", HKDF, ids=lambda v: v["section"])
def test_hkdf(vector: dict[str, Any]) -> None:
    ikm, salt, info = (bytes.fromhex(vector[n]) for n in ("ikm", "salt", "info"))
    assert hkdf.derive(ikm, salt, info, vector["length"]).hex() == vector["okm"]


@pytest.mark.parametrize("length", [0, -1, 255 * 32 + 1])
def test_hkdf_gives_no_more_than_it_can(length: int) -> None:
    with pytest.raises(ValueError, match="length"):
        hkdf.derive(b"key", b"", b"", length)


@FEW
@given(vaults())
def test_a_sealed_vault_is_read_back(vault: Vault) -> None:
    key_slots = (slot(DEVICE, vault_id=vault.vault_id),)
    assert opened(sealed(vault, key_slots)) == vault


def test_the_text_is_one_line_of_ascii() -> None:
    text = sealed(some_vault(), tuple(slot(f) for f in FACTORS))
    assert text.isascii()
    assert text.isprintable()
    assert json.loads(text)["format"] == "kakomi.vault"


def test_the_sealed_text_contains_no_content() -> None:
    text = sealed(some_vault(), (slot(DEVICE),))
    for word in ("accounts", "secret", "a@b", "AEAQCAIB"):
        assert word not in text


def test_no_two_saves_share_a_key_or_a_nonce() -> None:
    texts = [json.loads(sealed(some_vault(), (slot(DEVICE),))) for _ in range(8)]
    for name in ("salt", "nonce", "ciphertext"):
        assert len({t[name] for t in texts}) == len(texts)


@pytest.mark.parametrize("factor", FACTORS, ids=lambda f: type(f).__name__)
def test_each_factor_opens(factor: Factor) -> None:
    text = sealed(some_vault(), tuple(slot(f) for f in FACTORS))
    header = seal.inspect(canonical.loads_checked(text)).header
    assert run(seal.unwrap(header, factor, CRYPTO)) == MASTER


def test_another_key_opens_nothing() -> None:
    text = sealed(some_vault(), (slot(DEVICE),))
    with pytest.raises(VaultKeyWrong):
        opened(text, bytes(32))


def test_a_change_of_any_byte_of_fifty_vaults_is_detected() -> None:
    chance = random.Random(3)  # noqa: S311  which bit: any will do
    for count in range(50):
        key_slots = [slot(DEVICE)] if count % 2 else [slot(f) for f in FACTORS]
        text = sealed(some_vault(accounts=count % 4, generation=count + 1), tuple(key_slots))
        raw = text.encode("ascii")
        for index in range(len(raw)):
            altered = bytearray(raw)
            altered[index] ^= 1 << chance.randrange(8)
            with pytest.raises(VaultDamaged):
                canonical.loads_checked(altered.decode("latin-1"))


def test_a_truncated_vault_is_detected() -> None:
    text = sealed(some_vault(), tuple(slot(f) for f in FACTORS))
    for end in range(len(text)):
        with pytest.raises(VaultDamaged):
            canonical.loads_checked(text[:end])


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        return [leaf for k, v in value.items() for leaf in leaves(v, (*path, k))]
    if isinstance(value, list):
        return [leaf for i, v in enumerate(value) for leaf in leaves(v, (*path, i))]
    return [(path, value)]


def altered(content: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(content))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copy


def other(value: Any) -> Any:
    """Something of the same form: a base64 text with one bit changed, a number one more."""
    if isinstance(value, int):
        return value + 1
    if len(value) >= 16:  # the shortest is a nonce
        octets = bytearray(canonical.b64_bytes(value, 0, len(value), "value"))
        octets[len(octets) // 2] ^= 1
        return canonical.base64_text(bytes(octets))
    return {"passphrase": "recovery", "vault-1": "vault-2"}.get(value, value[:-1] + "A")


def test_a_change_without_the_key_is_detected_despite_a_valid_checksum() -> None:
    # Each value replaced by a fitting one, and the checksum made to fit.
    content = json.loads(sealed(some_vault(), tuple(slot(f) for f in FACTORS)))
    tried = 0
    for path, value in leaves(content):
        if path == ("sha256",):
            continue
        assert other(value) != value, path
        with pytest.raises((VaultDamaged, VaultKeyWrong, VaultNewer)):
            opened(text_of(altered(content, path, other(value))))
        tried += 1
    assert tried > 30


def test_slots_can_be_neither_dropped_nor_swapped_nor_moved_elsewhere() -> None:
    content = json.loads(sealed(some_vault(), tuple(slot(f) for f in FACTORS)))
    fewer = {**content, "slots": content["slots"][:1]}
    swapped = {**content, "slots": content["slots"][::-1]}
    foreign = json.loads(sealed(some_vault(), (slot(PASSPHRASE),)))["slots"]
    moved = {**content, "slots": [*foreign, *content["slots"][1:]]}
    for forged in (fewer, swapped, moved):
        with pytest.raises(VaultDamaged):
            opened(text_of(forged))


def test_a_slot_opens_no_other_vault() -> None:
    mine = slot(PASSPHRASE, vault_id="vault-1")
    theirs = seal.slot_context(MASTER, "vault-2")
    assert seal.slot_context(MASTER, "vault-1") != theirs
    header = seal.inspect(canonical.loads_checked(sealed(some_vault(), (mine,)))).header
    moved = dataclasses.replace(header, vault_id="vault-2", key_id=theirs.key_id)
    with pytest.raises(VaultKeyWrong):
        run(seal.unwrap(moved, PASSPHRASE, CRYPTO))


def variants() -> list[tuple[str, Any]]:
    """Paths and values that a header must not have."""
    base64_32 = canonical.base64_text(bytes(32))
    return [
        ("format", "kakomi"),
        ("version", 0),
        ("version", True),
        ("version", 2.0),
        ("version", "2"),
        ("vault_id", ""),
        ("vault_id", "a b"),
        ("vault_id", "a" * 65),
        ("vault_id", None),
        ("generation", 0),
        ("generation", -1),
        ("generation", 1.0),
        ("generation", True),
        ("generation", 2**53),
        ("key_id", ""),
        ("key_id", base64_32[:-1]),
        ("key_id", base64_32.replace("=", "")),
        ("key_id", base64_32[:-2] + "B="),  # bits left over
        ("key_id", " " + base64_32),
        ("nonce", canonical.base64_text(bytes(11))),
        ("salt", canonical.base64_text(bytes(33))),
        ("ciphertext", canonical.base64_text(bytes(15))),
        ("ciphertext", 7),
        ("slots", []),
        ("slots", {}),
        ("slots", [1]),
        ("slots", [{"kind": "passphrase"}]),
        ("slots", [{"kind": "master"}]),
        ("slots", [{"kind": ["device"]}]),
        ("more", 1),
    ]


@pytest.mark.parametrize(("name", "value"), variants())
def test_a_header_out_of_bounds_is_refused(name: str, value: Any) -> None:
    content = json.loads(sealed(some_vault(), (slot(DEVICE),)))
    with pytest.raises(VaultDamaged):
        seal.inspect(canonical.loads_checked(text_of({**content, name: value})))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 8191),
        ("memory_kib", 1024 * 1024 + 1),
        ("memory_kib", 2**70),
        ("memory_kib", 65536.0),
        ("memory_kib", True),
        ("passes", 0),
        ("passes", 17),
        ("lanes", 0),
        ("lanes", 9),
        ("lanes", None),
        ("more", 1),
    ],
)
def test_a_cost_out_of_bounds_is_refused_before_it_is_paid(name: str, value: Any) -> None:
    content = json.loads(sealed(some_vault(), (slot(PASSPHRASE),)))
    content["slots"][0]["argon2id"][name] = value
    with pytest.raises(VaultDamaged) as caught:
        seal.inspect(canonical.loads_checked(text_of(content)))
    assert caught.value.where.startswith("slots[0].argon2id")


def test_no_cost_multiplies_to_hours() -> None:
    content = json.loads(sealed(some_vault(), (slot(PASSPHRASE),)))
    content["slots"][0]["argon2id"] = {"memory_kib": 1024 * 1024, "passes": 5, "lanes": 1}
    with pytest.raises(VaultDamaged):
        seal.inspect(canonical.loads_checked(text_of(content)))


def test_invalid_sets_of_slots_are_refused() -> None:
    one = {f: json.loads(sealed(some_vault(), (slot(f),)))["slots"][0] for f in (DEVICE, RECOVERY)}
    passkey = json.loads(sealed(some_vault(), (slot(PASSKEY), slot(RECOVERY))))["slots"][0]
    content = json.loads(sealed(some_vault(), (slot(DEVICE),)))
    another = {**one[DEVICE], "id": canonical.base64_text(bytes(16))}
    twin = {**passkey, "id": canonical.base64_text(bytes(16))}
    for slots in (
        [one[DEVICE], one[DEVICE]],
        [one[DEVICE], another],
        [passkey],
        [passkey, one[DEVICE]],
        [passkey, twin, one[RECOVERY]],
        [{**one[RECOVERY], "id": one[DEVICE]["id"]}, one[DEVICE]],
    ):
        with pytest.raises(VaultDamaged):
            seal.inspect(canonical.loads_checked(text_of({**content, "slots": slots})))


def test_a_newer_version_is_distinguished_from_damage() -> None:
    content = json.loads(sealed(some_vault(), (slot(DEVICE),)))
    newer = {**content, "version": 3, "something": "else"}
    with pytest.raises(VaultNewer):
        seal.inspect(canonical.loads_checked(text_of(newer)))
    with pytest.raises(VaultDamaged):  # a flipped bit in the version is no new version
        canonical.loads_checked(
            sealed(some_vault(), (slot(DEVICE),)).replace('"version":2', '"version":3')
        )


@given(
    st.text(max_size=60)
    | st.text(st.sampled_from('{}[]":,0123456789eE.+-\\untrfalseNI'), max_size=30)
)
@example('{"a":NaN}')
@example('{"a":1e999}')
@example("[" * 100_000)
@example('{"a":' * 50_000)
@example('{"a":1,"a":1}')
@example('{"sha256":"\\ud800"}')
@example("9" * 5000)
@example('{"a":' + "9" * 5000 + "}")
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(VaultDamaged):
        canonical.loads_checked(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=8,
    ).flatmap(lambda v: st.tuples(st.sampled_from(sorted(seal_fields())), st.just(v)))
)
def test_any_value_in_any_field_is_read_or_refused(change: tuple[str, Any]) -> None:
    content = {**CONTENT, change[0]: change[1]}
    try:
        seal.inspect(canonical.loads_checked(text_of(content)))
    except KakomiError:
        pass
    else:
        assert change[0] in ("generation", "vault_id", "version")


CONTENT = json.loads(sealed(some_vault(), (slot(DEVICE),)))


def seal_fields() -> list[str]:
    return [name for name in CONTENT if name != "sha256"]


def test_a_text_over_the_cap_is_refused_unparsed() -> None:
    with pytest.raises(VaultDamaged):
        canonical.loads_checked(" " * (canonical.MAX_CHARACTERS + 1))


def test_slots_name_their_kinds() -> None:
    header = seal.inspect(
        canonical.loads_checked(sealed(some_vault(), tuple(map(slot, FACTORS))))
    ).header
    assert [s.kind for s in header.slots] == [
        Kind.PASSPHRASE,
        Kind.PASSKEY,
        Kind.RECOVERY,
        Kind.DEVICE,
    ]
    assert "wrapped" not in repr(header)
