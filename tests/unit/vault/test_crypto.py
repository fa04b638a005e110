"""The Crypto port under CPython, against what standards print; the browser's side is held to the
same vectors in tests/contract.
"""

from __future__ import annotations

import asyncio
from typing import Any

import argon2.low_level
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import CryptoMismatch, CryptoUnsupported
from support import shared_data
from support.altered import with_each_bit_flipped

CRYPTO = CPythonCrypto()
GCM = shared_data.vectors("crypto/aes_gcm")["vectors"]
MODES = shared_data.vectors("crypto/aes_modes")
STRETCHED = shared_data.vectors("crypto/scrypt_pbkdf2")
ARGON2 = shared_data.vectors("crypto/argon2")
XCHACHA_SALSA = shared_data.vectors("crypto/xchacha_salsa20")
CHACHA20 = shared_data.vectors("crypto/chacha20")["vectors"]

run = asyncio.run
octets = bytes.fromhex


@pytest.mark.parametrize("vector", GCM, ids=lambda v: str(v["case"]))
def test_gcm(vector: dict[str, Any]) -> None:
    key, nonce, header = (octets(vector[n]) for n in ("key", "nonce", "header"))
    plaintext, sealed = octets(vector["plaintext"]), octets(vector["sealed"])
    assert run(CRYPTO.gcm_seal(key, nonce, plaintext, header)) == sealed
    assert run(CRYPTO.gcm_open(key, nonce, sealed, header)) == plaintext


@pytest.mark.parametrize("vector", GCM, ids=lambda v: str(v["case"]))
def test_gcm_detects_a_change_of_any_bit(vector: dict[str, Any]) -> None:
    arguments = [octets(vector[n]) for n in ("key", "nonce", "sealed", "header")]
    for altered in with_each_bit_flipped(arguments):
        with pytest.raises(CryptoMismatch):
            run(CRYPTO.gcm_open(*altered))


@pytest.mark.parametrize("length", range(16))
def test_gcm_refuses_a_text_shorter_than_the_tag(length: int) -> None:
    with pytest.raises(CryptoMismatch):
        run(CRYPTO.gcm_open(bytes(32), bytes(12), bytes(length), b""))


@pytest.mark.parametrize(("key", "nonce"), [(24, 12), (0, 12), (32, 11), (32, 0), (32, 129)])
def test_gcm_refuses_what_the_browser_would(key: int, nonce: int) -> None:
    with pytest.raises(CryptoUnsupported):
        run(CRYPTO.gcm_seal(bytes(key), bytes(nonce), b"", b""))


@pytest.mark.parametrize("vector", MODES["ecb"], ids=lambda v: v["section"])
def test_ecb_is_one_round(vector: dict[str, Any]) -> None:
    key, plaintext = octets(vector["key"]), octets(vector["plaintext"])
    assert run(CRYPTO.ecb_rounds(key, plaintext, 1)).hex() == vector["ciphertext"]
    assert run(CRYPTO.ecb_rounds(key, plaintext, 0)) == plaintext


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
def test_rounds_add_up(key: bytes, block: bytes) -> None:
    half = run(CRYPTO.ecb_rounds(key, block, 3))
    assert run(CRYPTO.ecb_rounds(key, block, 7)) == run(CRYPTO.ecb_rounds(key, half, 4))


def test_many_rounds_span_several_chunks() -> None:
    block = bytes(16)
    for _ in range(7):
        block = run(CRYPTO.ecb_rounds(bytes(32), block, 10_000))
    assert run(CRYPTO.ecb_rounds(bytes(32), bytes(16), 70_000)) == block


@pytest.mark.parametrize("vector", MODES["cbc"], ids=lambda v: v["section"])
def test_cbc_blocks(vector: dict[str, Any]) -> None:
    key, iv, ciphertext = (octets(vector[n]) for n in ("key", "iv", "ciphertext"))
    assert run(CRYPTO.cbc_blocks(key, iv, ciphertext)).hex() == vector["plaintext"]
    assert run(CRYPTO.cbc_blocks(key, iv, b"")) == b""
    with pytest.raises(CryptoMismatch):  # it ends in no padding
        run(CRYPTO.cbc_open(key, iv, ciphertext))


def test_cbc_padding_is_removed() -> None:
    vector = MODES["cbc"][1]
    key, iv = octets(vector["key"]), octets(vector["iv"])
    # The first block with the IV altered so that it decrypts to 13 letters and three of padding.
    wanted = b"thirteen byte" + bytes([3] * 3)
    plain = octets(vector["plaintext"])[:16]
    other = bytes(i ^ p ^ w for i, p, w in zip(iv, plain, wanted, strict=True))
    assert run(CRYPTO.cbc_open(key, other, octets(vector["ciphertext"])[:16])) == wanted[:13]


@pytest.mark.parametrize("length", [0, 1, 15, 17])
def test_cbc_refuses_partial_blocks(length: int) -> None:
    with pytest.raises(CryptoMismatch):
        run(CRYPTO.cbc_open(bytes(32), bytes(16), bytes(length)))


@pytest.mark.parametrize("vector", MODES["ctr"], ids=lambda v: v["section"])
def test_ctr(vector: dict[str, Any]) -> None:
    key, counter, plaintext = (octets(vector[n]) for n in ("key", "counter", "plaintext"))
    assert run(CRYPTO.ctr(key, counter, plaintext)).hex() == vector["ciphertext"]
    assert run(CRYPTO.ctr(key, counter, plaintext[:5])).hex() == vector["ciphertext"][:10]


