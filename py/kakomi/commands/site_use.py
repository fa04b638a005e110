"""Records in the vault that a code was used on a page."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import account_sites
from kakomi.account_sites import Source
from kakomi.errors import VaultError
from kakomi.vault import vault

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.account_sites import Sites
    from kakomi.commands.context import Context
    from kakomi.site import Origin
    from kakomi.vault.vault import Vault


def with_use(
    before: Vault, account_id: str, page: Origin | None, now_unix: int, learns: Source | None
) -> Vault:
    """Returns the vault after a code of the account was used on that page, or on an unknown one;
    the same object if nothing changes.

    ``learns``: FILLED makes the page a site of the account, COPIED does so the second time. The
    time of use is recorded only if another account was used there later, because only the order of
    several accounts depends on it. That of the account is recorded only while accounts are listed
    by their use. Raises AccountNotFound.
    """
    account = before.account(account_id)
    details = account.details
    if page is not None:
        details = replace(details, sites=_sites_after(before, account, page, now_unix, learns))
    if before.rules.order == "used":
        details = replace(details, used_at_unix=min(now_unix, account_sites.MAX_UNIX))
    if details == account.details:
        return before
    return vault.put(before, replace(account, details=details))


def _sites_after(
    before: Vault, account: Account, page: Origin, now_unix: int, learns: Source | None
) -> Sites:
    sites: Sites = account.details.sites
    if learns is Source.COPIED:
        sites = account_sites.add_copy(sites, page)
    elif learns is not None:
        sites = account_sites.add(sites, page, learns)
    if _is_behind_another(before, account.id, sites, page):
        sites = account_sites.note_use(sites, page, now_unix)
    return sites


def _is_behind_another(before: Vault, account_id: str, sites: Sites, page: Origin) -> bool:
    """Returns whether another account would be listed before this one on that page."""
    own = account_sites.match(sites, page)
    if own is None:
        return False
    others = (
        account_sites.match(each.details.sites, page)
        for each in before.present
        if each.id != account_id
    )
    return any(other is not None and other.used_at_unix >= own.used_at_unix for other in others)


async def note_use(
    context: Context, account_id: str, page: Origin | None, learns: Source | None
) -> None:
    """Saves the use on that page, None if it is unknown. Raises no VaultError, because the code was
    already given: a full vault records nothing.
    """
    now_unix = context.environment.now_unix()

    def step(newest: Vault) -> tuple[Vault, None]:
        return with_use(newest, account_id, page, now_unix, learns), None

    with contextlib.suppress(VaultError):
        before = await context.vault()
        if with_use(before, account_id, page, now_unix, learns) is not before:
            await context.change(step, backs_up=False)
