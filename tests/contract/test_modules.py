"""The modules of the shipped archives, and the memory snapshot."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from kakomi.commands import LATE
from tools import node, paths

# The whole snapshot is read and copied at each cold start of the worker, 4 to 5 ms for each
# megabyte. Before you raise this limit, look for modules that the first requests do not need
# (kakomi.commands.LATE, py/tools/replaced_modules.toml).
MAX_SNAPSHOT_BYTES = 10_500_000


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str] | dict[str, str]]:
    program = Path(__file__).with_name("modules.mjs")
    done = subprocess.run(  # noqa: S603
        [node.program(), program, paths.MODULES], capture_output=True, text=True, check=True
    )
    found: dict[str, list[str] | dict[str, str]] = json.loads(done.stdout)
    return found


def test_every_module_of_kakomi_finds_what_it_imports(
    imported: dict[str, list[str] | dict[str, str]],
) -> None:
    """``replaced_modules.toml`` leaves out what nothing else needs."""
    assert imported["failed"] == {}


def test_late_modules_are_not_in_the_snapshot(
    imported: dict[str, list[str] | dict[str, str]],
) -> None:
    late = {f"kakomi.commands.{name}" for names in LATE.values() for name in names}
    at_start = imported["at_start"]
    assert late.isdisjoint(at_start)
    assert not [name for name in at_start if name.startswith("kakomi.formats")]
    assert "kakomi.bridge" in at_start


def test_the_snapshot_is_small_enough_for_a_cold_start() -> None:
    assert (paths.MODULES / "python" / "snapshot.bin").stat().st_size < MAX_SNAPSHOT_BYTES
