"""All that the outside must offer, in one: what a command is handed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kakomi.ports import Board, Crypto, Downloads, Entropy, Pictures, Screen, Surroundings
    from kakomi.vault.premises import Alarm, FirstStore, SecondStore, Sentinel, Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The vault's premises, and what a scan needs."""

    store: FirstStore
    second: SecondStore
    sentinel: Sentinel
    board: Board
    clock: Timer
    alarm: Alarm
    entropy: Entropy
    crypto: Crypto
    screen: Screen
    surroundings: Surroundings
    pictures: Pictures
    downloads: Downloads

    def now_unix(self) -> int:
        """Whole seconds since 1970, UTC."""
        return self.clock.now_unix_ms() // 1000
