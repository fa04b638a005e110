"""Slots: each holds the master key wrapped for one factor.

Laws of a set of slots:

- at least one; at most one passphrase, one recovery key, one device key and eight passkeys;
- ids differ, and so do passkeys' credentials;
- a set with a passkey also has a passphrase or a recovery key, because authenticators get lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kakomi.account import MAX_UNIX
from kakomi.errors import SlotExists, SlotMissing, SlotNeeded, VaultDamaged
from kakomi.vault import canonical
from kakomi.vault.factors import MAX_CREDENTIAL_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable


ID_BYTES, SALT_BYTES, NONCE_BYTES, WRAPPED_BYTES = 16, 32, 12, 48
MAX_PASSKEYS = 8
MAX_SLOTS = MAX_PASSKEYS + 3


class Kind(StrEnum):
    """The kind of factor that opens a slot."""

    PASSPHRASE = "passphrase"  # noqa: S105  the kind's name
    PASSKEY = "passkey"
    RECOVERY = "recovery"
    DEVICE = "device"


# The kinds that protect against a reader of the disk and that still work on another computer.
_SURVIVES_DEVICE_LOSS = {Kind.PASSPHRASE, Kind.RECOVERY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Argon2id's parameters. Lower bounds ensure protection; upper bounds keep a hostile file from
    stalling the browser.
    """

    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        canonical.integer(self.memory_kib, 8 * 1024, 1024 * 1024, "memory_kib")
        canonical.integer(self.passes, 1, 16, "passes")
        canonical.integer(self.lanes, 1, 8, "lanes")
        canonical.integer(self.memory_kib * self.passes, 0, 4 * 1024 * 1024, "passes")


