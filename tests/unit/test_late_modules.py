"""What the memory snapshot leaves out: modules that are imported at the first use of a command."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from kakomi import commands
from kakomi.commands import LATE, all_commands
from tools import paths

# Opening the popup, unlocking, copying, filling in, scanning, adding and undoing; the start of a
# browser; opening the settings page.
FIRST = {
    "account.add",
    "account.add_all",
    "account.fill",
    "account.use",
    "backup.status",
    "clock.check",
    "import.undo",
    "otp.preview",
    "page.fill",
    "policy.refresh",
    "scan.box",
    "scan.context_menu",
    "scan.frame",
    "scan.link",
    "scan.page",
    "scan.paste",
    "scan.region",
    "scan.viewport",
    "sheet.read",
    "sheet.search_texts",
    "sync.status",
    "sync.tick",
    "vault.lock",
    "vault.status",
    "vault.tick",
    "vault.unlock",
}
AT_START = """
import json, sys
from kakomi import bridge
from kakomi.commands.command import COMMANDS
print(json.dumps([sorted(COMMANDS), sorted(sys.modules)]))
"""


def printed(code: str) -> str:
    """Returns what a new interpreter prints: this one has imported everything."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(paths.SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def at_start() -> tuple[set[str], set[str]]:
    """Returns the commands and modules that are there before the first request."""
    declared, modules = json.loads(printed(AT_START))
    return set(declared), set(modules)


def test_the_first_requests_import_nothing(at_start: tuple[set[str], set[str]]) -> None:
    declared, _ = at_start
    assert declared >= FIRST


def test_formats_and_late_commands_are_not_imported_at_the_start(
    at_start: tuple[set[str], set[str]],
) -> None:
    declared, modules = at_start
    late = {f"kakomi.commands.{name}" for names in LATE.values() for name in names}
    assert modules.isdisjoint(late)
    assert not [name for name in modules if name.startswith("kakomi.formats")]
    assert declared < set(all_commands())


def test_each_late_module_is_listed_for_the_nouns_of_its_commands() -> None:
    for name, declared in all_commands().items():
        module = declared.run.__module__.rpartition(".")[2]
        if module in {each for names in LATE.values() for each in names}:
            assert module in LATE[name.partition(".")[0]], name


def test_a_late_command_is_found_at_its_first_use() -> None:
    code = "from kakomi import commands; print(commands.find('import.read').name)"
    assert printed(code) == "import.read\n"


def test_an_unknown_command_is_none() -> None:
    assert commands.find("scan.nothing") is None
    assert commands.find("") is None
