from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from kakomi import recovery_codes
from kakomi.bridge import Bridge
from support.fake_ports import FakePorts, ask, say

if TYPE_CHECKING:
    from collections.abc import Sequence

URI = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("abcd-1234\nefgh-5678\r\n\n", ["abcd-1234", "efgh-5678"]),
        ("1. abcd-1234\n2) efgh-5678\n10. ijkl", ["abcd-1234", "efgh-5678", "ijkl"]),
        ("- abcd\n• efgh\n・ ijkl", ["abcd", "efgh", "ijkl"]),
        ("abcd, efgh; ijkl、mnop，qrst\tuvwx", ["abcd", "efgh", "ijkl", "mnop", "qrst", "uvwx"]),
        ("1234 5678  8765 4321", ["1234 5678", "8765 4321"]),
        ("12.34 a", ["12.34 a"]),
        ("abcd abcd  abcd abcd", ["abcd abcd"]),
        (" \n , ", []),
        ("", []),
    ],
)
def test_codes_are_found_in_the_texts_that_sites_print(text: str, codes: Sequence[str]) -> None:
    assert list(recovery_codes.parse(text)) == codes


@pytest.fixture
def bridge() -> Bridge:
    return Bridge(FakePorts().environment())


def test_pasted_codes_are_added_once_and_used_ones_stay_used(bridge: Bridge) -> None:
    account_id = ask(bridge, "account.add", {"uri": URI})["account_id"]
    first = ask(bridge, "account.edit", {"id": account_id, "add_recovery_codes": "1. aa\n2. bb"})
    assert first["recovery_codes"] == [
        {"code": "aa", "used": False},
        {"code": "bb", "used": False},
    ]
    used = [{"code": "aa", "used": True}, {"code": "bb", "used": False}]
    ask(bridge, "account.edit", {"id": account_id, "recovery_codes": used})
    both = ask(bridge, "account.edit", {"id": account_id, "add_recovery_codes": "aa, cc"})
    assert both["recovery_codes"] == [*used, {"code": "cc", "used": False}]
    details = ask(bridge, "account.details", {"id": account_id})
    assert details["recovery_codes"] == both["recovery_codes"]


def test_too_many_codes_change_nothing(bridge: Bridge) -> None:
    account_id = ask(bridge, "account.add", {"uri": URI})["account_id"]
    text = "\n".join(f"secret{i}" for i in range(101))
    reply = say(bridge, "account.edit", {"id": account_id, "add_recovery_codes": text})
    assert reply["error"]["where"] == "recovery_codes"
    assert "secret" not in json.dumps(reply)
    assert ask(bridge, "account.details", {"id": account_id})["recovery_codes"] == []
