"""What comes next for an account that was read: added at once, or a question with its answers."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from kakomi.bridge import Bridge
from kakomi.commands.next_step import IMPORT_CHOICES
from support.fake_ports import FakePorts, ask
from unit.test_scan_commands import draw, issuers

SAVED = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
COUNTED = "otpauth://hotp/Old:ann?secret=JBSWY3DPEHPK3PXQ&issuer=Old&counter=7"
NEW = "otpauth://totp/Bank:ann?secret=KRSXG5CTMVRXEZLU&issuer=Bank"
SECOND = SAVED.replace("ACME", "Local")
NAMESAKE = SAVED.replace("JBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLU")
AHEAD = COUNTED.replace("counter=7", "counter=70")
BOTH_READINGS = "otpauth://totp/Both:ann?secret=A2B3C4D5E6F7A2B3&issuer=Both"
WITHOUT_PIN = "motp://Station:ann?secret=0123456789abcdef"


@pytest.fixture
def bridge(ports: FakePorts) -> Bridge:
    bridge = Bridge(ports.environment())
    for uri in (SAVED, COUNTED):
        ask(bridge, "account.add", {"uri": uri})
    return bridge


def imported(bridge: Bridge, uri: str) -> Any:
    data = base64.b64encode(uri.encode()).decode()
    [account] = ask(bridge, "import.read", {"name": "a.txt", "data_base64": data})["accounts"]
    return account


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        (NEW, "add"),
        (SAVED, "known"),
        (SECOND, "second"),
        (AHEAD, "ahead"),
        (NAMESAKE, "namesake"),
        (BOTH_READINGS, "reading"),
        (WITHOUT_PIN, "pin"),
    ],
)
def test_only_a_new_account_is_added_without_a_question(
    bridge: Bridge, ports: FakePorts, uri: str, expected: str
) -> None:
    before = issuers(bridge)
    [found] = ask(bridge, "scan.paste", {"text": uri})["found"]
    assert found["next_step"] == expected
    outcome = draw(bridge, ports, uri)
    kinds = {"add": "added", "known": "known"}
    assert outcome["kind"] == kinds.get(expected, "found")
    assert len(issuers(bridge)) - len(before) == (expected == "add")


@pytest.mark.parametrize(
    ("uri", "question", "proposed"),
    [
        (NEW, "new", "add"),
        (SAVED, "known", None),
        (SECOND, "second", "skip"),
        (AHEAD, "ahead", "add"),
        (NAMESAKE, "namesake", "add"),
        (BOTH_READINGS, "reading", "skip"),
        (WITHOUT_PIN, "new", "add"),
    ],
)
def test_a_preview_proposes_one_of_its_choices(
    bridge: Bridge, uri: str, question: str, proposed: str | None
) -> None:
    account = imported(bridge, uri)
    assert account["question"] == question
    assert next(iter(account["choices"]), None) == proposed


def test_replacing_and_the_other_reading_are_offered_only_where_they_mean_something() -> None:
    offering = {
        choice: {question for question, choices in IMPORT_CHOICES.items() if choice in choices}
        for choice in ("replace", "hexadecimal")
    }
    assert offering == {"replace": {"namesake"}, "hexadecimal": {"reading"}}
