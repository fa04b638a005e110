"""Which tests ``build.py test`` builds for, and what it makes of their results."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from tools import run_tests, test_results
from tools.test_results import TestResult

if TYPE_CHECKING:
    from pathlib import Path

JUNIT = """<testsuites><testsuite name="pytest">
<testcase classname="tests.e2e.test_popup" name="test_a[se]" time="1.5" />
<testcase classname="tests.e2e.test_popup" name="test_b" time="2.0"><failure>no</failure></testcase>
<testcase classname="tests.e2e.test_popup" name="test_c" time="0.5"><failure>no</failure></testcase>
<testcase classname="tests.e2e.test_popup" name="test_c" time="7.0"><error>no</error></testcase>
<testcase classname="tests.e2e.test_popup" name="test_d" time="0.1"><skipped>no</skipped></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("args", "build", "browser"),
    [
        (["tests/unit/test_otp.py"], False, False),
        (["tests/unit", "-k", "sheet"], False, False),
        (["tests/unit/test_otp.py", "tests/contract"], True, False),
        (["tests/contract/test_keys.py::test_gcm"], True, False),
        (["tests/e2e/test_popup.py"], True, True),
        (["tests"], True, True),
        (["-k", "sheet"], True, True),
    ],
)
def test_only_the_named_tests_decide_what_is_built(
    args: list[str], *, build: bool, browser: bool
) -> None:
    assert run_tests.needs_build(args) is build
    assert run_tests.needs_browser(args) is browser


def test_results_are_read_once_for_each_test(tmp_path: Path) -> None:
    file = tmp_path / "browser.xml"
    file.write_text(JUNIT)
    results = test_results.read(file, tmp_path / "absent.xml")
    assert [(r.name.partition("::")[2], r.seconds, r.failed) for r in results] == [
        ("test_a[se]", 1.5, False),
        ("test_b", 2.0, True),
        ("test_c", 7.5, True),
        ("test_d", 0.1, False),
    ]
    assert test_results.slowest(results, 2) == [
        "   7.5 s  tests/e2e/test_popup.py::test_c",
        "   2.0 s  tests/e2e/test_popup.py::test_b",
    ]


@pytest.mark.parametrize(("failed", "too_many"), [(0, False), (4, False), (5, True)])
def test_at_most_one_in_a_hundred_may_need_a_retry(failed: int, *, too_many: bool) -> None:
    results = [TestResult(name=str(i), seconds=1, failed=i < failed) for i in range(428)]
    assert test_results.retried(results) == ([str(i) for i in range(failed)], too_many)


@pytest.mark.parametrize(
    ("failed", "retry", "code"),
    [(0, None, 0), (3, 0, 0), (3, 1, 1), (5, 0, 1)],
    ids=["none failed", "late, then passed", "failed again", "too many were late"],
)
def test_failed_tests_are_named_and_retried(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failed: int,
    retry: int | None,
    code: int,
) -> None:
    def retried(name: str, args: list[str], _environ: dict[str, str]) -> int:
        assert name == "retry"
        assert "--last-failed" in args
        assert retry is not None
        return retry

    cases = "".join(
        f'<testcase classname="t" name="test_{i}" time="1">{"<failure/>" * (i < failed)}</testcase>'
        for i in range(428)
    )
    (tmp_path / "browser.xml").write_text(f"<testsuite>{cases}</testsuite>")
    monkeypatch.setattr(run_tests, "_RESULTS", tmp_path)
    monkeypatch.setattr(run_tests, "_pytest", retried)
    assert run_tests.verdict([min(failed, 1), 0], {}) == code
    reported = capsys.readouterr().out
    assert all(f"t.py::test_{i}\n" in reported for i in range(failed))
    assert ("3 of 428 browser tests failed" in reported) == (failed == 3)


def test_the_retry_finds_what_failed_in_either_run_of_browsers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever other runs note in a cache of theirs meanwhile."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr(run_tests, "_RESULTS", tmp_path / "results")
    monkeypatch.setattr(run_tests, "_BROWSER_CACHE", tmp_path / "cache")
    (tmp_path / "test_it.py").write_text(
        "import pathlib, pytest\n"
        "late = not pathlib.Path(__file__).with_name('now').exists()\n"
        "def test_holds(): pass\n"
        "def test_late(): assert not late\n"
        "@pytest.mark.timing\n"
        "def test_slow(): assert not late\n"
    )

    def outcome(name: str, *args: str) -> tuple[int, list[tuple[str, bool]]]:
        command = run_tests.pytest_command(name, [str(tmp_path), "-q", *args])
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        results = test_results.read(tmp_path / "results" / f"{name}.xml")
        return done.returncode, [(r.name.partition("::")[2], r.failed) for r in results]

    assert outcome("browser", "-m", "not timing") == (
        1,
        [("test_holds", False), ("test_late", True)],
    )
    assert outcome("unit", "-k", "holds") == (0, [("test_holds", False)])
    assert outcome("timing", "-m", "timing") == (1, [("test_slow", True)])
    (tmp_path / "now").touch()
    retry = outcome("retry", "--last-failed", "--last-failed-no-failures", "none")
    assert retry == (0, [("test_late", False), ("test_slow", False)])


def test_a_pytest_that_could_not_run_is_not_retried() -> None:
    assert run_tests.verdict([2, 0], {}) == 2
