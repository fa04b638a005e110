"""An exchange of the open vault: when, how often, and what goes wrong.

``sync_area`` exchanges with ``chrome.storage.sync``, ``sync_folder`` with a folder that the user
chose. The vault is saved before anything is written there, so an exchange that is stopped or
refused loses nothing: the next one writes what is missing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import policy
from kakomi.commands import policy_state, sync_area, sync_folder, sync_record
from kakomi.commands.sync_step import DAY_MS, Exchange
from kakomi.errors import (
    SyncError,
    SyncFolderAsks,
    SyncFolderError,
    SyncFolderFull,
    SyncFolderGone,
    SyncFolderReadOnly,
    SyncFull,
    SyncTooOften,
)
from kakomi.sync import exchange, folder, joining
from kakomi.sync.exchange import AreaState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.commands.context import Context
    from kakomi.commands.sync_record import Record
    from kakomi.messages.sync import SyncProblemName
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.sync_state import SyncState, SyncWay
    from kakomi.vault.vault import Vault

STARTUP_MS = 30_000  # after the first codes
POPUP_MS = 1_500  # after the popup's first codes
# Chrome allows 120 writes a minute and 1,800 an hour; an exchange makes one or two. A change is on
# its way after BATCH_MS, and at most BETWEEN_WRITES_MS after a write.
BETWEEN_WRITES_MS = 4_000
RETRY_MS = 60_000
FOLDER_RETRY_MS = 600_000  # the user has to do something first
# No event tells of changes in a folder. Unless something changed here, it is read this seldom.
FOLDER_EVERY_S = 180

_PROBLEMS: tuple[tuple[type[SyncError], SyncProblemName], ...] = (
    (SyncFull, "full"),
    (SyncTooOften, "too_often"),
    (SyncFolderAsks, "folder_asks"),
    (SyncFolderGone, "folder_gone"),
    (SyncFolderFull, "folder_full"),
    (SyncFolderReadOnly, "folder_read_only"),
    (SyncFolderError, "folder_failed"),
    (SyncError, "unavailable"),
)


async def run(context: Context, *, rewrites: bool = False, is_asked: bool = False) -> None:
    """Exchanges, if the vault is synchronised and something may have changed. ``rewrites``: writes
    again what was wiped. ``is_asked``: the user asked, so neither the last write nor the last
    reading of a folder is too recent. What goes wrong is recorded. Raises VaultError.
    """
    async with context.store.exchange_lock:
        rules = (await policy_state.load(context.environment)).policy
        vault = await context.vault(use=False)
        if vault.sync is None or not policy.may_sync(rules, vault.sync.way):
            return
        record = await _exchanged(vault, vault.sync, context, rewrites=rewrites, is_asked=is_asked)
        await sync_record.save(context.environment, record)


async def _exchanged(
    vault: Vault, state: SyncState, context: Context, *, rewrites: bool, is_asked: bool
) -> Record:
    environment = context.environment
    now_unix = environment.now_unix()
    record = await sync_record.load(environment)
    if record.area_id != state.area_id:
        record = sync_record.Record(area_id=state.area_id, is_folder=state.way == "folder")
    is_asked = is_asked or rewrites
    is_recent = 0 <= now_unix - record.read_at_unix < FOLDER_EVERY_S
    is_unchanged = record.generation == vault.generation
    if state.way == "folder" and is_recent and is_unchanged and not is_asked:
        return record
    try:
        texts = await read(state.way, context)
        record = replace(record, read_at_unix=now_unix)
        if not rewrites and record.is_settled(vault.generation, texts, now_unix):
            environment.sync_store.schedule(DAY_MS)
            return record
        since_ms = environment.clock.now_unix_ms() - record.written_at_unix_ms
        if not is_asked and 0 <= since_ms < BETWEEN_WRITES_MS:
            environment.sync_store.schedule(BETWEEN_WRITES_MS - since_ms)
            return record
        state = await _rekeyed_by_typed(state, texts, context)
        going = Exchange(
            context=context, texts=texts, record=record, state=state, rewrites=rewrites
        )
        exchanged = sync_folder.exchanged if state.way == "folder" else sync_area.exchanged
        return await exchanged(going)
    except SyncError as error:
        is_asking = isinstance(error, SyncFolderAsks)  # only a page can ask the user
        in_folder = DAY_MS if is_asking else FOLDER_RETRY_MS
        environment.sync_store.schedule(in_folder if state.way == "folder" else RETRY_MS)
        return record.with_problem(_problem(error), now_unix)


def _problem(error: SyncError) -> SyncProblemName:
    return next(name for kind, name in _PROBLEMS if isinstance(error, kind))


def renewed_head(state: SyncState, texts: Mapping[str, str]) -> Head | None:
    """Returns the head that has a later key than ``state``, if there is one in the texts."""
    each_items = [texts]
    if state.way == "folder":
        each_items = [file.items for file in folder.read_all(texts)[0]]
    seen = [exchange.read_head(items, state) for items in each_items]
    heads = [each.head for each in seen if each.head and each.state is AreaState.RENEWED]
    return max(heads, key=lambda head: head.slots_stamp, default=None)


async def rekey(head: Head, key: bytes, context: Context) -> None:
    """Saves the vault with the area's renewed key."""

    def step(before: Vault) -> tuple[Vault, None]:
        if before.sync is None or before.sync.area_id != head.area_id:
            return before, None
        return joining.rekeyed(before, head, key), None

    await context.store.change(step, use=False, is_exchange=True)


async def _rekeyed_by_typed(
    state: SyncState, texts: Mapping[str, str], context: Context
) -> SyncState:
    """Returns the state with the key that another machine renewed, if what the user typed to unlock
    opens it; else the same state.
    """
    head = renewed_head(state, texts)
    if head is None:
        return state
    key = await context.typed_factor.area_key(head, context.environment)
    if key is None:
        return state
    await rekey(head, key, context)
    return (await context.vault(use=False)).sync or state


async def read(way: SyncWay, context: Context) -> dict[str, str]:
    """Returns the items of the browser's area, or the texts of the sync files by their names.
    Raises SyncUnavailable, SyncFolderError.
    """
    environment = context.environment
    if way == "folder":
        return await sync_folder.read(environment.sync_folder)
    return await sync_area.read(environment.sync_store)
