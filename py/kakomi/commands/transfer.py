"""transfer.*: shows, completes and cancels a transfer whose parts are being collected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import migration
from kakomi.commands import pending_results, scan_result, transfer_session
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.scan_contents import ScanContents
from kakomi.errors import MigrationGone
from kakomi.messages.common import Empty
from kakomi.messages.scan import ScanOutcome

if TYPE_CHECKING:
    from kakomi.commands.transfer_session import TransferSession


async def _required(context: Context) -> TransferSession:
    transfer = await transfer_session.load(context.environment.session)
    if transfer is None:
        raise MigrationGone("transfer")
    return transfer


@command("transfer.show", callers={PAGE})
async def show(_args: Empty, context: Context) -> ScanOutcome:
    """Returns which parts were read. Raises MigrationGone."""
    transfer = await _required(context)
    outcome = scan_result.empty_result(context, "page", transfer.origin, "gathering")
    outcome["transfer"] = transfer.progress()
    return outcome


@command("transfer.accept", callers={PAGE})
async def accept(_args: Empty, context: Context) -> ScanOutcome:
    """Show the accounts of the parts that were read, even if parts are missing.

    Raises MigrationGone, VaultError.
    """
    transfer = await _required(context)
    read = ScanContents()
    read.add_transfer(transfer)
    outcome = await scan_result.publish_result(context, "page", transfer.origin, read)
    await transfer_session.save(context.environment.session, replace(transfer, ready=True))
    return outcome


@command("transfer.switch", callers={PAGE})
async def switch(_args: Empty, context: Context) -> ScanOutcome:
    """Replace this transfer by the other one of which a part was read. Raises MigrationGone."""
    transfer = await _required(context)
    if not transfer.other:
        raise MigrationGone("transfer.other")
    await transfer_session.clear(context.environment.session)
    read = ScanContents(parts=[(transfer.other, migration.parse(transfer.other))])
    return await scan_result.publish_result(context, "page", transfer.origin, read)


@command("transfer.cancel", callers={PAGE})
async def cancel(_args: Empty, context: Context) -> Empty:
    """Remove the transfer and its scan results."""
    await transfer_session.clear(context.environment.session)
    await pending_results.clear(context.environment.session)
    return {}
