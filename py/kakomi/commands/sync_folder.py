"""An exchange with a folder that the user chose, in which each machine writes one file.

``kakomi sync FOLDER`` of the command line exchanges with the same files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kakomi.commands import sync_step
from kakomi.errors import SyncFolderAsks, SyncFolderFailed, SyncFolderGone
from kakomi.sync import exchange, folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.commands.sync_record import Record
    from kakomi.commands.sync_step import Exchange
    from kakomi.ports import ChosenFolder
    from kakomi.sync.exchange import Outgoing
    from kakomi.sync.folder import Opened
    from kakomi.vault.vault import Vault

TRIES = 3  # to write this machine's file, if somebody else changes it meanwhile

_OWN_NAME = re.compile(rf"kakomi-[0-9a-f]{{8}}{re.escape(folder.SUFFIX)}")


async def read(chosen: ChosenFolder) -> dict[str, str]:
    """Returns the texts of the sync files by their names. Raises SyncFolderError."""
    state = await chosen.state()
    if state is None:
        raise SyncFolderGone("folder")
    if not state.may_write:
        raise SyncFolderAsks("folder")
    names = [name for name in await chosen.names() if name.endswith(folder.SUFFIX)]
    texts: dict[str, str] = {}
    for name in sorted(names):
        text = await _read_file(name, chosen)
        if text is not None:
            texts[name] = text
    return texts


async def _read_file(name: str, chosen: ChosenFolder) -> str | None:
    """Returns the text of a file; None if there is none. Raises SyncFolderError."""
    try:
        return await chosen.read(name, folder.MAX_BYTES)
    except SyncFolderGone:
        return None


async def remove(names: Sequence[str], chosen: ChosenFolder) -> None:
    """Deletes these files. Raises SyncFolderError."""
    for name in names:
        try:
            await chosen.remove(name)
        except SyncFolderGone:
            continue  # another machine deleted it


def named_as_ours(texts: Mapping[str, str]) -> list[str]:
    """Returns the names of the sync files, also of damaged ones, but not of other programs'."""
    files, _ = folder.read_all(texts)
    ours = {file.name for file in files}
    return sorted(name for name in texts if name in ours or _OWN_NAME.fullmatch(name))


def of_area(texts: Mapping[str, str], area_id: str) -> list[str]:
    """Returns the names of the files of that area."""
    return sorted(f.name for f in folder.read_all(texts)[0] if f.head.area_id == area_id)


async def exchanged(going: Exchange) -> Record:
    """Returns the record after the exchange. Raises SyncFolderError.

    This machine's file has no other writer, unless a copy of the profile is in use too. So the file
    is read again before it is written. If it has changed, the exchange begins again.
    """
    texts = going.texts
    for _ in range(TRIES):
        record = await _exchanged_once(going, texts)
        if record is not None:
            return record
        texts = await read(going.context.environment.sync_folder)
    raise SyncFolderFailed("folder")


async def _exchanged_once(going: Exchange, texts: Mapping[str, str]) -> Record | None:
    """Returns None if this machine's file has changed meanwhile."""
    environment, record = going.context.environment, going.record
    files, _ = folder.read_all(texts)
    opened = await folder.opened(files, going.state, environment.crypto)
    areas = [*opened.others, *([opened.own] if opened.own else [])]
    if any(exchange.is_removed_by_other(area, going.state) for area in areas):
        return await sync_step.turn_off_removed(going)
    if opened.renewed is not None:
        return record.with_problem("renewed", going.now_unix)
    if opened.is_own_newer:
        return record.with_problem("newer", going.now_unix)
    if going.is_wiped(is_empty=not of_area(texts, going.state.area_id)):
        return record.with_problem("foreign" if opened.foreign else "wiped", going.now_unix)
    return await _merge_and_write(opened, texts, going)


async def _merge_and_write(
    opened: Opened, texts: Mapping[str, str], going: Exchange
) -> Record | None:
    environment = going.context.environment

    def merge(before: Vault, now_unix_ms: int) -> tuple[Vault, Outgoing]:
        return folder.step(before, opened, now_unix_ms)

    vault, outgoing = await sync_step.save(going, merge)
    if outgoing is None:  # the vault was rekeyed or turned off meanwhile
        environment.sync_store.schedule(sync_step.BATCH_MS)
        return going.record
    if outgoing.writes:
        name = folder.own_name(outgoing.sync)
        before = folder.read(name, texts[name]).items if opened.own and name in texts else {}
        text = await folder.content(
            outgoing, opened.own, before, environment.crypto, environment.entropy
        )
        if await _read_file(name, environment.sync_folder) != texts.get(name):
            return None
        await environment.sync_folder.write(name, text)
        texts = {**texts, name: text}
    return sync_step.record_of(going, vault, outgoing, texts)
