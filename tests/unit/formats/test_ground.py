"""What the readers stand on: published vectors for ciphers, the standard library for containers."""

from __future__ import annotations

import asyncio
import base64
import json
import plistlib
import random
import sqlite3
import struct
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kakomi import formats
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import (
    FileEncodingInvalid,
    FileError,
    FileMalformed,
    FileTooExpensive,
    FileTooLarge,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.formats.support import (
    inflate,
    java_serialization,
    json_view,
    keyed_archive,
    limits,
    secretstream,
    sqlite,
    text,
    twofish,
    xml,
    zip_directory,
    zip_reader,
)
from kakomi.formats.support.decrypt_context import DecryptContext, hkdf_expand
from kakomi.formats.support.file import File
from support import sample_files

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path


def context(password: str | None = sample_files.PASSWORD) -> DecryptContext:
    return DecryptContext(crypto=CPythonCrypto(), password=password)


def done(task: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(task)


def loaded(data: bytes) -> File:
    file: File = done(File.load(data))
    return file


# Ciphers.


def test_twofish_of_its_paper() -> None:
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


def test_others_are_answered_while_python_deciphers_by_itself() -> None:
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
    told = block + body + bytes((16 - 64 + length) % 16) + struct.pack("<QQ", 0, 64 + length)
    sealed = block[:1] + body + done(crypto.poly1305(mac_key, told))
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
def test_absurd_work_is_refused_before_it_begins(work: Any) -> None:
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
def test_parameters_that_make_no_sense_are_malformed(work: Any) -> None:
    with pytest.raises(FileMalformed):
        done(work(context()))


def test_no_password_is_asked_for_and_none_is_empty() -> None:
    for nothing in (None, ""):
        with pytest.raises(PasswordNeeded):
            context(nothing).password_bytes()
    assert context("囲み").password_bytes() == "囲み".encode()
    with pytest.raises(FileMalformed):
        context("\ud800").password_bytes()


# Texts.


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings_that_can_be_told(encoding: str) -> None:
    said = "otpauth://totp/ACME:ann?secret=JBSWY3DP 囲み"
    marks = {"utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert text.decode(marks + said.encode(encoding)) == said
    if encoding.startswith("utf-16-"):
        assert text.decode("otpauth://totp/ann".encode(encoding)) == "otpauth://totp/ann"


@pytest.mark.parametrize(
    "data", ["é".encode("cp1252"), "éé".encode("cp1252"), b"a\xff", b"\xff\xfea"]
)
def test_other_encodings_are_not_guessed(data: bytes) -> None:
    with pytest.raises(FileEncodingInvalid):
        text.decode(data)


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_base64_in_all_its_spellings(content: bytes) -> None:
    for spelled in (
        base64.b64encode(content).decode(),
        base64.urlsafe_b64encode(content).decode(),
        base64.b64encode(content).decode().rstrip("="),
        base64.encodebytes(content).decode(),
    ):
        assert text.decode_base64(spelled, "x") == content


@pytest.mark.parametrize("spelled", ["A", "AAAAA", "A=A=", "AA===", "é", "AA\x00A", "====="])
def test_what_is_no_base64(spelled: str) -> None:
    with pytest.raises(FileMalformed):
        text.decode_base64(spelled, "x")


@pytest.mark.parametrize("spelled", ["0", "0g", "é0", "00 ", "0x00"])
def test_what_is_no_hexadecimal(spelled: str) -> None:
    with pytest.raises(FileMalformed):
        text.decode_hex(spelled, "x")


# JSON.

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
)


@settings(deadline=None)
@given(_JSON)
def test_json_as_the_standard_library_reads_it(value: Any) -> None:
    for ascii_only in (True, False):
        assert json_view.parse(json.dumps(value, ensure_ascii=ascii_only)) == value


@pytest.mark.parametrize(
    ("spoiled", "where"),
    [
        ('{"a": 1, "a": 1}', "json"),
        ('[{"b": {"a": 1, "a": 2}}]', "json"),
        ("[NaN]", "json"),
        ("[Infinity]", "json"),
        ("[-Infinity]", "json"),
        ("[" + "9" * 5000 + "]", "json"),
        ("[1,]", "json[3]"),
        ('{"a"', "json[4]"),
        ("[] []", "json[3]"),
        ('["\x00"]', "json[2]"),
        ("", "json[0]"),
    ],
)
def test_json_that_is_refused(spoiled: str, where: str) -> None:
    with pytest.raises(FileMalformed) as caught:
        json_view.parse(spoiled)
    assert caught.value.where == where
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "deep",
    [
        "[" * 100_000 + "]" * 100_000,
        "[" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '[{"a":' * 500,
        '["[[[[", ' + "[" * 65 + "]" * 65 + "]",
    ],
)
def test_deep_json_is_refused_before_it_is_read(deep: str) -> None:
    with pytest.raises(FileTooLarge):
        json_view.parse(deep)


def test_brackets_in_texts_are_no_depth() -> None:
    wide = "[" + ",".join(['"[[[[{{{{\\"[[["'] * 1000 + ["[]", "{}"] * 1000) + "]"
    assert len(json_view.parse(wide)) == 3000  # type: ignore[arg-type]
    deepest = "[" * limits.MAX_DEPTH + "]" * limits.MAX_DEPTH
    json_view.parse(f"[1, {deepest[1:-1]}, 2]")


def test_a_node_says_where_it_is_not_what_it_should_be() -> None:
    node = json_view.Node({"a": [{"b": 1}], "c": "x", "7!": {}}, "")
    first = next(iter(node.at("a")))
    for ask, where in (
        (lambda: first.at("b").text(), "a[0].b"),
        (lambda: first.at("none").integer(), "a[0].none"),
        (lambda: node.at("c").integer(), "c"),
        (lambda: list(node.at("c")), "c"),
        (lambda: node.at("c").at("d"), "c"),
        (lambda: node.at("a").flag(), "a"),
        (lambda: node.at("7!").text(), "?"),
        (lambda: node.at("a").members, "a"),
    ):
        with pytest.raises(FileMalformed) as caught:
            ask()
        assert caught.value.where == where


@pytest.mark.parametrize(
    ("value", "number"), [(6, 6), ("6", 6), (" -6 ", -6), (6.0, 6), ("0006", 6), (10**30, 10**30)]
)
def test_numbers_as_apps_write_them(value: object, number: int) -> None:
    assert json_view.Node(value).integer() == number


@pytest.mark.parametrize(
    "value", [True, 6.5, "6.0", "six", "٦", "1" * 21, [], {}, 1e300, "", "1_0"]
)
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(FileMalformed):
        json_view.Node(value).integer()


# XML.


def test_xml() -> None:
    root = done(xml.parse("<a x='1'>t<b>&lt;é</b><b/>u<c><d/></c></a>".encode()))
    assert (root.name, root.attributes, root.text) == ("a", {"x": "1"}, "tu")
    assert [child.text for child in root.named("b")] == ["<é", ""]
    assert root.inner("b") == "<é"
    assert root.inner("z") == ""


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", FileMalformed),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", FileMalformed),
        (b"<a>&b;</a>", FileMalformed),
        (b"<a>", FileMalformed),
        (b"", FileMalformed),
        (b"<a/><b/>", FileMalformed),
        (b"<?xml version='1.0' encoding='no-such'?><a/>", FileMalformed),
        (b"<a>" * 100, FileTooLarge),
        (b"<a>" * 1_000_000, FileTooLarge),
    ],
)
def test_xml_that_is_refused(data: bytes, error: type[FileError]) -> None:
    with pytest.raises(error) as caught:
        done(xml.parse(data))
    assert caught.value.where.startswith("xml")


