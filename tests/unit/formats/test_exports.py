"""What is written is read back: every format that is written, over any entries."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kakomi import formats, migration
from kakomi.account import NewAccount
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import KindUnsupported
from kakomi.formats import Entry
from kakomi.formats.support.import_builder import ImportBuilder
from kakomi.otp_key import Algorithm, Key, Kind
from support import shared_data

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

AT_UNIX = 1_700_000_000
HELLO = b"Hello!\xde\xad\xbe\xef"


def read(data: bytes) -> formats.ImportDraft:
    return asyncio.run(formats.read("", data, None, CPythonCrypto()))


_ANY = st.text(st.characters(exclude_categories=[]), max_size=20)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry, as a reader would give it."""
    builder = ImportBuilder("")
    builder.add(
        draw(shared_data.enrolments()),
        note=draw(_ANY),
        groups=draw(st.lists(_ANY, max_size=3)),
        addresses=draw(st.lists(st.sampled_from(["https://example.com/a", "b.example"]))),
        pinned=draw(st.booleans()),
    )
    return builder.entries[0]


def bare(entry: Entry) -> Entry:
    """The account alone."""
    return Entry(new_account=entry.new_account)


def kept(names: Sequence[str]) -> Callable[[Entry], Entry]:
    """The account and these fields."""
    return lambda entry: Entry(
        new_account=entry.new_account, **{name: getattr(entry, name) for name in names}
    )


def with_issuer(entry: Entry) -> Entry:
    """Yandex's accounts are Yandex's where nobody says otherwise (otpauth, article 12)."""
    account = entry.new_account
    if account.key.kind is Kind.YANDEX and not account.issuer:
        return replace(entry, new_account=replace(account, issuer="Yandex"))
    return entry


def is_spoken_by_google(entry: Entry) -> bool:
    key = entry.new_account.key
    return key.kind in (Kind.TOTP, Kind.HOTP) and key.digits in (6, 8) and key.period_s == 30


def is_spoken_by_aegis(entry: Entry) -> bool:
    key = entry.new_account.key
    return not key.needs_pin and (key.kind is not Kind.MOTP or _is_hexadecimal(key.secret))


def _is_hexadecimal(secret: bytes) -> bool:
    text = secret.decode()
    return len(text) % 2 == 0 and set(text) <= set("0123456789abcdef")


def is_spoken_by_twofas(entry: Entry) -> bool:
    key = entry.new_account.key
    return key.kind in (Kind.TOTP, Kind.HOTP, Kind.STEAM) and 5 <= key.digits <= 8


def is_spoken_by_bitwarden(entry: Entry) -> bool:
    return entry.new_account.key.kind in (Kind.TOTP, Kind.STEAM)


def names_fit(entry: Entry) -> Entry:
    """A name that begins with the issuer and a colon loses it when JSON is read: it repeats it."""
    account = entry.new_account
    for _ in range(20):
        rest = account.name[len(account.issuer) + 1 :]
        if not account.issuer or not account.name.casefold().startswith(
            account.issuer.casefold() + ":"
        ):
            break
        account = replace(account, name=rest.strip())
    return replace(entry, new_account=account)


def check(
    name: str, given_entries: list[Entry], spoken: Callable[[Entry], bool]
) -> formats.ImportDraft:
    written = formats.write(name, given_entries, AT_UNIX)
    silent = [n for n, entry in enumerate(given_entries) if not spoken(entry)]
    assert [e.where.split(".")[0] for e in written.refused] == [f"entries[{n}]" for n in silent]
    assert written.content.isascii()
    if not written.content.strip():
        return formats.ImportDraft(format=name)
    draft = read(written.content)
    assert not draft.refused
    return draft


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=4))
def test_lists_of_uris(given_entries: list[Entry]) -> None:
    draft = check("otpauth", given_entries, lambda _: True)
    assert list(draft.entries) == [bare(with_issuer(entry)) for entry in given_entries]


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=25))
def test_googles_transfer(given_entries: list[Entry]) -> None:
    draft = check("google", given_entries, is_spoken_by_google)
    said = [bare(entry) for entry in given_entries if is_spoken_by_google(entry)]
    assert list(draft.entries) == said
    codes = formats.write("google", given_entries, AT_UNIX).codes
    assert len(codes) == -(-len(said) // 10)
    assert formats.read_codes(codes[::-1]).entries == draft.entries  # in any order


@settings(max_examples=60, deadline=None)
@given(st.lists(entries().map(names_fit), max_size=4))
def test_aegis(given_entries: list[Entry]) -> None:
    draft = check("aegis", given_entries, is_spoken_by_aegis)
    keeping = kept(("note", "groups", "pinned"))
    assert list(draft.entries) == [keeping(e) for e in given_entries if is_spoken_by_aegis(e)]


@settings(max_examples=60, deadline=None)
@given(st.lists(entries().map(names_fit), max_size=4))
def test_2fas(given_entries: list[Entry]) -> None:
    draft = check("2fas", given_entries, is_spoken_by_twofas)
    said = [e for e in given_entries if is_spoken_by_twofas(e)]
    assert [e.new_account for e in draft.entries] == [e.new_account for e in said]
    assert [e.groups for e in draft.entries] == [e.groups[:1] for e in said]


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=4))
def test_bitwarden(given_entries: list[Entry]) -> None:
    draft = check("bitwarden", given_entries, is_spoken_by_bitwarden)
    said = [e for e in given_entries if is_spoken_by_bitwarden(e)]
    for got, entry in zip(draft.entries, said, strict=True):
        account = entry.new_account
        assert (got.address, got.pinned, got.groups) == (
            entry.address,
            entry.pinned,
            entry.groups[:1],
        )
        assert got.note.endswith(entry.note)
        if account.key.kind is Kind.STEAM:
            assert got.new_account == replace(account, issuer="Steam")
            if account.issuer.casefold() not in ("", "steam", account.name.casefold()):
                assert got.note.startswith(account.issuer)
        else:
            assert got.new_account == account


