"""The session key and the lock epoch in ``storage.session``, which is in memory, never on disk.

``storage.session`` outlives the worker and ends with the browser. The storage key ``key`` has one
of three values: none (no key was stored since the browser started), ``{"locked": true}`` (with
``"clearing": true`` while a lock removes the rest), or the master key with the time of its last
use. ``lock.epoch`` is the number of locks since the browser started.

The rules for writing both are in ``kakomi.vault.lock_state``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kakomi import rules
from kakomi.errors import VaultDamaged
from kakomi.vault import canonical
from kakomi.vault.locking import ClockReading, Unlocked

if TYPE_CHECKING:
    from kakomi.ports import SessionStore

KEY, EPOCH_KEY = "key", "lock.epoch"


@dataclass(frozen=True, slots=True)
class Locked:
    """The vault was locked since the browser started. A device key alone does not open it then.

    ``is_clearing``: the lock has not yet removed everything that shows content of the vault.
    """

    is_clearing: bool = False


def to_json(state: Unlocked) -> dict[str, Any]:
    """Returns the JSON value for ``storage.session``."""
    return {
        "master": canonical.base64_text(state.master),
        "key_id": canonical.base64_text(state.key_id),
        "rules": rules.to_json(state.rules),
        "used_unix_ms": state.used.unix_ms,
        "used_ticks_ms": state.used.monotonic_ms,
        "used_life": state.used.worker_id,
        "seen_unix_ms": state.seen_unix_ms,
    }


def from_json(value: object) -> Unlocked | Locked | None:
    """Returns None for no value, and ``Locked`` for anything that is not a complete key."""
    match value:
        case {
            "master": master,
            "key_id": key_id,
            "rules": dict(stored_rules),
            "used_unix_ms": int(unix_ms),
            "used_ticks_ms": int(ticks_ms),
            "used_life": str(life),
            "seen_unix_ms": int(seen_unix_ms),
        }:
            try:
                return Unlocked(
                    master=canonical.b64_bytes(master, 32, 32, "master"),
                    key_id=canonical.b64_bytes(key_id, 32, 32, "key_id"),
                    rules=rules.from_json(stored_rules),
                    used=ClockReading(unix_ms=unix_ms, monotonic_ms=ticks_ms, worker_id=life),
                    seen_unix_ms=seen_unix_ms,
                )
            except VaultDamaged:
                return Locked()
        case {"locked": True, "clearing": True}:
            return Locked(is_clearing=True)
    return None if value is None else Locked()


async def load(session: SessionStore) -> Unlocked | Locked | None:
    """Returns the session key's state."""
    return from_json(await session.get(KEY))


async def load_epoch(session: SessionStore) -> int:
    """Returns the number of locks since the browser started."""
    return _epoch(await session.get(EPOCH_KEY))


async def load_with_epoch(session: SessionStore) -> tuple[int, Unlocked | Locked | None]:
    """Returns the number of locks and the session key's state, from one read of the storage: every
    request begins with this call.
    """
    values = await session.get_many([EPOCH_KEY, KEY])
    return _epoch(values.get(EPOCH_KEY)), from_json(values.get(KEY))


def _epoch(value: object) -> int:
    return value if isinstance(value, int) else 0


async def save(session: SessionStore, state: Unlocked) -> None:
    """Stores the key. The caller must hold the vault lock."""
    await session.set({KEY: to_json(state)})


async def save_locked(session: SessionStore, *, is_clearing: bool = False) -> None:
    """Replaces the key by "locked" and raises the epoch, in one write. The caller must hold the
    vault lock.
    """
    epoch = await load_epoch(session)
    value = {"locked": True, "clearing": True} if is_clearing else {"locked": True}
    await session.set({KEY: value, EPOCH_KEY: epoch + 1})


async def save_cleared(session: SessionStore) -> None:
    """Records that a lock has removed everything. The caller must hold the vault lock."""
    await session.set({KEY: {"locked": True}})
