"""transfer.show, .take, .switch, .cancel: a transfer in several codes that is being gathered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import messages, migration
from kakomi.commands import findings, gathering, outcomes
from kakomi.commands.call import Call, Command
from kakomi.commands.outcomes import Read
from kakomi.errors import MigrationGone

if TYPE_CHECKING:
    from kakomi.commands.gathering import Gathering
    from kakomi.messages import Nothing, Outcome


async def _held(call: Call) -> Gathering:
    held = await gathering.held(call.outside.board)
    if held is None:
        raise MigrationGone("transfer")
    return held


async def show(_args: Nothing, call: Call) -> Outcome:
    """How far it is. Raises MigrationGone."""
    held = await _held(call)
    outcome = outcomes.blank(call, "page", held.origin, "gathering")
    outcome["transfer"] = held.shown()
    return outcome


async def take(_args: Nothing, call: Call) -> Outcome:
    """List the accounts of the codes that were read, whatever is missing. Raises MigrationGone,
    VaultError.
    """
    held = await _held(call)
    read = Read()
    read.take_all(held)
    outcome = await outcomes.finish(call, "page", held.origin, read)
    await gathering.hold(call.outside.board, replace(held, ready=True))
    return outcome


async def switch(_args: Nothing, call: Call) -> Outcome:
    """Let it go for the other one, of which a code was read. Raises MigrationGone."""
    held = await _held(call)
    if not held.other:
        raise MigrationGone("transfer.other")
    await gathering.let_go(call.outside.board)
    read = Read(parts=[(held.other, migration.parse(held.other))])
    return await outcomes.finish(call, "page", held.origin, read)


async def cancel(_args: Nothing, call: Call) -> Nothing:
    """Forget it, and what was found of it."""
    await gathering.let_go(call.outside.board)
    await findings.let_go(call.outside.board)
    return {}


VERBS = {
    "show": Command(args=messages.Nothing, reply=messages.Outcome, run=show),
    "take": Command(args=messages.Nothing, reply=messages.Outcome, run=take),
    "switch": Command(args=messages.Nothing, reply=messages.Outcome, run=switch),
    "cancel": Command(args=messages.Nothing, reply=messages.Nothing, run=cancel),
}
