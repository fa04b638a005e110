"""The sequences of commands in the shared test data, replayed from their files. The expected result
of each is in INDEX.json.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from kakomi import search
from kakomi.bridge import Bridge
from support.fake_ports import FakePorts, ask
from support.shared_data import FOLDER

CASES = FOLDER / "cases"
pytestmark = pytest.mark.skipif(
    not (CASES / "INDEX.json").is_file(),
    reason="the shared test data (../shared/data/cases) is not beside this repository",
)


@pytest.fixture
def bridge() -> Bridge:
    return Bridge(FakePorts().environment())


def steps(name: str) -> list[tuple[str, dict[str, Any]]]:
    return [(command, args) for command, args in json.loads((CASES / name).read_text("utf-8"))]


def names(bridge: Bridge) -> list[tuple[str, str]]:
    return [(row["issuer"], row["name"]) for row in ask(bridge, "sheet.read")["rows"]]


def test_two_workspaces_of_one_service_stay_two_accounts(bridge: Bridge) -> None:
    (add, first), (_, second) = steps("p1_3_sequence.json")
    ask(bridge, add, first)
    outcome = ask(bridge, "scan.paste", second)
    [found] = outcome["found"]
    assert found["state"] == "new", "nothing is proposed to be replaced"
    ask(bridge, add, {"uri": second["text"]})
    titles = {" ".join(each) for each in names(bridge)}
    assert len(titles) == 2
    assert any("Acme" in title for title in titles)
    assert any("Beta" in title for title in titles)


def test_one_key_under_two_names_is_offered_as_a_second_account(bridge: Bridge) -> None:
    (add, first), (_, second) = steps("p1_23_sequence.json")
    ask(bridge, add, first)
    [found] = ask(bridge, "scan.paste", {"text": second["uri"]})["found"]
    assert found["state"] == "second"
    ask(bridge, "account.add", {"found": found["id"], "same_key": "second"})
    assert names(bridge) == [("prod", "me"), ("localhost", "me")]


def test_a_counter_can_be_set(bridge: Bridge) -> None:
    (add, high), (_, low), (edit, change) = steps("p1_24_sequence.json")
    account_id = ask(bridge, add, high)["account_id"]
    ask(bridge, add, low)
    ask(bridge, edit, {**change, "id": account_id})
    assert ask(bridge, "account.details", {"id": account_id})["counter"] == change["counter"]
    [found] = ask(bridge, "scan.paste", {"text": high["uri"]})["found"]
    assert found["state"] == "ahead", "a newer code offers to go on from its counter"


@pytest.mark.parametrize("name", ["p1_43_sequence.json", "p1_44_sequence.json"])
def test_the_search_finds_what_was_typed(bridge: Bridge, name: str) -> None:
    case = json.loads((CASES / name).read_text("utf-8"))
    issuers = case.get("accounts", ["ÖBB"])
    ids = []
    for index, issuer in enumerate(issuers):
        uri = f"otpauth://totp/{issuer}:me?secret=JBSWY3DPEHPK3PX{'ABC'[index]}&issuer={issuer}"
        ids.append(ask(bridge, "account.add", {"uri": uri})["account_id"])
    if "account" in case:
        details = {"groups": ["Work"], "note": "travel card 4711"}
        ask(bridge, "account.edit", {"id": ids[0], **details})
    texts = [each["text"] for each in ask(bridge, "sheet.search_texts")["texts"]]
    for index, words in enumerate(case["type"]):
        assert search.is_found(words, texts[index % len(texts)]), words


def test_a_vendors_link_says_whose_app_it_is_for(bridge: Bridge) -> None:
    text = json.loads((CASES / "p1_B4_sequence.json").read_text("utf-8"))["paste_into_popup"]
    outcome = ask(bridge, "scan.paste", {"text": text})
    assert outcome["found"] == []
    assert outcome["non_account"]["vendor"] == "Microsoft Authenticator"
