"""account.fill: writes an account's code into the field of a page.

The law: a page gets a code only if it belongs to the account (``kakomi.site``), or if the user
allowed that host just now. One survey reads the page's address and its document before the code is
made. The code is written into that document or nowhere.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kakomi import account_sites, code_field, issuers, otp, policy, site
from kakomi.account_sites import Source
from kakomi.commands import fill_memory, policy_state
from kakomi.commands.command import PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.commands.hotp_counter import next_counter
from kakomi.commands.site_use import note_use
from kakomi.errors import AccountNotFound, PageClosed, PageError, PageNotAnswering
from kakomi.messages.fill import AccountFillReply, AccountFillRequest
from kakomi.otp_key import Kind
from kakomi.page_fields import AmbiguousFields

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.code_field import Choice
    from kakomi.messages.fill import FillReason, SiteRelation
    from kakomi.page_fields import FieldSurvey, FieldTarget
    from kakomi.site import Origin

CHOICE_LIMIT_MS = 20_000  # for the user to choose one of several fields
# The reasons after which a retry may succeed.
RETRIABLE: frozenset[FillReason] = frozenset(
    {"unresponsive", "navigated", "changed", "rejected", "several"}
)
MIN_LEFT_MS = 3_000  # a code that holds for less is not worth filling in

_OUTCOME_REASONS: dict[str, FillReason] = {
    "gone": "navigated",
    "changed": "changed",
    "rejected": "rejected",
}


def relation(account: Account, page: Origin) -> SiteRelation:
    """Returns what the page is to the account.

    A page that was only learned by copying is "own" if the account's issuer names its service too.
    """
    sites = account.details.sites
    is_copied = account_sites.match(sites, page) is not None
    if account_sites.match_trusted(sites, page) is not None:
        return "own"
    if is_copied:
        return "own" if is_proposed(account, page) else "copied"
    secure = site.Origin(scheme="https", host=page.host, port=page.port)
    if account_sites.match_trusted(sites, secure) is not None:
        return "insecure"
    if not any(each.is_trusted for each in sites) and is_proposed(account, page):
        return "proposed"
    return "other"


def is_proposed(account: Account, page: Origin) -> bool:
    """Returns whether the page belongs to the service that the account's issuer names."""
    return page.scheme == "https" and page.domain in issuers.proposed_domains(account.issuer)


@command("account.fill", callers={PAGE, WORKER}, begins_with_survey=True)
async def fill(args: AccountFillRequest, context: Context) -> AccountFillReply:
    """Write the account's code into the code field of the tab's page.

    Raises AccountNotFound, CounterInvalid when the last counter is used up, VaultError.
    """
    return await fill_account(args, context)


async def fill_account(
    args: AccountFillRequest, context: Context, survey: FieldSurvey | None = None
) -> AccountFillReply:
    """``account.fill``. ``survey`` is one of the tab's page that was just made.

    Two fills of one counter-based account into one tab at once share one code and one reply.
    Raises as ``account.fill`` does.
    """
    account = (await context.vault()).account(args["id"])
    if account.removed_at_unix is not None:
        raise AccountNotFound("id")
    if account.kind is not Kind.HOTP:
        return await _reply(args, account, survey, context)
    key = (account.id, args["tab_id"])
    return await context.fills.run(key, lambda: _reply(args, account, survey, context))


async def _reply(
    args: AccountFillRequest, account: Account, survey: FieldSurvey | None, context: Context
) -> AccountFillReply:
    reply: AccountFillReply = {
        "state": "refused",
        "reason": "",
        "host": "",
        "account_id": account.id,
        "relation": "other",
        "sites": _hosts(account),
        "proposed": [],
        "waits_ms": 0,
        "can_retry": False,
    }
    try:
        survey = survey or await context.environment.code_fields.survey(args["tab_id"])
        reply = await _fill(args, account, survey, reply, context)
    except PageError as error:
        reply["reason"] = page_error_reason(error)
    return {**reply, "can_retry": reply["reason"] in RETRIABLE}


def _hosts(account: Account) -> list[str]:
    hosts = (s.parsed.host_and_port for s in account.details.sites if s.is_trusted)
    return list(dict.fromkeys(hosts))


def page_error_reason(error: PageError) -> FillReason:
    """Returns why the page could not be asked."""
    if isinstance(error, PageClosed):
        return "closed"
    return "unresponsive" if isinstance(error, PageNotAnswering) else "refused_page"