def test_a_preference_given_twice_is_refused() -> None:
    root = done(xml.parse(b"<map><string name='a'>1</string><string name='a'>1</string></map>"))
    with pytest.raises(FileMalformed) as caught:
        done(xml.preferences(root))
    assert caught.value.where == "map[1]"


# ZIP and gzip.


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=300), st.booleans()), max_size=5))
def test_archives_of_the_standard_library(files: list[tuple[bytes, bool]]) -> None:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        for number, (content, packed) in enumerate(files):
            method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            made.writestr(f"{number}.txt", content, method)
    archive = done(zip_directory.read_directory(whole.getvalue()))
    assert [member.name for member in archive.members] == [f"{n}.txt" for n in range(len(files))]
    for number, (content, _) in enumerate(files):
        assert done(zip_reader.content(archive, number, context())) == content


def test_bombs_are_left_unlit() -> None:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bomb", bytes(limits.MAX_UNPACKED_BYTES + 1))
    with pytest.raises(FileTooLarge):
        done(zip_reader.content(done(zip_directory.read_directory(whole.getvalue())), 0, context()))
    # One that says it is small, and one that says it is much smaller than it is.
    lying = whole.getvalue().replace(
        struct.pack("<L", limits.MAX_UNPACKED_BYTES + 1), b"\x10\0\0\0"
    )
    with pytest.raises((FileTooLarge, FileMalformed)):
        done(zip_reader.content(done(zip_directory.read_directory(lying)), 0, context()))
    work = zlib.compressobj(wbits=31)
    bomb = work.compress(bytes(10_000_000)) + work.flush()
    with pytest.raises(FileTooLarge):
        done(inflate.inflate(bomb, 31, 9_999_999, "x"))
    assert len(done(inflate.inflate(bomb, 31, 10_000_000, "x"))) == 10_000_000
    with pytest.raises(FileMalformed):
        done(inflate.inflate(bomb[:-1], 31, 10_000_000, "x"))


