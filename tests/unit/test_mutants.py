"""The ``mutants`` campaign: faults are noticed, a test that checks nothing is found out."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest
from campaigns import mutants
from campaigns.mutant_areas import AREAS, EQUIVALENT, UNIT, modules_of
from campaigns.mutants import Mutant, Outcome

if TYPE_CHECKING:
    from pathlib import Path

STEP = ("kakomi.otp", "step", "return at_unix // period_s", "return at_unix / period_s")
COUNT = ("kakomi.otp", "codes", "if count <= 0:", "if count < 0:")
NO_CHECK = """
from kakomi import otp

def test_a_step_is_asked_for_and_not_looked_at():
    otp.step(59, 30)
"""


@cache
def mutant(module: str, function: str, before: str, after: str) -> Mutant:
    changed = (each for each in mutants.mutants_of(module, function) if each.before == before)
    return next(each for each in changed if each.after == after)


def test_a_fault_is_noticed() -> None:
    assert mutants.trial(mutant(*STEP), [UNIT / "test_otp.py"]) is Outcome.NOTICED


def test_a_fault_is_unnoticed_by_a_test_that_checks_nothing(tmp_path: Path) -> None:
    test = tmp_path / "test_nothing.py"
    test.write_text(NO_CHECK, "utf-8")
    assert mutants.trial(mutant(*STEP), [test]) is Outcome.UNNOTICED
    mutants.check_unchanged([test])


def test_a_test_run_that_does_not_end_is_timed_out(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="the system can't limit the processor's time")
    test = tmp_path / "test_endless.py"
    test.write_text("def test_endless():\n    while True:\n        pass\n", "utf-8")
    assert mutants.trial(mutant(*STEP), [test], cpu_s=2) is Outcome.TIMED_OUT


def test_tests_that_fail_or_are_missing_without_a_fault_end_the_campaign(tmp_path: Path) -> None:
    test = tmp_path / "test_red.py"
    test.write_text("def test_red():\n    assert False\n", "utf-8")
    with pytest.raises(RuntimeError, match="without a fault"):
        mutants.check_unchanged([test])
    with pytest.raises(RuntimeError, match="pytest ended with 4"):
        mutants.trial(mutant(*STEP), [tmp_path / "test_missing.py"])


def test_the_same_seed_draws_the_same_mutants() -> None:
    drawn = mutants.draw(8, 3, ["scan", "sheet"])
    assert [str(each) for _, each in drawn] == [
        str(each) for _, each in mutants.draw(8, 3, ["scan", "sheet"])
    ]
    assert len({each for _, each in drawn}) == 8
    assert [area for area, _ in drawn].count("sheet") == 2


def test_every_module_of_an_area_has_its_tests() -> None:
    for name, area in AREAS.items():
        assert modules_of(name)
        for module in modules_of(name):
            assert area.tests_of(module), module
        for patterns in area.tests.values():
            for pattern in patterns:
                assert list(UNIT.glob(pattern)), f"{pattern} names no test"


def test_equivalent_mutants_have_a_reason_and_are_not_drawn() -> None:
    assert all(each.reason for each in EQUIVALENT)
    same = Mutant(
        module="kakomi.otp", operator="string", function="_Motp.__init__", line=1,
        before='key.pin.encode("ascii")', after='key.pin.encode("ASCII")', source="",
    )  # fmt: skip
    assert same.is_equivalent
    assert not mutant(*COUNT).is_equivalent


def test_a_share_counts_timed_out_mutants_as_noticed() -> None:
    outcomes = Counter(
        {
            ("scan", Outcome.NOTICED): 5,
            ("scan", Outcome.TIMED_OUT): 1,
            ("sheet", Outcome.UNNOTICED): 2,
        }
    )
    assert mutants.share_lines(outcomes) == [
        "scan      6 of 6 noticed, 1 of them by a time-out",
        "sheet     0 of 2 noticed, 0 of them by a time-out",
        "all       6 of 8 noticed, 1 of them by a time-out",
    ]
