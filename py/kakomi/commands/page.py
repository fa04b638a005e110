"""page.*: finds the accounts that a tab's page belongs to, and fills in the code of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kakomi import account_sites, code_field, search, site
from kakomi.commands import fill_memory
from kakomi.commands.command import PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.commands.fill import (
    fill_account,
    no_field_reason,
    page_error_reason,
    relation,
)
from kakomi.errors import PageError, VaultLocked
from kakomi.messages.page import (
    PageCodeFieldReply,
    PageCodeFieldRequest,
    PageFillReply,
    PageFillRequest,
)
from kakomi.page_fields import AmbiguousFields
from kakomi.vault import account_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.account import Account
    from kakomi.messages.fill import AccountFillRequest, FillReason
    from kakomi.page_fields import FieldSurvey
    from kakomi.site import Origin
    from kakomi.vault.vault import Vault


@command("page.code_field", callers={PAGE, WORKER}, begins_with_survey=True)
async def find_code_field(args: PageCodeFieldRequest, context: Context) -> PageCodeFieldReply:
    """Returns whether the tab's page has a code field, and the accounts it belongs to. Raises
    VaultError.
    """
    accounts = (await context.vault(use=not args.get("unattended"))).present
    try:
        survey = await context.environment.code_fields.survey(args["tab_id"])
    except PageError as error:
        return _refused(page_error_reason(error))
    page = site.parse(survey.url)
    if page is None:
        return _refused("refused_page")
    choice = code_field.choose(survey)
    state: Literal["none", "several", "field"] = "field"
    if choice is None or isinstance(choice, AmbiguousFields):
        state = "none" if choice is None else "several"
    found: PageCodeFieldReply = {
        "state": state,
        "reason": "" if choice is not None else no_field_reason(survey, None),
        "host": page.host_and_port,
        "account_ids": accounts_of_page(accounts, page),
        "proposed_ids": [a.id for a in accounts if relation(a, page) == "proposed"],
        "fillable_ids": [],
    }
    appending = {account.id for account in accounts if account.details.appends_code}
    has_password_field = bool(appending) and code_field.choose_for_append(survey) is not None
    found["fillable_ids"] = [
        account_id
        for account_id in (*found["account_ids"], *found["proposed_ids"])
        if (has_password_field if account_id in appending else choice is not None)
    ]
    return found


def _refused(reason: FillReason) -> PageCodeFieldReply:
    """Returns the reply for a page in which no field can be searched for."""
    return {
        "state": "refused",
        "reason": reason,
        "host": "",
        "account_ids": [],
        "proposed_ids": [],
        "fillable_ids": [],
    }


def accounts_of_page(accounts: Iterable[Account], page: Origin) -> list[str]:
    """Returns the ids of the accounts to which the page belongs, the last used there first."""
    used: dict[str, int] = {}
    for account in accounts:
        matched = account_sites.match(account.details.sites, page)
        if matched is not None:
            used[account.id] = matched.used_at_unix
    return sorted(used, key=lambda account_id: -used[account_id])


@command("page.fill", callers={PAGE, WORKER}, begins_with_survey=True)
async def fill(args: PageFillRequest, context: Context) -> PageFillReply:
    """Fill in the code of the only account to which the tab's page belongs, or of the account that
    the user chose.

    If that fails, opens the popup and stores ``PendingFill``, which says how the popup continues.
    """
    try:
        reply = await _fill_page(args, context)
    except VaultLocked:
        reply = {"state": "locked", "fill": None}
    if reply["fill"] is not None and reply["fill"]["state"] == "filled":
        return reply
    await fill_memory.save_pending(
        context.environment.session,
        {
            **reply,
            "tab_id": args["tab_id"],
            "at_unix": context.environment.now_unix(),
            "pointed": args.get("pointed", False),
            "id": args.get("id", ""),
            "typed": args.get("typed", ""),
        },
    )
    if context.caller == WORKER:
        await context.environment.capture_host.open_popup(args.get("window_id"))
    return reply


async def _accounts_of_tab(tab_id: int, context: Context) -> tuple[list[str], FieldSurvey | None]:
    """Returns the ids of the accounts to which the tab's page belongs, and the page's survey.
    Raises VaultError.
    """
    accounts = (await context.vault()).present
    try:
        survey = await context.environment.code_fields.survey(tab_id)
    except PageError:
        return [], None
    page = site.parse(survey.url)
    return ([] if page is None else accounts_of_page(accounts, page)), survey


def _typed_account(typed: str, vault: Vault) -> list[str]:
    """Returns the id of the account whose title is typed, or else of the first listed one whose
    names have every typed word; an empty list if there is none. ``omnibox.js`` chooses so among the
    rows of an open vault.
    """
    listed = account_order.listed(vault.present, vault.rules)
    found = [a for a in listed if search.is_found(typed, search.fold(f"{a.issuer}\n{a.name}"))]
    same = [a for a in found if " ".join(filter(None, (a.issuer, a.name))) == typed]
    return [account.id for account in (same or found)[:1]]


async def _fill_page(args: PageFillRequest, context: Context) -> PageFillReply:
    survey = None
    if "id" in args:
        ids = [args["id"]]
    elif args.get("typed"):
        ids = _typed_account(args["typed"], await context.vault())
    else:
        ids, survey = await _accounts_of_tab(args["tab_id"], context)
    if len(ids) != 1:
        return {"state": "choose", "fill": None}
    filling: AccountFillRequest = {"id": ids[0], "tab_id": args["tab_id"]}
    if "pointed" in args:
        filling["pointed"] = args["pointed"]
    return {"state": "done", "fill": await fill_account(filling, context, survey)}
