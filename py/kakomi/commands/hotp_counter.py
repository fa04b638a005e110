"""Chooses the counter of the next code of a counter-based account, and saves the one after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.commands import fill_memory
from kakomi.vault import vault

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.commands.context import Context


async def next_counter(account: Account, context: Context, *, is_fill: bool) -> int:
    """Returns the counter of the next code. The counter that follows is saved first.

    Returns the previous counter again if its code was made for a field that did not take it and no
    code was used since. Otherwise each failed fill would skip a code, and the service accepts only
    a few skipped codes (RFC 4226 section 7.4).

    ``is_fill``: the code is for a field. The counter may then be returned again until
    ``fill_memory.clear`` says that a field took the code. Without it the user sees the code, so
    the counter is never returned again. Raises CounterInvalid, VaultError.
    """
    session = context.environment.session
    unwritten = await fill_memory.unwritten_counter(session, account.id)
    if unwritten is not None and unwritten == account.counter - 1:
        if not is_fill:
            await fill_memory.clear(session, account.id)
        return unwritten
    used = await context.change(lambda before: vault.use(before, account.id))
    if is_fill:
        await fill_memory.save_unwritten_counter(session, account.id, used.counter)
    return used.counter
