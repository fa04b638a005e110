"""vault.status: what the vault says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import messages
from kakomi.commands.call import Call, Command
from kakomi.vault import envelope

if TYPE_CHECKING:
    from kakomi.messages import Nothing, Status


async def status(_args: Nothing, call: Call) -> Status:
    """Format, generation, and how many accounts there are."""
    vault = await call.vault()
    present = len(vault.present)
    return {
        "format": envelope.FORMAT,
        "version": envelope.VERSION,
        "generation": vault.generation,
        "accounts": present,
        "removed": len(vault.accounts) - present,
    }


VERBS = {"status": Command(args=messages.Nothing, reply=messages.Status, run=status)}
