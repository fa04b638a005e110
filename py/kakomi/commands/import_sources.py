"""The files and pictures of one import, and the transfers whose parts are spread over them.

A Google Authenticator transfer of many accounts consists of several QR codes ("parts"). The user
may add pictures of the parts in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kakomi.formats import Parts
from kakomi.otp_key import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kakomi.commands.pending_import import PendingEntry
    from kakomi.otp_key import Key

_Transfer = tuple[int, int]  # batch id and number of parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file or picture. Its accounts have the indices from ``first_index`` to ``first_index +
    count - 1`` in the import. ``parts`` are the transfers of which it holds codes.
    """

    first_index: int
    count: int
    parts: tuple[Parts, ...]

    @property
    def indices(self) -> range:
        """The indices of its accounts."""
        return range(self.first_index, self.first_index + self.count)

    @property
    def transfer(self) -> _Transfer | None:
        """The transfer of all its accounts; None if there is none or it has only one part."""
        match self.parts:
            case (Parts(batch_id=batch_id, size=size),) if size > 1:
                return batch_id, size
        return None

    def to_json(self) -> list[Any]:
        """Returns the value for session storage."""
        parts = [[each.batch_id, each.size, list(each.present)] for each in self.parts]
        return [self.first_index, self.count, parts]

    @staticmethod
    def from_json(value: Any) -> Source:
        """Returns the source that ``to_json`` wrote."""
        first_index, count, parts = value
        return Source(
            first_index=first_index,
            count=count,
            parts=tuple(
                Parts(batch_id=batch_id, size=size, present=tuple(present))
                for batch_id, size, present in parts
            ),
        )


def joined_parts(sources: Iterable[Source]) -> list[Parts]:
    """Returns each transfer that has several parts, with the parts that all sources hold."""
    present: dict[_Transfer, set[int]] = {}
    for source in sources:
        for parts in source.parts:
            if parts.size > 1:
                present.setdefault((parts.batch_id, parts.size), set()).update(parts.present)
    return [
        Parts(batch_id=batch_id, size=size, present=tuple(sorted(indices)))
        for (batch_id, size), indices in present.items()
    ]


def in_transfer_order(chosen: Sequence[int], sources: Sequence[Source]) -> list[int]:
    """Returns the indices in ``chosen``, with those of one transfer together, in its parts' order.

    A transfer's indices move to the position of its first index in ``chosen``. Other indices keep
    their order.
    """
    source_of = {index: source for source in sources for index in source.indices}
    groups: dict[_Transfer | int, list[int]] = {}
    for index in chosen:
        source = source_of.get(index)
        transfer = source.transfer if source else None
        groups.setdefault(index if transfer is None else transfer, []).append(index)

    def part_of(index: int) -> int:
        source = source_of.get(index)
        present = source.parts[0].present if source and source.transfer else ()
        return present[0] if present else 0

    return [index for group in groups.values() for index in sorted(group, key=part_of)]


def repeats(entries: Sequence[PendingEntry], sources: Iterable[Source]) -> dict[int, int]:
    """Returns, for each entry that an earlier one of these sources equals, the first equal one.

    Entries are equal if they have one key and one name. An entry without a name equals every entry
    of its key, and so does one with a counter. No entry equals one of the trash.
    """
    names_of_key: dict[Key, dict[tuple[str, str], int]] = {}
    found: dict[int, int] = {}
    for index in (index for source in sources for index in source.indices):
        new_account = entries[index].new_account
        names = (new_account.issuer, new_account.name)
        same = names_of_key.setdefault(new_account.key, {})
        equals_any = not any(names) or new_account.key.kind is Kind.HOTP
        first = next(iter(same.values()), None) if equals_any else None
        first = same.get(names, first)
        if first is not None:
            found[index] = first
        elif not entries[index].trashed:
            same[names] = index
    return found