@pytest.mark.parametrize("vector", CHACHA20, ids=lambda v: v["section"])
def test_chacha20(vector: dict[str, Any]) -> None:
    key, nonce, plaintext = (octets(vector[n]) for n in ("key", "nonce", "plaintext"))
    ciphertext = run(CRYPTO.chacha20(key, nonce, vector["counter"], plaintext))
    assert ciphertext.hex() == vector["ciphertext"]


def test_xchacha_and_salsa20() -> None:
    for vector in XCHACHA_SALSA["hchacha20"]:
        made = run(CRYPTO.hchacha20(octets(vector["key"]), octets(vector["nonce"])))
        assert made.hex() == vector["subkey"]
    for vector in XCHACHA_SALSA["poly1305"]:
        made = run(CRYPTO.poly1305(octets(vector["key"]), octets(vector["message"])))
        assert made.hex() == vector["tag"]
    for vector in XCHACHA_SALSA["salsa20"]:
        made = run(CRYPTO.salsa20(octets(vector["key"]), octets(vector["nonce"]), bytes(64)))
        assert made.hex() == vector["stream"]
    for vector in XCHACHA_SALSA["xchacha20_poly1305"]:
        sealed = [octets(vector[name]) for name in ("key", "nonce", "sealed", "header")]
        assert run(CRYPTO.xchacha20_poly1305_open(*sealed)).hex() == vector["plaintext"]


@pytest.mark.parametrize("vector", STRETCHED["scrypt"], ids=lambda v: str(v["n"]))
def test_scrypt(vector: dict[str, Any]) -> None:
    inputs = (vector["password"].encode(), vector["salt"].encode())
    cost = (vector["n"], vector["r"], vector["p"], vector["length"])
    assert run(CRYPTO.scrypt(*inputs, *cost)).hex() == vector["key"]


@pytest.mark.parametrize("n", [0, 1, 3, 1000])
def test_scrypt_refuses_a_cost_that_is_no_power_of_two(n: int) -> None:
    with pytest.raises(CryptoUnsupported):
        run(CRYPTO.scrypt(b"p", b"s", n, 8, 1, 32))


@pytest.mark.parametrize(
    "vector", STRETCHED["pbkdf2"], ids=lambda v: f"{v['digest']}-{v['iterations']}-{v['length']}"
)
def test_pbkdf2(vector: dict[str, Any]) -> None:
    inputs = (vector["password"].encode(), vector["salt"].encode())
    cost = (vector["iterations"], vector["length"])
    assert run(CRYPTO.pbkdf2(vector["digest"], *inputs, *cost)).hex() == vector["key"]


def test_pbkdf2_refuses_another_digest() -> None:
    with pytest.raises(CryptoUnsupported):
        run(CRYPTO.pbkdf2("MD5", b"p", b"s", 1, 16))


@pytest.mark.parametrize("vector", ARGON2["rfc9106"], ids=lambda v: v["section"])
def test_the_argon2_library_gives_what_rfc9106_prints(vector: dict[str, Any]) -> None:
    # With a secret and associated data, which the port does not have.
    ffi = argon2.low_level.ffi
    parts = {n: octets(vector[n]) for n in ("password", "salt", "secret", "associated")}
    buffers = {n: ffi.new("uint8_t[]", b) for n, b in parts.items()}
    out = ffi.new("uint8_t[]", vector["length"])
    context = ffi.new(
        "argon2_context *",
        {
            "out": out,
            "outlen": vector["length"],
            "pwd": buffers["password"],
            "pwdlen": len(parts["password"]),
            "salt": buffers["salt"],
            "saltlen": len(parts["salt"]),
            "secret": buffers["secret"],
            "secretlen": len(parts["secret"]),
            "ad": buffers["associated"],
            "adlen": len(parts["associated"]),
            "t_cost": vector["passes"],
            "m_cost": vector["memory_kib"],
            "lanes": vector["lanes"],
            "threads": 1,
            "version": 0x13,
            "allocate_cbk": ffi.NULL,
            "free_cbk": ffi.NULL,
            "flags": 0,
        },
    )
    kind = {"d": argon2.low_level.Type.D, "id": argon2.low_level.Type.ID}[vector["variant"]]
    assert argon2.low_level.core(context, kind.value) == 0
    assert bytes(ffi.buffer(out)).hex() == vector["key"]


@pytest.mark.parametrize("index", range(len(ARGON2["vectors"])))
def test_argon2(index: int) -> None:
    vector = ARGON2["vectors"][index]
    inputs = (vector["password"].encode(), vector["salt"].encode())
    cost = (vector["passes"], vector["memory_kib"], vector["lanes"], vector["length"])
    assert run(CRYPTO.argon2(vector["variant"], *inputs, *cost)).hex() == vector["key"]


@pytest.mark.parametrize(
    ("variant", "password", "salt", "cost"),
    [
        ("i", b"p", b"saltsalt", (1, 64, 1)),
        ("id", b"", b"saltsalt", (1, 64, 1)),
        ("id", b"p", b"salt", (1, 64, 1)),
        ("id", b"p", b"saltsalt", (0, 64, 1)),
        ("id", b"p", b"saltsalt", (1, 7, 1)),
    ],
)
def test_argon2_refuses_what_the_browser_would(
    variant: str, password: bytes, salt: bytes, cost: tuple[int, int, int]
) -> None:
    with pytest.raises(CryptoUnsupported):
        run(CRYPTO.argon2(variant, password, salt, *cost, 32))
