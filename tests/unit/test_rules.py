"""The vault's rules, and that adding one touches three files."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from kakomi import rules
from kakomi.errors import VaultDamaged
from kakomi.rules import MAX_MINUTES, LockRules, Rules
from support import changed_source
from tools.paths import EXTENSION

if TYPE_CHECKING:
    from pathlib import Path

# Of the lock, and those beside it.
GROUPS = (None, *(each["group"] for each in (rules.COPYING, rules.LISTING, rules.SHOWING)))


def test_stored_rules_are_read_back() -> None:
    changed = Rules(
        after_minutes=None,
        at_screen_lock=False,
        clear_clipboard=True,
        density="compact",
        order="used",
    )
    assert rules.from_json(json.loads(json.dumps(rules.to_json(changed)))) == changed


def test_an_absent_field_has_its_default() -> None:
    assert rules.from_json({}) == rules.DEFAULT
    assert rules.from_json({"at_screen_lock": False}) == Rules(at_screen_lock=False)


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (None, "rules"),
        ({"unknown": True}, "rules"),
        ({"at_screen_lock": 1}, "rules.at_screen_lock"),
        ({"after_minutes": True}, "rules.after_minutes"),
        ({"after_minutes": 0}, "rules.after_minutes"),
        ({"after_minutes": MAX_MINUTES + 1}, "rules.after_minutes"),
        ({"after_minutes": "15"}, "rules.after_minutes"),
        ({"density": "huge"}, "rules.density"),
        ({"order": True}, "rules.order"),
        ({"code_grouping": 3}, "rules.code_grouping"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(value: object, where: str) -> None:
    with pytest.raises(VaultDamaged) as refused:
        rules.from_json(value)
    assert refused.value.where == where


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_every_switch_has_its_message(locale: str) -> None:
    path = EXTENSION / "_locales" / locale / "messages.json"
    messages = json.loads(path.read_text("utf-8"))
    names = [name for group in GROUPS for name in rules.switches(group)]
    for group in GROUPS:
        for name, values in rules.choices(group).items():
            names += [name, *(f"{name}_{value}" for value in values)]
    assert [n for n in names if f"options_rule_{n}" not in messages] == []


def test_every_rule_is_in_a_group_of_the_options_page() -> None:
    offered = {n for g in GROUPS for n in (*rules.switches(g), *rules.choices(g))}
    assert offered | {"after_minutes"} == {each.name for each in fields(LockRules)}


def test_a_choice_lists_its_default_first() -> None:
    stored = rules.to_json(rules.DEFAULT)
    offered = {n: values for g in GROUPS for n, values in rules.choices(g).items()}
    assert {name: values[0] for name, values in offered.items()} == {n: stored[n] for n in offered}


USE = """
import json
from kakomi.bridge import Bridge
from kakomi.vault import payload
from kakomi.vault.vault import Vault
from support.fake_ports import FakePorts, ask
from tools.generate_types import generated

ports = FakePorts()
bridge = Bridge(ports.environment())
ask(bridge, "account.add", {"uri": "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP"})
before = ask(bridge, "vault.status")["rules"]
ask(bridge, "vault.set_rules", {"at_lid_close": True})
ports.worker_restarts()
old = {"accounts": [], "rules": {"after_minutes": 5, "at_screen_lock": True}}
print(json.dumps({
    "before": before,
    "after": ask(Bridge(ports.environment()), "vault.status")["rules"],
    "old": payload.vault(old, "v", 1).rules.at_lid_close,
    "written": json.loads(payload.dumps(Vault(vault_id="v")))["rules"],
    "files": generated(),
}))
"""


def test_adding_a_setting_touches_its_declaration_and_the_two_languages(tmp_path: Path) -> None:
    """The languages' files hold its message (above); here its one line of code is added."""
    package = changed_source.copied(tmp_path)
    module = package / "rules.py"
    text = module.read_text("utf-8")
    field = "    at_screen_lock: bool = field(default=True, metadata=LOCKING)\n"
    assert text.count(field) == 1
    added = field.replace("at_screen_lock", "at_lid_close").replace("True", "False")
    module.write_text(text.replace(field, f"{field}{added}"))
    found = changed_source.printed(tmp_path, USE)

    assert found["before"]["at_lid_close"] is False
    assert found["after"] == {**found["before"], "at_lid_close": True}
    assert found["old"] is False
    assert found["written"]["at_lid_close"] is False
    assert "at_lid_close: boolean;" in found["files"]["shapes.d.ts"]
    assert '"at_lid_close"' in found["files"]["facts/lock.js"]
