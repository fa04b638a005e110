"""The carrier of the browser tests does what it says, or those tests would prove nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.sync_carrier import SyncCarrier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Area:
    """An area in memory that records the calls."""

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.calls: list[list[str]] = []

    def read(self) -> dict[str, str]:
        return dict(self.items)

    def set(self, items: Mapping[str, str]) -> None:
        self.calls.append(sorted(items))
        self.items.update(items)

    def remove(self, keys: Sequence[str]) -> None:
        self.calls.append(sorted(keys))
        for key in keys:
            del self.items[key]


def test_a_change_reaches_the_other_area_in_one_event() -> None:
    one, other = Area(), Area()
    carrier = SyncCarrier(one, other)
    one.items = {"a": "1", "b": "2"}
    assert carrier.carry() == 2
    assert other.items == one.items
    assert other.calls == [["a", "b"]]
    assert one.calls == []
    del other.items["a"]
    assert carrier.carry() == 1
    assert one.items == {"b": "2"}
    assert carrier.carry() == 0


def test_the_last_upload_of_an_item_counts() -> None:
    one, other = Area(), Area()
    carrier = SyncCarrier(one, other)
    one.items, other.items = {"a": "1", "b": "1"}, {"a": "2"}
    carrier.carry()
    assert one.items == other.items == {"a": "2", "b": "1"}


def test_items_arrive_late_one_by_one_in_any_order_and_twice() -> None:
    one, other = Area(), Area()
    carrier = SyncCarrier(one, other)
    one.items = {"a": "1", "b": "2"}
    assert carrier.upload(0, lose=lambda key: key == "b") == 1
    carrier.download(1)
    assert other.items == {"a": "1"}
    one.items["a"] = "3"
    assert carrier.upload(0) == 2
    carrier.download(1, order=lambda keys: [*reversed(keys), keys[0]])
    assert other.calls == [["a"], ["b"], ["a"], ["a"]]
    assert other.items == one.items


def test_a_lost_download_comes_with_the_next() -> None:
    one, other = Area(), Area()
    carrier = SyncCarrier(one, other)
    one.items = {"a": "1", "b": "2"}
    carrier.upload(0)
    assert carrier.download(1, lose=lambda key: key == "a") == 1
    assert other.items == {"b": "2"}
    assert carrier.upload(1) == 0, "what never arrived was not removed"
    carrier.download(1)
    assert other.items == one.items


def test_areas_are_wiped_and_put_back() -> None:
    one, other = Area(), Area()
    carrier = SyncCarrier(one, other)
    one.items = {"a": "1"}
    carrier.carry()
    old = dict(carrier.server)
    one.items["a"] = "2"
    carrier.carry()
    carrier.put_back(old)
    assert one.items == other.items == {"a": "1"}
    carrier.wipe()
    assert one.items == other.items == carrier.server == {}
    assert carrier.carry() == 0
