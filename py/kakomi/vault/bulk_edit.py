"""Marks several accounts at once: groups, pinned, hidden, in the trash or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kakomi.errors import AccountNotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from kakomi.account import Account
    from kakomi.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """What is done to each account. None: this is not changed. A group that an account has
    already, or does not have, is no error.
    """

    add_groups: tuple[str, ...] = ()
    remove_groups: tuple[str, ...] = ()
    pinned: bool | None = None
    hidden: bool | None = None
    removed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of one account. A mark is None where a change did not touch it."""

    id: str
    groups: tuple[str, ...] | None = None
    pinned: bool | None = None
    hidden: bool | None = None
    removed_at_unix: int | None = None
    was_present: bool = False


def edit(
    vault: Vault, ids: AbstractSet[str], change: BulkChange, now_unix: int
) -> tuple[Vault, tuple[Marks, ...]]:
    """Returns the vault after the change, and the marks of the changed accounts as they were.

    Raises AccountNotFound if one of ``ids`` is not there, and DetailsInvalid or DetailsTooLong if
    a group does not fit. Nothing has changed then.
    """
    if not ids <= {each.id for each in vault.accounts}:
        raise AccountNotFound("ids")
    marks: list[Marks] = []
    accounts: list[Account] = []
    for each in vault.accounts:
        changed = _edited(each, change, now_unix) if each.id in ids else each
        if changed != each:
            marks.append(_marks(each, changed))
        accounts.append(changed)
    return (replace(vault, accounts=tuple(accounts)) if marks else vault), tuple(marks)


def _edited(account: Account, change: BulkChange, now_unix: int) -> Account:
    details = account.details
    kept = [group for group in details.groups if group not in change.remove_groups]
    groups = (*kept, *(group for group in change.add_groups if group not in kept))
    pinned = details.pinned if change.pinned is None else change.pinned
    hidden = details.hidden if change.hidden is None else change.hidden
    if (groups, pinned, hidden) != (details.groups, details.pinned, details.hidden):
        details = replace(details, groups=groups, pinned=pinned, hidden=hidden)
    removed_at_unix = account.removed_at_unix
    if change.removed is not None:
        removed_at_unix = (removed_at_unix or now_unix) if change.removed else None
    return replace(account, details=details, removed_at_unix=removed_at_unix)


def _marks(before: Account, after: Account) -> Marks:
    old, new = before.details, after.details
    moved = before.removed_at_unix != after.removed_at_unix
    return Marks(
        id=before.id,
        groups=old.groups if old.groups != new.groups else None,
        pinned=old.pinned if old.pinned != new.pinned else None,
        hidden=old.hidden if old.hidden != new.hidden else None,
        removed_at_unix=before.removed_at_unix if moved else None,
        was_present=moved and before.removed_at_unix is None,
    )


def restored(vault: Vault, marks: Sequence[Marks]) -> Vault:
    """Returns the vault with these marks again, on the accounts that are still there."""
    by_id = {each.id: each for each in marks}
    if not by_id:
        return vault
    return replace(vault, accounts=tuple(_restored(a, by_id.get(a.id)) for a in vault.accounts))


def _restored(account: Account, marks: Marks | None) -> Account:
    if marks is None:
        return account
    details = replace(
        account.details,
        groups=account.details.groups if marks.groups is None else marks.groups,
        pinned=account.details.pinned if marks.pinned is None else marks.pinned,
        hidden=account.details.hidden if marks.hidden is None else marks.hidden,
    )
    removed_at_unix = account.removed_at_unix
    if marks.was_present or marks.removed_at_unix is not None:
        removed_at_unix = marks.removed_at_unix
    return replace(account, details=details, removed_at_unix=removed_at_unix)


def to_json(marks: Marks) -> dict[str, Any]:
    """Returns the marks as JSON values that ``from_json`` reads back."""
    return {
        "id": marks.id,
        "groups": None if marks.groups is None else list(marks.groups),
        "pinned": marks.pinned,
        "hidden": marks.hidden,
        "removed_at_unix": marks.removed_at_unix,
        "was_present": marks.was_present,
    }


def from_json(value: dict[str, Any]) -> Marks:
    """Returns the marks that ``to_json`` wrote."""
    groups = value["groups"]
    return Marks(**{**value, "groups": None if groups is None else tuple(groups)})
