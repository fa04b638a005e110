"""How much of a vault's capacity is used, and by what.

A stored text may have ``canonical.MAX_CHARACTERS``. Reading and writing refuse a longer one. What
the user adds (accounts, notes, recovery codes) must leave space for everything that Kakomi itself
may write later: the largest possible set of key slots, a removal time for every account, the
highest counters, a time of use for every site. So a full vault can still be locked and backed up,
its accounts can be removed, and HOTP codes still work. (A site learned by use is not saved if it
does not fit.)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal, get_args

from kakomi import account
from kakomi.account import MAX_COUNTER, MAX_UNIX, Account
from kakomi.account_details import EMPTY
from kakomi.errors import VaultFull
from kakomi.otp_key import Kind
from kakomi.rules import MAX_MINUTES, Rules
from kakomi.vault import canonical, payload, seal
from kakomi.vault.backup_status import MAX_KEEP, BackupStatus
from kakomi.vault.vault import Vault

REMIND_AT_PERCENT = 80

# Upper bounds of JSON sizes.
_ESCAPED_BYTES = 12  # a character outside the BMP, written as two escapes
_CODE_BYTES = 16  # the brackets, quotes, comma and "used" mark of a line or a recovery code
_SITE_BYTES = 64  # a site without its origin
_FIXED_BYTES = 908  # an account's field names, id and numbers

Part = Literal["accounts", "notes", "recovery_codes", "trash"]
_LONGEST_SETTINGS = Vault(
    vault_id="",
    rules=Rules(
        after_minutes=MAX_MINUTES, at_screen_lock=False, density="comfortable", order="added"
    ),
    backup_status=BackupStatus(last_at_unix=MAX_UNIX, automatic=False, keep=MAX_KEEP),
)


def max_payload_bytes() -> int:
    """Returns the largest size of a payload that fits into a stored text with any set of slots."""
    characters = canonical.MAX_CHARACTERS - seal.max_header_characters()
    return characters // 4 * 3 - seal.MIN_CIPHERTEXT_BYTES


def needed_bytes(payload_bytes: int, vault: Vault) -> int:
    """Returns ``payload_bytes``, the size of the vault's payload, and what Kakomi may add later."""
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
    """Raises VaultFull if the change from ``grown_from`` to ``vault`` exceeds the capacity.

    A vault that already exceeds it (older versions allowed that) may change if it does not grow.
    """
    needed = needed_bytes(payload_bytes, vault)
    if needed <= max_payload_bytes():
        return
    if needed > needed_bytes(len(payload.dumps(grown_from)), grown_from):
        raise VaultFull("vault")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """``percent`` of the capacity is used, rounded down. ``largest`` is the part that uses the
    most, ``bytes_of`` the bytes that each part uses.
    """

    percent: int
    largest: Part
    bytes_of: dict[Part, int]


def is_nearly_full(vault: Vault) -> bool:
    """Returns whether REMIND_AT_PERCENT of the capacity is used. Computes the exact size only if
    the upper bound is near it.
    """
    most = max_payload_bytes() * REMIND_AT_PERCENT // 100
    if sum(bytes_at_most(each) for each in vault.accounts) < most:
        return False
    return needed_bytes(len(payload.dumps(vault)), vault) >= most


def bytes_at_most(of: Account) -> int:
    """Returns an upper bound of the account's bytes in the payload, without serializing it."""
    details = of.details
    lines = (*details.groups, *(code.text for code in details.recovery_codes))
    texts = (
        *(of.issuer, of.name, of.key.pin),
        *(details.note, details.icon, details.origin),
        *(details.emergency_note, details.emergency_link),
        *lines,
    )
    escaped = _ESCAPED_BYTES * sum(map(len, texts)) + _CODE_BYTES * len(lines)
    sites = sum(len(site.origin) + _SITE_BYTES for site in details.sites)
    picture = len(details.picture) * 4 // 3 + _CODE_BYTES if details.picture else 0
    return escaped + sites + picture + 2 * len(of.key.secret) + _FIXED_BYTES


def usage(vault: Vault) -> Usage:
    """Returns how much of the capacity ``vault`` uses."""
    used: Counter[Part] = Counter(dict.fromkeys(get_args(Part), 0))
    for each in vault.accounts:
        size = _size(each)
        if each.removed_at_unix is not None:
            used["trash"] += size
            continue
        details = each.details
        without_notes = replace(each, details=replace(details, note="", emergency_note=""))
        without_codes = replace(each, details=replace(details, recovery_codes=()))
        notes = size - _size(without_notes) if details != EMPTY else 0
        codes = size - _size(without_codes) if details.recovery_codes else 0
        used["notes"] += notes
        used["recovery_codes"] += codes
        used["accounts"] += size - notes - codes
    needed = needed_bytes(len(payload.dumps(vault)), vault)
    return Usage(
        percent=min(100, needed * 100 // max_payload_bytes()),
        largest=max(used, key=lambda part: used[part]),
        bytes_of=dict(used),
    )


def _size(of: Account) -> int:
    return len(canonical.dumps(account.to_json(of)))
