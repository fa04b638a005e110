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
    from kakomi.account_sites import Sites
    from kakomi.commands.context import Context
    from kakomi.site import Origin
    from kakomi.vault.vault import Vault


def with_use(
    before: Vault, account_id: str, page: Origin, now_unix: int, learns: Source | None
) -> Vault:
    """Returns the vault after a code of the account was used on that page; the same object if
    nothing changes.

    ``learns``: FILLED makes the page a site of the account, COPIED does so the second time. The
    time of use is recorded only if another account was used there later, because only the order of
    several accounts depends on it. Raises AccountNotFound.
    """
    account = before.account(account_id)
    sites: Sites = account.details.sites
    if learns is Source.COPIED:
        sites = account_sites.add_copy(sites, page)
    elif learns is not None:
        sites = account_sites.add(sites, page, learns)
    if _is_behind_another(before, account_id, sites, page):
        sites = account_sites.note_use(sites, page, now_unix)
    if sites == account.details.sites:
        return before
    return vault.put(before, replace(account, details=replace(account.details, sites=sites)))


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


async def note_use(context: Context, account_id: str, page: Origin, learns: Source | None) -> None:
    """Saves the use on that page. Raises no VaultError, because the code was already given: a full
    vault records nothing.
    """
    now_unix = context.environment.now_unix()

    def step(newest: Vault) -> tuple[Vault, None]:
        return with_use(newest, account_id, page, now_unix, learns), None

    with contextlib.suppress(VaultError):
        before = await context.vault()
        if with_use(before, account_id, page, now_unix, learns) is not before:
            await context.change(step, backs_up=False)
