"""The context that a command's handler gets in addition to the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from kakomi import sheet
from kakomi.commands import automatic_backup, backup_reminder
from kakomi.commands.session_budget import CAPTURE_KEY
from kakomi.errors import KakomiError, SessionFull, VaultLocked
from kakomi.messages.common import failure
from kakomi.vault import account_order, backup_status, groups
from kakomi.vault.protection import Protection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kakomi.commands.activity import Activity
    from kakomi.commands.cancellable_tasks import CancellableTasks
    from kakomi.commands.corrected_clock import CorrectedClock
    from kakomi.commands.session_budget import SessionBudget
    from kakomi.commands.shared_tasks import SharedTasks
    from kakomi.commands.typed_factor import TypedFactor
    from kakomi.environment import Environment
    from kakomi.messages.fill import AccountFillReply
    from kakomi.messages.sheet import Sheet
    from kakomi.ports import Capture
    from kakomi.vault.store import VaultStore
    from kakomi.vault.vault import Vault

Value = TypeVar("Value")


@dataclass(slots=True, kw_only=True)
class Progress:
    """The progress of a request. ``epoch`` is the lock epoch recorded when it began. ``has_read``:
    it has read the open vault. ``has_saved``: it has saved a change.
    """

    epoch: int
    has_read: bool = False
    has_saved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The ports and state for one request. ``capture`` returns the picture taken at the user's
    gesture; None if the browser refused it. ``tab_id`` is the caller's tab, if it has one.

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
    code_clock: CorrectedClock
    readings: CancellableTasks
    fills: SharedTasks[AccountFillReply]
    activity: Activity
    typed_factor: TypedFactor

    @property
    def protection(self) -> Protection:
        """Returns the ``Protection``, which adds, changes and removes key slots."""
        return Protection(
            store=self.store, crypto=self.environment.crypto, entropy=self.environment.entropy
        )

    async def vault(self, *, use: bool = True) -> Vault:
        """Returns the newest vault. ``use``: the user asked, so the time until the lock restarts.

        Raises VaultError.
        """
        vault = await self.store.newest(use=use)
        self.progress.has_read = True
        return vault

    async def require_unlocked(self) -> None:
        """Raises VaultLocked if a lock came since the request began, or is due. Reads less than
        ``vault``.
        """
        if await self.store.lock_state.begin_request() != self.progress.epoch:
            raise VaultLocked

    async def change(
        self, step: Callable[[Vault], tuple[Vault, Value]], *, backs_up: bool = True
    ) -> Value:
        """Applies ``step``, saves the vault, then publishes the new rows. Nothing is published
        unless the save succeeded.

        ``backs_up``: if automatic backups are on, back up the change at once; False leaves it to
        the next backup.

        Raises VaultError, and what ``step`` raises; then nothing has changed.
        """
        changed = False

        def recording_step(before: Vault) -> tuple[Vault, Value]:
            nonlocal changed
            after, value = step(before)
            changed = after is not before
            if changed and backs_up:
                after = backup_status.with_backup_recorded(after, self.environment.now_unix())
            return after, value

        after, value = await self.store.change(recording_step)
        self.progress.has_saved = self.progress.has_saved or changed
        await self.publish_sheet_after_save(after)
        if changed and backs_up and after.backup_status.automatic:
            await self._back_up(after)
        return value

    async def publish_sheet_after_save(self, vault: Vault) -> None:
        """Publishes the sheet of a saved vault. If ``storage.session`` has no space even for its
        first rows, removes the old sheet and raises nothing, because the change itself is saved.
        """
        try:
            await self.publish_sheet(vault)
        except SessionFull:
            await self.environment.session.remove([sheet.HEAD, sheet.REST])

    async def save_capture(self, capture: Capture, note: str) -> None:
        """Stores the capture while the user draws a box. Raises VaultLocked if a lock came since
        the request began.
        """
        async with self.store.lock_state.exclusive():
            if not await self.store.lock_state.is_current(self.progress.epoch):
                raise VaultLocked
            host = self.environment.capture_host
            await self.budget.with_room(lambda: host.save(capture, note), {CAPTURE_KEY})

    async def _back_up(self, vault: Vault) -> None:
        """Saves a sealed copy. The change itself is saved already, so an error is stored for the
        options page and the reminder, not raised.
        """
        problem: KakomiError | None
        try:
            text = await self.store.export()
            problem = await automatic_backup.save(text, vault, self.environment)
        except KakomiError as error:
            problem = error
        await self.note_backup_problem(problem, vault)

    async def note_backup_problem(self, problem: KakomiError | None, vault: Vault) -> None:
        """Stores the error of the last automatic backup, or that it had none. The sheet, which has
        the reminder, is published again if that changes.
        """
        key = backup_reminder.LAST_FAILURE_KEY
        session = self.environment.session
        if problem is not None:
            await session.set({key: failure(problem)})
        elif await session.get(key) is None:
            return
        else:
            await session.remove([key])
        await self.publish_sheet_after_save(vault)

    async def publish_sheet(
        self,
        vault: Vault,
        most_codes: int = sheet.MAX_CODES,
        first: int | None = None,
    ) -> Sheet:
        """Publishes the sheet of that vault and returns it. ``first`` limits the returned rows: a
        page paints the first rows and then requests the others.
        """
        now_unix_ms = self.environment.clock.now_unix_ms()
        code_unix = self.code_clock.now_unix()
        left_ms = await self.store.lock.remaining_ms()
        accounts = account_order.listed(vault.present, vault.rules)
        full_sheet = sheet.sheet(
            sheet.rows(accounts, code_unix, self.codes, most_codes, first),
            now_unix_ms // 1000,
            None if left_ms is None else now_unix_ms + left_ms,
            len(accounts),
            await backup_reminder.reminder(vault, self.store, self.environment),
            vault.rules,
        )
        full_sheet["groups"] = groups.names(accounts)
        full_sheet["hidden"] = sum(account.details.hidden for account in accounts)
        full_sheet["clock_offset_ms"] = self.code_clock.offset_ms
        full_sheet["clock_jump_ms"] = self.code_clock.jumped_ms
        await self._publish(vault, full_sheet)
        return full_sheet

    async def _publish(self, vault: Vault, full_sheet: Sheet) -> None:
        """Publishes all rows, or only the first ones if ``storage.session`` has no space for all.
        Raises SessionFull if not even those fit.
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
