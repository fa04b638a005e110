"""The built extension/host/crypto.js under Node, against the same vectors as the CPython
implementation: both implementations of the Crypto port give the same bytes and refuse the same
arguments.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import CryptoMismatch, CryptoNoMemory, CryptoUnsupported, KakomiError
from support import shared_data
from support.altered import with_each_bit_flipped
from tools import node, paths

if TYPE_CHECKING:
    from collections.abc import Iterator

GCM = shared_data.vectors("crypto/aes_gcm")["vectors"]
MODES = shared_data.vectors("crypto/aes_modes")
STRETCHED = shared_data.vectors("crypto/scrypt_pbkdf2")
ARGON2 = shared_data.vectors("crypto/argon2")["vectors"]
XCHACHA_SALSA = shared_data.vectors("crypto/xchacha_salsa20")
CHACHA20 = shared_data.vectors("crypto/chacha20")["vectors"]

NAMES = {
    "pbkdf2": "pbkdf2",
    "scrypt": "scrypt",
    "argon2": "argon2",
    "gcm_seal": "gcmSeal",
    "gcm_open": "gcmOpen",
    "cbc_open": "cbcOpen",
    "cbc_blocks": "cbcBlocks",
    "ctr": "ctr",
    "ecb_rounds": "ecbRounds",
    "chacha20": "chacha20",
    "hchacha20": "hchacha20",
    "poly1305": "poly1305",
    "xchacha20_poly1305_open": "xchacha20Poly1305Open",
    "salsa20": "salsa20",
}
REFUSALS = {error.code: error for error in (CryptoMismatch, CryptoNoMemory, CryptoUnsupported)}

octets = bytes.fromhex


class CryptoHost:
    """The module in a Node process."""

    def __init__(self, program: Path, keys: Path) -> None:
        self._node = subprocess.Popen(  # noqa: S603  the Node that the tools install
            [program, Path(__file__).with_name("keys.mjs"), keys],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, name: str, *args: bytes | int | str) -> bytes:
        """Calls a function by its name in the port. Returns the bytes."""
        assert self._node.stdin
        assert self._node.stdout
        sent = [{"hex": a.hex()} if isinstance(a, bytes) else a for a in args]
        self._node.stdin.write(json.dumps([NAMES[name], *sent]) + "\n")
        self._node.stdin.flush()
        answer = json.loads(self._node.stdout.readline())
        if "error" in answer:
            raise REFUSALS[answer["error"]]
        return octets(answer["hex"])

    def close(self) -> None:
        """Ends the process."""
        assert self._node.stdin
        self._node.stdin.close()
        self._node.wait(10)


@pytest.fixture(scope="module")
def crypto_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CryptoHost]:
    # For a browser, the way a script is loaded makes it a module; Node reads package.json.
    folder = tmp_path_factory.mktemp("keys")
    scripts = ("host/crypto.js", "host/kdf.js")
    for name in (*scripts, "vendor/hash-wasm", "vendor/noble-ciphers"):
        source = paths.MODULES / name
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source, folder / name)
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    crypto_host = CryptoHost(node.program(), folder / "host" / "crypto.js")
    yield crypto_host
    crypto_host.close()


def cpython(name: str, *args: Any) -> bytes:
    result: bytes = asyncio.run(getattr(CPythonCrypto(), name)(*args))
    return result


def outcome(call: Any, name: str, *args: Any) -> bytes | type[KakomiError]:
    try:
        result: bytes = call(name, *args)
    except KakomiError as error:
        return type(error)
    return result


@pytest.mark.parametrize("vector", GCM, ids=lambda v: str(v["case"]))
def test_gcm(crypto_host: CryptoHost, vector: dict[str, Any]) -> None:
    key, nonce, header = (octets(vector[n]) for n in ("key", "nonce", "header"))
    plaintext, sealed = octets(vector["plaintext"]), octets(vector["sealed"])
    assert crypto_host.call("gcm_seal", key, nonce, plaintext, header) == sealed
    assert crypto_host.call("gcm_open", key, nonce, sealed, header) == plaintext


def test_gcm_detects_a_change_of_any_bit(crypto_host: CryptoHost) -> None:
    vector = GCM[3]
    arguments = [octets(vector[n]) for n in ("key", "nonce", "sealed", "header")]
    for altered in with_each_bit_flipped(arguments):
        with pytest.raises(CryptoMismatch):
            crypto_host.call("gcm_open", *altered)


@pytest.mark.parametrize("vector", MODES["ecb"], ids=lambda v: v["section"])
def test_ecb(crypto_host: CryptoHost, vector: dict[str, Any]) -> None:
    key, plaintext = octets(vector["key"]), octets(vector["plaintext"])
    assert crypto_host.call("ecb_rounds", key, plaintext, 1).hex() == vector["ciphertext"]
    for rounds in (0, 2, 65_535, 65_536, 65_537, 140_000):
        expected = cpython("ecb_rounds", key, plaintext[:32], rounds)
        assert crypto_host.call("ecb_rounds", key, plaintext[:32], rounds) == expected


@pytest.mark.parametrize("vector", MODES["cbc"], ids=lambda v: v["section"])
def test_cbc(crypto_host: CryptoHost, vector: dict[str, Any]) -> None:
    key, iv, ciphertext = (octets(vector[n]) for n in ("key", "iv", "ciphertext"))
    assert crypto_host.call("cbc_blocks", key, iv, ciphertext).hex() == vector["plaintext"]


@pytest.mark.parametrize("vector", MODES["ctr"], ids=lambda v: v["section"])
def test_ctr(crypto_host: CryptoHost, vector: dict[str, Any]) -> None:
    key, counter, plaintext = (octets(vector[n]) for n in ("key", "counter", "plaintext"))
    assert crypto_host.call("ctr", key, counter, plaintext).hex() == vector["ciphertext"]


@pytest.mark.parametrize("vector", CHACHA20, ids=lambda v: v["section"])
def test_chacha20(crypto_host: CryptoHost, vector: dict[str, Any]) -> None:
    key, nonce, plaintext = (octets(vector[n]) for n in ("key", "nonce", "plaintext"))
    sent = (key, nonce, vector["counter"], plaintext)
    assert crypto_host.call("chacha20", *sent).hex() == vector["ciphertext"]


@pytest.mark.parametrize("side", ["browser", "cpython"])
def test_xchacha_and_salsa20(crypto_host: CryptoHost, side: str) -> None:
    call = crypto_host.call if side == "browser" else cpython
    for vector in XCHACHA_SALSA["hchacha20"]:
        key, nonce = octets(vector["key"]), octets(vector["nonce"])
        assert call("hchacha20", key, nonce).hex() == vector["subkey"]
    for vector in XCHACHA_SALSA["poly1305"]:
        key, message = octets(vector["key"]), octets(vector["message"])
        assert call("poly1305", key, message).hex() == vector["tag"]
    for vector in XCHACHA_SALSA["salsa20"]:
        key, nonce = octets(vector["key"]), octets(vector["nonce"])
        assert call("salsa20", key, nonce, bytes(64)).hex() == vector["stream"]
    for vector in XCHACHA_SALSA["xchacha20_poly1305"]:
        key, nonce, sealed, header = (
            octets(vector[name]) for name in ("key", "nonce", "sealed", "header")
        )
        plain = call("xchacha20_poly1305_open", key, nonce, sealed, header)
        assert plain.hex() == vector["plaintext"]
        for altered in (bytes([sealed[0] ^ 1]) + sealed[1:], sealed[:-1], b""):
            with pytest.raises(CryptoMismatch):
                call("xchacha20_poly1305_open", key, nonce, altered, header)


@pytest.mark.parametrize("vector", STRETCHED["scrypt"], ids=lambda v: str(v["n"]))
def test_scrypt(crypto_host: CryptoHost, vector: dict[str, Any]) -> None:
    inputs = (vector["password"].encode(), vector["salt"].encode())
    cost = (vector["n"], vector["r"], vector["p"], vector["length"])
    assert crypto_host.call("scrypt", *inputs, *cost).hex() == vector["key"]


@pytest.mark.parametrize(
    "vector", STRETCHED["pbkdf2"], ids=lambda v: f"{v['digest']}-{v['iterations']}-{v['length']}"
)
def test_pbkdf2(crypto_host: CryptoHost, vector: dict[str, Any]) -> None:
    inputs = (vector["password"].encode(), vector["salt"].encode())
    cost = (vector["iterations"], vector["length"])
    assert crypto_host.call("pbkdf2", vector["digest"], *inputs, *cost).hex() == vector["key"]


def test_missing_memory_is_reported(crypto_host: CryptoHost) -> None:
    with pytest.raises(CryptoNoMemory):
        crypto_host.call("argon2", "id", b"password", bytes(16), 1, 3 * 2**20, 1, 32)


@pytest.mark.parametrize("index", range(len(ARGON2)))
def test_argon2(crypto_host: CryptoHost, index: int) -> None:
    vector = ARGON2[index]
    inputs = (vector["password"].encode(), vector["salt"].encode())
    cost = (vector["passes"], vector["memory_kib"], vector["lanes"], vector["length"])
    assert crypto_host.call("argon2", vector["variant"], *inputs, *cost).hex() == vector["key"]


_KEYS = st.sampled_from([0, 16, 24, 31, 32]).map(lambda n: bytes(range(n)))
_NONCES = st.sampled_from([0, 8, 11, 12, 16, 24, 32, 128, 129]).map(lambda n: bytes(range(n)))
_BLOCKS = st.integers(0, 80).map(lambda n: bytes(range(n)))


@given(
    st.one_of(
        st.tuples(st.just("gcm_seal"), _KEYS, _NONCES, st.binary(max_size=40), st.binary()),
        st.tuples(st.just("gcm_open"), _KEYS, _NONCES, st.binary(max_size=40), st.binary()),
        st.tuples(st.just("cbc_open"), _KEYS, _NONCES, _BLOCKS),
        st.tuples(st.just("cbc_blocks"), _KEYS, _NONCES, _BLOCKS),
        st.tuples(st.just("ctr"), _KEYS, _NONCES, _BLOCKS),
        st.tuples(st.just("ecb_rounds"), _KEYS, _BLOCKS, st.integers(0, 5)),
        st.tuples(st.just("chacha20"), _KEYS, _NONCES, st.integers(0, 2**32 - 9), _BLOCKS),
        st.tuples(st.just("hchacha20"), _KEYS, _NONCES),
        st.tuples(st.just("poly1305"), _KEYS, _BLOCKS),
        st.tuples(st.just("xchacha20_poly1305_open"), _KEYS, _NONCES, _BLOCKS, _BLOCKS),
        st.tuples(st.just("salsa20"), _KEYS, _NONCES, _BLOCKS),
        st.tuples(
            st.just("pbkdf2"),
            st.sampled_from(["SHA1", "SHA256", "SHA512", "SHA384", "constructor"]),
            st.binary(max_size=80),
            st.binary(max_size=20),
            st.integers(0, 3),
            st.integers(0, 70),
        ),
        st.tuples(
            st.just("scrypt"),
            st.binary(max_size=80),
            st.binary(max_size=20),
            st.integers(0, 33),
            st.integers(0, 3),
            st.integers(0, 3),
            st.integers(1, 70),
        ),
        st.tuples(
            st.just("argon2"),
            st.sampled_from(["d", "id", "i"]),
            st.binary(max_size=80),
            st.binary(max_size=20),
            st.integers(0, 3),
            st.integers(0, 70),
            st.integers(0, 4),
            st.integers(4, 130),
        ),
    )
)
@settings(max_examples=400)
def test_both_implementations_give_and_refuse_the_same(
    crypto_host: CryptoHost, call: tuple[Any, ...]
) -> None:
    assert outcome(crypto_host.call, *call) == outcome(cpython, *call)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40))
@settings(max_examples=50)
def test_one_implementation_decrypts_what_the_other_encrypted(
    crypto_host: CryptoHost, key: bytes, plaintext: bytes
) -> None:
    where = (key, key[:12])
    sealed = cpython("gcm_seal", *where, plaintext, b"header")
    assert crypto_host.call("gcm_seal", *where, plaintext, b"header") == sealed
    assert crypto_host.call("gcm_open", *where, sealed, b"header") == plaintext
