"""``kakomi sync FOLDER BACKUP``: a backup and the files of ``kakomi.sync.folder``."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from kakomi.cpython import files
from kakomi.errors import (
    KakomiError,
    PasswordWrong,
    RecoveryKeyMistyped,
    SlotMissing,
    SyncDamaged,
    VaultKeyWrong,
)
from kakomi.sync import area as areas
from kakomi.sync import exchange, folder, joining, sealed_items
from kakomi.sync.replica import of_vault
from kakomi.vault import field_stamps, key_wrapping, recovery, sync_slots
from kakomi.vault.factors import KEY_BYTES, Passphrase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kakomi.account import Account
    from kakomi.sync.exchange import Outgoing
    from kakomi.sync.folder import Opened, SyncFile
    from kakomi.sync.joining import Preview
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.factors import Factor
    from kakomi.vault.vault import Vault


def read_all(path: Path) -> tuple[list[SyncFile], list[tuple[Path, KakomiError]]]:
    """Returns the sync files in the folder, the newest first, and those that can't be read."""
    paths = sorted(path.glob(f"*{folder.SUFFIX}"))
    texts = {each.name: files.octets(each).decode("utf-8", "replace") for each in paths}
    found, refused = folder.read_all(texts)
    return found, [(path / name, error) for name, error in refused.items()]


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
        way="folder",
    )


def _new_machine() -> str:
    return files.ENTROPY.octets(4).hex()


async def joined(vault: Vault, file: SyncFile, key: bytes, name: str) -> tuple[Vault, Preview]:
    """Returns the vault joined with a sync file, and what that does. Raises SyncDamaged."""
    area = await areas.opened(file.items, file.head, key, files.CRYPTO)
    if not area.is_complete:
        raise SyncDamaged(file.name)
    preview = joining.preview(vault, area.replica)
    now_unix_ms = files.CLOCK.now_unix_ms()
    machine = _new_machine()
    changed = joining.joined(
        vault, area, key=key, machine=machine, name=name, now_unix_ms=now_unix_ms, way="folder"
    )
    return changed, preview


async def exchanged(
    vault: Vault, found: list[SyncFile], typed: Callable[[], str]
) -> tuple[Vault, Outgoing, Opened]:
    """Returns the vault with what the files hold, what this machine's own file is to hold, and the
    opened files. ``typed`` is asked for the new passphrase if the key was renewed. Raises
    PasswordWrong.
    """
    opened = await folder.opened(found, exchange.state_of(vault), files.CRYPTO)
    if opened.renewed is not None:
        head = opened.renewed.head
        vault = joining.rekeyed(vault, head, await key_of(head, typed()))
        opened = await folder.opened(found, exchange.state_of(vault), files.CRYPTO)
    now_unix_ms = files.CLOCK.now_unix_ms()
    vault, outgoing = field_stamps.changed(
        vault, lambda before: folder.step(before, opened, now_unix_ms), now_unix_ms
    )
    return vault, outgoing, opened


def edited_and_removed(vault: Vault) -> list[Account]:
    """Returns the accounts in the trash with an edit that their remover did not know."""
    records = of_vault(vault, exchange.state_of(vault)).records
    return [each for each in vault.accounts if records[each.id].was_edited_elsewhere]


async def write(path: Path, found: list[SyncFile], outgoing: Outgoing, opened: Opened) -> None:
    """Writes this machine's sync file into the folder. Raises OSError."""
    name = folder.own_name(outgoing.sync)
    before = next((file.items for file in found if file.name == name), {})
    text = await folder.content(outgoing, opened.own, before, files.CRYPTO, files.ENTROPY)
    files.replace(path / name, text.encode("ascii"))
