"""The organization's policy: how it is read, how a vault is made to comply, and what it forbids."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import policy, policy_check, policy_conformity, site
from kakomi.account_details import AccountDetails
from kakomi.account_preset import with_preset
from kakomi.policy import NONE, Policy, Preset
from kakomi.policy_conformity import DAY_S, VaultFacts
from kakomi.rules import LockRules

if TYPE_CHECKING:
    from kakomi.site import Origin

KEYS = {key.name: key for key in policy.KEYS}
FIELDS = {policy.key_name(each.name): each.name for each in fields(Policy)}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def page(address: str) -> Origin:
    found = site.parse(address)
    assert found is not None
    return found


def value_of(reading: policy.Reading, name: str) -> Any:
    return getattr(reading.policy, FIELDS[name])


def faults(reading: policy.Reading) -> list[tuple[str, str]]:
    return [(each.where, each.fault) for each in reading.problems]


def test_a_computer_without_policy_has_no_rules() -> None:
    reading = policy.read({})
    assert (reading.policy, reading.given) == (NONE, frozenset())
    assert policy.may_fill(NONE, page("https://a.example"))
    assert policy.may_sync(NONE, "browser")


@pytest.mark.parametrize("key", policy.KEYS, ids=lambda key: key.name)
def test_the_example_of_each_policy_is_read_without_a_problem(key: policy.Key) -> None:
    reading = policy.read({key.name: key.example})
    assert not reading.problems
    assert reading.given == {key.name}
    assert value_of(reading, key.name) != key.default or key.name == "GraceDays"
    assert reading.known == {key.name: key.example}


@pytest.mark.parametrize("key", policy.KEYS, ids=lambda key: key.name)
@pytest.mark.parametrize("wrong", [None, {"a": 1}, [[]], 7.5, "\x00", [3]])
def test_a_value_that_can_not_be_read_never_counts_as_no_rule(key: policy.Key, wrong: Any) -> None:
    reading = policy.read({key.name: wrong})
    assert reading.problems
    assert value_of(reading, key.name) == key.strictest
    kept = policy.read({key.name: wrong}, {key.name: key.example})
    last = value_of(policy.read({key.name: key.example}), key.name)
    if key.kind in ("sites", "presets") and isinstance(wrong, list) and key.strictest == ():
        last = ()  # a list that permits or adds: what of it can't be read is left out
    assert value_of(kept, key.name) == last


def test_if_nothing_can_be_read_the_last_known_values_apply() -> None:
    known = {"PaperForbidden": True, "Contact": "ext. 1234"}
    reading = policy.read(None, known)
    assert (reading.policy.paper_forbidden, reading.policy.contact) == (True, "ext. 1234")
    assert policy.read(None).policy == NONE, "nobody ever set anything here"


@pytest.mark.parametrize(
    ("name", "written", "applies"),
    [
        ("LockAfterMinutesMax", 0, 1),
        ("LockAfterMinutesMax", 100_000, 1440),
        ("PassphraseMinLength", 500, 64),
        ("GraceDays", -3, 0),
    ],
)
def test_a_number_out_of_bounds_counts_as_the_nearest_bound(
    name: str, written: int, applies: int
) -> None:
    reading = policy.read({name: written}, {name: 9})
    assert value_of(reading, name) == applies
    assert faults(reading) == [(name, "range")]


def test_an_entry_that_permits_is_left_out_and_one_that_forbids_brings_the_last_list_back() -> None:
    good, bad = "bank.example", "https://"
    only = policy.read({"FillOnlyOn": [good, bad]})
    assert only.policy.fill_only_on == (good,)
    assert faults(only) == [("FillOnlyOn[1]", "site")]
    forbidden = policy.read({"FillForbiddenOn": [good, bad]}, {"FillForbiddenOn": ["old.example"]})
    assert forbidden.policy.fill_forbidden_on == ("old.example", good)
    never_known = policy.read({"FillForbiddenOn": [good, bad]})
    assert never_known.policy.fill_forbidden_on == ("*", good)


def test_a_misspelled_name_is_told_with_the_name_that_is_meant() -> None:
    reading = policy.read({"PlainExportForbiden": True})
    assert faults(reading) == [("PlainExportForbiden", "unknown")]
    assert policy_check.meant("PlainExportForbiden") == "PlainExportForbidden"
    assert policy_check.meant("passphrase_required") == "PassphraseRequired"
    assert policy_check.meant("ExtensionInstallForcelist") == ""


@given(st.dictionaries(st.sampled_from(sorted(KEYS)), JSON), st.dictionaries(st.text(), JSON))
def test_whatever_is_written_is_read_or_told_and_what_applies_reads_back(
    values: dict[str, Any], known: dict[str, Any]
) -> None:
    reading = policy.read(values, known)
    assert reading.given == values.keys()
    again = policy.read(reading.known)
    assert (again.policy, again.problems) == (reading.policy, ())
    json.dumps(reading.known)


@given(st.text())
def test_the_checker_answers_any_text(text: str) -> None:
    checked = policy_check.check(text)
    assert (checked.form == "") == (checked.line > 0)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("values", {"PaperForbidden": True}),
        ("file", {"3rdparty": {"extensions": {"x": {"a": 1}, "abc": {"PaperForbidden": True}}}}),
        ("console", {"PaperForbidden": {"Value": True}}),
    ],
)
def test_the_checker_knows_the_forms_in_which_a_policy_is_written(form: str, text: object) -> None:
    checked = policy_check.check(json.dumps(text))
    assert (checked.form, checked.reading.policy) == (form, Policy(paper_forbidden=True))


def test_the_checker_says_in_which_line_it_ceases_to_be_json() -> None:
    checked = policy_check.check('{\n "PaperForbidden": true,\n "Contact": yes\n}')
    assert (checked.form, checked.line) == ("", 3)
    assert policy_check.check("[" * 100_000).form == ""
    assert policy_check.check('{"3rdparty": {}}').form == "other"


SITES = {
    "console.example.com": (True, True, False, True),
    "https://console.example.com": (True, False, False, True),
    "https://console.example.com:8443": (False, True, False, False),
    "example.com": (True, True, False, True),
    "*": (True, True, True, True),
}


@pytest.mark.parametrize("pattern", SITES)
def test_a_pattern_fits_its_host_and_the_hosts_below_it(pattern: str) -> None:
    pages = (
        "https://console.example.com",
        "https://console.example.com:8443",
        "https://console.example.com.evil.example",
        "https://a.console.example.com",
    )
    assert tuple(policy.is_listed(page(p), (pattern,)) for p in pages) == SITES[pattern]
    assert not policy.is_listed(page("https://notexample.com"), ("example.com",))


def test_forbidden_sites_win_and_an_empty_list_permits_nothing() -> None:
    rules = Policy(fill_only_on=("example.com",), fill_forbidden_on=("bad.example.com",))
    assert policy.may_fill(rules, page("https://example.com"))
    assert not policy.may_fill(rules, page("https://bad.example.com"))
    assert not policy.may_fill(rules, page("https://other.example"))
    assert not policy.may_fill(Policy(fill_only_on=()), page("https://example.com"))


def test_ways_of_synchronizing() -> None:
    ways = {
        sync: tuple(policy.may_sync(Policy(sync=sync), way) for way in ("browser", "folder"))
        for sync in KEYS["Sync"].choices
    }  # fmt: skip
    assert ways == {
        "allowed": (True, True),
        "required": (True, True),
        "forbidden": (False, False),
        "folder_only": (False, True),
    }


def test_a_preset_completes_an_account_and_replaces_nothing() -> None:
    preset = Preset(
        issuer="Mihari Console",
        site="https://console.example.com",
        help_url="https://help.example",
        emergency_url="https://console.example.com/lost",
        note="ext. 1234",
    )
    rules = Policy(presets=(preset,))
    assert policy.preset_of(rules, " mihari console ") is preset
    assert policy.preset_of(rules, "") is None
    done = with_preset(AccountDetails(note="mine"), preset)
    assert [each.origin for each in done.sites] == ["https://console.example.com"]
    assert (done.note, done.emergency_link) == ("mine", preset.emergency_url)
    assert with_preset(AccountDetails(), preset).note == "ext. 1234\nhttps://help.example"


NOTHING = VaultFacts(
    has_passphrase=False,
    has_weak_passphrase=False,
    has_passkey=False,
    has_automatic_backup=False,
    has_sync=False,
)


def test_a_duty_has_a_deadline_from_the_day_it_was_first_seen() -> None:
    required = Policy(passphrase_required=True, automatic_backup_required=True, sync="required")
    assert policy_conformity.duties(required, NOTHING) == ("passphrase", "backup", "sync")
    rules = Policy(passphrase_required=True, grace_days=3, automatic_backup_required=True)
    missing = policy_conformity.duties(rules, NOTHING)
    assert missing == ("passphrase", "backup")
    seen = policy_conformity.with_seen({}, missing, 1_000)
    later = policy_conformity.with_seen(seen, missing, 1_000 + 2 * DAY_S)
    assert later == seen, "the deadline does not move"
    [first, _] = policy_conformity.due(rules, seen, 1_000 + 3 * DAY_S - 1)
    assert (first.deadline_unix, first.is_overdue) == (1_000 + 3 * DAY_S, False)
    assert policy_conformity.due(rules, seen, 1_000 + 3 * DAY_S)[0].is_overdue
    assert policy_conformity.with_seen(seen, ("backup",), 5_000) == {"backup": 1_000}
    assert policy_conformity.with_seen({"backup": 9_000}, ("backup",), 5_000) == {"backup": 5_000}


def test_rules_of_the_lock_become_as_strict_as_the_policy_and_no_laxer() -> None:
    lax = LockRules(after_minutes=None, at_screen_lock=False, at_browser_close=False)
    rules = Policy(lock_after_minutes_max=10, lock_with_screen=True, lock_with_browser=True)
    strict = policy_conformity.with_policy(lax, rules)
    assert (strict.after_minutes, strict.at_screen_lock, strict.at_browser_close) == (
        10,
        True,
        True,
    )
    stricter = LockRules(after_minutes=5)
    assert policy_conformity.with_policy(stricter, rules).after_minutes == 5
    assert policy_conformity.with_policy(lax, NONE) == lax


@pytest.mark.parametrize("folder", ["../x", "/x", "a//b", "a/..", "C:\\x", "a:b", "~", "a."])
def test_a_folder_outside_the_download_folder_is_not_taken(folder: str) -> None:
    reading = policy.read({"AutomaticBackupFolder": folder})
    assert (reading.policy.automatic_backup_folder, faults(reading)) == (
        "",
        [("AutomaticBackupFolder", "text")],
    )
    assert not policy.read({"AutomaticBackupFolder": "Firma/Kakomi 2"}).problems
