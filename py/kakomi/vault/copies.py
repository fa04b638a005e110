"""Which of the stored copies is the vault. Pure: texts in, a decision out, no key needed.

Laws:

- A copy counts if it is valid: canonical, its checksum right, its header in bounds.
- The newest whole copy of all is the vault: the highest version, and in that the highest
  generation, wherever it lies. (Versions never go back: a plain copy beside a sealed one is a
  remnant, or was put there by somebody who would like it opened.)
- One copy by a newer Kakomi: all are left alone, whatever else there is.
- Copies, and none valid: damaged. No copies, and the sentinel stands: lost. Neither is a first run;
  only where there is nothing at all is one.
- A whole copy that opens by something the newest does not open by (an older version, another key,
  a slot that went) is stale: that must not open the vault any more, so the copy has to go.
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
    """A copy that counts: ``sealed``, or else ``plain`` is all it says."""

    text: str = field(repr=False)
    vault_id: str
    generation: int
    version: int
    sealed: seal.Sealed | None = None
    plain: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Its slots; none if it is plain."""
        return self.sealed.header.slots if self.sealed else ()

    @property
    def key_id(self) -> bytes:
        """Which master key; empty if it is plain."""
        return self.sealed.header.key_id if self.sealed else b""

    def has_other_keys_than(self, vault: ValidCopy) -> bool:
        """Whether something opens it that does not open ``vault``."""
        mine = (self.version, self.vault_id, self.key_id)
        theirs = (vault.version, vault.vault_id, vault.key_id)
        return mine != theirs or not set(self.slots) <= set(vault.slots)


@lru_cache(maxsize=4)  # the same few texts, look after look; nothing in them is opened
def validate(text: str) -> ValidCopy:
    """Raises VaultDamaged, VaultNewer."""
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
    """What was read there, judged."""
    if text is None:
        return Copy(key=key)
    try:
        return Copy(key=key, valid=validate(text))
    except VaultDamaged:
        return Copy(key=key, damaged=True)
    except VaultNewer:
        return Copy(key=key, newer=True)


def valid_copies(copies: Iterable[Copy]) -> list[ValidCopy]:
    """Those that count, the newest first; of equal ones, the first place's."""
    found = [c.valid for c in copies if c.valid is not None]
    return sorted(found, key=lambda valid: (valid.version, valid.generation), reverse=True)


def newest(copies: Iterable[Copy], *, sentinel: bool) -> ValidCopy | None:
    """The vault; None where there never was one. Raises VaultNewer, VaultDamaged, VaultLost."""
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
    """Those that have to go."""
    return tuple(c for c in copies if c.valid is not None and c.valid.has_other_keys_than(vault))


def device_slots(copies: Iterable[Copy]) -> tuple[Slot, ...]:
    """Every device key's slot in them."""
    found = [c.valid.slots for c in copies if c.valid is not None]
    return tuple(slot for key_slots in found for slot in of_kind(key_slots, Kind.DEVICE))
