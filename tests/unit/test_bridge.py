from __future__ import annotations

import asyncio
import json
import re

import pytest
from kakomi import otp
from kakomi.bridge import Bridge
from kakomi.commands import all_commands
from kakomi.errors import all_codes
from kakomi.otp_key import Key, Kind
from kakomi.secret_encoding import decode_secret
from support.fake_ports import NOW_UNIX, FakePorts, ask, say

ACME = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
NEWER_ACME = "otpauth://totp/ACME:ann?secret=GEZDGNBVGY3TQOJQ&issuer=ACME"
COUNTED = "otpauth://hotp/ACME:ann?secret=JBSWY3DPEHPK3PXP&counter=41"


class Broken:
    def token(self) -> str:
        raise RuntimeError("JBSWY3DPEHPK3PXP")


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{}", "NaN", '"sheet.read"', "[" * 100_000),
        '{"command":1,"args":{},"caller":"page","tab_id":null}',
        '{"command":"sheet.read","args":[],"caller":"page","tab_id":null}',
        '{"command":"sheet.read","args":{},"caller":"page"}',
    ],
)
def test_every_text_gets_a_reply(bridge: Bridge, text: str) -> None:
    async def never() -> None:
        return None

    reply = json.loads(asyncio.run(bridge.act(text, never)))
    assert reply["error"]["code"] == "request.malformed"


def test_unknown_commands_and_callers_are_refused(bridge: Bridge) -> None:
    assert say(bridge, "sheet.burn")["error"]["code"] == "request.unknown_command"
    for name in all_commands():
        assert say(bridge, name, caller="stranger")["error"]["code"] == "request.forbidden"
    reply = say(bridge, "account.add", {"uri": ACME}, caller="overlay")
    assert reply["error"]["code"] == "request.forbidden"


@pytest.mark.parametrize(
    ("command", "args", "where"),
    [
        ("account.remove", {}, "args.id"),
        ("account.remove", {"id": 5}, "args.id"),
        ("account.remove", {"id": "a", "JBSWY3DPEHPK3PXP": 1}, "args"),
        ("account.add", {}, "args"),
        ("account.add", {"uri": ACME, "found": "x"}, "args"),
        ("scan.cancel", {"reason": "bored"}, "args.reason"),
        ("scan.box", {"x": True}, "args"),
        ("sheet.read", {"brief": 1}, "args.brief"),
    ],
)
def test_a_request_of_another_shape_is_refused_with_its_place(
    bridge: Bridge, command: str, args: dict[str, object], where: str
) -> None:
    error = say(bridge, command, args)["error"]
    assert error["code"] == "request.malformed"
    assert error["where"].startswith(where)
    assert "JBSWY3DPEHPK3PXP" not in json.dumps(error)


def test_an_internal_error_is_answered_without_its_text(
    ports: FakePorts, capsys: pytest.CaptureFixture[str]
) -> None:
    ports.entropy = Broken()  # type: ignore[assignment]
    bridge = Bridge(ports.environment())
    reply = say(bridge, "account.add", {"uri": ACME})
    assert reply["error"]["code"] == "kakomi.failed"
    reported = capsys.readouterr().err + json.dumps(reply)
    assert re.search(r"RuntimeError at .*\bbridge\.py:\d+:_value", reported)
    assert "JBSWY3DPEHPK3PXP" not in reported


def test_adding_saves_and_shows_the_code(bridge: Bridge, ports: FakePorts) -> None:
    added = ask(bridge, "account.add", {"uri": ACME})
    assert added["state"] == "added"
    [row] = ask(bridge, "sheet.read")["rows"]
    key = Key(secret=decode_secret("JBSWY3DPEHPK3PXP"))
    assert row["id"] == added["account_id"]
    assert row["codes"][0] == otp.totp(key, NOW_UNIX)
    assert ports.session.values["sheet"]["rows"] == [row]
    assert "JBSWY3DPEHPK3PXP" not in json.dumps(ports.session.values)


def test_the_same_account_twice_is_recognised_and_nothing_is_saved(
    bridge: Bridge, ports: FakePorts
) -> None:
    first = ask(bridge, "account.add", {"uri": ACME})
    generation = ports.generation
    again = ask(bridge, "account.add", {"uri": ACME})
    assert again == {**first, "state": "known"}
    assert (again["older_id"], again["undo"]) == (None, None)
    assert ports.generation == generation


def test_a_key_is_added_under_a_second_name_on_request(bridge: Bridge, ports: FakePorts) -> None:
    first = ask(bridge, "account.add", {"uri": ACME})
    generation, second = ports.generation, ACME.replace("ann", "bob")
    asked = ask(bridge, "account.add", {"uri": second})
    assert (asked["state"], asked["account_id"]) == ("second", first["account_id"])
    assert ports.generation == generation
    kept = ask(bridge, "account.add", {"uri": second, "same_key": "second"})
    assert kept["state"] == "added"
    names = [row["name"] for row in ask(bridge, "sheet.read")["rows"]]
    assert names == ["ann", "bob"]
    again = ask(bridge, "account.add", {"uri": second, "same_key": "second"})
    assert again == {**kept, "state": "known"}


def test_a_higher_counter_is_set_on_request_and_can_be_undone(bridge: Bridge) -> None:
    first = ask(bridge, "account.add", {"uri": COUNTED.replace("=41", "=5")})["account_id"]
    newer = {"uri": COUNTED.replace("=41", "=900")}
    assert ask(bridge, "account.add", newer)["state"] == "ahead"
    assert ask(bridge, "account.details", {"id": first})["counter"] == 5
    counted = ask(bridge, "account.add", {**newer, "same_key": "counter"})
    assert (counted["state"], counted["account_id"]) == ("counted", first)
    assert ask(bridge, "account.details", {"id": first})["counter"] == 900
    ask(bridge, "import.undo", {"undo": counted["undo"]})
    assert ask(bridge, "account.details", {"id": first})["counter"] == 5
    older = {"uri": COUNTED.replace("=41", "=3"), "same_key": "counter"}
    assert ask(bridge, "account.add", older)["state"] == "known"


