"""How much of a vault's room is used, and what uses it.

A stored text may have ``canonical.MAX_CHARACTERS``; reading refuses a longer one, and so does
writing. What the user adds (accounts, notes, recovery codes) must leave room in it for everything
that Kakomi itself writes: all key slots there can be, a removal time for every account, the highest
counters, a time of use for every site. (A site that is learned by use is not written if it does not
fit.) So a full vault can still be locked, backed up, cleared out, and gives HOTP codes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal, get_args

from kakomi import account
from kakomi.account import MAX_COUNTER, MAX_UNIX, Account, Kind
from kakomi.account_details import EMPTY
from kakomi.errors import VaultFull
from kakomi.rules import MAX_MINUTES, Rules
from kakomi.vault import canonical, payload, seal
from kakomi.vault.backup_status import MAX_KEEP, BackupStatus
from kakomi.vault.vault import Vault

REMIND_AT_PERCENT = 80

_ESCAPED_BYTES = 12  # of a character outside the BMP: two escapes
_CODE_BYTES = 16  # of a line's or a recovery code's brackets, quotes, comma and mark
_SITE_BYTES = 64  # of a site beside its origin, which is ASCII
_FIXED_BYTES = 832  # of an account's field names, id and numbers

Part = Literal["accounts", "notes", "recovery_codes", "trash"]
_LONGEST_SETTINGS = Vault(
    vault_id="",
    rules=Rules(after_minutes=MAX_MINUTES, at_screen_lock=False),
    backup_status=BackupStatus(last_at_unix=MAX_UNIX, automatic=False, keep=MAX_KEEP),
)


def max_payload_bytes() -> int:
    """The largest payload that fits into a stored text, whatever slots open it."""
    characters = canonical.MAX_CHARACTERS - seal.max_header_characters()
    return characters // 4 * 3 - seal.MIN_CIPHERTEXT_BYTES


def needed_bytes(payload_bytes: int, vault: Vault) -> int:
    """``payload_bytes``, the size of the vault's payload, plus what Kakomi may yet add to it."""
    settings = replace(vault, accounts=())
    more = len(payload.dumps(_LONGEST_SETTINGS)) - len(payload.dumps(settings))
    for each in vault.accounts:
        removed_at = "null" if each.removed_at_unix is None else str(each.removed_at_unix)
        more += len(str(MAX_UNIX)) - len(removed_at)
        if each.kind is Kind.HOTP:
            more += len(str(MAX_COUNTER)) - len(str(each.counter))
        for site in each.details.sites:
            more += len(str(MAX_UNIX)) - len(str(site.used_at_unix))
    return payload_bytes + more


def check(payload_bytes: int, vault: Vault, grown_from: Vault) -> None:
    """Raises VaultFull if the change from ``grown_from`` to ``vault`` takes more than there is.

    A vault that is over the room already (older versions allowed it) may change if it does not
    grow.
    """
    needed = needed_bytes(payload_bytes, vault)
    if needed <= max_payload_bytes():
        return
    if needed > needed_bytes(len(payload.dumps(grown_from)), grown_from):
        raise VaultFull("vault")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """``percent`` of the room is used, rounded down; ``largest`` takes the most of it.

    ``bytes_of`` has the bytes that each part takes.
    """

    percent: int
    largest: Part
    bytes_of: dict[Part, int]


def is_nearly_full(vault: Vault) -> bool:
    """Whether REMIND_AT_PERCENT of the room is used. Writes no payload if it is far from it."""
    most = max_payload_bytes() * REMIND_AT_PERCENT // 100
    if sum(bytes_at_most(each) for each in vault.accounts) < most:
        return False
    return needed_bytes(len(payload.dumps(vault)), vault) >= most


def bytes_at_most(of: Account) -> int:
    """A bound on the payload's bytes for an account, computed without writing it."""
    beside = of.details
    lines = (*beside.groups, *(code.text for code in beside.recovery_codes))
    texts = (
        *(of.issuer, of.name, of.key.pin),
        *(beside.note, beside.icon, beside.origin, beside.emergency_note, beside.emergency_link),
        *lines,
    )
    escaped = _ESCAPED_BYTES * sum(map(len, texts)) + _CODE_BYTES * len(lines)
    sites = sum(len(site.origin) + _SITE_BYTES for site in beside.sites)
    picture = len(beside.picture) * 4 // 3 + _CODE_BYTES if beside.picture else 0
    return escaped + sites + picture + 2 * len(of.key.secret) + _FIXED_BYTES


def usage(vault: Vault) -> Usage:
    """What takes the room of ``vault``."""
    taken: Counter[Part] = Counter(dict.fromkeys(get_args(Part), 0))
    for each in vault.accounts:
        size = _size(each)
        if each.removed_at_unix is not None:
            taken["trash"] += size
            continue
        beside = each.details
        without_notes = replace(each, details=replace(beside, note="", emergency_note=""))
        without_codes = replace(each, details=replace(beside, recovery_codes=()))
        notes = size - _size(without_notes) if beside != EMPTY else 0
        codes = size - _size(without_codes) if beside.recovery_codes else 0
        taken["notes"] += notes
        taken["recovery_codes"] += codes
        taken["accounts"] += size - notes - codes
    needed = needed_bytes(len(payload.dumps(vault)), vault)
    return Usage(
        percent=min(100, needed * 100 // max_payload_bytes()),
        largest=max(taken, key=lambda part: taken[part]),
        bytes_of=dict(taken),
    )


def _size(of: Account) -> int:
    return len(canonical.dumps(account.to_json(of)))
