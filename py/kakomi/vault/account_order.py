"""The order in which accounts are listed, and moves within it.

Pinned accounts come first and hidden ones last; within each part the rule ``order`` decides. A move
is made in the order that is shown: the account stays where the user put it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.errors import AccountNotFound
from kakomi.search import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from kakomi.account import Account
    from kakomi.rules import Rules
    from kakomi.vault.vault import Vault


def _by_name(account: Account) -> tuple[str, str]:
    return fold(account.issuer or account.name), fold(account.name)


# Of a rule's value: the key to sort by. The user's own order is that of the vault.
_KEYS: dict[str, Callable[[Account], Any]] = {
    "name": _by_name,
    "used": lambda account: -account.details.used_at_unix,
    "added": lambda account: -account.added_at_unix,
}


def listed(accounts: Sequence[Account], rules: Rules) -> list[Account]:
    """Returns the accounts in the order in which they are listed."""
    key = _KEYS.get(rules.order)
    ordered = sorted(accounts, key=key) if key else accounts
    return sorted(ordered, key=_part)


def _part(account: Account) -> int:
    """Returns 0 for a pinned account, 2 for a hidden one, and 1 for any other."""
    if account.details.hidden:
        return 2
    return 0 if account.details.pinned else 1


def move(vault: Vault, account_id: str, before_id: str | None, pinned: bool | None) -> Vault:
    """Move the account in front of another, or to the end, and make the order that is then shown
    the user's own.

    ``pinned``: whether the account is pinned there; None: as its new neighbours are. Between the
    last pinned account and the first other one it stays what it was. Raises AccountNotFound.
    """
    account = _present(vault, account_id)
    if before_id is not None and _present(vault, before_id) is account:
        return vault
    shown = [each for each in listed(vault.present, vault.rules) if each is not account]
    at = len(shown) if before_id is None else [each.id for each in shown].index(before_id)
    if pinned is None:
        pinned = _is_pinned_at(shown, at, account)
    moved = replace(account, details=replace(account.details, pinned=pinned))
    order = [*shown[:at], moved, *shown[at:]]
    return _with_order(vault, order)


def _present(vault: Vault, account_id: str) -> Account:
    account = vault.account(account_id)
    if account.removed_at_unix is not None:
        raise AccountNotFound("id")
    return account


def _is_pinned_at(shown: Sequence[Account], at: int, account: Account) -> bool:
    above = shown[at - 1].details.pinned if at > 0 else True
    below = shown[at].details.pinned if at < len(shown) else False
    return above if above == below else account.details.pinned


def _with_order(vault: Vault, order: Sequence[Account]) -> Vault:
    """Returns the vault with its present accounts in this order. Removed accounts keep their place.

    The accounts that are listed elsewhere than they stand, such as pinned ones, take the place that
    is shown, so that the next move begins from what the user sees.
    """
    coming = iter(order)
    accounts = tuple(a if a.removed_at_unix is not None else next(coming) for a in vault.accounts)
    rules = replace(vault.rules, order="own")
    if accounts == vault.accounts and rules == vault.rules:
        return vault
    return replace(vault, accounts=accounts, rules=rules)
