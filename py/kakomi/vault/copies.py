"""Which of the stored copies is the vault. Pure, and needs no key.

Laws:

- A copy is valid if its text is canonical, its checksum is right and its header is in bounds.
- The newest valid copy is the vault: the highest version, then the highest generation, in either
  store. The version counts first: Kakomi never writes an older version over a newer one, so a plain
  copy next to a sealed one is old, or an attacker put it there.
- If one copy was written by a newer Kakomi, no copy is changed.
- If there are copies and none is valid, the vault is damaged. If there is no copy but the sentinel
  exists, the vault is lost. If there is neither a copy nor the sentinel, this is a first run.
- A valid copy is stale if a key opens it that does not open the newest copy (an older version,
  another master key, a removed slot). Stale copies must be removed, so that such a key no longer
  opens the accounts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kakomi.errors import VaultDamaged, VaultLost, VaultNewer
from kakomi.vault import canonical, seal
from kakomi.vault.slots import Kind, Slot, of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN_VERSION = 1  # the one version that was not sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidCopy:
    """A valid copy. Either ``sealed``, or ``plain``: the content of a text of version 1."""

    text: str = field(repr=False)
    vault_id: str
    generation: int
    version: int
    sealed: seal.Sealed | None = None
    plain: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Returns the copy's key slots; none if it is plain."""
        return self.sealed.header.slots if self.sealed else ()

    @property
    def key_id(self) -> bytes:
        """Returns the identifier of its master key; empty if it is plain."""
        return self.sealed.header.key_id if self.sealed else b""

    def has_other_keys_than(self, vault: ValidCopy) -> bool:
        """Whether a key opens this copy that does not open ``vault``."""
        mine = (self.version, self.vault_id, self.key_id)
        theirs = (vault.version, vault.vault_id, vault.key_id)
        return mine != theirs or not set(self.slots) <= set(vault.slots)


@lru_cache(maxsize=4)  # each read sees the same few texts; the cache holds nothing decrypted
def validate(text: str) -> ValidCopy:
    """Returns the copy that a stored text holds. Raises VaultDamaged, VaultNewer."""
    content = canonical.loads_checked(text)
    if content.get("version") == PLAIN_VERSION and type(content["version"]) is int:
        return _plain(text, content)
    taken = seal.inspect(content)
    return ValidCopy(
        text=text,
        vault_id=taken.header.vault_id,
        generation=taken.header.generation,
        version=seal.VERSION,
        sealed=taken,
    )


def _plain(text: str, content: dict[str, Any]) -> ValidCopy:
    vault_id = content.get("vault_id")
    if content.get("format") != seal.FORMAT or not isinstance(vault_id, str):
        raise VaultDamaged("vault")
    return ValidCopy(
        text=text,
        vault_id=vault_id,
        generation=canonical.integer(
            content.get("generation"), 1, seal.MAX_GENERATION, "generation"
        ),
        version=PLAIN_VERSION,
        plain=content,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What one storage key holds: a valid copy, a damaged one, one of a newer version, or nothing.

    ``unreadable``: the mirror store did not answer, for example because the browser has none. The
    sentinel then says whether there was a vault.
    """

    key: str
    valid: ValidCopy | None = None
    damaged: bool = False
    newer: bool = False
    unreadable: bool = False


def copy(key: str, text: str | None) -> Copy:
    """Returns the copy that was read under that key."""
    if text is None:
        return Copy(key=key)
    try:
        return Copy(key=key, valid=validate(text))
    except VaultDamaged:
        return Copy(key=key, damaged=True)
    except VaultNewer:
        return Copy(key=key, newer=True)


def valid_copies(copies: Iterable[Copy]) -> list[ValidCopy]:
    """Returns the valid copies, the newest first; equal ones in the order given."""
    found = [c.valid for c in copies if c.valid is not None]
    return sorted(found, key=lambda each: (each.version, each.generation), reverse=True)


def newest(copies: Iterable[Copy], *, sentinel: bool) -> ValidCopy | None:
    """Returns the newest valid copy; None on a first run. Raises VaultNewer, VaultDamaged,
    VaultLost.
    """
    copies = tuple(copies)
    if any(c.newer for c in copies):
        raise VaultNewer
    found = valid_copies(copies)
    if found:
        return found[0]
    if any(c.damaged or (c.unreadable and sentinel) for c in copies):
        raise VaultDamaged
    if sentinel:
        raise VaultLost
    return None


def stale(copies: Iterable[Copy], vault: ValidCopy) -> tuple[Copy, ...]:
    """Returns the copies that must be removed."""
    return tuple(c for c in copies if c.valid is not None and c.valid.has_other_keys_than(vault))


def device_slots(copies: Iterable[Copy]) -> tuple[Slot, ...]:
    """Returns the slots of device keys in all valid copies."""
    found = [c.valid.slots for c in copies if c.valid is not None]
    return tuple(slot for key_slots in found for slot in of_kind(key_slots, Kind.DEVICE))
