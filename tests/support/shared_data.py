"""Shared test data: the committed vectors, strategies of Hypothesis for accounts, and the folder of
test data next to the repository, which is not part of it.

Tests that need that folder are skipped with a reason if it is absent.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from kakomi.account import Account, NewAccount
from kakomi.label import normalize_label
from kakomi.otp_key import PIN_PATTERNS, Algorithm, Key, Kind

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "data"
VECTORS = ROOT / "tests" / "vectors"


@functools.cache
def _uris() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / "uris.json").read_text("utf-8"))
    return content


def uris(section: str) -> list[Any]:
    """Returns the cases of a section of uris.json as pytest parameters with their index as the
    id.
    """
    if not (FOLDER / "uris.json").is_file():
        why = "the shared test data (../shared/data/uris.json) is not beside this repository"
        return [pytest.param(0, {}, marks=pytest.mark.skip(reason=why), id="absent")]
    return [pytest.param(i, case, id=str(i)) for i, case in enumerate(_uris()[section])]


def vectors(name: str) -> dict[str, Any]:
    """Returns the content of a file of ``tests/vectors``."""
    content: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return content


def secret_bytes(base32: str) -> bytes:
    """Returns the bytes of base32, computed by arithmetic so that the decoder is not tested with
    itself. Drops bits after the last whole byte.
    """
    bits = 0
    symbols = base32.upper().rstrip("=")
    for symbol in symbols:
        bits = bits << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".index(symbol)
    length, over = divmod(len(symbols) * 5, 8)
    return (bits >> over).to_bytes(length, "big")


HMAC_ALGORITHMS = [Algorithm.SHA1, Algorithm.SHA256, Algorithm.SHA512]
_ANY_CHARACTER = st.characters(exclude_categories=[])
_TIMES = st.integers(0, 253_402_300_799)
# Characters that the rules for labels treat specially.
_AWKWARD = st.sampled_from([*":%+&=?#/ @;", "%3A", "%2B", "Steam", "é", "囲", "👩‍👧", "ß", "İ"])


@st.composite
def keys(draw: st.DrawFn) -> Key:
    """Draws any key within the bounds."""
    kind = draw(st.sampled_from(Kind))
    secret = draw(st.binary(min_size=1, max_size=64))
    if kind is Kind.STEAM:
        return Key.steam(secret)
    if kind is Kind.MOTP:
        written = secret.hex() if draw(st.booleans()) else draw(pins(kind))
        return Key.motp(written.encode(), draw(pins(kind)), draw(st.integers(5, 10)))
    if kind is Kind.YANDEX:
        return Key.yandex(draw(st.binary(min_size=16, max_size=16)), draw(pins(kind)))
    return Key(
        kind=kind,
        secret=secret,
        algorithm=draw(st.sampled_from(HMAC_ALGORITHMS)),
        digits=draw(st.integers(5, 10)),
        period_s=draw(st.integers(1, 86_400)) if kind is Kind.TOTP else 30,
    )


def pins(kind: Kind) -> st.SearchStrategy[str]:
    """Returns a strategy for PINs of that kind."""
    return st.from_regex(PIN_PATTERNS[kind], fullmatch=True)


def labels() -> st.SearchStrategy[str]:
    """Returns a strategy for issuers and names that a URI can hold."""
    pieces = st.lists(_AWKWARD | st.text(_ANY_CHARACTER, max_size=8), max_size=8)
    return pieces.map(lambda p: normalize_label("".join(p))).filter(_is_a_name)


def _is_a_name(text: str) -> bool:
    """A URI says "null" and the like for no name (article 9 of ``kakomi.otpauth``)."""
    return text.lower() not in ("null", "undefined", "(null)", "[object object]") and text not in (
        "None",
        "nil",
        "NaN",
    )


@st.composite
def enrolments(draw: st.DrawFn) -> NewAccount:
    """Draws any new account."""
    key = draw(keys())
    counter = draw(st.integers(0, 2**63 - 1)) if key.kind is Kind.HOTP else 0
    return NewAccount(key=key, issuer=draw(labels()), name=draw(labels()), counter=counter)


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """Draws any account."""
    kept = draw(enrolments()).account(id=draw(st.uuids()).hex, added_at_unix=draw(_TIMES))
    return Account(
        id=kept.id,
        key=kept.key,
        issuer=kept.issuer,
        name=kept.name,
        counter=kept.counter,
        added_at_unix=kept.added_at_unix,
        removed_at_unix=draw(st.none() | _TIMES),
    )


def origins() -> st.SearchStrategy[str]:
    """Returns a strategy for origins of domains, of intranet hosts and of IP addresses."""
    hosts = st.sampled_from(
        ["github.com", "gist.github.com", "a.github.io", "b.co.jp", "nas", "10.0.0.1", "[::1]"]
    )
    ports = st.sampled_from(["", ":8080"])
    return st.builds("{}://{}{}".format, st.sampled_from(["http", "https"]), hosts, ports)
