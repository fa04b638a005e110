"""What can be asked: noun.verb -> what it takes, what it gives, and who may ask.

One module for each noun. The build makes the pages' types from this table, so both languages spell
alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.commands import account, backup, imports, otp, scan, scan_inputs, sheet, transfer, vault

if TYPE_CHECKING:
    from kakomi.commands.context import Command

COMMANDS: dict[str, Command] = {
    f"{noun}.{verb}": command
    for noun, verbs in {
        "account": account.VERBS,
        "backup": backup.VERBS,
        "import": imports.VERBS,
        "otp": otp.VERBS,
        "scan": {**scan.VERBS, **scan_inputs.VERBS, "image": imports.PICTURE},
        "sheet": sheet.VERBS,
        "transfer": transfer.VERBS,
        "vault": vault.VERBS,
    }.items()
    for verb, command in verbs.items()
}
