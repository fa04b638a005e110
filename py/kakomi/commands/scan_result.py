"""Turns the contents of a scan into its result: compares the accounts with the vault, adds or
stores them, and collects the parts of transfers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from kakomi import otpauth, sheet
from kakomi.account import in_hexadecimal
from kakomi.account_details import scanned_on
from kakomi.commands import pending_results, series_session, transfer_session
from kakomi.commands.account_add import save_account
from kakomi.commands.next_step import next_step
from kakomi.commands.pending_results import RESULT_LIFETIME_S, Deferred, PendingResult
from kakomi.commands.scan_contents import ScanContents
from kakomi.errors import KakomiError, ScanPartOfSeries, VaultLocked
from kakomi.messages.common import failure
from kakomi.vault.bulk_add import AccountIndex, Match

if TYPE_CHECKING:
    from kakomi.account import Account, NewAccount
    from kakomi.commands.context import Context
    from kakomi.commands.transfer_session import TransferSession
    from kakomi.messages.scan import (
        FoundAccount,
        NonAccountText,
        ResultKind,
        ScanOutcome,
        ScanSource,
    )
    from kakomi.messages.sheet import Row, SavedAccount
    from kakomi.vendor_enrolment import NonAccount


def empty_result(context: Context, via: ScanSource, origin: str, kind: ResultKind) -> ScanOutcome:
    """Returns a result without accounts."""
    return {
        "at_unix": context.environment.now_unix(),
        "kind": kind,
        "via": via,
        "origin": origin,
        "frame_of": "",
        "found": [],
        "others": 0,
        "error": None,
        "account_id": None,
        "picture": "",
        "other_corners": [],
        "unread": [],
        "transfer": None,
        "nearby": None,
        "page_unresponsive": False,
        "non_account": None,
    }


async def publish_failure(
    context: Context, via: ScanSource, origin: str, error: KakomiError
) -> None:
    """Store an error as the result that the popup shows.

    VaultLocked is not stored, because the popup shows the lock itself.
    """
    outcome = empty_result(context, via, origin, "failed")
    outcome["error"] = failure(error)
    saved_outcome = None if isinstance(error, VaultLocked) else outcome
    await pending_results.save(context.environment.session, {}, saved_outcome)


def _kind(read: ScanContents, transfer: TransferSession | None) -> ResultKind:
    if read.accounts:
        return "found" if len(read.accounts) == 1 else "several"
    if transfer is not None and transfer.event:
        return "gathering"
    if read.error is not None:
        return "unusable"
    return "not_account" if read.others else "nothing"


def needs_thumbnail(outcome: ScanOutcome) -> bool:
    """Returns whether there are several codes, or a code was detected and not decoded."""
    corners = [*(found["corners"] for found in outcome["found"]), *outcome["other_corners"]]
    return bool(outcome["unread"]) or len({tuple(each) for each in corners if each}) > 1


async def publish_result(
    context: Context,
    via: ScanSource,
    origin: str,
    read: ScanContents,
    *,
    auto_add: bool = False,
    is_published: bool = False,
) -> ScanOutcome:
    """Compare the contents with the vault, and store the accounts that need a confirmation.

    ``auto_add``: add a single new account without confirmation. ``is_published``: store the result
    for the popup; if the vault is locked, store the scan for ``resume_after_unlock`` instead.
    Raises VaultError, MigrationTooLarge.
    """
    try:
        return await _complete(
            context, via, origin, read, auto_add=auto_add, is_published=is_published
        )
    except VaultLocked:
        if is_published:
            await _defer_until_unlock(context, via, origin, read)
        raise


async def _defer_until_unlock(
    context: Context, via: ScanSource, origin: str, read: ScanContents
) -> None:
    accounts = [otpauth.format(new_account) for new_account, _ in read.accounts.values()]
    texts = (*accounts, *(text for text, _ in read.parts))
    seen = read.all_seen_on(origin)
    deferred = Deferred(
        via=via,
        origin=seen.origin,
        frame_of=seen.frame_of,
        texts=texts,
        at_unix=context.environment.now_unix(),
    )
    await pending_results.defer(context.environment.session, deferred)


async def resume_after_unlock(context: Context) -> None:
    """Publish a scan that was made while the vault was locked, at most RESULT_LIFETIME_S ago. Adds
    no account.
    """
    deferred = await pending_results.deferred(context.environment.session)
    if deferred is None:
        return
    if not 0 <= context.environment.now_unix() - deferred.at_unix < RESULT_LIFETIME_S:
        return
    read = ScanContents(frame_of=deferred.frame_of)
    for text in deferred.texts:
        read.read(text)
    via = cast("ScanSource", deferred.via)
    try:
        await publish_result(context, via, deferred.origin, read, is_published=True)
    except KakomiError as error:
        await publish_failure(context, via, deferred.origin, error)


async def _complete(
    context: Context,
    via: ScanSource,
    origin: str,
    read: ScanContents,
    *,
    auto_add: bool,
    is_published: bool,
) -> ScanOutcome:
    await _join_series(context, read)
    transfer = await _add_to_transfer(context, read, origin)
    outcome = empty_result(context, via, origin, _kind(read, transfer))
    seen = read.all_seen_on(origin)
    outcome["origin"], outcome["frame_of"] = seen.origin, seen.frame_of
    outcome["page_unresponsive"] = read.page_unresponsive
    outcome["others"] = len(read.others)
    outcome["non_account"] = non_account_text(read.non_account)
    outcome["other_corners"] = [list(corners) for corners in read.others if corners]
    outcome["unread"] = [list(corners) for corners in read.unread]
    outcome["error"] = failure(read.error) if read.error else None
    outcome["transfer"] = transfer.progress() if transfer else None
    results = await _match_against_vault(context, outcome, read, origin)
    if outcome["kind"] == "found":
        results = await _auto_add_single(context, outcome, results, auto_add=auto_add)
    published = outcome if is_published else None
    await pending_results.save(context.environment.session, results, published)
    return outcome


def non_account_text(found: NonAccount | None) -> NonAccountText | None:
    """Returns the description as the pages get it."""
    if found is None:
        return None
    return {"content": found.content.value, "vendor": found.vendor, "shown": found.shown}


async def _join_series(context: Context, read: ScanContents) -> None:
    """Joins the codes of a series with those of earlier scans. If some are missing, sets the error
    that says which one was read.
    """
    if not read.series:
        return
    await context.vault()  # raises if the vault is locked, so that no part is stored
    session, now_unix = context.environment.session, context.environment.now_unix()
    text = await series_session.add(session, read.series, now_unix)
    if text is not None:
        read.read(text)
        return
    first = min(read.series, key=lambda part: part.index)
    read.error = ScanPartOfSeries(f"{first.index + 1}/{first.size}")


async def _add_to_transfer(
    context: Context, read: ScanContents, origin: str
) -> TransferSession | None:
    """Returns the transfer after this scan. If it is complete, adds its accounts to ``read``."""
    session = context.environment.session
    before = await transfer_session.load(session)
    if before is None and not read.parts:
        return None
    await context.vault()  # raises if the vault is locked, so that no part is stored
    after = transfer_session.add_part(before, read.parts, origin)
    if after is not None and read.parts and not after.missing:
        after = replace(after, ready=True)
        read.add_transfer(after)
    if after is not None:
        await transfer_session.save(session, after)
    return after


async def _match_against_vault(
    context: Context, outcome: ScanOutcome, read: ScanContents, page_origin: str
) -> dict[str, PendingResult]:
    """Add each account to the result. Returns the accounts to store, by their ids."""
    if not read.accounts:
        return {}
    index = AccountIndex((await context.vault()).present)
    now_unix = context.code_clock.now_unix()
    steps = sheet.preview_steps(len(read.accounts))
    results: dict[str, PendingResult] = {}
    for new_account, corners in read.accounts.values():
        match, saved = index.match(new_account)
        found_id = context.environment.entropy.token()
        found: FoundAccount = {
            "id": found_id,
            "row": sheet.preview_row(new_account, found_id, now_unix, steps),
            "state": match.value,
            "next_step": next_step(new_account, match),
            "account_id": saved.id if saved else None,
            "hexadecimal": _in_hexadecimal(new_account, match, found_id, now_unix),
            "saved": _saved(saved, now_unix) if saved and match is not Match.KNOWN else None,
            "corners": list(corners),
        }
        outcome["found"].append(found)
        seen = read.seen_on(corners, page_origin)
        results[found_id] = PendingResult(new_account=new_account, origin=seen.origin)
    return results


def _in_hexadecimal(
    new_account: NewAccount, match: Match, found_id: str, now_unix: int
) -> Row | None:
    other = None if match is Match.KNOWN else in_hexadecimal(new_account)
    return None if other is None else sheet.preview_row(other, found_id, now_unix)


def _saved(account: Account, now_unix: int) -> SavedAccount:
    row = sheet.row(account, now_unix, sheet.PREVIEW_STEPS, sheet.Codes())
    return {"row": row, "added_at_unix": account.added_at_unix}


async def _auto_add_single(
    context: Context, outcome: ScanOutcome, results: dict[str, PendingResult], *, auto_add: bool
) -> dict[str, PendingResult]:
    """Handle a single account: report it as known, or add it if ``auto_add``.

    Returns the accounts that still need the user's confirmation.
    """
    [found] = outcome["found"]
    if found["next_step"] == "known":
        outcome["kind"], outcome["account_id"] = "known", found["account_id"]
        return {}
    if not auto_add or found["next_step"] != "add":
        return results
    account = results[found["id"]].new_account
    added = await save_account(context, account, details=scanned_on(outcome["origin"]))
    outcome["kind"] = "added" if added["state"] == "added" else "known"
    outcome["account_id"] = added["account_id"]
    return {}
