"""What a command's handler gets besides the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from kakomi import sheet
from kakomi.commands import backup_reminder, pending_results, transfer_session
from kakomi.errors import KakomiError
from kakomi.messages.common import failure
from kakomi.vault import backup_status
from kakomi.vault.protection import Protection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kakomi.commands.cancellable_tasks import CancellableTasks
    from kakomi.environment import Environment
    from kakomi.messages.sheet import Sheet
    from kakomi.ports import Capture
    from kakomi.vault.safe import Safe
    from kakomi.vault.vault import Vault

Value = TypeVar("Value")

# What stands on the board and shows something of the accounts: taken down when the vault locks.
CLEARED_ON_LOCK = (
    *(
        sheet.HEAD,
        sheet.REST,
        pending_results.FOUND,
        pending_results.OUTCOME,
        pending_results.DEFERRED,
    ),
    *(transfer_session.VIEW_KEY, transfer_session.PARTS_KEY, "import", "import.undo"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """``capture`` gives the picture taken at the gesture, None where the browser refused one;
    ``tab_id`` is the tab the caller lives in, if any.
    """

    environment: Environment
    safe: Safe
    capture: Callable[[], Awaitable[Capture | None]]
    caller: str
    tab_id: int | None
    codes: sheet.Codes
    readings: CancellableTasks

    @property
    def protection(self) -> Protection:
        """The ways into the vault."""
        return Protection(
            safe=self.safe, crypto=self.environment.crypto, entropy=self.environment.entropy
        )

    async def vault(self) -> Vault:
        """The vault as it stands. Raises VaultError."""
        return await self.safe.newest()

    async def change(self, step: Callable[[Vault], tuple[Vault, Value]]) -> Value:
        """Take the vault one step on, saved before it is said; the pages' sheet follows.

        Raises VaultError, and whatever the step does: then nothing has changed.
        """
        changed = False

        def noted(before: Vault) -> tuple[Vault, Value]:
            nonlocal changed
            after, value = step(before)
            changed = after is not before
            return backup_status.with_backup_recorded(
                after, self.environment.now_unix()
            ) if changed else after, value

        after, value = await self.safe.change(noted)
        await self.post_sheet(after)
        if changed and after.backup_status.automatic:
            await self._back_up(after)
        return value

    async def _back_up(self, vault: Vault) -> None:
        """A sealed copy into the download folder. The change itself is saved already: what goes
        wrong here is put up for the options page to say.
        """
        try:
            text = await self.safe.copy_out()
            name = f"kakomi-{iso_time(self.environment.now_unix())}.json"
            await self.environment.downloads.save(name, text, vault.backup_status.keep)
        except KakomiError as error:
            await self.environment.session.set({backup_reminder.LAST_FAILURE_KEY: failure(error)})
            await self.post_sheet(vault)  # it reminds of it
        else:
            await self.environment.session.remove([backup_reminder.LAST_FAILURE_KEY])

    async def post_sheet(
        self,
        vault: Vault,
        most_codes: int = sheet.MAX_CODES,
        first: int | None = None,
    ) -> Sheet:
        """Put up the sheet of that vault for the pages, or its ``first`` rows: somebody waits, and
        asks for the others. Also gives it.
        """
        now_unix_ms = self.environment.clock.now_unix_ms()
        left_ms = await self.safe.locks_in_ms()
        whole = sheet.sheet(
            sheet.rows(vault.present, now_unix_ms // 1000, self.codes, most_codes, first),
            now_unix_ms // 1000,
            None if left_ms is None else now_unix_ms + left_ms,
            len(vault.present),
            await backup_reminder.reminder(vault, self.safe, self.environment),
        )
        await self.safe.tell(vault, lambda: sheet.publish(self.environment.session, whole))
        return whole


def iso_time(at_unix: int) -> str:
    """As file names spell it: ``2026-11-25T18-03-59Z`` (ISO 8601, its colons as hyphens)."""
    return datetime.fromtimestamp(at_unix, UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
