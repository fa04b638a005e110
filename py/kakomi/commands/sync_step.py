"""The steps of an exchange that both ways share: the merged vault is saved, and what was exchanged
is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kakomi.commands import sync_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kakomi.commands.context import Context
    from kakomi.commands.sync_record import Record
    from kakomi.sync.exchange import Outgoing
    from kakomi.vault.sync_state import SyncState
    from kakomi.vault.vault import Vault

BATCH_MS = 2_000  # from a change until it is on its way
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One exchange: the texts that were found (the items of the browser's area by their keys, or
    the sync files by their names), and the record of the last exchange.
    """

    context: Context
    texts: Mapping[str, str]
    record: Record
    state: SyncState
    rewrites: bool

    @property
    def now_unix(self) -> int:
        """Returns whole seconds since 1970, UTC."""
        return self.context.environment.now_unix()

    def is_wiped(self, *, is_empty: bool) -> bool:
        """Whether what was written before is gone, and may not be written again unasked."""
        return is_empty and bool(self.record.digest) and not self.rewrites


async def save(
    going: Exchange, merge: Callable[[Vault, int], tuple[Vault, Outgoing | None]]
) -> tuple[Vault, Outgoing | None]:
    """Saves the vault that ``merge`` returns for the stored vault and the time in Unix
    milliseconds. Returns it, and what is to be written; None if the vault has another key by now
    than the one that opened the texts.
    """
    context, state = going.context, going.state
    now_unix_ms = context.environment.clock.now_unix_ms()
    shown = (await context.vault(use=False)).accounts

    def step(before: Vault) -> tuple[Vault, Outgoing | None]:
        opened_by = (state.area_id, state.key)
        if before.sync is None or (before.sync.area_id, before.sync.key) != opened_by:
            return before, None
        return merge(before, now_unix_ms)

    vault, outgoing = await context.store.change(step, use=False, is_exchange=True)
    if vault.accounts != shown:
        await context.publish_sheet_after_save(vault)
    return vault, outgoing


def record_of(
    going: Exchange, vault: Vault, outgoing: Outgoing, texts: Mapping[str, str]
) -> Record:
    """Returns the record after an exchange that left these texts."""
    environment, packed = going.context.environment, outgoing.packed
    written_at = going.record.written_at_unix_ms
    if outgoing.writes:
        written_at = environment.clock.now_unix_ms()
    environment.sync_store.schedule(DAY_MS)
    left_out = {each.id for each in vault.accounts if each.id in packed.local_codes}
    return sync_record.Record(
        area_id=going.record.area_id,
        is_folder=going.record.is_folder,
        generation=vault.generation,
        digest=sync_record.digest(texts),
        exchanged_at_unix=going.now_unix,
        read_at_unix=going.now_unix,
        written_at_unix_ms=written_at,
        local_accounts=tuple(sorted(left_out)),
        local_details=len(packed.local_details - packed.local_codes),
    )


async def turn_off(context: Context) -> None:
    """Stops to synchronise. The accounts stay."""

    def step(before: Vault) -> tuple[Vault, None]:
        return (before if before.sync is None else replace(before, sync=None)), None

    await context.change(step, backs_up=False)


async def turn_off_removed(going: Exchange) -> Record:
    """Turns sync off because another machine removed this one. Returns the record."""
    await turn_off(going.context)
    return replace(going.record, removed_by_other=True, problem="")
