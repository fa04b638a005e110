"""The key while it may be used: in memory, on the board, never on disk.

The board outlives the worker and ends with the browser. Its ``key`` says one of three things:
nothing (the browser has just begun), ``{"locked": true}``, or the key and when it was last used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kakomi.errors import VaultDamaged
from kakomi.vault import canonical
from kakomi.vault.locking import ClockReading, Rules, Unlocked

if TYPE_CHECKING:
    from kakomi.ports import SessionStore

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
        "used_ticks_ms": state.used.monotonic_ms,
        "used_life": state.used.worker_id,
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
                    master=canonical.b64_bytes(master, 32, 32, "master"),
                    key_id=canonical.b64_bytes(key_id, 32, 32, "key_id"),
                    rules=Rules(after_minutes=after_minutes, at_screen_lock=at_screen_lock),
                    used=ClockReading(unix_ms=unix_ms, monotonic_ms=ticks_ms, worker_id=life),
                    seen_unix_ms=seen_unix_ms,
                )
            except VaultDamaged:
                return Locked()
    return None if value is None else Locked()


async def load(session: SessionStore) -> Unlocked | Locked | None:
    """The state of this run of the browser."""
    return from_json(await session.get(KEY))


async def save(session: SessionStore, state: Unlocked | Locked) -> None:
    """Change it."""
    await session.set({KEY: {"locked": True} if isinstance(state, Locked) else to_json(state)})
