"""Searching accounts by words, by vectors that JavaScript shares (tests/js/match.test.mjs)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kakomi import account_sites, search
from kakomi.account import NewAccount
from kakomi.account_details import AccountDetails
from kakomi.bridge import Bridge
from kakomi.otp_key import Key
from support.fake_ports import FakePorts, ask, say

_FILE = Path(__file__).parents[1] / "vectors" / "search.json"
VECTORS = json.loads(_FILE.read_text("utf-8"))["vectors"]
ACME = "otpauth://totp/%C3%96BB:ann?secret=JBSWY3DPEHPK3PXP&issuer=%C3%96BB"


@pytest.mark.parametrize(("typed", "text", "found"), VECTORS)
def test_vectors(typed: str, text: str, found: bool) -> None:
    assert search.is_found(typed, search.fold(text)) is found


def test_folding_twice_changes_nothing() -> None:
    for typed, text, _ in VECTORS:
        for each in (typed, text):
            assert search.fold(search.fold(each)) == search.fold(each)


def test_an_account_is_found_by_each_of_its_texts() -> None:
    account = NewAccount(key=Key(secret=b"secret"), issuer="ÖBB", name="ann")
    details = AccountDetails(
        groups=("Work",),
        note="travel card 4711",
        sites=(account_sites.AccountSite("https://tickets.example", account_sites.Source.ENTERED),),
    )
    text = search.text_of(account, details)
    for words in ("obb", "ann", "work", "4711 travel", "tickets.example", "obb work 4711"):
        assert search.is_found(words, text), words
    for words in ("secret", "obb home", "4712"):
        assert not search.is_found(words, text), words


def test_a_page_gets_the_texts_and_nothing_is_stored() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    added = ask(bridge, "account.add", {"uri": ACME})["account_id"]
    ask(bridge, "account.edit", {"id": added, "note": "travel card 4711", "groups": ["Work"]})
    [found] = ask(bridge, "sheet.search_texts")["texts"]
    assert found["id"] == added
    assert search.is_found("obb work 4711", found["text"])
    assert "4711" not in json.dumps(ports.session.values)


def test_a_locked_vault_gives_no_texts() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    ask(bridge, "account.add", {"uri": ACME})
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery"})
    ask(bridge, "vault.lock")
    reply = say(bridge, "sheet.search_texts")
    assert reply["error"]["code"] == "vault.locked"
