"""The checker of policies that an administrator pastes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import policy_check, policy_reader
from kakomi.policy import Policy


def test_a_misspelled_name_is_told_with_the_name_that_is_meant() -> None:
    reading = policy_reader.read({"PlainExportForbiden": True})
    assert [(each.where, each.fault) for each in reading.problems] == [
        ("PlainExportForbiden", "unknown")
    ]
    assert policy_check.meant("PlainExportForbiden") == "PlainExportForbidden"
    assert policy_check.meant("passphrase_required") == "PassphraseRequired"
    assert policy_check.meant("ExtensionInstallForcelist") == ""


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
