"""Distributes rows over parts, so that a small change rewrites few of them.

A row stays in the part where it was. What codes are made of comes first. Details follow in the
order of the accounts as long as there is room. If the rows fill their parts badly and room runs
out, all are packed again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from kakomi.sync import sealed_items
from kakomi.sync.part import (
    Part,
    code_part,
    detail_part,
    has_detail_row,
    reference,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kakomi.sync.replica import Record, Replica
    from kakomi.vault.sync_state import Tombstone

CODES, DETAILS = "c", "d"
Row = TypeVar("Row")
Groups = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a carrier holds: ``total`` characters in ``items`` items of ``per_item``."""

    total: int
    per_item: int
    items: int

    @property
    def plaintext_bytes(self) -> int:
        """How many bytes a part may have before it is sealed."""
        characters = self.per_item - _NAME_CHARACTERS - 2
        return characters // 5 * 4 - sealed_items.SEALED_BYTES


_FILL = 0.92  # of a part, where there is room: an account that grows then splits no part
_NAME_CHARACTERS = 12  # of the key of an item, at most
# chrome.storage.sync: QUOTA_BYTES, QUOTA_BYTES_PER_ITEM, MAX_ITEMS. Some of it is left free.
BROWSER = Room(total=102_400 - 512, per_item=8_192, items=500)
FILE = Room(total=64 * 1024 * 1024, per_item=8_192, items=100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """In which part each row is. Details are named by ``part.reference``, in hexadecimal."""

    codes: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """The parts by name. ``local_codes`` and ``local_details`` are the accounts that had no room,
    with their code or with their details. ``characters`` is what the parts take.
    """

    parts: Mapping[str, Part]
    local_codes: frozenset[str] = frozenset()
    local_details: frozenset[str] = frozenset()
    characters: int = 0


def item_characters(key: str, text: str) -> int:
    """Returns what an item takes of the quota: its key and its value in JSON."""
    return len(key) + len(json.dumps(text))


def pack(replica: Replica, layout: Layout, room: Room, reserved: int) -> Packed:
    """Returns the parts of the replica; ``reserved`` characters of the room are the head's."""
    free = room.total - reserved
    records = replica.records
    order = sorted(records, key=lambda each: (records[each].values["place"], each))
    rows: dict[str, Record | Tombstone] = dict(sorted(replica.tombstones.items()))
    rows.update({each: records[each] for each in order})
    codes = _filled(_Packing(CODES, rows, code_part, room), layout.codes, free)
    local_codes = frozenset(set(rows) - codes.ids)
    detailed = {
        each: records[each]
        for each in order
        if each not in local_codes and has_detail_row(records[each])
    }
    where = {each: layout.details.get(reference(each).hex(), "") for each in detailed}
    before = {each: name for each, name in where.items() if name}
    packing = _Packing(DETAILS, detailed, detail_part, room)
    details = _filled(packing, before, free - codes.characters)
    return Packed(
        parts={**codes.parts, **details.parts},
        local_codes=local_codes,
        local_details=frozenset(set(detailed) - details.ids) | local_codes,
        characters=codes.characters + details.characters,
    )


@dataclass(frozen=True, slots=True)
class _Packing(Generic[Row]):
    """What is packed: rows in their order, as parts whose names begin with ``prefix``."""

    prefix: str
    rows: Mapping[str, Row]
    encode: Callable[[Mapping[str, Row]], Part]
    room: Room


def _filled(packing: _Packing[Row], before: Mapping[str, str], free: int) -> _Packer[Row]:
    """Returns the rows in parts that take at most ``free`` characters.

    If not all of them fit, those that were in a part come first, so that two machines of which one
    has more rows do not replace each other's choice.
    """
    sticky = _Packer(packing, before, fill=_FILL)
    sticky.add(free=None)
    if sticky.characters <= free:
        return sticky
    repacked = _Packer(packing, {})
    repacked.add(free=None)
    if repacked.characters <= free:
        return repacked
    chosen = _Packer(packing, before)
    if chosen.characters > free:
        chosen.drop_over(free)
    else:
        chosen.add(free)
    return chosen


class _Packer(Generic[Row]):
    """Groups rows into parts that fit into items. At first it has those rows that were in one."""

    def __init__(
        self, packing: _Packing[Row], before: Mapping[str, str], fill: float = 1.0
    ) -> None:
        self._fill_bytes = int(packing.room.plaintext_bytes * fill)
        self._packing = packing
        self._limit = packing.room.plaintext_bytes
        self._rank = {each: rank for rank, each in enumerate(packing.rows)}
        self._sizes: dict[str, int] = {}
        self.parts: dict[str, Part] = {}
        self._groups: Groups = {}
        for each in packing.rows:
            if each in before:
                self._groups.setdefault(before[each], []).append(each)
        for name in list(self._groups):
            self._put(name, self._groups.pop(name))

    @property
    def characters(self) -> int:
        """What the parts take of the quota."""
        return sum(self._item_characters(name) for name in self.parts)

    @property
    def ids(self) -> set[str]:
        """The rows that are in a part."""
        return {each for group in self._groups.values() for each in group}

    def drop_over(self, free: int) -> None:
        """Drops rows of the last parts until the parts fit."""
        while self.parts and self.characters > free:
            name = max(self.parts, key=_number)
            over = self.characters - free
            group, size = self._groups[name], self._item_characters(name)
            self._remove(name)
            count = len(group) * (size - over) // size
            if count > 0:
                self._put(name, group[:count])

    def _remove(self, name: str) -> None:
        del self._groups[name], self.parts[name], self._sizes[name]

    def add(self, free: int | None) -> None:
        """Adds the other rows in their order: to the emptiest part while there is room in it, then
        to new parts. Stops where the parts would take more than ``free`` characters.
        """
        there = self.ids
        rest = [each for each in self._packing.rows if each not in there]
        name = min(self._groups, key=lambda each: (self._sizes[each], each), default=None)
        while rest:
            group = self._groups.get(name, []) if name else []
            count = self._fitting(group, rest)
            if not count:
                rest = rest if group else rest[1:]  # a row that no item holds stays out
            else:
                taken = self._add_most(name or self._new_name(), group, rest[:count], free)
                if taken < count:
                    return
                rest = rest[count:]
            name = None

    def _add_most(self, name: str, group: list[str], more: list[str], free: int | None) -> int:
        """Adds as many of ``more`` as ``free`` allows to the part. Returns how many."""
        low, high = 0, len(more) + 1
        while high - low > 1:
            middle = len(more) if high > len(more) and not low else (low + high) // 2
            if self._try(name, group, more[:middle], free):
                low = middle
                if low == len(more):
                    return low
                self._remove(name)
            else:
                high = middle
        if low or group:
            self._put(name, [*group, *more[:low]])
        return low

    def _try(self, name: str, group: list[str], more: list[str], free: int | None) -> bool:
        """Puts these rows into the part. Returns False, without a change, if that is too much."""
        self._put(name, [*group, *more])
        if free is None or self.characters <= free:
            return True
        self._remove(name)
        if group:
            self._put(name, group)
        return False

    def _item_characters(self, name: str) -> int:
        key = f"{sealed_items.HEAD_KEY}.{name}"
        return len(key) + 2 + sealed_items.stored_characters(self._sizes[name])

    def _measure(self, ids: Sequence[str]) -> tuple[Part, int]:
        ordered = sorted(ids, key=self._rank.__getitem__)
        part = self._packing.encode({each: self._packing.rows[each] for each in ordered})
        return part, len(part.packed())

    def _put(self, name: str, ids: list[str]) -> None:
        """Makes that part of these rows. What does not fit goes into further parts."""
        part, size = self._measure(ids)
        if size <= self._limit:
            self._groups[name], self.parts[name], self._sizes[name] = ids, part, size
        elif len(ids) > 1:
            half = len(ids) // 2
            self._put(name, ids[:half])
            self._put(self._new_name(), ids[half:])

    def _new_name(self) -> str:
        taken = {_number(name) for name in self._groups}
        return f"{self._packing.prefix}{next(n for n in range(len(taken) + 1) if n not in taken)}"

    def _fitting(self, group: Sequence[str], more: Sequence[str]) -> int:
        """Returns how many of ``more`` fit into one part beside ``group``."""
        low, high = 0, min(len(more), 64)
        while high < len(more) and self._fits(group, more[:high]):
            low, high = high, min(len(more), 2 * high)
        if self._fits(group, more[:high]):
            return high
        while high - low > 1:
            middle = (low + high) // 2
            if self._fits(group, more[:middle]):
                low = middle
            else:
                high = middle
        return low

    def _fits(self, group: Sequence[str], more: Sequence[str]) -> bool:
        return self._measure([*group, *more])[1] <= self._fill_bytes


def _number(name: str) -> int:
    return int(name[1:]) if name[1:].isdecimal() else 0