def test_a_counter_can_be_set(bridge: Bridge) -> None:
    added = ask(bridge, "account.add", {"uri": COUNTED.replace("=41", "=900")})["account_id"]
    ask(bridge, "account.edit", {"id": added, "counter": 3})
    assert ask(bridge, "account.details", {"id": added})["counter"] == 3
    assert ask(bridge, "account.use", {"id": added})["counter"] == 3
    for counter in (-1, 2**63):
        refused = say(bridge, "account.edit", {"id": added, "counter": counter})
        assert refused["error"]["code"] == "counter.invalid"
    timed = ask(bridge, "account.add", {"uri": ACME})["account_id"]
    refused = say(bridge, "account.edit", {"id": timed, "counter": 1})
    assert refused["error"]["code"] == "counter.invalid"


def test_two_codes_in_a_row_set_the_counter(bridge: Bridge) -> None:
    added = ask(bridge, "account.add", {"uri": COUNTED.replace("=41", "=10")})["account_id"]
    secret = re.search("secret=([A-Z2-7]+)", COUNTED)
    assert secret
    key = Key(kind=Kind.HOTP, secret=decode_secret(secret[1]))
    codes = [f" {code[:3]} {code[3:]}" for code in otp.codes(key, 400, 2)]
    found = ask(bridge, "account.resynchronize", {"id": added, "codes": codes})
    assert found == {"before": 10, "counter": 402}
    assert ask(bridge, "account.use", {"id": added})["code"] == otp.hotp(key, 402)
    for wrong in (codes[:1], codes[::-1], otp.codes(key, 2_000, 2), []):
        refused = say(bridge, "account.resynchronize", {"id": added, "codes": wrong})
        assert refused["error"]["code"] == "counter.not_found"
    assert ask(bridge, "account.details", {"id": added})["counter"] == 403


def test_a_replacement_is_one_save_and_can_be_undone(bridge: Bridge, ports: FakePorts) -> None:
    older = ask(bridge, "account.add", {"uri": ACME})["account_id"]
    ask(bridge, "account.add", {"uri": COUNTED})
    generation = ports.generation
    newer = ask(bridge, "account.add", {"uri": NEWER_ACME, "replaces": older})
    assert newer["older_id"] == older
    assert ports.generation == generation + 1
    rows = ask(bridge, "sheet.read")["rows"]
    assert [r["kind"] for r in rows] == ["totp", "hotp"]
    assert rows[0]["id"] == newer["account_id"]
    generation = ports.generation
    ask(bridge, "import.undo", {"undo": newer["undo"]})
    assert ports.generation == generation + 1
    assert next(r["id"] for r in ask(bridge, "sheet.read")["rows"]) == older
    [removed] = ask(bridge, "account.removed")["accounts"]
    assert removed["id"] == newer["account_id"]  # the site may have shown its code only once
    assert say(bridge, "import.undo", {"undo": newer["undo"]})["error"]["code"] == "import.gone"


def test_bad_input_says_where_and_changes_nothing(bridge: Bridge, ports: FakePorts) -> None:
    error = say(bridge, "account.add", {"uri": "otpauth://totp/x?secret=NOT!BASE32"})["error"]
    assert (error["code"], error["where"]) == ("secret.invalid", "secret[3]")
    assert "NOT!" not in json.dumps(error)
    assert ports.primary.texts == {}


def test_a_full_disk_is_reported_and_the_sheet_stays(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "account.add", {"uri": ACME})
    before = (dict(ports.primary.texts), json.dumps(ports.session.values))
    ports.primary.full = True
    assert say(bridge, "account.add", {"uri": COUNTED})["error"]["code"] == "vault.full"
    assert (dict(ports.primary.texts), json.dumps(ports.session.values)) == before


def test_a_counter_based_account_returns_each_code_once(bridge: Bridge) -> None:
    account_id = ask(bridge, "account.add", {"uri": COUNTED})["account_id"]
    key = Key(kind=Kind.HOTP, secret=decode_secret("JBSWY3DPEHPK3PXP"))
    for counter in (41, 42, 43):
        used = ask(bridge, "account.use", {"id": account_id})
        assert used == {"id": account_id, "code": otp.hotp(key, counter), "counter": counter}


def test_accounts_are_removed_renamed_and_restored(bridge: Bridge) -> None:
    account_id = ask(bridge, "account.add", {"uri": ACME})["account_id"]
    ask(bridge, "account.edit", {"id": account_id, "issuer": " 株式会社\u202e ", "name": "b\tb"})
    [row] = ask(bridge, "sheet.read")["rows"]
    assert (row["issuer"], row["name"]) == ("株式会社", "b b")
    ask(bridge, "account.remove", {"id": account_id})
    assert ask(bridge, "sheet.read")["rows"] == []
    status = ask(bridge, "vault.status")
    assert (status["accounts"], status["removed"]) == (0, 1)
    ask(bridge, "account.restore", {"id": account_id})
    assert ask(bridge, "sheet.read")["rows"] == [row]


def test_a_brief_read_stores_the_sheet_and_returns_little(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "account.add", {"uri": ACME})
    ports.session.values.clear()
    assert ask(bridge, "sheet.read", {"brief": True})["rows"] == []
    assert len(ports.session.values["sheet"]["rows"]) == 1


def test_every_error_has_a_code_of_its_own() -> None:
    assert all("." in code for code in all_codes())
    assert len(all_codes()) > 40
