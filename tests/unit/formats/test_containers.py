"""Container formats against the standard library: ZIP, gzip, SQLite, Java's maps,
keyed archives.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import plistlib
import sqlite3
import struct
import tarfile
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
    FileEmpty,
    FileMalformed,
    FilePacked,
    FileTooLarge,
)
from kakomi.formats.support import (
    inflate,
    java_serialization,
    keyed_archive,
    limits,
    sqlite,
    zip_directory,
    zip_reader,
)
from support import sample_files
from support.format_reading import context, done, names, read
from support.sample_files import HELLO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=300), st.booleans()), max_size=5))
def test_archives_of_the_standard_library(files: list[tuple[bytes, bool]]) -> None:
    complete = BytesIO()
    with zipfile.ZipFile(complete, "w") as made:
        for number, (content, packed) in enumerate(files):
            method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            made.writestr(f"{number}.txt", content, method)
    archive = done(zip_directory.read_directory(complete.getvalue()))
    assert [member.name for member in archive.members] == [f"{n}.txt" for n in range(len(files))]
    for number, (content, _) in enumerate(files):
        assert done(zip_reader.content(archive, number, context())) == content


def test_a_gzip_file_is_read_like_its_content() -> None:
    table = f"name,login_username,login_totp\nACME,ann,{HELLO}\n".encode()
    draft = read(gzip.compress(table))
    assert (draft.format, names(draft)) == ("csv", [("ACME", "ann")])
    for data, error in (
        (gzip.compress(table)[:-12], FileMalformed),
        (gzip.compress(bytes(limits.MAX_FILE_BYTES + 1)), FileTooLarge),
        (gzip.compress(gzip.compress(table)), FilePacked),
    ):
        with pytest.raises(error):
            read(data)


def _tar(content: bytes) -> bytes:
    made = BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        member = tarfile.TarInfo("accounts.csv")
        member.size = len(content)
        archive.addfile(member, BytesIO(content))
    return made.getvalue()


def _zip(content: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("inside", content)
    return made.getvalue()


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress, _tar])
def test_an_archive_that_is_not_unpacked_says_so(pack: Callable[[bytes], bytes]) -> None:
    table = f"name,login_totp\nACME,{HELLO}\n".encode()
    for data in (pack(table), gzip.compress(pack(table)), _zip(pack(table)), _zip(_zip(table))):
        with pytest.raises(FilePacked):
            read(data)


@pytest.mark.parametrize("data", [b"", b" \r\n", b"\xef\xbb\xbf", bytes(512), b"\xff\xfe", b"\x1a"])
def test_a_file_without_content_is_called_empty(data: bytes) -> None:
    with pytest.raises(FileEmpty):
        read(data)


@pytest.mark.parametrize("end", [b"\x00" * 512, b"\x1a", b"\r\n\x1a\x00"])
def test_padding_after_a_text_is_ignored(end: bytes) -> None:
    item = {"encrypted": False, "items": [{"type": 1, "name": "ACME", "login": {"totp": HELLO}}]}
    assert names(read(json.dumps(item).encode() + end)) == [("ACME", "")]


def test_decompression_bombs_are_refused() -> None:
    complete = BytesIO()
    with zipfile.ZipFile(complete, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bomb", bytes(limits.MAX_UNPACKED_BYTES + 1))
    with pytest.raises(FileTooLarge):
        done(
            zip_reader.content(
                done(zip_directory.read_directory(complete.getvalue())), 0, context()
            )
        )
    # One that says it is small, and one that says it is much smaller than it is.
    lying = complete.getvalue().replace(
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


def test_a_decompression_bomb_in_a_keepass_file_is_refused() -> None:
    work = zlib.compressobj(wbits=31)
    packed = work.compress(bytes(limits.MAX_UNPACKED_BYTES + 1)) + work.flush()
    data = sample_files.kdbx4("", packed=packed)
    with pytest.raises(FileTooLarge):
        done(formats.read("", data, sample_files.PASSWORD, CPythonCrypto()))


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


def test_a_malformed_java_map_is_refused_with_its_place() -> None:
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


def test_keyed_archives_are_decoded() -> None:
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


def test_cyclic_and_exponential_references_are_refused() -> None:
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
