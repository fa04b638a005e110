"""The commands: one module for each noun; ``COMMANDS`` maps "noun.verb" to its ``Command``."""

from kakomi.commands import (  # importing a module declares its commands
    account,
    account_bulk,
    account_parameters,
    account_picture,
    backup,
    diagnostics,
    fill,
    imports,
    otp,
    page,
    policy,
    recovery_key,
    scan,
    scan_inputs,
    sheet,
    transfer,
    vault,
)
from kakomi.commands.command import COMMANDS

__all__ = [
    "COMMANDS",
    "account",
    "account_bulk",
    "account_parameters",
    "account_picture",
    "backup",
    "diagnostics",
    "fill",
    "imports",
    "otp",
    "page",
    "policy",
    "recovery_key",
    "scan",
    "scan_inputs",
    "sheet",
    "transfer",
    "vault",
]
