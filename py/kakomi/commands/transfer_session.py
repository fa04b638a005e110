"""A transfer in several codes, gathered over several scans: it waits on the board for what is
missing, over the worker's end, until the browser ends, the vault locks or the person lets it go.

The codes wait as they were read. One of another transfer never drives out what was gathered: it is
laid beside it, and the person says which of the two is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kakomi import migration
from kakomi.errors import MigrationTooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.account import NewAccount
    from kakomi.errors import AccountError
    from kakomi.messages.transfer import TransferEvent, TransferProgress
    from kakomi.migration import Transfer
    from kakomi.ports import SessionStore

# Where it waits: what a page may paint of it, and the codes.
VIEW_KEY, PARTS_KEY = "transfer", "transfer.held"

# Of all its codes. Google's own app puts ten accounts into one, some 1,500 characters.
MAX_CHARACTERS = 500_000

_WEIGHT: tuple[TransferEvent, ...] = ("", "again", "other", "joined", "begun")


def is_part(transfer: Transfer) -> bool:
    """Whether it is one of several codes."""
    return transfer.batch_size > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferSession:
    """``texts``: the codes read so far, by their index; ``other``: a code of another transfer;
    ``news``: what the last one that was read did. ``ready``: its accounts are what was listed last.
    """

    texts: Mapping[int, str]
    origin: str = ""
    other: str = ""
    news: TransferEvent = "begun"
    ready: bool = False
    parts: Mapping[int, Transfer] = field(init=False)

    def __post_init__(self) -> None:
        parts = {index: migration.parse(text) for index, text in sorted(self.texts.items())}
        object.__setattr__(self, "parts", parts)

    @property
    def size(self) -> int:
        """How many codes there are in all."""
        return next(iter(self.parts.values())).batch_size

    @property
    def missing(self) -> list[int]:
        """Those that were not read yet."""
        return [index for index in range(self.size) if index not in self.parts]

    @property
    def accounts(self) -> list[NewAccount]:
        """Those read so far, in the transfer's order."""
        return [account for part in self.parts.values() for account in part.accounts]

    @property
    def refused(self) -> list[AccountError]:
        """Those that can't be used."""
        return [error for part in self.parts.values() for error in part.refused]

    def add_part(self, text: str, transfer: Transfer) -> TransferSession:
        """With that code too. Raises MigrationTooLarge."""
        if not self._has(transfer):
            return replace(self, other=text, news=_most_important(self.news, "other"))
        if transfer.batch_index in self.parts:
            return replace(self, news=_most_important(self.news, "again"))
        texts = {**self.texts, transfer.batch_index: text}
        if sum(map(len, texts.values())) > MAX_CHARACTERS:
            raise MigrationTooLarge("parts")
        return replace(self, texts=texts, news=_most_important(self.news, "joined"))

    def _has(self, transfer: Transfer) -> bool:
        """Whether the code is of this transfer: the same number, and no other code's place."""
        first = next(iter(self.parts.values()))
        if (transfer.batch_id, transfer.batch_size) != (first.batch_id, first.batch_size):
            return False
        return self.parts.get(transfer.batch_index, transfer).accounts == transfer.accounts

    def shown(self) -> TransferProgress:
        """What a page is told of it."""
        return {
            "of": self.size,
            "have": list(self.parts),
            "missing": self.missing,
            "accounts": len(self.accounts),
            "news": self.news,
        }


def _most_important(one: TransferEvent, another: TransferEvent) -> TransferEvent:
    return max(one, another, key=_WEIGHT.index)


def add_part(
    before: TransferSession | None, codes: list[tuple[str, Transfer]], origin: str
) -> TransferSession | None:
    """What is gathered after a scan read these codes; it is no longer what was listed last. Raises
    MigrationTooLarge.
    """
    gathering = None if before is None else replace(before, news="", other="", ready=False)
    for text, transfer in codes:
        if gathering is None:
            gathering = TransferSession(texts={transfer.batch_index: text}, origin=origin)
        else:
            gathering = gathering.add_part(text, transfer)
    return gathering


async def save(session: SessionStore, gathering: TransferSession) -> None:
    """Keep it."""
    stored = {
        "texts": {str(index): text for index, text in gathering.texts.items()},
        "origin": gathering.origin,
        "other": gathering.other,
        "news": gathering.news,
        "ready": gathering.ready,
    }
    await session.set({PARTS_KEY: stored, VIEW_KEY: gathering.shown()})


async def load(session: SessionStore) -> TransferSession | None:
    """The one kept, if any."""
    match await session.get(PARTS_KEY):
        case {
            "texts": dict(texts),
            "origin": str(origin),
            "other": str(other),
            "news": ("" | "begun" | "joined" | "again" | "other") as news,
            "ready": bool(ready),
        } if texts:
            return TransferSession(
                texts={int(index): text for index, text in texts.items()},
                origin=origin,
                other=other,
                news=news,
                ready=ready,
            )
    return None


async def clear(session: SessionStore) -> None:
    """Forget it."""
    await session.remove([PARTS_KEY, VIEW_KEY])
