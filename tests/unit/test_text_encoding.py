"""Bytes without a named encoding become the text that their writer meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import text_encoding


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize(
    "text",
    [
        "Zürich:müller",
        "Société Générale",
        "Łódź Straße",
        "Ångström:åsa",
        "plain",
        "Ñandú",
        "O’Brien",
        "Acme® – © 5 €",
    ],
)
def test_western_names(text: str, encoding: str) -> None:
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip(f"{encoding} does not have these letters")
    assert text_encoding.decode(content) == text
    assert text_encoding.decode_plausible(content) == text


@pytest.mark.parametrize("encoding", ["utf-8", "shift_jis"])
@pytest.mark.parametrize(
    "text", ["囲み:太郎", "トレンドマイクロ", "ｶｺﾐ:taro", "東京表示 ABC", "日本語（株）・テスト"]
)
def test_japanese_names(text: str, encoding: str) -> None:
    assert text_encoding.decode(text.encode(encoding)) == text


def test_bytes_that_fit_no_encoding_are_not_plausible_and_still_become_text() -> None:
    for content in (b"\xc3(", b"\xff", b"\xed\xa0\x80", b"a\x81"):
        assert text_encoding.decode_plausible(content) is None
        assert text_encoding.decode(content)


@given(st.binary(max_size=60))
def test_no_ascii_letter_is_ever_lost_from_western_bytes(content: bytes) -> None:
    text = text_encoding.decode(content)
    assert len(text) > 0 or not content
    if text_encoding.decode_plausible(content) is None:
        assert len(text) == len(content)


@given(st.text(max_size=60).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    assert text_encoding.decode(text.encode("utf-8")) == text
