"""A folder as the shared area: each machine writes one sync file of its own and reads the others'.

A cloud drive or a network share carries the folder. Because no file has two writers, two machines
that write at once are joined. A copy that a drive makes of a file in conflict is read like any
other. The items in a file are those of ``chrome.storage.sync`` (kakomi/sync/FORMAT.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.errors import SyncDamaged, SyncError, SyncNewer
from kakomi.sync import area as areas
from kakomi.sync import exchange, packing
from kakomi.sync.exchange import AreaState
from kakomi.vault import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.ports import Crypto, Entropy
    from kakomi.sync.area import Area
    from kakomi.sync.exchange import Outgoing
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.sync_state import SyncState
    from kakomi.vault.vault import Vault

FORMAT, VERSION = "kakomi.sync.file", 1
SUFFIX = ".sync"
MAX_BYTES = 32 * 1024 * 1024  # 10,000 accounts take less than 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFile:
    """A sync file; ``head`` is what it says without a key."""

    name: str
    items: Mapping[str, str]
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The files of a folder, opened. ``own``: this machine's; None if it has none that is of use.
    ``others`` are the other machines'. ``foreign`` are the names of files of other areas,
    ``renewed`` is a file with a later key than this machine's.
    """

    own: Area | None = None
    others: Sequence[Area] = ()
    foreign: Sequence[str] = ()
    renewed: SyncFile | None = None
    is_own_newer: bool = False


def read_all(texts: Mapping[str, str]) -> tuple[list[SyncFile], dict[str, SyncError]]:
    """Returns the sync files of these texts by name, the newest first, and those that can't be
    read.
    """
    found: list[SyncFile] = []
    refused: dict[str, SyncError] = {}
    for name, text in sorted(texts.items()):
        try:
            found.append(read(name, text))
        except (SyncDamaged, SyncNewer) as error:
            refused[name] = error
    return sorted(found, key=lambda each: each.head.written, reverse=True), refused


def read(name: str, text: str) -> SyncFile:
    """Returns the sync file. Raises SyncDamaged, SyncNewer."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise SyncDamaged("file") from None
    match content:
        case {"format": str(format_), "version": int(version), "items": dict(items)} if (
            format_ == FORMAT
        ):
            if version > VERSION:
                raise SyncNewer("file")
            of_area = {key: text for key, text in items.items() if isinstance(text, str)}
            head = areas.head_of(of_area)
            if head is not None:
                return SyncFile(name=name, items=of_area, head=head)
    raise SyncDamaged("file")


def dumps(items: Mapping[str, str]) -> str:
    """Returns the text of a sync file."""
    return canonical.dumps({"format": FORMAT, "version": VERSION, "items": dict(items)})


def own_name(state: SyncState) -> str:
    """Returns the name of this machine's sync file."""
    return f"kakomi-{state.machine}{SUFFIX}"


async def opened(files: Sequence[SyncFile], state: SyncState, crypto: Crypto) -> Opened:
    """Returns the files, opened with the key of ``state``. A file that another machine sealed
    before the key was renewed, or that is older than one that was read before, is not used.
    """
    own: Area | None = None
    others: list[Area] = []
    foreign: list[str] = []
    renewed: SyncFile | None = None
    is_own_newer = False
    for file in files:
        found = await exchange.found(file.items, state, crypto)
        is_own = file.name == own_name(state)
        if found.state is AreaState.FOREIGN:
            foreign.append(file.name)
        elif found.state is AreaState.RENEWED:
            renewed = file if renewed is None or _is_later(file, renewed) else renewed
        elif is_own and found.state in (AreaState.NEWER, AreaState.NEWER_READABLE):
            is_own_newer = True
        elif found.area is None or found.state is AreaState.INCOMPLETE:
            continue
        elif is_own and file.head.writer == state.machine:
            own = found.area
        else:
            others.append(found.area)
    return Opened(
        own=own,
        others=tuple(others),
        foreign=tuple(foreign),
        renewed=renewed,
        is_own_newer=is_own_newer,
    )


def _is_later(file: SyncFile, other: SyncFile) -> bool:
    return file.head.slots_stamp > other.head.slots_stamp


def step(vault: Vault, files: Opened, now_unix_ms: int) -> tuple[Vault, Outgoing]:
    """Merges all files into the vault and packs what this machine's file is to hold."""
    for area in files.others:
        vault = exchange.merged(vault, area, now_unix_ms)
    return exchange.step(vault, files.own, packing.FILE, now_unix_ms)


async def content(
    outgoing: Outgoing,
    own: Area | None,
    before: Mapping[str, str],
    crypto: Crypto,
    entropy: Entropy,
) -> str:
    """Returns the text of this machine's file. ``before`` are the items of ``own``."""
    items = await areas.written(outgoing.packed, own, outgoing.sync, crypto, entropy)
    needed = {areas.item_key(name) for name in outgoing.packed.parts}
    kept = {key: text for key, text in before.items() if own is not None and key in needed}
    return dumps({**kept, **items})
