"""How the organization's policy is read: it fails closed."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import policy, policy_reader
from kakomi.policy import NONE, Policy

KEYS = {key.name: key for key in policy.KEYS}
FIELDS = {policy.key_name(each.name): each.name for each in fields(Policy)}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def value_of(reading: policy_reader.Reading, name: str) -> Any:
    return getattr(reading.policy, FIELDS[name])


def faults(reading: policy_reader.Reading) -> list[tuple[str, str]]:
    return [(each.where, each.fault) for each in reading.problems]


@pytest.mark.parametrize("key", policy.KEYS, ids=lambda key: key.name)
def test_the_example_of_each_policy_is_read_without_a_problem(key: policy.Key) -> None:
    reading = policy_reader.read({key.name: key.example})
    assert not reading.problems
    assert reading.given == {key.name}
    assert value_of(reading, key.name) != key.default or key.name == "GraceDays"
    assert reading.known == {key.name: key.example}


@pytest.mark.parametrize("key", policy.KEYS, ids=lambda key: key.name)
@pytest.mark.parametrize("wrong", [None, {"a": 1}, [[]], 7.5, "\x00", [3]])
def test_a_value_that_can_not_be_read_never_counts_as_no_rule(key: policy.Key, wrong: Any) -> None:
    reading = policy_reader.read({key.name: wrong})
    assert reading.problems
    assert value_of(reading, key.name) == key.strictest
    kept = policy_reader.read({key.name: wrong}, {key.name: key.example})
    last = value_of(policy_reader.read({key.name: key.example}), key.name)
    if key.kind in ("sites", "presets") and isinstance(wrong, list) and key.strictest == ():
        last = ()  # a list that permits or adds: what of it can't be read is left out
    assert value_of(kept, key.name) == last


def test_if_nothing_can_be_read_the_last_known_values_apply() -> None:
    known = {"PaperForbidden": True, "Contact": "ext. 1234"}
    reading = policy_reader.read(None, known)
    assert (reading.policy.paper_forbidden, reading.policy.contact) == (True, "ext. 1234")
    assert policy_reader.read(None).policy == NONE, "nobody ever set anything here"


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
    reading = policy_reader.read({name: written}, {name: 9})
    assert value_of(reading, name) == applies
    assert faults(reading) == [(name, "range")]


def test_an_entry_that_permits_is_left_out_and_one_that_forbids_brings_the_last_list_back() -> None:
    good, bad = "bank.example", "https://"
    only = policy_reader.read({"FillOnlyOn": [good, bad]})
    assert only.policy.fill_only_on == (good,)
    assert faults(only) == [("FillOnlyOn[1]", "site")]
    forbidden = policy_reader.read(
        {"FillForbiddenOn": [good, bad]}, {"FillForbiddenOn": ["old.example"]}
    )
    assert forbidden.policy.fill_forbidden_on == ("old.example", good)
    never_known = policy_reader.read({"FillForbiddenOn": [good, bad]})
    assert never_known.policy.fill_forbidden_on == ("*", good)


@given(st.dictionaries(st.sampled_from(sorted(KEYS)), JSON), st.dictionaries(st.text(), JSON))
def test_whatever_is_written_is_read_or_told_and_what_applies_reads_back(
    values: dict[str, Any], known: dict[str, Any]
) -> None:
    reading = policy_reader.read(values, known)
    assert reading.given == values.keys()
    again = policy_reader.read(reading.known)
    assert (again.policy, again.problems) == (reading.policy, ())
    json.dumps(reading.known)


@pytest.mark.parametrize("folder", ["../x", "/x", "a//b", "a/..", "C:\\x", "a:b", "~", "a."])
def test_a_folder_outside_the_download_folder_is_not_taken(folder: str) -> None:
    reading = policy_reader.read({"AutomaticBackupFolder": folder})
    assert (reading.policy.automatic_backup_folder, faults(reading)) == (
        "",
        [("AutomaticBackupFolder", "text")],
    )
    assert not policy_reader.read({"AutomaticBackupFolder": "Firma/Kakomi 2"}).problems
