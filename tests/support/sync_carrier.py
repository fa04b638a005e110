"""Carries ``chrome.storage.sync`` between profiles, in the place of the browser's sync service.

The service needs an account and a server, so tests join the areas of two profiles themselves. As
the service does, the carrier knows nothing of the items, carries each by itself, and lets the last
one that arrives count. A test says when something is carried: ``upload`` and ``download`` are the
two directions of one area, and what was not called yet is delayed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class SyncArea(Protocol):
    """The ``chrome.storage.sync`` of one profile."""

    def read(self) -> dict[str, str]:
        """Returns all items."""
        ...

    def set(self, items: Mapping[str, str]) -> None:
        """Writes these items in one call."""
        ...

    def remove(self, keys: Sequence[str]) -> None:
        """Removes these items in one call."""
        ...


@dataclass
class _Joined:
    area: SyncArea
    base: dict[str, str] = field(default_factory=dict)  # the items when it was last in step


class SyncCarrier:
    """The service between these areas. ``server`` holds what it has received."""

    def __init__(self, *areas: SyncArea) -> None:
        self.server: dict[str, str] = {}
        self._joined = [_Joined(area) for area in areas]

    def upload(self, number: int, lose: Callable[[str], bool] = lambda _key: False) -> int:
        """Takes what changed in an area since it was last carried; returns how many items.

        An item whose key ``lose`` names stays behind, and goes with the next upload.
        """
        joined = self._joined[number]
        now = joined.area.read()
        changed = [k for k in sorted({*now, *joined.base}) if now.get(k) != joined.base.get(k)]
        changed = [key for key in changed if not lose(key)]
        for key in changed:
            _put(self.server, key, now.get(key))
            _put(joined.base, key, now.get(key))
        return len(changed)

    def download(
        self,
        number: int,
        *,
        order: Callable[[list[str]], list[str]] | None = None,
        lose: Callable[[str], bool] = lambda _key: False,
    ) -> int:
        """Brings an area what the server has; returns how many items differed.

        Without ``order`` all items arrive in one event. With it, each arrives by itself, in the
        order that it returns for their keys; a key that it returns twice arrives twice. What the
        area changed itself and was not uploaded is overwritten, as by the service.
        """
        joined = self._joined[number]
        now = joined.area.read()
        differing = [k for k in sorted({*now, *self.server}) if now.get(k) != self.server.get(k)]
        differing = [key for key in differing if not lose(key)]
        for keys in [differing] if order is None else [[key] for key in order(differing)]:
            present = {key: self.server[key] for key in keys if key in self.server}
            if present:
                joined.area.set(present)
            if absent := [key for key in keys if key not in self.server]:
                joined.area.remove(absent)
        for key in differing:
            _put(joined.base, key, self.server.get(key))
        return len(differing)

    def carry(self) -> int:
        """Carries every area's changes to all others; returns how many items arrived."""
        for number in range(len(self._joined)):
            self.upload(number)
        return sum(self.download(number) for number in range(len(self._joined)))

    def wipe(self) -> None:
        """Empties the server and all areas, as "Clear data" of the service does."""
        self.put_back({})

    def put_back(self, items: Mapping[str, str]) -> None:
        """Gives the server and all areas these items, such as a copy of an earlier ``server``."""
        self.server = dict(items)
        for number in range(len(self._joined)):
            self.download(number)


def _put(items: dict[str, str], key: str, text: str | None) -> None:
    if text is None:
        items.pop(key, None)
    else:
        items[key] = text