def test_a_keepass_bomb_is_left_unlit() -> None:
    work = zlib.compressobj(wbits=31)
    packed = work.compress(bytes(limits.MAX_UNPACKED_BYTES + 1)) + work.flush()
    data = sample_files.kdbx4("", packed=packed)
    with pytest.raises(FileTooLarge):
        done(formats.read("", data, sample_files.PASSWORD, CPythonCrypto()))


# SQLite.


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, int, list[tuple[Any, ...]]]:
    value = (
        st.none()
        | st.integers(-(2**63), 2**63 - 1)
        | st.floats(allow_nan=False)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
        | st.binary(max_size=20)
        | st.integers(0, 9000).map(lambda n: bytes([n % 256]) * n)
    )
    encoding = draw(st.sampled_from(["UTF-8", "UTF-16le", "UTF-16be"]))
    page = draw(st.sampled_from([512, 1024, 4096, 65536]))
    return encoding, page, draw(st.lists(st.tuples(value, value, value), max_size=40))


@settings(max_examples=50, deadline=None)
@given(tables())
def test_tables_as_sqlite_itself_reads_them(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[str, int, list[tuple[Any, ...]]]
) -> None:
    encoding, page, rows = table
    path = tmp_path_factory.mktemp("sqlite") / "x.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"pragma encoding = '{encoding}'")
        connection.execute(f"pragma page_size = {page}")
        connection.execute('create table t (a, "b c" blob, [d])')
        connection.executemany("insert into t values (?, ?, ?)", rows)
    connection.close()
    database = done(sqlite.open_database(path.read_bytes()))
    assert database.has("t", "a", "b c", "d")
    found = [(row["a"], row["b c"], row["d"]) for row in database.rows("t")]
    assert found == rows


