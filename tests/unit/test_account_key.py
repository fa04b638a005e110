"""account.preview_key and account.set_key: a mistyped setup key is corrected."""

from __future__ import annotations

from typing import Any

import pytest
from kakomi.bridge import Bridge
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.vault.slots import Cost
from kakomi.vault.store import VaultStore
from support.fake_ports import FakePorts, ask, say

PASSPHRASE = "correct horse battery"
CHEAP = Cost(memory_kib=8 * 1024, passes=1, lanes=1)
URIS = {
    "totp": "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME&algorithm=SHA256&digits=8",
    "hotp": "otpauth://hotp/Bank:me?secret=JBSWY3DPEHPK3PXP&issuer=Bank&counter=7",
    "steam": "otpauth://steam/Steam:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Steam",
    "motp": "motp://Club:me?secret=e3152afee62599c8",
    "yandex": "otpauth://yaotp/me?secret=6SB2IKNM6OBZPAVBVTOHDKS4FAAAAAAADFUTQMBTRY&pin=5239",
}
OTHER = {"motp": "0123 4567 89ab cdef"}


@pytest.fixture
def bridge() -> Bridge:
    ports = FakePorts()
    return Bridge(ports.environment(), VaultStore(ports.environment(), KEPT_ON_LOCK, CHEAP))


def added(bridge: Bridge, kind: str) -> str:
    account_id: str = ask(bridge, "account.add", {"uri": URIS[kind], "pin": "1234"})["account_id"]
    return account_id


def exported(bridge: Bridge, account_id: str, **again: Any) -> Any:
    wanted = {"format": "paper", "ids": [account_id], "shows_qr": True, **again}
    return ask(bridge, "backup.export", wanted)["paper"][0]


@pytest.mark.parametrize("kind", URIS)
def test_a_key_is_replaced_and_the_rest_of_the_account_stays(bridge: Bridge, kind: str) -> None:
    account_id = added(bridge, kind)
    before = exported(bridge, account_id)
    same = {"id": account_id, "secret_base32": before["secret"]}
    assert ask(bridge, "account.preview_key", same)["is_same"], "what is shown can be put back"
    typed = {"id": account_id, "secret_base32": OTHER.get(kind, "gezd gnbv gy3t qojq gezd gnbv gy")}
    previewed = ask(bridge, "account.preview_key", typed)
    assert not previewed["is_same"]
    assert exported(bridge, account_id) == before, "a preview changes nothing"
    undo = ask(bridge, "account.set_key", typed)["undo"]
    after = exported(bridge, account_id)
    assert after["secret"].replace(" ", "").lower() == typed["secret_base32"].replace(" ", "")
    assert after["parameters"] == before["parameters"]
    [row] = ask(bridge, "sheet.read")["rows"]
    count = min(len(row["codes"]), len(previewed["row"]["codes"]))
    assert row["codes"][:count] == previewed["row"]["codes"][:count]
    assert count > 0 or kind == "hotp"
    ask(bridge, "import.undo", {"undo": undo})
    assert exported(bridge, account_id) == before


@pytest.mark.parametrize(
    ("typed", "code", "where"),
    [
        ("JBSW0DPE", "secret.invalid", "secret[4]"),
        ("  ", "secret.missing", "secret"),
        ("A" * 5000, "secret.too_long", "secret"),
    ],
)
def test_a_key_that_is_no_key_changes_nothing(
    bridge: Bridge, typed: str, code: str, where: str
) -> None:
    account_id = added(bridge, "totp")
    before = exported(bridge, account_id)
    for command in ("account.preview_key", "account.set_key"):
        error = say(bridge, command, {"id": account_id, "secret_base32": typed})["error"]
        assert (error["code"], error["where"]) == (code, where)
        assert typed.strip() not in error["message"] or not typed.strip()
    assert exported(bridge, account_id) == before


def test_a_key_is_replaced_only_after_the_lock_was_asked(bridge: Bridge) -> None:
    account_id = added(bridge, "totp")
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    typed = {"id": account_id, "secret_base32": "GEZDGNBVGY3TQOJQ"}
    assert say(bridge, "account.set_key", typed)["error"]["code"] == "vault.ask_again"
    wrong = {**typed, "again": {"passphrase": "not this one"}}
    assert say(bridge, "account.set_key", wrong)["error"]["code"] == "vault.key_wrong"
    right = {"again": {"passphrase": PASSPHRASE}}
    assert exported(bridge, account_id, **right)["secret"] == "JBSW Y3DP EHPK 3PXP"
    ask(bridge, "account.set_key", {**typed, **right})
    assert exported(bridge, account_id, **right)["secret"] == "GEZD GNBV GY3T QOJQ"


def test_the_key_of_a_removed_account_is_not_replaced(bridge: Bridge) -> None:
    account_id = added(bridge, "totp")
    ask(bridge, "account.remove", {"id": account_id})
    typed = {"id": account_id, "secret_base32": "GEZDGNBVGY3TQOJQ"}
    for command in ("account.preview_key", "account.set_key"):
        assert say(bridge, command, typed)["error"]["code"] == "vault.no_such_account"
