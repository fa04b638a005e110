"""A folder as the shared area: each machine writes one sync file of its own and reads the others'.

A cloud drive or a network share carries the folder. Because no file has two writers, two machines
that write at once are joined. A copy that a drive makes of a file in conflict is read like any
other. The items in a file are those of ``chrome.storage.sync`` (kakomi/sync/FORMAT.md).
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.cpython import files
from kakomi.errors import (
    KakomiError,
    PasswordWrong,
    RecoveryKeyMistyped,
    SlotMissing,
    SyncDamaged,
    SyncNewer,
    VaultKeyWrong,
)
from kakomi.sync import area as areas
from kakomi.sync import exchange, joining, packing, sealed_items
from kakomi.sync.exchange import AreaState
from kakomi.sync.replica import of_vault
from kakomi.vault import canonical, field_stamps, key_wrapping, recovery, sync_slots
from kakomi.vault.factors import KEY_BYTES, Passphrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kakomi.account import Account
    from kakomi.sync.area import Area
    from kakomi.sync.exchange import Outgoing
    from kakomi.sync.joining import Preview
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.factors import Factor
    from kakomi.vault.vault import Vault

FORMAT, VERSION = "kakomi.sync.file", 1
SUFFIX = ".sync"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFile:
    """A sync file; ``head`` is what it says without a key."""

    path: Path
    items: Mapping[str, str]
    head: Head


def read_all(folder: Path) -> tuple[list[SyncFile], list[tuple[Path, KakomiError]]]:
    """Returns the sync files in the folder, the newest first, and those that can't be read."""
    found: list[SyncFile] = []
    refused: list[tuple[Path, KakomiError]] = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            found.append(_read(path))
        except (SyncDamaged, SyncNewer) as error:
            refused.append((path, error))
    return sorted(found, key=lambda each: each.head.written, reverse=True), refused


def _read(path: Path) -> SyncFile:
    try:
        content = json.loads(files.octets(path).decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise SyncDamaged("file") from None
    match content:
        case {"format": str(name), "version": int(version), "items": dict(items)} if name == FORMAT:
            if version > VERSION:
                raise SyncNewer("file")
            texts = {key: text for key, text in items.items() if isinstance(text, str)}
            head = areas.head_of(texts)
            if head is not None:
                return SyncFile(path=path, items=texts, head=head)
    raise SyncDamaged("file")


async def key_of(head: Head, typed: str) -> bytes:
    """Returns the area's key, by a passphrase or a recovery key. Raises PasswordWrong."""
    factors: list[Factor] = [Passphrase(typed)]
    with contextlib.suppress(RecoveryKeyMistyped):  # then it is a passphrase
        factors.insert(0, recovery.parse(typed))
    for factor in factors:
        with contextlib.suppress(VaultKeyWrong, SlotMissing):
            return await sealed_items.unwrap(head, factor, files.CRYPTO)
    raise PasswordWrong("password")


async def begun(vault: Vault, passphrase: str, name: str) -> Vault:
    """Returns the vault as the first one that uses the folder. Raises PassphraseTooWeak."""
    key, area_id = files.ENTROPY.octets(KEY_BYTES), files.ENTROPY.token()
    slot = await key_wrapping.wrap(
        key,
        Passphrase(passphrase),
        sync_slots.slot_context(key, area_id),
        now_unix=files.now_unix(),
        crypto=files.CRYPTO,
        entropy=files.ENTROPY,
    )
    return joining.begun(
        vault,
        area_id=area_id,
        key=key,
        slots=(slot,),
        machine=_new_machine(),
        name=name,
        now_unix_ms=files.CLOCK.now_unix_ms(),
    )


def _new_machine() -> str:
    return files.ENTROPY.octets(4).hex()


async def joined(vault: Vault, file: SyncFile, key: bytes, name: str) -> tuple[Vault, Preview]:
    """Returns the vault joined with a sync file, and what that does. Raises SyncDamaged."""
    area = await areas.opened(file.items, file.head, key, files.CRYPTO)
    if not area.is_complete:
        raise SyncDamaged(str(file.path))
    preview = joining.preview(vault, area.replica)
    now_unix_ms = files.CLOCK.now_unix_ms()
    machine = _new_machine()
    changed = joining.joined(
        vault, area, key=key, machine=machine, name=name, now_unix_ms=now_unix_ms
    )
    return changed, preview


async def exchanged(
    vault: Vault, found: list[SyncFile], typed: Callable[[], str]
) -> tuple[Vault, Outgoing, Area | None]:
    """Returns the vault with what the files hold, and what this machine's own file is to hold.

    ``typed`` is asked for the new passphrase if the key was renewed. Raises PasswordWrong.
    """
    own: Area | None = None
    for file in found:
        vault = await _with_current_key(vault, file, typed)
        sync = exchange.state_of(vault)
        seen = await exchange.found(file.items, sync, files.CRYPTO)
        if seen.area is None or seen.state is AreaState.INCOMPLETE:
            continue
        if file.head.writer == sync.machine and file.path.name == own_name(vault):
            own = seen.area
        vault = _merged(vault, seen.area)
    changed, outgoing = exchange.step(vault, own, packing.FILE, files.CLOCK.now_unix_ms())
    return changed, outgoing, own


def _merged(vault: Vault, area: Area) -> Vault:
    now_unix_ms = files.CLOCK.now_unix_ms()

    def step(before: Vault) -> tuple[Vault, None]:
        return exchange.merged(before, area, now_unix_ms), None

    return field_stamps.changed(vault, step, now_unix_ms)[0]


async def _with_current_key(vault: Vault, file: SyncFile, typed: Callable[[], str]) -> Vault:
    """Returns the vault with the key of the file, if that is of the same area and renewed later."""
    sync = exchange.state_of(vault)
    is_other = sync_slots.key_id(sync.key, sync.area_id) != file.head.key_id
    is_later = file.head.slots_stamp > sync.slots_stamp
    if file.head.area_id != sync.area_id or not is_other or not is_later:
        return vault
    return joining.rekeyed(vault, file.head, await key_of(file.head, typed()))


def edited_and_removed(vault: Vault) -> list[Account]:
    """Returns the accounts in the trash with an edit that their remover did not know."""
    records = of_vault(vault, exchange.state_of(vault)).records
    return [each for each in vault.accounts if records[each.id].was_edited_elsewhere]


def own_name(vault: Vault) -> str:
    """Returns the name of this machine's sync file."""
    return f"kakomi-{exchange.state_of(vault).machine}{SUFFIX}"


async def write(folder: Path, vault: Vault, outgoing: Outgoing, own: Area | None) -> None:
    """Writes this machine's sync file. Raises OSError."""
    before: dict[str, str] = {}
    path = folder / own_name(vault)
    if own is not None:
        before = dict(_read(path).items)
    items = await areas.written(outgoing.packed, own, outgoing.sync, files.CRYPTO, files.ENTROPY)
    needed = {areas.item_key(name) for name in outgoing.packed.parts}
    kept = {key: text for key, text in before.items() if key in needed}
    content = {"format": FORMAT, "version": VERSION, "items": {**kept, **items}}
    files.replace(path, canonical.dumps(content).encode("ascii"))
