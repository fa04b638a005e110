"""Ciphers and key derivations against published vectors, and the limits of their cost."""

from __future__ import annotations

import asyncio
import random
import struct
from typing import TYPE_CHECKING, Any

import pytest
from kakomi import formats
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import (
    FileMalformed,
    FileTooExpensive,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.formats.support import (
    limits,
    secretstream,
    twofish,
    zip_directory,
    zip_reader,
)
from kakomi.formats.support.decrypt_context import hkdf_expand
from support import sample_files
from support.format_reading import context, done

if TYPE_CHECKING:
    from collections.abc import Coroutine


def test_twofish_matches_the_vectors_of_its_paper() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff")
    sealed = bytes.fromhex("37527be0052334b89f0cfccae87cfa20")
    # The plaintext is zeros; under an IV that ends in the padding of a whole block it is that.
    assert done(twofish.decrypt_cbc(key, b"\x10" * 16, sealed)) == b""
    assert done(twofish.decrypt_cbc(key, bytes(15) + b"\x01", sealed)) == bytes(15)
    with pytest.raises(PasswordWrong):
        done(twofish.decrypt_cbc(key, bytes(16), sealed))


def zipped(content: bytes) -> Coroutine[Any, Any, bytes]:
    archive = done(zip_directory.read_directory(sample_files.zip_by_zipcrypto("a.txt", content)))
    return zip_reader.content(archive, 0, context())


def keepass(content: str, count: int) -> Coroutine[Any, Any, Any]:
    values = "".join(
        f'<String><Key>f{n}</Key><Value Protected="True">{{{n}}}</Value></String>'
        for n in range(count)
    )
    fields = sample_files.keepass_entry(Title="ACME", otp=sample_files.HELLO)
    xml = sample_files.keepass_xml(fields.replace("</Entry>", values + "</Entry>"))
    return formats.read(
        "", sample_files.kdbx3(xml, (content,) * count), sample_files.PASSWORD, CPythonCrypto()
    )


def test_other_tasks_run_while_python_decrypts() -> None:
    at_least = 3
    size = at_least * limits.BYTES_AT_ONCE

    async def turns(work: Coroutine[Any, Any, Any]) -> int:
        task, count = asyncio.ensure_future(work), 0
        while not task.done():
            count += 1
            await asyncio.sleep(0)
        task.exception()
        return count

    noise = random.Random(1).randbytes(size)  # noqa: S311  no secret
    for work in (twofish.decrypt_cbc(bytes(32), bytes(16), bytes(size)), zipped(noise)):
        assert done(turns(work)) >= at_least
    many = keepass("x" * 100, count=at_least * 1_000)
    assert done(turns(many)) >= at_least


def test_hkdf_of_rfc5869_appendix_a() -> None:
    prk = bytes.fromhex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
    info = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9")
    made = hkdf_expand(prk, info)
    assert made.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 63, 64, 65, 1000])
def test_secretstream_at_every_length_of_its_padding(length: int) -> None:
    """Against itself, sealed step by step as libsodium describes it."""
    key, header, content = bytes(range(32)), bytes(range(24)), bytes(length)
    crypto = CPythonCrypto()
    subkey, nonce = done(crypto.hchacha20(key, header[:16])), struct.pack("<I", 1) + header[16:]

    async def stream(counter: int, data: bytes) -> bytes:
        return await crypto.chacha20(subkey, nonce, counter, data)

    block = done(stream(1, b"\x03" + bytes(63)))
    body = done(stream(2, content))
    mac_key = done(stream(0, bytes(64)))[:32]
    reported = block + body + bytes((16 - 64 + length) % 16) + struct.pack("<QQ", 0, 64 + length)
    sealed = block[:1] + body + done(crypto.poly1305(mac_key, reported))
    assert done(secretstream.decrypt_first(crypto, key, header, sealed)) == content
    with pytest.raises(PasswordWrong):
        done(secretstream.decrypt_first(crypto, key, header, b"\x00" + sealed[1:]))


@pytest.mark.parametrize(
    "work",
    [
        lambda o: o.pbkdf2("SHA1", b"salt", 10**7 + 1, 32),
        lambda o: o.pbkdf2("SHA1", b"salt", 2**63, 32),
        lambda o: o.scrypt(b"salt", 2**40, 8, 1, 32),
        lambda o: o.scrypt(b"salt", 2**15, 8, 2**20, 32),
        lambda o: o.scrypt(b"salt", 2, 2**40, 1, 32),
        lambda o: o.argon2(b"saltsalt", 1, 2**21, 1),
        lambda o: o.argon2(b"saltsalt", 2**31, 2**16, 1),
        lambda o: o.argon2(b"saltsalt", 1, 2**16, 65),
        lambda o: o.aes_rounds(bytes(32), bytes(32), 2**63),
    ],
)
def test_an_excessive_cost_is_refused_before_the_derivation(work: Any) -> None:
    with pytest.raises(FileTooExpensive):
        done(work(context()))


@pytest.mark.parametrize(
    "work",
    [
        lambda o: o.pbkdf2("SHA1", b"salt", 0, 32),
        lambda o: o.pbkdf2("SHA1", b"", 1, 32),
        lambda o: o.scrypt(b"salt", 3, 8, 1, 32),
        lambda o: o.scrypt(b"salt", 0, 8, 1, 32),
        lambda o: o.argon2(b"salt", 1, 64, 1),
        lambda o: o.argon2(b"saltsalt", 0, 64, 1),
        lambda o: o.argon2(b"saltsalt", 1, 7, 1),
        lambda o: o.decrypt_cbc(bytes(32), bytes(15), bytes(16)),
        lambda o: o.decrypt_cbc(bytes(32), bytes(16), bytes(17)),
        lambda o: o.decrypt_cbc(bytes(32), bytes(16), b""),
    ],
)
def test_impossible_parameters_are_malformed(work: Any) -> None:
    with pytest.raises(FileMalformed):
        done(work(context()))


def test_an_absent_or_empty_password_is_requested() -> None:
    for nothing in (None, ""):
        with pytest.raises(PasswordNeeded):
            context(nothing).password_bytes()
    assert context("囲み").password_bytes() == "囲み".encode()
    with pytest.raises(FileMalformed):
        context("\ud800").password_bytes()
