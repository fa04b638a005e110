"""A transfer in several QR codes, collected over several scans.

The codes' texts are in session storage until the browser closes, the vault locks or the user
cancels. They survive the end of the worker. A part of another transfer does not replace the current
transfer: it is stored as ``other``, and the user chooses.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kakomi import migration
from kakomi.commands import session_budget
from kakomi.errors import MigrationTooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.account import NewAccount
    from kakomi.errors import AccountError
    from kakomi.messages.transfer import TransferEvent, TransferProgress
    from kakomi.migration import Transfer
    from kakomi.ports import SessionStore

# The keys in session storage: the progress that pages paint, and the codes.
VIEW_KEY, PARTS_KEY = "transfer", "transfer.held"

_WEIGHT: tuple[TransferEvent, ...] = ("", "again", "other", "joined", "begun")


def is_part(transfer: Transfer) -> bool:
    """Returns whether the transfer consists of several codes."""
    return transfer.batch_size > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferSession:
    """``texts`` are the codes read so far, by index. ``other`` is a code of another transfer.

    ``event`` says what the last scan did. ``ready``: the last result listed its accounts.
    """

    texts: Mapping[int, str]
    origin: str = ""
    other: str = ""
    event: TransferEvent = "begun"
    ready: bool = False
    parts: Mapping[int, Transfer] = field(init=False)

    def __post_init__(self) -> None:
        parts = {index: migration.parse(text) for index, text in sorted(self.texts.items())}
        object.__setattr__(self, "parts", parts)

    @property
    def size(self) -> int:
        """The number of codes in the transfer."""
        return next(iter(self.parts.values())).batch_size

    @property
    def missing(self) -> list[int]:
        """The indices of the codes that were not read."""
        return [index for index in range(self.size) if index not in self.parts]

    @property
    def accounts(self) -> list[NewAccount]:
        """The accounts read so far, in the transfer's order."""
        return [account for part in self.parts.values() for account in part.accounts]

    @property
    def refused(self) -> list[AccountError]:
        """The errors of accounts that cannot be used."""
        return [error for part in self.parts.values() for error in part.refused]

    def add_part(self, text: str, transfer: Transfer) -> TransferSession:
        """Returns the transfer with this code. Raises MigrationTooLarge."""
        if not self._has(transfer):
            return replace(self, other=text, event=_most_important(self.event, "other"))
        if transfer.batch_index in self.parts:
            return replace(self, event=_most_important(self.event, "again"))
        texts = {**self.texts, transfer.batch_index: text}
        if sum(map(len, texts.values())) > session_budget.MAX_TRANSFER_CHARACTERS:
            raise MigrationTooLarge("parts")
        return replace(self, texts=texts, event=_most_important(self.event, "joined"))

    def _has(self, transfer: Transfer) -> bool:
        """Returns whether the code belongs to this transfer and equals the code at its index, if
        that was read.
        """
        first = next(iter(self.parts.values()))
        if (transfer.batch_id, transfer.batch_size) != (first.batch_id, first.batch_size):
            return False
        return self.parts.get(transfer.batch_index, transfer).accounts == transfer.accounts

    def progress(self) -> TransferProgress:
        """Returns the progress for the pages."""
        return {
            "of": self.size,
            "have": list(self.parts),
            "missing": self.missing,
            "accounts": len(self.accounts),
            "event": self.event,
        }


def _most_important(one: TransferEvent, another: TransferEvent) -> TransferEvent:
    return max(one, another, key=_WEIGHT.index)


def add_part(
    before: TransferSession | None, codes: list[tuple[str, Transfer]], origin: str
) -> TransferSession | None:
    """Returns the transfer after a scan read these codes, with ``ready`` unset.

    Raises MigrationTooLarge.
    """
    collected = None if before is None else replace(before, event="", other="", ready=False)
    for text, transfer in codes:
        if collected is None:
            collected = TransferSession(texts={transfer.batch_index: text}, origin=origin)
        else:
            collected = collected.add_part(text, transfer)
    return collected


async def save(session: SessionStore, transfer: TransferSession) -> None:
    """Store the transfer."""
    stored = {
        "texts": {str(index): text for index, text in transfer.texts.items()},
        "origin": transfer.origin,
        "other": transfer.other,
        "event": transfer.event,
        "ready": transfer.ready,
    }
    await session.set({PARTS_KEY: stored, VIEW_KEY: transfer.progress()})


async def load(session: SessionStore) -> TransferSession | None:
    """Returns the stored transfer, if any."""
    match await session.get(PARTS_KEY):
        case {
            "texts": dict(texts),
            "origin": str(origin),
            "other": str(other),
            "event": ("" | "begun" | "joined" | "again" | "other") as event,
            "ready": bool(ready),
        } if texts:
            return TransferSession(
                texts={int(index): text for index, text in texts.items()},
                origin=origin,
                other=other,
                event=event,
                ready=ready,
            )
    return None


async def clear(session: SessionStore) -> None:
    """Remove the stored transfer."""
    await session.remove([PARTS_KEY, VIEW_KEY])
