"""What the commands refuse under a policy, and how a vault is made to comply, with fake ports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.bridge import Bridge
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.vault.slots import Cost
from kakomi.vault.store import VaultStore
from support.fake_ports import FakePorts, ask, say
from support.page_fields import field as input_field
from support.page_fields import survey as page_survey

if TYPE_CHECKING:
    from collections.abc import Mapping

ACME = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
BETA = "otpauth://totp/Beta:bob?secret=KRSXG5CTMVRXEZLU&issuer=Beta"
PASSPHRASE = "correct horse battery"
CHEAP = Cost(memory_kib=8 * 1024, passes=1, lanes=1)
DAY_MS = 86_400_000


@pytest.fixture
def bridge(ports: FakePorts) -> Bridge:
    bridge = Bridge(ports.environment(), VaultStore(ports.environment(), KEPT_ON_LOCK, CHEAP))
    ask(bridge, "account.add", {"uri": ACME})
    return bridge


def refused(
    bridge: Bridge, command: str, args: Mapping[str, object] | None = None
) -> tuple[str, str]:
    error = say(bridge, command, args)["error"]
    return error["code"], error["where"]


def due(bridge: Bridge) -> list[tuple[str, int, bool]]:
    found = ask(bridge, "policy.read")["due"]
    return [(each["duty"], each["days_left"], each["is_overdue"]) for each in found]


def test_without_a_policy_nothing_is_stored_or_said(ports: FakePorts, bridge: Bridge) -> None:
    reported = ask(bridge, "policy.read")
    assert (reported["managed"], reported["forbidden"], reported["due"]) == (False, [], [])
    assert "policy.state" not in ports.primary.texts


WAYS_OUT: dict[str, tuple[str, dict[str, Any]]] = {
    "plain_export": ("PlainExportForbidden", {"format": "aegis"}),
    "paper": ("PaperForbidden", {"format": "paper"}),
    "qr_display": ("QrDisplayForbidden", {"format": "otpauth", "shows_qr": True}),
    "transfer_codes": ("TransferCodesForbidden", {"format": "google"}),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_each_way_out_is_closed_by_its_own_policy(
    ports: FakePorts, bridge: Bridge, way: str
) -> None:
    [row] = ask(bridge, "sheet.read")["rows"]
    requests = {
        each: {**request, **({"ids": [row["id"]]} if each == "qr_display" else {})}
        for each, (_, request) in WAYS_OUT.items()
    }
    name = WAYS_OUT[way][0]
    ports.managed.values = {name: True}
    assert ask(bridge, "policy.read")["forbidden"] == [way]
    for each, request in requests.items():
        if each == way:
            assert refused(bridge, "backup.export", request) == ("policy.forbids", name)
        else:
            ask(bridge, "backup.export", request)
    ask(bridge, "backup.export", {"format": "kakomi", "passphrase": PASSPHRASE})
    ports.managed.values = {}
    ask(bridge, "backup.export", requests[way])


def test_a_code_of_one_account_is_no_way_to_export_all(bridge: Bridge) -> None:
    request = {"format": "otpauth", "shows_qr": True}
    assert refused(bridge, "backup.export", request) == ("request.malformed", "args.ids")


def test_an_unreadable_policy_counts_as_it_was_last_known(ports: FakePorts, bridge: Bridge) -> None:
    ports.managed.values = {"PaperForbidden": True}
    ask(bridge, "policy.read")
    ports.managed.values = None
    reported = ask(bridge, "policy.read")
    assert (reported["is_last_known"], reported["forbidden"]) == (True, ["paper"])
    assert refused(bridge, "backup.export", {"format": "paper"})[0] == "policy.forbids"
    ports.managed.values = {"PaperForbidden": "no"}
    reported = ask(bridge, "policy.read")
    assert reported["forbidden"] == ["paper"]
    assert reported["problems"] == [{"where": "PaperForbidden", "fault": "type", "meant": ""}]


def test_a_passphrase_is_asked_for_with_a_deadline_and_nobody_is_locked_out(
    ports: FakePorts, bridge: Bridge
) -> None:
    ports.managed.values = {"PassphraseRequired": True, "GraceDays": 7}
    assert due(bridge) == [("passphrase", 7, False)]
    ask(bridge, "account.add", {"uri": BETA})
    sheet = ask(bridge, "sheet.read")
    assert sheet["reminder"]["kind"] == "policy"
    assert sheet["reminder"]["due"]["duty"] == "passphrase"
    ports.clock.unix_ms += 7 * DAY_MS
    assert due(bridge) == [("passphrase", 0, True)]
    assert refused(bridge, "account.add", {"uri": ACME}) == ("policy.overdue", "account")
    rows = ask(bridge, "sheet.read")["rows"]
    assert len(rows) == 2
    assert all(row["codes"] for row in rows), "the codes stay"
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    assert due(bridge) == []
    ask(bridge, "account.add", {"uri": ACME})
    assert refused(bridge, "vault.unprotect") == ("policy.forbids", "PassphraseRequired")


def test_a_passphrase_must_be_as_long_and_as_strong_as_the_policy_says(
    ports: FakePorts, bridge: Bridge
) -> None:
    ports.managed.values = {"PassphraseMinLength": 12, "PassphraseMinStrength": 3}
    protect = "vault.protect"
    short = {"passphrase": "eleven char", "strength": 4}
    assert refused(bridge, protect, short) == ("policy.passphrase", "PassphraseMinLength")
    for strength in ({}, {"strength": 2}):
        weak = {"passphrase": PASSPHRASE, **strength}
        assert refused(bridge, protect, weak) == ("policy.passphrase", "PassphraseMinStrength")
    ask(bridge, protect, {"passphrase": PASSPHRASE, "strength": 3})


def test_a_passphrase_without_an_estimate_counts_as_the_weakest(
    ports: FakePorts, bridge: Bridge
) -> None:
    ports.managed.values = {"PassphraseMinLength": 1, "PassphraseMinStrength": 1}
    for strength in ({}, {"strength": 0}):
        weak = {"passphrase": PASSPHRASE, **strength}
        assert refused(bridge, "vault.protect", weak)[1] == "PassphraseMinStrength"
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE, "strength": 1})
    ports.managed.values = {"PassphraseMinLength": 1, "PassphraseMinStrength": 0}
    for strength in ({}, {"strength": 0}):
        ask(bridge, "vault.protect", {"passphrase": PASSPHRASE, **strength})


def test_a_passphrase_that_was_set_before_the_rule_is_noticed_when_it_opens_the_vault(
    ports: FakePorts, bridge: Bridge
) -> None:
    ask(bridge, "vault.protect", {"passphrase": "short one"})
    ask(bridge, "vault.lock")
    ports.managed.values = {"PassphraseMinLength": 14}
    assert ask(bridge, "vault.unlock", {"passphrase": "short one"})["state"] == "open"
    assert due(bridge) == [("passphrase_weak", 14, False)]
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    assert due(bridge) == []


def test_passkeys_are_forbidden_or_required(ports: FakePorts, bridge: Bridge) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    passkey = {"credential": "AAAA", "salt": "A" * 43, "output": "A" * 43}
    ports.managed.values = {"Passkeys": "forbidden"}
    assert refused(bridge, "vault.add_passkey", passkey) == ("policy.forbids", "Passkeys")
    ports.managed.values = {"Passkeys": "required"}
    assert due(bridge) == [("passkey", 14, False)]
    slots = ask(bridge, "vault.add_passkey", passkey)["slots"]
    assert due(bridge) == []
    [slot] = [each for each in slots if each["kind"] == "passkey"]
    removal = {"id": slot["id"]}
    assert refused(bridge, "vault.remove_slot", removal) == ("policy.forbids", "Passkeys")
    ports.managed.values = {"Passkeys": "forbidden"}
    assert due(bridge) == [("passkey_remove", 14, False)]
    ask(bridge, "vault.remove_slot", removal)
    assert due(bridge) == []


def test_the_required_passphrase_is_not_removed(ports: FakePorts, bridge: Bridge) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    ports.managed.values = {"PassphraseRequired": True}
    [slot] = [s for s in ask(bridge, "vault.status")["slots"] if s["kind"] == "passphrase"]
    expected = ("policy.forbids", "PassphraseRequired")
    assert refused(bridge, "vault.remove_slot", {"id": slot["id"]}) == expected


def test_an_open_vault_is_brought_to_the_rules_of_the_lock_at_once(
    ports: FakePorts, bridge: Bridge
) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    lax = {"after_minutes": None, "at_screen_lock": False, "at_browser_close": False}
    ask(bridge, "vault.set_rules", lax)
    ports.managed.values = {
        "LockAfterMinutesMax": 10,
        "LockWithScreen": True,
        "LockWithBrowser": True,
    }
    ask(bridge, "policy.refresh", caller="worker")
    rules = ask(bridge, "vault.status")["rules"]
    assert {name: rules[name] for name in lax} == {
        "after_minutes": 10,
        "at_screen_lock": True,
        "at_browser_close": True,
    }
    for name, value, key in (
        ("after_minutes", 11, "LockAfterMinutesMax"),
        ("after_minutes", None, "LockAfterMinutesMax"),
        ("at_screen_lock", False, "LockWithScreen"),
        ("at_browser_close", False, "LockWithBrowser"),
    ):
        wanted = {**rules, name: value}
        assert refused(bridge, "vault.set_rules", wanted) == ("policy.forbids", key)
    assert (
        ask(bridge, "vault.set_rules", {**rules, "after_minutes": 5})["rules"]["after_minutes"] == 5
    )


def test_a_locked_vault_is_brought_to_the_rules_when_it_is_unlocked(
    ports: FakePorts, bridge: Bridge
) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    ask(bridge, "vault.lock")
    ports.managed.values = {"LockAfterMinutesMax": 3}
    ask(bridge, "policy.refresh", caller="worker")
    opened = ask(bridge, "vault.unlock", {"passphrase": PASSPHRASE})
    assert (opened["state"], opened["rules"]["after_minutes"]) == ("open", 3)


def test_a_vault_without_a_lock_can_still_change_its_other_rules(
    ports: FakePorts, bridge: Bridge
) -> None:
    ports.managed.values = {"LockWithBrowser": True}
    rules = ask(bridge, "vault.status")["rules"]
    ask(bridge, "vault.set_rules", {**rules, "close_after_copy": True})


def test_required_backups_begin_once_the_vault_can_be_opened_elsewhere(
    ports: FakePorts, bridge: Bridge
) -> None:
    ports.managed.values = {
        "AutomaticBackupRequired": True,
        "AutomaticBackupFolder": "Firma/Kakomi",
    }
    assert due(bridge) == [("backup", 14, False)]
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    assert due(bridge) == []
    assert ports.downloads.files
    assert ports.downloads.folder == "Firma/Kakomi"
    ports.backup_folder.name = "Stick"
    assert not ask(bridge, "backup.status")["may_choose_folder"]
    assert refused(bridge, "backup.use_folder") == ("policy.forbids", "AutomaticBackupFolder")
    ask(bridge, "backup.set_automatic", {"on": True, "keep": 4})
    assert ports.backup_folder.files == {}, "the organization's folder comes first"
    turned_off = {"on": False, "keep": 5}
    expected = ("policy.forbids", "AutomaticBackupRequired")
    assert refused(bridge, "backup.set_automatic", turned_off) == expected
    ask(bridge, "backup.set_automatic", {"on": True, "keep": 5})


def test_codes_are_filled_in_only_where_the_policy_allows(ports: FakePorts, bridge: Bridge) -> None:
    [row] = ask(bridge, "sheet.read")["rows"]
    site = {"id": row["id"], "sites": ["https://acme.example"]}
    ask(bridge, "account.edit", site)
    ports.code_fields.surveys = [
        page_survey(input_field(autocomplete="one-time-code"), url="https://acme.example/")
    ]
    filling = {"id": row["id"], "tab_id": 7}
    assert ask(bridge, "account.fill", filling)["state"] == "filled"
    for values in ({"FillForbiddenOn": ["acme.example"]}, {"FillOnlyOn": ["beta.example"]}):
        ports.managed.values = values
        reply = ask(bridge, "account.fill", {**filling, "confirmed": True})
        assert (reply["state"], reply["reason"]) == ("refused", "policy")
    assert len(ports.code_fields.filled) == 1
    ports.managed.values = {"FillOnlyOn": ["acme.example"]}
    assert ask(bridge, "account.fill", filling)["state"] == "filled"


def test_a_scanned_account_of_the_console_is_right_at_once(
    ports: FakePorts, bridge: Bridge
) -> None:
    ports.managed.values = {
        "Presets": [
            {
                "Issuer": "Beta",
                "Site": "https://beta.example",
                "Note": "ext. 1234",
                "EmergencyUrl": "https://beta.example/lost",
            }
        ]
    }
    added = ask(bridge, "account.add", {"uri": BETA})
    details = ask(bridge, "account.details", {"id": added["account_id"]})
    assert [each["host"] for each in details["sites"]] == ["beta.example"]
    assert (details["note"], details["emergency_link"]) == (
        "ext. 1234",
        "https://beta.example/lost",
    )


def test_the_checker_says_what_a_policy_does_and_what_a_user_will_see(bridge: Bridge) -> None:
    text = json.dumps({"PassphraseRequired": True, "PaperForbiden": True, "GraceDays": 200})
    reported = ask(bridge, "policy.check", {"text": text})
    assert reported["form"] == "values"
    assert reported["policies"] == [
        {"name": "PassphraseRequired", "value": True},
        {"name": "GraceDays", "value": 90},
    ]
    assert reported["problems"] == [
        {"where": "PaperForbiden", "fault": "unknown", "meant": "PaperForbidden"},
        {"where": "GraceDays", "fault": "range", "meant": ""},
    ]
    assert reported["preview"]["forbidden"] == ["no_passphrase"]
    assert [(each["duty"], each["days_left"]) for each in reported["preview"]["due"]] == [
        ("passphrase", 90)
    ]
    assert ask(bridge, "policy.read")["managed"] is False, "a check changes nothing"


@pytest.mark.parametrize(
    ("policy", "duties"),
    [
        (
            {
                "PassphraseRequired": True,
                "Passkeys": "required",
                "AutomaticBackupRequired": True,
                "Sync": "required",
            },
            ["passphrase", "passkey", "backup", "sync"],
        ),
        ({"Passkeys": "forbidden", "PassphraseMinLength": 20}, []),
    ],
)
def test_the_checker_tells_the_duties_of_a_new_vault(
    bridge: Bridge, policy: dict[str, object], duties: list[str]
) -> None:
    preview = ask(bridge, "policy.check", {"text": json.dumps(policy)})["preview"]
    assert [each["duty"] for each in preview["due"]] == duties
