"""The organization's policy: what it forbids, and how a vault is made to comply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kakomi import policy, policy_conformity, policy_reader, site
from kakomi.account_details import AccountDetails
from kakomi.account_preset import with_preset
from kakomi.policy import NONE, Policy, Preset
from kakomi.policy_conformity import DAY_S, VaultFacts
from kakomi.rules import LockRules

if TYPE_CHECKING:
    from kakomi.site import Origin


def page(address: str) -> Origin:
    found = site.parse(address)
    assert found is not None
    return found


def test_a_computer_without_policy_has_no_rules() -> None:
    reading = policy_reader.read({})
    assert (reading.policy, reading.given) == (NONE, frozenset())
    assert policy.may_fill(NONE, page("https://a.example"))
    assert policy.may_sync(NONE, "browser")


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
        for sync in policy.FIELD_AND_KEY["Sync"][1].choices
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


NOTHING = VaultFacts()


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


def test_a_passphrase_is_weak_only_if_it_was_found_too_short_and_still_exists() -> None:
    def missing(**facts: bool) -> tuple[str, ...]:
        return policy_conformity.duties(NONE, VaultFacts(**facts))

    assert missing(has_passphrase=True) == ()
    assert missing(has_passphrase=True, has_weak_passphrase=True) == ("passphrase_weak",)
    assert missing(has_weak_passphrase=True) == ()


def test_the_switches_that_the_policy_sets_are_named() -> None:
    screen, browser = Policy(lock_with_screen=True), Policy(lock_with_browser=True)
    assert policy_conformity.locked_rules(NONE) == ()
    assert policy_conformity.locked_rules(screen) == ("at_screen_lock",)
    assert policy_conformity.locked_rules(browser) == ("at_browser_close",)


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
