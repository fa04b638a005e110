"""What a command's handler gets besides the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from kakomi import sheet
from kakomi.commands import backup_reminder
from kakomi.commands.session_budget import CAPTURE_KEY
from kakomi.errors import KakomiError, SessionFull, VaultLocked
from kakomi.messages.common import failure
from kakomi.vault import backup_status
from kakomi.vault.protection import Protection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kakomi.commands.cancellable_tasks import CancellableTasks
    from kakomi.commands.session_budget import SessionBudget
    from kakomi.environment import Environment
    from kakomi.messages.sheet import Sheet
    from kakomi.ports import Capture
    from kakomi.vault.store import VaultStore
    from kakomi.vault.vault import Vault

Value = TypeVar("Value")


@dataclass(slots=True, kw_only=True)
class Progress:
    """What a request has done so far. ``epoch`` is the lock epoch noted when it began;
    ``has_read``: it has read the open vault; ``has_saved``: it has saved a change.
    """

    epoch: int
    has_read: bool = False
    has_saved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What one request may use. ``capture`` gives the picture taken at the gesture, None where the
    browser refused one; ``tab_id`` is the tab the caller lives in, if any.

    ``environment.session`` writes nothing after a lock that came since the request began
    (``kakomi.vault.lock_state``).
    """

    environment: Environment
    store: VaultStore
    budget: SessionBudget
    progress: Progress
    capture: Callable[[], Awaitable[Capture | None]]
    caller: str
    tab_id: int | None
    codes: sheet.Codes
    readings: CancellableTasks

    @property
    def protection(self) -> Protection:
        """Returns what adds, changes and removes key slots."""
        return Protection(
            store=self.store, crypto=self.environment.crypto, entropy=self.environment.entropy
        )

    async def vault(self, *, use: bool = True) -> Vault:
        """Returns the newest vault. ``use``: a person asked, so the time to lock counts anew.

        Raises VaultError.
        """
        vault = await self.store.newest(use=use)
        self.progress.has_read = True
        return vault

    async def change(
        self, step: Callable[[Vault], tuple[Vault, Value]], *, backs_up: bool = True
    ) -> Value:
        """Applies ``step``, saves the vault, then publishes the new rows. Nothing is published
        unless the save succeeded.

        ``backs_up``: with automatic backups on, the change is backed up at once. False: it comes
        with the next backup.

        Raises VaultError, and what ``step`` raises: then nothing has changed.
        """
        changed = False

        def noted(before: Vault) -> tuple[Vault, Value]:
            nonlocal changed
            after, value = step(before)
            changed = after is not before
            if changed and backs_up:
                after = backup_status.with_backup_recorded(after, self.environment.now_unix())
            return after, value

        after, value = await self.store.change(noted)
        self.progress.has_saved = self.progress.has_saved or changed
        await self.post_sheet_after_save(after)
        if changed and backs_up and after.backup_status.automatic:
            await self._back_up(after)
        return value

    async def post_sheet_after_save(self, vault: Vault) -> None:
        """Publishes the sheet of a saved vault. If there is no room even for its first rows, the
        old sheet is removed. That is no error of the change, which is saved.
        """
        try:
            await self.post_sheet(vault)
        except SessionFull:
            await self.environment.session.remove([sheet.HEAD, sheet.REST])

    async def save_capture(self, capture: Capture, note: str) -> None:
        """Keeps the capture while a box is drawn. Raises VaultLocked if a lock came since the
        request began.
        """
        async with self.store.lock_state.exclusive():
            if not await self.store.lock_state.is_current(self.progress.epoch):
                raise VaultLocked
            host = self.environment.capture_host
            await self.budget.with_room(lambda: host.save(capture, note), {CAPTURE_KEY})

    async def _back_up(self, vault: Vault) -> None:
        """Saves a sealed copy to the download folder. The change itself is saved already, so an
        error is stored for the options page and the reminder, not raised.
        """
        try:
            text = await self.store.export()
            name = f"kakomi-{iso_time(self.environment.now_unix())}.json"
            await self.environment.downloads.save(name, text, vault.backup_status.keep)
        except KakomiError as error:
            await self.environment.session.set({backup_reminder.LAST_FAILURE_KEY: failure(error)})
            await self.post_sheet_after_save(vault)  # it reminds of it
        else:
            await self.environment.session.remove([backup_reminder.LAST_FAILURE_KEY])

    async def post_sheet(
        self,
        vault: Vault,
        most_codes: int = sheet.MAX_CODES,
        first: int | None = None,
    ) -> Sheet:
        """Publishes the sheet of that vault, or its ``first`` rows, and returns it. A page that
        waits gets the first rows and asks for the others.
        """
        now_unix_ms = self.environment.clock.now_unix_ms()
        left_ms = await self.store.lock.remaining_ms()
        full_sheet = sheet.sheet(
            sheet.rows(vault.present, now_unix_ms // 1000, self.codes, most_codes, first),
            now_unix_ms // 1000,
            None if left_ms is None else now_unix_ms + left_ms,
            len(vault.present),
            await backup_reminder.reminder(vault, self.store, self.environment),
            vault.rules,
        )
        await self._publish(vault, full_sheet)
        return full_sheet

    async def _publish(self, vault: Vault, full_sheet: Sheet) -> None:
        """Publishes as many of the rows as there is room for, but at least the first ones. Raises
        SessionFull.
        """
        count = len(full_sheet["rows"])
        while True:
            shown: Sheet = {**full_sheet, "rows": full_sheet["rows"][:count]}
            try:
                await self.store.publish(vault, sheet.session_values(shown), self.progress.epoch)
            except SessionFull:
                if count <= sheet.HEAD_ROWS:
                    raise
                count = max(sheet.HEAD_ROWS, count // 2)
            else:
                return


def iso_time(at_unix: int) -> str:
    """As file names spell it: ``2026-11-25T18-03-59Z`` (ISO 8601, its colons as hyphens)."""
    return datetime.fromtimestamp(at_unix, UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
