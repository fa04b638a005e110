"""Automatic backups: where an encrypted copy of the vault is saved after a change.

The organization's folder below the download folder comes first, then the folder that the user
chose, then the download folder. A backup that can't be saved in the chosen folder is saved in the
download folder.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from kakomi.commands import policy_state
from kakomi.errors import BackupFolderAsks, BackupFolderError, BackupFolderGone
from kakomi.vault import backup_files

if TYPE_CHECKING:
    from kakomi.environment import Environment
    from kakomi.policy import Policy
    from kakomi.vault.vault import Vault

FOLDER_LOCK = "kakomi.backup_folder"  # two saves in one second have the same file name


def may_choose_folder(rules: Policy) -> bool:
    """Returns whether the organization leaves the folder to the user."""
    return not rules.automatic_backup_folder


async def save(text: str, vault: Vault, environment: Environment) -> BackupFolderError | None:
    """Save the sealed ``text`` of ``vault``. Returns why it is not in the chosen folder but in the
    download folder; None if it is where it belongs. Raises BackupNotWritten.
    """
    rules = (await policy_state.load(environment)).policy
    problem: BackupFolderError | None = None
    if may_choose_folder(rules) and await environment.backup_folder.state() is not None:
        try:
            await save_in_folder(text, vault, environment)
        except BackupFolderError as error:
            problem = error
        else:
            return None
    await environment.downloads.save(
        backup_files.download_name(environment.now_unix()),
        text,
        vault.backup_status.keep,
        rules.automatic_backup_folder,
    )
    return problem


async def save_in_folder(text: str, vault: Vault, environment: Environment) -> None:
    """Save ``text`` in the folder that the user chose, then delete this vault's oldest backups in
    it. Raises BackupFolderError; then no file was deleted.
    """
    folder = environment.backup_folder
    async with environment.primary.exclusive(FOLDER_LOCK):
        state = await folder.state()
        if state is None:
            raise BackupFolderGone("folder")
        if not state.may_write:
            raise BackupFolderAsks("folder")
        name = backup_files.folder_name(environment.now_unix(), vault.vault_id)
        await folder.write(name, text)
        with contextlib.suppress(BackupFolderError):  # the next backup tries again
            keep = vault.backup_status.keep
            for old in backup_files.outdated(await folder.names(), vault.vault_id, name, keep):
                with contextlib.suppress(BackupFolderError):  # another program has it open
                    await folder.remove(old)
