"""Commands beside others: at most so many at once, and none of them after a failed build."""

from __future__ import annotations

import os
import sys
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, NoReturn

import pytest
from tools import assemble, cli, environment, generate_types, node, run_tests
from tools.background import Background
from tools.tasks import BuildError

if TYPE_CHECKING:
    from pathlib import Path

ENDLESS_S = 600
SOON_S = 60  # on a busy machine


def python(script: str) -> list[str | Path]:
    return [sys.executable, "-c", script]


def endless(folder: Path) -> list[str | Path]:
    """Returns a command that writes its process id into a file and does not end."""
    path = str(folder / "pid")
    return python(
        f"import os, time; open({path!r} + '.new', 'w').write(str(os.getpid()));"
        f"os.rename({path!r} + '.new', {path!r}); time.sleep({ENDLESS_S})"
    )


def process_id(folder: Path) -> int:
    """Waits until the endless command runs."""
    end = time.monotonic() + SOON_S
    while not (folder / "pid").exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    return int((folder / "pid").read_text())


def test_the_exit_codes_and_the_output_are_in_the_order_of_the_commands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Background(2) as background:
        background.start(python("import time; time.sleep(0.3); print('first')"), os.environ)
        background.start(python("print('second'); raise SystemExit(3)"), os.environ)
        assert background.codes() == [0, 3]
    assert capsys.readouterr().out.split() == ["first", "second"]


def test_further_commands_wait(tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    with Background(1) as background:
        background.start(python(f"import time; time.sleep(0.3); open({mark!r}, 'w')"), os.environ)
        background.start(python(f"open({mark!r})"), os.environ)
        assert background.codes() == [0, 0]


def test_an_error_ends_the_commands_that_run_and_starts_no_other(tmp_path: Path) -> None:
    began = time.monotonic()
    mark = tmp_path / "mark"

    def fail() -> None:
        with Background(1) as background:
            background.start(endless(tmp_path), os.environ)
            background.start(python(f"open({str(mark)!r}, 'w')"), os.environ)
            process_id(tmp_path)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert time.monotonic() - began < ENDLESS_S / 2
    assert not mark.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id(tmp_path), 0)


def test_a_failed_build_ends_the_whole_run_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> NoReturn:
        process_id(tmp_path)
        raise BuildError("service_worker.js: line 3 is no JavaScript")

    for module in (environment, node, generate_types):
        monkeypatch.setattr(module, "prepare", lambda: None)
    monkeypatch.setattr(run_tests, "build_lock", nullcontext)
    monkeypatch.setattr(run_tests, "_RESULTS", tmp_path / "results")
    monkeypatch.setattr(run_tests, "_BROWSER_CACHE", tmp_path / "cache")
    monkeypatch.setattr(run_tests, "pytest_command", lambda *_: endless(tmp_path))
    monkeypatch.setattr(assemble, "build", fail)
    began = time.monotonic()
    assert cli.main(["test"]) == 1
    assert time.monotonic() - began < ENDLESS_S / 2
    assert capsys.readouterr().out == "build.py: service_worker.js: line 3 is no JavaScript\n"
