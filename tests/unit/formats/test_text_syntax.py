"""Encodings, Base64, JSON and XML: what is read, and what is refused with its place."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kakomi.errors import (
    FileEncodingInvalid,
    FileError,
    FileMalformed,
    FileTooLarge,
)
from kakomi.formats.support import (
    json_view,
    limits,
    text,
    xml,
)
from support.format_reading import done


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_known_encodings_are_detected(encoding: str) -> None:
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
def test_malformed_base64_is_refused(spelled: str) -> None:
    with pytest.raises(FileMalformed):
        text.decode_base64(spelled, "x")


@pytest.mark.parametrize("spelled", ["0", "0g", "é0", "00 ", "0x00"])
def test_malformed_hexadecimal_is_refused(spelled: str) -> None:
    with pytest.raises(FileMalformed):
        text.decode_hex(spelled, "x")


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
        ("[1,]", "json[2]" if sys.version_info >= (3, 13) else "json[3]"),
        ("[1 2]", "json[3]"),
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


def test_brackets_in_strings_do_not_count_as_depth() -> None:
    wide = "[" + ",".join(['"[[[[{{{{\\"[[["'] * 1000 + ["[]", "{}"] * 1000) + "]"
    assert len(json_view.parse(wide)) == 3000  # type: ignore[arg-type]
    deepest = "[" * limits.MAX_DEPTH + "]" * limits.MAX_DEPTH
    json_view.parse(f"[1, {deepest[1:-1]}, 2]")


def test_a_node_of_a_wrong_type_is_refused_with_its_place() -> None:
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
def test_other_values_are_refused_as_numbers(value: object) -> None:
    with pytest.raises(FileMalformed):
        json_view.Node(value).integer()


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
