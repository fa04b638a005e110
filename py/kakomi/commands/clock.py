"""clock.*: the correction of a clock that is wrong."""

from __future__ import annotations

from kakomi import code_clock
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.errors import AccountNotFound, RequestMalformed
from kakomi.messages.clock import ClockCheckReply, ClockCheckRequest, ClockSetOffsetRequest
from kakomi.messages.common import Empty
from kakomi.otp_key import Kind


@command("clock.check", callers={PAGE})
async def check(args: ClockCheckRequest, context: Context) -> ClockCheckReply:
    """Find out how wrong the computer's clock is. A clock that is right needs no correction, so one
    that is in force is dropped.

    Raises AccountNotFound, also for a counter-based account.
    """
    vault = await context.vault()
    account = vault.account(args["id"])
    if account.removed_at_unix is not None or account.kind is Kind.HOTP:
        raise AccountNotFound("id")
    clock = context.code_clock
    was_ms = clock.offset_ms
    now_unix_ms = context.environment.clock.now_unix_ms()
    offset_ms = code_clock.find_offset_ms(account.key, args["code"], now_unix_ms)
    if offset_ms == 0 and (was_ms or clock.jumped_ms):
        await clock.set_offset(0)
        await context.publish_sheet(vault)
    return {"found": offset_ms is not None, "offset_ms": offset_ms or 0, "was_ms": was_ms}


@command("clock.set_offset", callers={PAGE})
async def set_offset(args: ClockSetOffsetRequest, context: Context) -> Empty:
    """Store an offset, or end the correction, and publish the codes of the corrected time.

    This also answers the notice of a clock that was set. Raises VaultFull, VaultNotSaved.
    """
    if abs(args["offset_ms"]) > code_clock.MAX_OFFSET_MS:
        raise RequestMalformed("args.offset_ms")
    vault = await context.vault()
    await context.code_clock.set_offset(args["offset_ms"])
    await context.publish_sheet(vault)
    return {}
