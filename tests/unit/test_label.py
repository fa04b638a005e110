"""Labels: issuers and names are normalized."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kakomi.account import NewAccount
from kakomi.label import normalize_label
from kakomi.otp_key import Key

KEY = Key(secret=b"Hello!\xde\xad\xbe\xef")


@given(st.text(st.characters(exclude_categories=[])))
def test_a_normalized_label_is_valid_and_does_not_change_again(text: str) -> None:
    once = normalize_label(text)
    assert normalize_label(once) == once
    once.encode("utf-8")
    NewAccount(key=KEY, name=once[:512].strip())


def test_normalizing_keeps_usual_labels() -> None:
    assert normalize_label("  囲み　太郎 👩‍👩‍👧 é  שלום ") == "囲み　太郎 👩‍👩‍👧 é  שלום"
    assert normalize_label("a\r\nb\x00c\u202ed") == "a b cd"