def test_many_rows_and_columns_added_later(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma page_size = 512")
        connection.execute("create table t (id integer primary key, name text)")
        connection.executemany(
            "insert into t values (?, ?)", [(n * 3, f"name {n}") for n in range(3000)]
        )
        connection.execute("alter table t add column extra text")
    connection.close()
    rows = list(done(sqlite.open_database(path.read_bytes())).rows("t"))
    assert [row["rowid"] for row in rows] == [n * 3 for n in range(3000)]
    assert [row["name"] for row in rows] == [f"name {n}" for n in range(3000)]
    assert {row["extra"] for row in rows} == {None}


@pytest.mark.parametrize(
    ("text_", "names"),
    [
        ("CREATE TABLE t (a, b)", ("a", "b")),
        ('CREATE TABLE "t" ("a b" text, `c` int, [d e], \'f\')', ("a b", "c", "d e", "f")),
        ("CREATE TABLE t (a decimal(1, 2), b text default 'x,y)', primary key (a))", ("a", "b")),
        ("CREATE TABLE t (a INTEGER, CHECK (a > 0), UNIQUE (a))", ("a",)),
        ("CREATE TABLE t AS SELECT 1", ()),
        ("nonsense", ()),
    ],
)
def test_columns_by_their_statement(text_: str, names: tuple[str, ...]) -> None:
    assert sqlite.columns(text_) == names


# Java's map and Apple's archive.


def test_java_says_where_it_stopped() -> None:
    for data in (
        java_serialization.MAGIC,
        java_serialization.MAGIC + b"sr\x00\x11java.util.HashMap" + bytes(8),
        java_serialization.MAGIC + b"t\x00\x01a",
        b"",
    ):
        with pytest.raises(FileMalformed) as caught:
            done(java_serialization.text_map(data))
        assert caught.value.where.startswith("java[")


def archived(objects: list[Any], root: int = 1) -> bytes:
    return plistlib.dumps(
        {"$objects": objects, "$top": {"root": plistlib.UID(root)}}, fmt=plistlib.FMT_BINARY
    )


def test_an_archive_whose_objects_share_their_bytes_is_refused() -> None:
    text = b"\x5f\x11" + (4_000).to_bytes(2, "big") + b"x" * 4_000
    body = b"bplist00\xd0" + text
    offsets = b"".join(at.to_bytes(4, "big") for at in [8, *[9] * 2_000])
    trailer = (
        bytes(6)
        + bytes([4, 4])
        + b"".join(number.to_bytes(8, "big") for number in (2_001, 0, len(body)))
    )
    with pytest.raises(FileTooLarge):
        keyed_archive.load(body + offsets + trailer)
    with pytest.raises(FileMalformed):
        keyed_archive.load(b"bplist00")


def test_keyed_archives_are_made_plain() -> None:
    uid = plistlib.UID
    objects: list[Any] = [
        "$null",
        {"$class": uid(6), "NS.keys": [uid(2), uid(3)], "NS.objects": [uid(4), uid(0)]},
        "list",
        "nothing",
        {"$class": uid(5), "NS.objects": [uid(2), uid(7), uid(8)]},
        {"$classname": "NSMutableArray"},
        {"$classname": "NSDictionary"},
        {"$class": uid(9), "secret": b"x", "of": uid(2)},
        {"$class": uid(10), "NS.data": b"y"},
        {"$classname": "Account"},
        {"$classname": "NSMutableData"},
    ]
    assert keyed_archive.load(archived(objects)) == {
        "list": ["list", {"secret": b"x", "of": "list"}, b"y"],
        "nothing": None,
    }


def test_rings_and_bombs_of_references_are_refused() -> None:
    uid = plistlib.UID
    ring: list[Any] = [
        "$null",
        {"$class": uid(2), "NS.objects": [uid(1)]},
        {"$classname": "NSArray"},
    ]
    with pytest.raises(FileMalformed):
        keyed_archive.load(archived(ring))
    doubling: list[Any] = ["$null"]
    doubling += [{"$class": uid(32), "NS.objects": [uid(level + 1)] * 2} for level in range(1, 31)]
    doubling += ["end", {"$classname": "NSArray"}]
    with pytest.raises(FileTooLarge):
        keyed_archive.load(archived(doubling))
    for data in (b"bplist00", b"bplist00" + bytes(40), archived([], 5), b"", b"<plist/>"):
        with pytest.raises(FileMalformed):
            keyed_archive.load(data)


# Files at a glance.


def test_a_file_over_the_cap_is_not_looked_at() -> None:
    with pytest.raises(FileTooLarge):
        loaded(bytes(limits.MAX_FILE_BYTES + 1))


def test_views_never_raise() -> None:
    for data in (b"", b"{", b"PK\x03\x04", b"PK\x05\x06", sqlite.MAGIC, b"<?xml", b"\x00", b"\xff"):
        file = loaded(data)
        assert not any((file.json, file.xml, file.archive, file.database, file.base64))


def test_what_looks_random_is_opaque_and_what_is_known_is_not() -> None:
    noise = base64.b64decode(sample_files.cryptojs(bytes(3000), b"x")[16:])
    assert loaded(noise).is_opaque
    for data in (bytes(3000), b"%PDF" + noise, b"\x1f\x8b" + noise, b"a" * 3000, noise[:20]):
        assert not loaded(data).is_opaque
