"""The commands: a module declares the commands of one noun, or of a part of it.

The modules imported here are in the memory snapshot, which is read at each cold start. The modules
of ``LATE`` are not: they need all formats, a tenth of the memory, and are used when a file is read
or written. Each is imported from ``kakomi.zip`` at the first use of one of its commands. That takes
about a quarter of a second, so a command that a page calls when it opens must not be late.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kakomi.commands import (  # importing a module declares its commands
    account,
    account_add,
    account_bulk,
    account_key,
    account_parameters,
    account_picture,
    account_trash,
    backup,
    clock,
    diagnostics,
    fill,
    otp,
    page,
    policy,
    recovery_key,
    scan,
    scan_inputs,
    sheet,
    sync,
    transfer,
    undo,
    vault,
)
from kakomi.commands.command import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.commands.command import Command

__all__ = [
    "LATE",
    "account",
    "account_add",
    "account_bulk",
    "account_key",
    "account_parameters",
    "account_picture",
    "account_trash",
    "all_commands",
    "backup",
    "clock",
    "diagnostics",
    "fill",
    "find",
    "otp",
    "page",
    "policy",
    "recovery_key",
    "scan",
    "scan_inputs",
    "sheet",
    "sync",
    "transfer",
    "undo",
    "vault",
]

# For each noun: the modules imported late that declare commands of it.
LATE: Mapping[str, tuple[str, ...]] = {
    "backup": ("backup_export",),
    "import": ("imports",),
    "scan": ("imports",),
}


def find(name: str) -> Command | None:
    """Returns the command with that name, or None. Imports the late modules of its noun if it is
    not declared yet.
    """
    if name not in COMMANDS:
        for module in LATE.get(name.partition(".")[0], ()):
            import_module(f"kakomi.commands.{module}")
    return COMMANDS.get(name)


def all_commands() -> Mapping[str, Command]:
    """Returns every command by its name, after importing all late modules."""
    for noun in LATE:
        find(f"{noun}.")
    return COMMANDS