async def _fill(
    args: AccountFillRequest,
    account: Account,
    survey: FieldSurvey,
    reply: AccountFillReply,
    context: Context,
) -> AccountFillReply:
    """Fills and completes ``reply``. Raises PageError."""
    tab_id = args["tab_id"]
    if not await _may_fill(survey, args, account, reply, context):
        return reply
    first, first_host = survey, reply["host"]
    survey, choice = await _search(survey, account, args, context)
    if survey is not first:  # the search waited, so the tab may show another document
        if not await _may_fill(survey, args, account, reply, context):
            return reply
        if reply["host"] != first_host:
            return {**reply, "state": "refused", "reason": "navigated"}
    can_wait = args.get("can_wait", True)
    if isinstance(choice, AmbiguousFields):
        choice = await context.environment.code_fields.choose_one(
            tab_id, survey.document_id, choice, CHOICE_LIMIT_MS
        )
        if choice is None:
            return {**reply, "state": "no_field", "reason": "several"}
        account = (await context.vault()).account(account.id)  # raises if the vault was locked
        can_wait = True  # the user clicked into the page, which closed the popup
    if choice is None:
        return {**reply, "state": "no_field", "reason": no_field_reason(survey, choice)}
    left_ms = _wait_ms(account, context)
    if left_ms and not can_wait:
        return {**reply, "state": "waiting", "waits_ms": left_ms}
    code = await _code(account, left_ms, context)
    details = account.details
    await context.require_unlocked()  # after a lock, the page gets no code
    outcome = await context.environment.code_fields.fill(
        tab_id,
        survey.document_id,
        choice,
        code,
        append=details.appends_code,
        submit=details.submits_after_fill,
    )
    if outcome != "filled":
        return {**reply, "state": "refused", "reason": _OUTCOME_REASONS[outcome]}
    await fill_memory.clear(context.environment.session, account.id)
    await _record_fill(account, survey, reply["relation"], context)
    return {**reply, "state": "filled"}


async def _may_fill(
    survey: FieldSurvey,
    args: AccountFillRequest,
    account: Account,
    reply: AccountFillReply,
    context: Context,
) -> bool:
    """Returns whether the surveyed page may get the account's code. If not, completes ``reply`` and
    stores the question that ``reply`` asks.
    """
    page = site.parse(survey.url)
    if page is None:
        reply["state"], reply["reason"], reply["host"] = "refused", "refused_page", ""
        return False
    reply["host"], reply["relation"] = page.host_and_port, relation(account, page)
    rules = (await policy_state.load(context.environment)).policy
    if not policy.may_fill(rules, page):
        reply["state"], reply["reason"] = "refused", "policy"
        return False
    if reply["relation"] == "own":
        return True
    question = fill_memory.Question(account_id=account.id, tab_id=args["tab_id"], origin=page.text)
    now_unix = context.environment.now_unix()
    session = context.environment.session
    if args.get("confirmed") and await fill_memory.was_asked(session, question, now_unix):
        reply["relation"] = "confirmed"
        return True
    await fill_memory.save_question(session, question, now_unix)
    reply["state"] = "other_site"
    reply["proposed"] = list(issuers.proposed_domains(account.issuer))
    return False


async def _search(
    survey: FieldSurvey, account: Account, args: AccountFillRequest, context: Context
) -> tuple[FieldSurvey, Choice]:
    if account.details.appends_code:
        return survey, code_field.choose_for_append(survey)
    return await code_field.search(
        context.environment.code_fields,
        args["tab_id"],
        survey=survey,
        digits=account.digits,
        pointed=args.get("pointed", False),
    )


def no_field_reason(
    survey: FieldSurvey, choice: FieldTarget | AmbiguousFields | None
) -> FillReason:
    """Returns why no field was chosen."""
    if choice is not None:
        return "several"
    return "foreign_frame" if code_field.has_foreign_code_frame(survey) else ""


def _now_unix_ms(context: Context) -> int:
    """Returns the time for which codes are computed."""
    return context.code_clock.now_unix_ms()


def _wait_ms(account: Account, context: Context) -> int:
    """Returns how long to wait for the next code. Returns 0 if the current code stays valid for at
    least MIN_LEFT_MS, or for a quarter of a short period.
    """
    if account.kind is Kind.HOTP:
        return 0
    period_ms = account.period_s * 1000
    left_ms = period_ms - _now_unix_ms(context) % period_ms
    return left_ms if left_ms < min(MIN_LEFT_MS, period_ms // 4) else 0


async def _code(account: Account, wait_ms: int, context: Context) -> str:
    """Returns the code to write. Waits ``wait_ms`` for the next time step of a time-based account;
    saves the next counter of a counter-based one. Raises CounterInvalid, VaultError.
    """
    if account.kind is Kind.HOTP:
        return otp.hotp(account.key, await next_counter(account, context, is_fill=True))
    at_unix_ms = _now_unix_ms(context) + wait_ms
    if wait_ms:
        await asyncio.sleep(wait_ms / 1000)
    return otp.totp(account.key, max(at_unix_ms, _now_unix_ms(context)) // 1000)


async def _record_fill(
    account: Account, survey: FieldSurvey, relation_now: SiteRelation, context: Context
) -> None:
    """Records the use, and the site if the user allowed it. Records nothing of an Incognito tab."""
    page = site.parse(survey.url)
    if page is not None and not survey.incognito:
        learns = Source.FILLED if relation_now == "confirmed" else None
        await note_use(context, account.id, page, learns)
