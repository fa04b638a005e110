"""The key while it may be used: in memory, on the board, never on disk.

The board outlives the worker and ends with the browser. Its ``key`` says one of three things:
nothing (the browser has just begun), ``{"locked": true}``, or the key and when it was last used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kakomi.errors import VaultDamaged
from kakomi.vault import canonical
from kakomi.vault.locking import Moment, Rules, Unlocked

if TYPE_CHECKING:
    from kakomi.ports import Board

KEY = "key"


@dataclass(frozen=True, slots=True)
class Locked:
    """Locked in this run of the browser; a device key does not open it again by itself."""


def to_json(state: Unlocked) -> dict[str, Any]:
    """For the board."""
    return {
        "master": canonical.base64_text(state.master),
        "key_id": canonical.base64_text(state.key_id),
        "after_minutes": state.rules.after_minutes,
        "at_screen_lock": state.rules.at_screen_lock,
        "used_unix_ms": state.used.unix_ms,
        "used_ticks_ms": state.used.ticks_ms,
        "used_life": state.used.life,
        "seen_unix_ms": state.seen_unix_ms,
    }


def from_json(value: object) -> Unlocked | Locked | None:
    """What the board says; anything else than a key in full is no key."""
    match value:
        case {
            "master": master,
            "key_id": key_id,
            "after_minutes": int() | None as after_minutes,
            "at_screen_lock": bool(at_screen_lock),
            "used_unix_ms": int(unix_ms),
            "used_ticks_ms": int(ticks_ms),
            "used_life": str(life),
            "seen_unix_ms": int(seen_unix_ms),
        }:
            try:
                return Unlocked(
                    master=canonical.octets(master, 32, 32, "master"),
                    key_id=canonical.octets(key_id, 32, 32, "key_id"),
                    rules=Rules(after_minutes=after_minutes, at_screen_lock=at_screen_lock),
                    used=Moment(unix_ms=unix_ms, ticks_ms=ticks_ms, life=life),
                    seen_unix_ms=seen_unix_ms,
                )
            except VaultDamaged:
                return Locked()
    return None if value is None else Locked()


async def read(board: Board) -> Unlocked | Locked | None:
    """The state of this run of the browser."""
    return from_json(await board.read(KEY))


async def post(board: Board, state: Unlocked | Locked) -> None:
    """Change it."""
    await board.post({KEY: {"locked": True} if isinstance(state, Locked) else to_json(state)})