STANDARD = Cost(memory_kib=64 * 1024, passes=3, lanes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One slot. Only a passphrase has a ``cost``, only a passkey a ``credential``.

    ``salt`` is the HKDF's salt and, for a passkey, the input of the PRF.
    """

    id: bytes
    kind: Kind
    added_at_unix: int
    salt: bytes
    nonce: bytes
    wrapped: bytes = field(repr=False)
    cost: Cost | None = None
    credential: bytes = b""


def described(slot: Slot) -> dict[str, Any]:
    """Returns the slot's fields without ``nonce`` and ``wrapped``, as plain JSON values."""
    described: dict[str, Any] = {
        "id": canonical.base64_text(slot.id),
        "kind": slot.kind.value,
        "added_at_unix": slot.added_at_unix,
        "salt": canonical.base64_text(slot.salt),
    }
    if slot.cost is not None:
        cost = slot.cost
        described["argon2id"] = {
            "memory_kib": cost.memory_kib,
            "passes": cost.passes,
            "lanes": cost.lanes,
        }
    if slot.kind is Kind.PASSKEY:
        described["credential"] = canonical.base64_text(slot.credential)
    return described


def to_json(slot: Slot) -> dict[str, Any]:
    """Returns the slot as plain JSON values."""
    return {
        **described(slot),
        "nonce": canonical.base64_text(slot.nonce),
        "wrapped": canonical.base64_text(slot.wrapped),
    }


_COMMON = frozenset({"id", "kind", "added_at_unix", "salt", "nonce", "wrapped"})
_FIELDS = {
    Kind.PASSPHRASE: _COMMON | {"argon2id"},
    Kind.PASSKEY: _COMMON | {"credential"},
    Kind.RECOVERY: _COMMON,
    Kind.DEVICE: _COMMON,
}


def from_json(value: object, where: str) -> Slot:
    """Returns the slot that ``to_json`` wrote. Raises VaultDamaged. Derives no key."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in list(Kind):
        raise VaultDamaged(f"{where}.kind")
    entry = canonical.fields(value, _FIELDS[Kind(kind)], where)
    credential = b""
    if kind == Kind.PASSKEY:
        credential = canonical.b64_bytes(
            entry["credential"], 1, MAX_CREDENTIAL_BYTES, f"{where}.credential"
        )

    def exactly(name: str, length: int) -> bytes:
        return canonical.b64_bytes(entry[name], length, length, f"{where}.{name}")

    return Slot(
        id=exactly("id", ID_BYTES),
        kind=Kind(kind),
        added_at_unix=canonical.integer(
            entry["added_at_unix"], 0, MAX_UNIX, f"{where}.added_at_unix"
        ),
        salt=exactly("salt", SALT_BYTES),
        nonce=exactly("nonce", NONCE_BYTES),
        wrapped=exactly("wrapped", WRAPPED_BYTES),
        cost=_cost(entry["argon2id"], f"{where}.argon2id") if kind == Kind.PASSPHRASE else None,
        credential=credential,
    )


def _cost(value: object, where: str) -> Cost:
    entry = canonical.fields(value, frozenset({"memory_kib", "passes", "lanes"}), where)
    try:
        return Cost(**entry)
    except VaultDamaged as error:
        raise error.at(f"{where}.{error.where}") from error


def all_from_json(value: object) -> tuple[Slot, ...]:
    """Returns a valid set of slots, in the stored order. Raises VaultDamaged."""
    if not isinstance(value, list) or len(value) > MAX_SLOTS:
        raise VaultDamaged("slots")
    slots = tuple(from_json(entry, f"slots[{i}]") for i, entry in enumerate(value))
    if not is_valid(slots):
        raise VaultDamaged("slots")
    return slots


def of_kind(slots: Iterable[Slot], kind: Kind) -> tuple[Slot, ...]:
    """Returns the slots of one kind."""
    return tuple(slot for slot in slots if slot.kind is kind)


def are_distinct(slots: tuple[Slot, ...]) -> bool:
    """Whether ids and credentials are unique and every kind but passkey occurs once at most."""
    passkeys = of_kind(slots, Kind.PASSKEY)
    return (
        len({slot.id for slot in slots}) == len(slots)
        and len({slot.credential for slot in passkeys}) == len(passkeys) <= MAX_PASSKEYS
        and all(len(of_kind(slots, kind)) <= 1 for kind in Kind if kind is not Kind.PASSKEY)
    )


def has_portable_slot(slots: tuple[Slot, ...]) -> bool:
    """Whether a passphrase or a recovery key opens the vault's backups on another device."""
    return any(slot.kind in _SURVIVES_DEVICE_LOSS for slot in slots)


def has_recoverable_factor(slots: tuple[Slot, ...]) -> bool:
    """Whether a vault with passkeys also has a slot that survives the loss of the device."""
    kinds = {slot.kind for slot in slots}
    return bool(kinds) and (Kind.PASSKEY not in kinds or bool(kinds & _SURVIVES_DEVICE_LOSS))


def is_valid(slots: tuple[Slot, ...]) -> bool:
    """Whether the laws in this module's docstring hold."""
    return are_distinct(slots) and has_recoverable_factor(slots)


def is_protected(slots: Iterable[Slot]) -> bool:
    """Returns whether the disk alone does not open the vault, because there is no device key."""
    return not of_kind(slots, Kind.DEVICE)


def longest_set() -> tuple[Slot, ...]:
    """Returns a set of slots whose stored text is the longest possible."""
    cost = Cost(memory_kib=1024 * 1024, passes=4, lanes=8)
    kinds = [*[Kind.PASSKEY] * MAX_PASSKEYS, Kind.PASSPHRASE, Kind.RECOVERY, Kind.DEVICE]
    return tuple(
        Slot(
            id=bytes(ID_BYTES),
            kind=kind,
            added_at_unix=MAX_UNIX,
            salt=bytes(SALT_BYTES),
            nonce=bytes(NONCE_BYTES),
            wrapped=bytes(WRAPPED_BYTES),
            cost=cost if kind is Kind.PASSPHRASE else None,
            credential=bytes(MAX_CREDENTIAL_BYTES) if kind is Kind.PASSKEY else b"",
        )
        for kind in kinds
    )


def can_lock(slots: Iterable[Slot]) -> bool:
    """Returns whether the vault can be locked.

    It can't if the user has no factor to unlock it: a device key would open it again at once.
    """
    kinds = {slot.kind for slot in slots}
    return Kind.DEVICE not in kinds or bool(kinds & {Kind.PASSPHRASE, Kind.PASSKEY})


def put(slots: tuple[Slot, ...], slot: Slot) -> tuple[Slot, ...]:
    """Returns ``slots`` with ``slot``, which replaces the one of its kind unless it is a passkey.

    Raises SlotExists, SlotNeeded.
    """
    kept = tuple(s for s in slots if slot.kind is Kind.PASSKEY or s.kind is not slot.kind)
    return _checked((*kept, slot))


def without(slots: tuple[Slot, ...], slot_id: bytes) -> tuple[Slot, ...]:
    """Returns ``slots`` without the one of that id. Raises SlotMissing, SlotNeeded."""
    kept = tuple(s for s in slots if s.id != slot_id)
    if len(kept) == len(slots):
        raise SlotMissing("id")
    return _checked(kept)


def _checked(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    if not are_distinct(slots):
        raise SlotExists("slots")
    if not has_recoverable_factor(slots):
        raise SlotNeeded("slots")
    return slots
