"""The vault's status for the pages. While the vault is not open, ``storage.session`` has the
status, so that the popup can paint the lock without waiting for Python.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from kakomi.errors import VaultDamaged, VaultLocked, VaultLost, VaultNewer
from kakomi.rules import DEFAULT, LockRules, to_json
from kakomi.vault import seal, slots
from kakomi.vault.slots import Kind

if TYPE_CHECKING:
    from kakomi.commands.context import Context
    from kakomi.messages.vault import SlotInfo, VaultState, VaultStatus
    from kakomi.vault.opening import Opened
    from kakomi.vault.seal import Header

LOCK_KEY = "lock"  # in storage.session


async def status(context: Context) -> VaultStatus:
    """Returns the vault's status. Never raises a VaultError; the status says what is wrong."""
    opened: Opened | None = None
    header: Header | None = None
    state: VaultState
    try:
        opened = await context.store.opened(use=False)
        state = "open"
    except VaultLocked:
        header = await context.store.header()
        state = "locked"
    except VaultLost:
        state = "lost"
    except VaultNewer:
        state = "newer"
    except VaultDamaged:
        state = "damaged"
    return _status(state, opened, header, await context.store.lock.wait_ms())


def _status(
    state: VaultState, opened: Opened | None, header: Header | None, wait_ms: int
) -> VaultStatus:
    vault = opened.vault if opened else None
    key_slots = opened.slots if opened else header.slots if header else ()
    present = len(vault.present) if vault else 0
    rules = vault.rules if vault else DEFAULT
    return {
        "state": state,
        "format": seal.FORMAT,
        "version": seal.VERSION,
        "generation": vault.generation if vault else header.generation if header else 0,
        "accounts": present,
        "removed": len(vault.accounts) - present if vault else 0,
        "protected": bool(key_slots) and slots.is_protected(key_slots),
        "lockable": bool(key_slots) and slots.can_lock(key_slots),
        "has_portable_slot": slots.has_portable_slot(key_slots),
        "slots": [_slot_info(slot) for slot in key_slots],
        "rules": to_json(
            LockRules(**to_json(rules), at_browser_close=not slots.of_kind(key_slots, Kind.DEVICE))
        ),
        "wait_ms": wait_ms,
    }


def _base64url(octets: bytes) -> str:
    """Returns base64url without padding (RFC 4648 section 5), as WebAuthn's JSON has it."""
    return base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")


def _slot_info(slot: slots.Slot) -> SlotInfo:
    is_passkey = slot.kind is Kind.PASSKEY
    return {
        "id": _base64url(slot.id),
        "kind": slot.kind.value,
        "added_at_unix": slot.added_at_unix,
        "credential": _base64url(slot.credential) if is_passkey else "",
        "salt": _base64url(slot.salt) if is_passkey else "",
    }


async def publish_status(context: Context) -> VaultStatus:
    """Stores the status if the vault is not open, otherwise removes it. Returns the status.

    Computes the status again if the vault was locked or unlocked meanwhile.
    """
    lock_state = context.store.lock_state
    async with context.store.status_lock:
        while True:
            mark = await lock_state.mark()
            current = await status(context)
            values = None if current["state"] == "open" else {LOCK_KEY: current}
            if values:
                context.codes.keep_only(())
            if await lock_state.write_status(LOCK_KEY, values, mark):
                return current