def test_google_takes_ten_accounts_a_code_as_its_own_app_does() -> None:
    accounts = [
        Entry(new_account=NewAccount(key=Key(secret=HELLO), name=str(n))) for n in range(21)
    ]
    codes = [migration.parse(code) for code in formats.write("google", accounts, AT_UNIX).codes]
    assert [len(code.accounts) for code in codes] == [10, 10, 1]
    assert [(code.batch_index, code.batch_size) for code in codes] == [(0, 3), (1, 3), (2, 3)]
    assert len({code.batch_id for code in codes}) == 1
    draft = formats.read_codes([formats.write("google", accounts, AT_UNIX).codes[1]])
    assert [parts.missing for parts in draft.parts] == [(0, 2)]
    assert [error.where for error in draft.refused] == ["parts[0]", "parts[2]"]


def test_two_transfers_at_once_are_kept_apart() -> None:
    one, other = (
        [Entry(new_account=NewAccount(key=Key(secret=HELLO), name=f"{who}{n}")) for n in range(12)]
        for who in "ab"
    )
    codes = [formats.write("google", entries, AT_UNIX).codes for entries in (one, other)]
    mixed = [codes[1][1], codes[0][1], codes[1][0], codes[0][0], codes[0][0]]
    draft = formats.read_codes(mixed)
    assert list(draft.entries) == other + one
    assert not draft.refused


def test_fields_that_a_format_lacks_are_reported() -> None:
    entry = Entry(
        new_account=NewAccount(key=Key(secret=HELLO), name="ann"),
        note="a note",
        groups=("one", "two"),
        icon="acme",
        address="https://example.com",
        recovery_codes=("1234",),
        pinned=True,
    )
    for name, left_out in {
        "otpauth": {"note", "groups", "icon", "address", "recovery_codes", "pinned"},
        "google": {"note", "groups", "icon", "address", "recovery_codes", "pinned"},
        "aegis": {"icon", "address", "recovery_codes"},
        "2fas": {"note", "groups", "icon", "address", "recovery_codes", "pinned"},
        "bitwarden": {"groups", "icon", "recovery_codes"},
    }.items():
        written = formats.write(name, [entry], AT_UNIX)
        assert {left.what for left in written.left_out} == left_out
        assert b"1234" not in written.content
        assert "JBSWY3DP" not in repr(written)


def test_an_account_that_a_format_cannot_hold_is_refused() -> None:
    sha512 = Key(secret=HELLO, algorithm=Algorithm.SHA512, digits=10, period_s=7)
    accounts = [
        Entry(new_account=NewAccount(key=key))
        for key in (sha512, Key.steam(HELLO), Key.motp(b"XYZ", "1234"), Key.motp(b"ab"))
    ]
    assert {
        name: [(e.code, e.where) for e in formats.write(name, accounts, AT_UNIX).refused]
        for name in formats.writers()
    } == {
        "otpauth": [],
        "google": [
            ("digits.unsupported", "entries[0].digits"),
            ("kind.unsupported", "entries[1].kind"),
            ("kind.unsupported", "entries[2].kind"),
            ("kind.unsupported", "entries[3].kind"),
        ],
        "aegis": [
            ("secret.invalid", "entries[2].secret"),
            ("pin.missing", "entries[3].pin"),
        ],
        "2fas": [
            ("digits.unsupported", "entries[0].digits"),
            ("kind.unsupported", "entries[2].kind"),
            ("kind.unsupported", "entries[3].kind"),
        ],
        "bitwarden": [
            ("kind.unsupported", "entries[2].kind"),
            ("kind.unsupported", "entries[3].kind"),
        ],
    }


def test_the_same_entries_make_the_same_file() -> None:
    entry = Entry(new_account=NewAccount(key=Key(secret=HELLO), name="ann"), groups=("a",))
    for name in formats.writers():
        one, other = (formats.write(name, [entry, entry], AT_UNIX) for _ in range(2))
        assert one == other
    vault = json.loads(formats.write("aegis", [entry, entry], AT_UNIX).content)
    assert len({e["uuid"] for e in vault["db"]["entries"]}) == 2


def test_a_format_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(KindUnsupported):
        formats.write("keepass", [], AT_UNIX)


@pytest.mark.parametrize("target", ["aegis", "2fas", "bitwarden"])
def test_a_hash_that_a_format_lacks_is_refused_by_name(target: str) -> None:
    rare = NewAccount(key=Key(secret=HELLO, algorithm=Algorithm.SHA3_256), issuer="ACME")
    usual = NewAccount(key=Key(secret=HELLO, algorithm=Algorithm.SHA512), issuer="ACME")
    entries = [Entry(new_account=rare), Entry(new_account=usual)]
    written = formats.write(target, entries, AT_UNIX)
    assert [error.where for error in written.refused] == ["entries[0].algorithm"]
    assert [entry.new_account.key for entry in read(written.content).entries] == [usual.key]


def test_a_list_of_uris_keeps_every_hash() -> None:
    accounts = [
        NewAccount(key=Key(secret=HELLO, algorithm=algorithm), issuer=algorithm.value)
        for algorithm in Algorithm
        if algorithm is not Algorithm.MD5
    ]
    written = formats.write("otpauth", [Entry(new_account=a) for a in accounts], AT_UNIX)
    assert [entry.new_account for entry in read(written.content).entries] == accounts
