"""Reads the results of test runs from pytest's JUnit XML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# If more than this share of all browser tests fails, they are not retried: that is a real fault.
MAX_RETRIED_SHARE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """One test; ``seconds`` includes its fixtures."""

    __test__ = False  # not a test class

    name: str
    seconds: float
    failed: bool


def read(*files: Path) -> list[TestResult]:
    """Returns the results of all runs whose file exists.

    A test that fails and whose fixture then also fails is in a file twice. It is one result.
    """
    found: dict[str, TestResult] = {}
    for file in files:
        if not file.is_file():
            continue
        # S314: pytest has just written the file.
        for case in ET.parse(file).getroot().iter("testcase"):  # noqa: S314
            name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
            before = found.get(name)
            failed = any(child.tag in ("failure", "error") for child in case)
            found[name] = TestResult(
                name=name,
                seconds=float(case.get("time", 0)) + (before.seconds if before else 0),
                failed=failed or (before is not None and before.failed),
            )
    return list(found.values())


def slowest(results: Iterable[TestResult], count: int = 20) -> list[str]:
    """Returns a line for each of the ``count`` slowest tests, the slowest first."""
    ordered = sorted(results, key=lambda r: r.seconds, reverse=True)[:count]
    return [f"{result.seconds:6.1f} s  {result.name}" for result in ordered]


def retried(results: Sequence[TestResult]) -> tuple[list[str], bool]:
    """Returns the names of the tests that failed, and whether they are too many to be retried."""
    names = [result.name for result in results if result.failed]
    return names, len(names) > MAX_RETRIED_SHARE * len(results)
