"""The order of the list: pins, hidden accounts, sorting, and moves that stay as they are made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi.account import Account, NewAccount
from kakomi.account_details import AccountDetails
from kakomi.bridge import Bridge
from kakomi.errors import AccountNotFound
from kakomi.otp_key import Key
from kakomi.rules import Rules
from kakomi.vault import account_order, groups
from kakomi.vault.vault import Vault
from support.fake_ports import FakePorts, ask

OWN = Rules()


def account(name: str, **details: object) -> Account:
    new = NewAccount(key=Key(secret=name.encode()), issuer=name)
    return new.account(id=name, added_at_unix=1, details=AccountDetails(**details))  # type: ignore[arg-type]


def vault_of(*accounts: Account, rules: Rules = OWN) -> Vault:
    return Vault(vault_id="v", accounts=accounts, rules=rules)


def shown(vault: Vault) -> str:
    return "".join(each.id for each in account_order.listed(vault.present, vault.rules))


def test_pinned_accounts_come_first_and_hidden_ones_last() -> None:
    before = vault_of(
        account("a", hidden=True), account("b"), account("c", pinned=True), account("d")
    )
    assert shown(before) == "cbda"


def test_each_order() -> None:
    accounts = (
        replace(account("b", used_at_unix=9), added_at_unix=1),
        replace(account("c"), added_at_unix=5),
        replace(account("A", used_at_unix=3), added_at_unix=3),
    )
    orders = {"own": "bcA", "name": "Abc", "used": "bAc", "added": "cAb"}
    for order, expected in orders.items():
        rules = Rules(order=order)  # type: ignore[arg-type]
        assert shown(vault_of(*accounts, rules=rules)) == expected


@given(st.data())
def test_a_moved_row_stays_where_it_was_put(data: st.DataObject) -> None:
    flags = data.draw(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=7))
    letters = "abcdefg"
    accounts = [
        replace(account(letters[i], pinned=pinned), removed_at_unix=5 if removed else None)
        for i, (pinned, removed) in enumerate(flags)
    ]
    order = data.draw(st.sampled_from(["own", "name", "used", "added"]))
    before = vault_of(*accounts, rules=Rules(order=order))  # type: ignore[arg-type]
    present = shown(before)
    if len(present) < 2:
        return
    moving = data.draw(st.sampled_from(present))
    others = present.replace(moving, "")
    at = data.draw(st.integers(0, len(others)))
    target = others[at] if at < len(others) else None
    after = account_order.move(before, moving, target, None)
    assert shown(after) == others[:at] + moving + others[at:]
    assert {a.id for a in after.accounts} == {a.id for a in before.accounts}
    removed_places = [a.id if a.removed_at_unix else None for a in before.accounts]
    assert [a.id if a.removed_at_unix else None for a in after.accounts] == removed_places


def test_a_move_across_the_border_pins_or_lets_go() -> None:
    before = vault_of(
        account("p", pinned=True), account("q", pinned=True), account("a"), account("b")
    )
    assert account_order.move(before, "b", "q", None).account("b").details.pinned
    assert not account_order.move(before, "p", "b", None).account("p").details.pinned
    assert account_order.move(before, "p", "a", None).account("p").details.pinned
    assert not account_order.move(before, "b", "a", None).account("b").details.pinned
    assert account_order.move(before, "b", "a", True).account("b").details.pinned


def test_a_move_that_changes_nothing_saves_nothing() -> None:
    before = vault_of(account("a"), account("b"))
    assert account_order.move(before, "a", "b", None) is before
    assert account_order.move(before, "a", "a", None) is before


def test_a_removed_account_is_no_target() -> None:
    before = vault_of(account("a"), replace(account("b"), removed_at_unix=1))
    for moving, target in (("a", "b"), ("b", "a"), ("x", None)):
        with pytest.raises(AccountNotFound):
            account_order.move(before, moving, target, None)


def test_groups_are_renamed_joined_and_removed_everywhere() -> None:
    before = vault_of(
        account("a", groups=("Work", "Home")), account("b", groups=("Work",)), account("c")
    )
    assert groups.names(before.accounts) == ["Home", "Work"]
    joined, count = groups.rename(before, "Work", " Home ")
    assert count == 2
    assert [a.details.groups for a in joined.accounts] == [("Home",), ("Home",), ()]
    without, _ = groups.rename(before, "Work", "")
    assert [a.details.groups for a in without.accounts] == [("Home",), (), ()]
    assert groups.rename(before, "Nobody's", "x") == (before, 0)


def test_uses_are_noted_only_while_accounts_are_sorted_by_use() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    ids = [
        ask(bridge, "account.add", {"uri": f"otpauth://totp/{name}:x?secret={secret}"})[
            "account_id"
        ]
        for name, secret in (("ACME", "JBSWY3DPEHPK3PXP"), ("Bank", "GEZDGNBVGY3TQOJQ"))
    ]
    ask(bridge, "account.use", {"id": ids[1]})
    rules = ask(bridge, "vault.status")["rules"]
    ask(bridge, "vault.set_rules", {**rules, "order": "used"})
    assert [row["id"] for row in ask(bridge, "sheet.read")["rows"]] == ids
    ask(bridge, "account.use", {"id": ids[1]})
    assert [row["id"] for row in ask(bridge, "sheet.read")["rows"]] == ids[::-1]


def test_the_sheet_names_groups_and_hidden_accounts() -> None:
    bridge = Bridge(FakePorts().environment())
    uri = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP"
    account_id = ask(bridge, "account.add", {"uri": uri})["account_id"]
    change = {
        "id": account_id,
        "groups": ["Work"],
        "hidden": True,
        "hides_code": True,
        "pinned": True,
    }
    ask(bridge, "account.edit", change)
    sheet = ask(bridge, "sheet.read")
    assert (sheet["groups"], sheet["hidden"]) == (["Work"], 1)
    row = sheet["rows"][0]
    assert {key: row[key] for key in change} == change
    assert ask(bridge, "account.rename_group", {"group": "Work", "to": "Job"}) == {"accounts": 1}
    assert ask(bridge, "sheet.read")["groups"] == ["Job"]
    details = ask(bridge, "account.details", {"id": account_id})
    assert (details["hidden"], details["hides_code"], details["groups"]) == (True, True, ["Job"])
