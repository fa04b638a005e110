"""Groups of accounts. A group has no record of its own: it exists while an account is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.search import fold
from kakomi.vault import vault as vaults

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.account import Account
    from kakomi.vault.vault import Vault


def names(accounts: Iterable[Account]) -> list[str]:
    """Returns the groups of these accounts, each once, in alphabetical order."""
    found = {group for account in accounts for group in account.details.groups}
    return sorted(found, key=lambda group: (fold(group), group))


def rename(before: Vault, group: str, to: str) -> tuple[Vault, int]:
    """Rename the group in every account, or remove it if ``to`` is empty. Also return how many
    accounts were changed.

    Raises DetailsInvalid, DetailsTooLong.
    """
    after, wanted = before, to.strip()
    changed = [account for account in before.accounts if group in account.details.groups]
    for account in changed:
        renamed = (wanted if each == group else each for each in account.details.groups)
        kept = tuple(dict.fromkeys(each for each in renamed if each))
        details = replace(account.details, groups=kept)
        after = vaults.put(after, replace(account, details=details))
    return after, len(changed)
