"""Several accounts are marked in one save, and one undo restores the old marks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi.account import Account
from kakomi.account_details import AccountDetails
from kakomi.bridge import Bridge
from kakomi.errors import AccountNotFound, DetailsTooLong
from kakomi.otp_key import Key
from kakomi.vault import bulk_edit, vault
from kakomi.vault.bulk_edit import BulkChange
from kakomi.vault.vault import Vault
from support.fake_ports import FakePorts, ask, say

NOW = 1_700_000_000
_GROUPS = st.lists(st.sampled_from(["work", "home", "bank"]), unique=True).map(tuple)
_ACCOUNTS = st.builds(
    lambda groups, pinned, removed: (groups, pinned, removed),
    _GROUPS,
    st.booleans(),
    st.sampled_from([None, 5, NOW]),
)
_CHANGES = st.builds(
    BulkChange,
    add_groups=_GROUPS,
    remove_groups=_GROUPS,
    pinned=st.sampled_from([None, True, False]),
    hidden=st.sampled_from([None, True, False]),
    removed=st.sampled_from([None, True, False]),
)


def vault_of(marks: list[tuple[tuple[str, ...], bool, int | None]]) -> Vault:
    accounts = tuple(
        Account(
            id=f"a{index}",
            key=Key(secret=b"12345"),
            added_at_unix=1,
            removed_at_unix=removed,
            details=AccountDetails(groups=groups, pinned=pinned, note="kept"),
        )
        for index, (groups, pinned, removed) in enumerate(marks)
    )
    return Vault(vault_id="v", accounts=accounts)


@given(accounts=st.lists(_ACCOUNTS, min_size=1, max_size=6), change=_CHANGES, data=st.data())
def test_the_chosen_accounts_change_and_one_undo_restores_them(
    accounts: list[Any], change: BulkChange, data: st.DataObject
) -> None:
    before = vault_of(accounts)
    ids = data.draw(st.frozensets(st.sampled_from([a.id for a in before.accounts])))
    after, marks = bulk_edit.edit(before, ids, change, NOW)
    assert {m.id for m in marks} <= ids
    for old, new in zip(before.accounts, after.accounts, strict=True):
        if old.id not in ids:
            assert new == old
            continue
        assert set(change.add_groups) <= set(new.details.groups)
        assert change.pinned in (None, new.details.pinned)
        assert change.hidden in (None, new.details.hidden)
        assert change.removed in (None, new.removed_at_unix is not None)
    stored = [bulk_edit.from_json(bulk_edit.to_json(each)) for each in marks]
    assert bulk_edit.restored(after, stored) == before


def test_an_undo_leaves_alone_what_was_changed_afterwards() -> None:
    before = vault_of([(("work",), False, None)])
    after, marks = bulk_edit.edit(before, {"a0"}, BulkChange(pinned=True), NOW)
    later, _ = bulk_edit.edit(after, {"a0"}, BulkChange(add_groups=("home",)), NOW)
    account = bulk_edit.restored(later, marks).accounts[0]
    assert (account.details.pinned, account.details.groups) == (False, ("work", "home"))
    assert bulk_edit.restored(vault_of([]), marks) == vault_of([])


def test_nothing_changes_if_an_account_is_not_there_or_a_group_does_not_fit() -> None:
    before = vault_of([((), False, None)])
    with pytest.raises(AccountNotFound):
        bulk_edit.edit(before, {"a0", "gone"}, BulkChange(pinned=True), NOW)
    with pytest.raises(DetailsTooLong):
        bulk_edit.edit(before, {"a0"}, BulkChange(add_groups=("x" * 201,)), NOW)
    assert bulk_edit.edit(before, {"a0"}, BulkChange(pinned=False), NOW) == (before, ())


def uri(name: str) -> str:
    return f"otpauth://totp/Acme:{name}?secret=GEZDGNBVGY3TQOJ{name.upper()}&issuer=Acme"


def test_many_accounts_take_one_save_and_one_undo() -> None:
    ports = FakePorts()
    bridge = Bridge(ports.environment())
    ids = [ask(bridge, "account.add", {"uri": uri(n)})["account_id"] for n in "abc"]
    generation = ask(bridge, "vault.status", {})["generation"]
    done = ask(bridge, "account.edit_many", {"ids": ids[:2], "removed": True})
    assert done["changed"] == 2
    assert ask(bridge, "vault.status", {})["generation"] == generation + 1
    assert ask(bridge, "sheet.read", {})["total"] == 1
    ask(bridge, "import.undo", {"undo": done["undo"]})
    assert ask(bridge, "vault.status", {})["generation"] == generation + 2
    assert [row["id"] for row in ask(bridge, "sheet.read", {})["rows"]] == ids
    grouped = {"ids": ids, "add_groups": [" work "], "pinned": True}
    assert ask(bridge, "account.edit_many", grouped)["changed"] == 3
    assert ask(bridge, "account.edit_many", grouped) == {"changed": 0, "undo": None}
    assert ask(bridge, "account.details", {"id": ids[0]})["groups"] == ["work"]
    counted = ask(bridge, "account.groups", {"ids": ids[:2]})["groups"]
    assert counted == [{"name": "work", "count": 2}]
    refused = say(bridge, "account.edit_many", {"ids": ids, "add_groups": ["\n"]})
    assert refused["error"]["code"] == "particulars.invalid"


def test_the_trash_is_emptied_in_one_save() -> None:
    bridge = Bridge(FakePorts().environment())
    ids = [ask(bridge, "account.add", {"uri": uri(n)})["account_id"] for n in "abc"]
    ask(bridge, "account.edit_many", {"ids": ids[1:], "removed": True})
    first, *_ = ask(bridge, "account.removed")["accounts"]
    chosen = {"ids": [first["id"], ask(bridge, "sheet.read")["rows"][0]["id"], "nobody"]}
    assert ask(bridge, "account.empty_trash", chosen) == {"deleted": 1}, "only what is in the trash"
    assert ask(bridge, "account.empty_trash", {}) == {"deleted": 1}
    assert ask(bridge, "account.removed", {})["accounts"] == []
    assert ask(bridge, "account.empty_trash", {}) == {"deleted": 0}
    assert [row["id"] for row in ask(bridge, "sheet.read", {})["rows"]] == ids[:1]


def test_a_vault_without_removed_accounts_is_not_saved_anew() -> None:
    from kakomi.vault import trash

    before = vault_of([((), False, None)])
    assert trash.empty(before)[0] is before
    assert vault.remove(before, "a0", NOW) != before
