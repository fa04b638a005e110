"""Changing how an account makes its codes, before it is added and afterwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import otp
from kakomi.account_parameters import Parameters, key_with
from kakomi.errors import AccountError, SecretInvalid
from kakomi.otp_key import Algorithm, Key, Kind
from support.fake_ports import NOW_UNIX, ask, say

if TYPE_CHECKING:
    from kakomi.bridge import Bridge

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
URI = f"otpauth://totp/Acme:ann?secret={SECRET}&issuer=Acme&algorithm=SHA256"

_FREE = st.sampled_from([Kind.TOTP, Kind.HOTP, Kind.STEAM])
_PARAMETERS = st.builds(
    Parameters,
    kind=_FREE,
    algorithm=st.sampled_from([a for a in Algorithm if a is not Algorithm.MD5]),
    digits=st.integers(5, 10),
    period_s=st.integers(1, 86_400),
)


@pytest.fixture
def account_id(bridge: Bridge) -> str:
    return str(ask(bridge, "account.add", {"uri": URI})["account_id"])


def details(bridge: Bridge, account_id: str) -> Any:
    return ask(bridge, "account.details", {"id": account_id})


@given(secret=st.binary(min_size=1, max_size=40), wanted=_PARAMETERS, later=_PARAMETERS)
def test_a_key_keeps_its_secret_through_every_kind(
    secret: bytes, wanted: Parameters, later: Parameters
) -> None:
    before = Key(secret=secret)
    through = key_with(
        key_with(key_with(before, wanted), Parameters(kind=Kind.MOTP, pin="1")), later
    )
    assert through == key_with(before, later)


def test_a_secret_of_another_length_is_no_yandex_key_and_keeps_its_pin_alone() -> None:
    with pytest.raises(SecretInvalid):
        key_with(Key(secret=b"12345"), Parameters(kind=Kind.YANDEX, pin="1234"))
    key = Key.yandex(b"0123456789abcdef", "1234")
    assert key_with(key, Parameters(kind=Kind.YANDEX)) == key
    with pytest.raises(AccountError):
        key_with(key, Parameters(kind=Kind.TOTP, digits=4))


def test_the_code_is_shown_before_it_is_saved_and_one_undo_brings_the_old_one_back(
    bridge: Bridge, account_id: str
) -> None:
    before = details(bridge, account_id)
    wanted = {"id": account_id, "parameters": {"kind": "totp", "algorithm": "SHA1", "digits": 8}}
    row = ask(bridge, "account.preview_parameters", wanted)["row"]
    key = Key(secret=b"12345678901234567890", digits=8)
    assert row["codes"][0] == otp.totp(key, NOW_UNIX)
    assert details(bridge, account_id) == before
    undo = ask(bridge, "account.set_parameters", wanted)["undo"]
    after = details(bridge, account_id)
    assert (after["algorithm"], after["digits"]) == ("SHA1", 8)
    assert ask(bridge, "account.use", {"id": account_id})["code"] == row["codes"][0]
    ask(bridge, "account.edit", {"id": account_id, "note": "later"})
    ask(bridge, "import.undo", {"undo": undo})
    assert details(bridge, account_id) == {**before, "note": "later"}


def test_a_time_based_account_becomes_counter_based_with_that_counter(
    bridge: Bridge, account_id: str
) -> None:
    counted = {"kind": "hotp", "algorithm": "SHA256", "counter": 7}
    ask(bridge, "account.set_parameters", {"id": account_id, "parameters": counted})
    after = details(bridge, account_id)
    assert (after["kind"], after["counter"], after["period_s"]) == ("hotp", 7, 30)


@pytest.mark.parametrize(("given", "counter"), [(0, 5), (2, 52)])
def test_an_undo_does_not_set_a_counter_back_from_which_codes_were_made(
    bridge: Bridge, given: int, counter: int
) -> None:
    uri = URI.replace("totp", "hotp") + "&counter=5"
    account_id = str(ask(bridge, "account.add", {"uri": uri})["account_id"])
    counted = {"kind": "hotp", "algorithm": "SHA256", "digits": 8, "counter": 50}
    undo = ask(bridge, "account.set_parameters", {"id": account_id, "parameters": counted})["undo"]
    for _ in range(given):
        ask(bridge, "account.use", {"id": account_id})
    ask(bridge, "import.undo", {"undo": undo})
    after = details(bridge, account_id)
    assert (after["digits"], after["counter"]) == (6, counter)


def counter_after_undo(
    bridge: Bridge, changed: dict[str, Any], codes: int, *, uses_before: int = 0
) -> int:
    """Returns the counter of an account of counter 7 after a change, ``codes`` codes and the
    undo.
    """
    uri = f"otpauth://hotp/Acme:ann?secret={SECRET}&issuer=Acme&counter=7"
    account_id = str(ask(bridge, "account.add", {"uri": uri})["account_id"])
    for _ in range(uses_before):
        ask(bridge, "account.use", {"id": account_id})
    wanted = {"id": account_id, "parameters": {"kind": "hotp", **changed}}
    undo = ask(bridge, "account.set_parameters", wanted)["undo"]
    for _ in range(codes):
        ask(bridge, "account.use", {"id": account_id})
    ask(bridge, "import.undo", {"undo": undo})
    after = details(bridge, account_id)
    assert (after["kind"], after["digits"]) == ("hotp", 6)
    ask(bridge, "account.remove", {"id": account_id})
    ask(bridge, "account.purge", {"id": account_id})
    return int(after["counter"])


def test_an_undo_never_sets_a_counter_back_behind_a_code_that_was_given_out(
    bridge: Bridge,
) -> None:
    assert counter_after_undo(bridge, {"digits": 8, "counter": 7}, 2) == 9
    assert counter_after_undo(bridge, {"digits": 8, "counter": 70}, 1) == 71
    assert counter_after_undo(bridge, {"digits": 8, "counter": 2}, 1) == 7
    assert counter_after_undo(bridge, {"digits": 8, "counter": 8}, 1, uses_before=1) == 9


def test_an_undo_restores_the_counter_if_no_code_was_made_since(bridge: Bridge) -> None:
    assert counter_after_undo(bridge, {"digits": 8, "counter": 70}, 0) == 7
    assert counter_after_undo(bridge, {"digits": 8, "counter": 2}, 0) == 7


def test_codes_of_another_kind_or_key_do_not_move_the_counter_that_an_undo_restores(
    bridge: Bridge,
) -> None:
    assert counter_after_undo(bridge, {"kind": "totp"}, 2) == 7
    uri = f"otpauth://hotp/Other:ann?secret={SECRET}&issuer=Other&counter=20"
    account_id = str(ask(bridge, "account.add", {"uri": uri})["account_id"])
    typed = {"id": account_id, "secret_base32": "JBSWY3DPEHPK3PXP"}
    undo = ask(bridge, "account.set_key", typed)["undo"]
    ask(bridge, "account.use", {"id": account_id})
    ask(bridge, "import.undo", {"undo": undo})
    assert details(bridge, account_id)["counter"] == 20


@pytest.mark.parametrize(
    ("parameters", "where"),
    [
        ({"kind": "totp", "digits": 11}, "digits"),
        ({"kind": "totp", "period_s": 0}, "period_s"),
        ({"kind": "hotp", "counter": -1}, "counter"),
        ({"kind": "yandex", "pin": "1234"}, "secret"),
        ({"kind": "motp"}, "pin"),
    ],
)
def test_parameters_that_no_code_can_have_change_nothing(
    bridge: Bridge, account_id: str, parameters: dict[str, Any], where: str
) -> None:
    before = details(bridge, account_id)
    refused = say(bridge, "account.set_parameters", {"id": account_id, "parameters": parameters})
    assert refused["error"]["where"] == where
    assert SECRET not in json.dumps(refused)
    assert details(bridge, account_id) == before


def test_a_removed_account_is_not_changed(bridge: Bridge, account_id: str) -> None:
    ask(bridge, "account.remove", {"id": account_id})
    wanted = {"id": account_id, "parameters": {"kind": "totp"}}
    for command in ("account.preview_parameters", "account.set_parameters"):
        assert say(bridge, command, wanted)["error"]["code"] == "vault.no_such_account"


def test_a_link_is_added_with_the_names_and_parameters_that_the_user_gave_it(
    bridge: Bridge,
) -> None:
    given_names = {"issuer": " Acme\tInc ", "name": "bob"}
    added = ask(bridge, "account.add", {"uri": URI, **given_names, "parameters": {"kind": "totp"}})
    found = details(bridge, added["account_id"])
    assert (found["issuer"], found["name"], found["algorithm"]) == ("Acme Inc", "bob", "SHA1")


def test_a_scan_result_is_previewed_with_other_parameters(bridge: Bridge) -> None:
    pasted = ask(bridge, "scan.paste", {"text": URI})
    found_id = pasted["found"][0]["id"]
    wanted = {"found": found_id, "parameters": {"kind": "totp", "digits": 8}}
    row = ask(bridge, "account.preview_parameters", wanted)["row"]
    key = Key(secret=b"12345678901234567890", digits=8)
    assert row["codes"][0] == otp.totp(key, NOW_UNIX)
    added = ask(bridge, "account.add", {**wanted, "issuer": "Mine"})
    found = details(bridge, added["account_id"])
    assert (found["issuer"], found["digits"], found["algorithm"]) == ("Mine", 8, "SHA1")
