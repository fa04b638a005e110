"""One request being acted on: what a command is given, and how one is declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from kakomi import sheet
from kakomi.vault import generations

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kakomi.messages import Sheet
    from kakomi.ports import Capture, Outside
    from kakomi.vault.vault import Vault

Value = TypeVar("Value")

# Who asks, by the worker's own finding: a page of ours, the box over somebody's page, the worker.
PAGE, OVERLAY, WORKER = "page", "overlay", "worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``capture`` gives the picture taken at the gesture, None where the browser refused one;
    ``tab_id`` is the tab the caller lives in, if any.
    """

    outside: Outside
    capture: Callable[[], Awaitable[Capture | None]]
    caller: str
    tab_id: int | None
    codes: sheet.Codes

    async def vault(self) -> Vault:
        """The vault as it stands. Raises VaultError."""
        return await generations.newest(self.outside)

    async def change(self, step: Callable[[Vault], tuple[Vault, Value]]) -> Value:
        """Take the vault one step on, saved before it is said; the pages' sheet follows.

        Raises VaultError, and whatever the step does: then nothing has changed.
        """
        after, value = await generations.change(self.outside, step)
        await self.post_sheet(after)
        return value

    async def post_sheet(self, vault: Vault) -> Sheet:
        """Put up the sheet of that vault for the pages; also gives it."""
        now_unix = self.outside.now_unix()
        whole = sheet.sheet(sheet.rows(vault.present, now_unix, self.codes), now_unix)
        await sheet.post(self.outside.board, whole)
        return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``args`` and ``reply`` are shapes of ``kakomi.messages``."""

    args: Any
    reply: Any
    run: Callable[[Any, Call], Awaitable[Any]]
    callers: frozenset[str] = frozenset({PAGE})
