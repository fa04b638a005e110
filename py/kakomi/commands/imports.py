"""The commands scan.image and import.*: preview a file, and add its accounts.

Reading a file does not change the vault. Confirming adds the accounts in one save, and one undo
reverts it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import (
    details_from_import,
    formats,
    picture_header,
    policy,
    scan,
    uri_schemes,
    vendor_enrolment,
)
from kakomi.account import in_hexadecimal
from kakomi.account_preset import with_preset
from kakomi.commands import (
    import_pictures,
    import_preview,
    pending_import,
    policy_state,
    scan_result,
    series_session,
    undo,
)
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.import_sources import in_transfer_order, joined_parts, repeats
from kakomi.errors import ScanPartOfSeries
from kakomi.messages.common import Empty
from kakomi.messages.import_ import (
    ImportConfirmReply,
    ImportConfirmRequest,
    ImportLeaveReply,
    ImportLeaveRequest,
    ImportReadReply,
    ImportReadRequest,
    ImportStopRequest,
)
from kakomi.messages.scan import ScanImageReply, ScanImageRequest
from kakomi.messages.validation import base64_bytes
from kakomi.vault.bulk_add import AccountIndex, Candidate, Match, add_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.account_sites import Sites
    from kakomi.commands.pending_import import PendingEntry, PendingImport
    from kakomi.vault.bulk_add import BulkAddResult
    from kakomi.vault.vault import Vault


async def _texts(data: bytes, context: Context) -> tuple[list[str], int]:
    """Returns every text in a picture, and of how many codes the series consists that the picture
    completes; 0 if it completes none. The other codes of a series may be in earlier pictures.

    Raises ScanPictureUnreadable, ScanPictureTooLarge; ScanPartOfSeries if codes of the series are
    missing and the picture has no other text.
    """
    picture = await context.environment.pictures.unpack(
        data, picture_header.header(data).media_type
    )
    scanned = await scan.read(picture, context.environment.clock)
    texts = [text.text for text in scanned.texts]
    if not scanned.parts:
        return texts, 0
    # Raises if the vault is locked, so that no part is stored.
    await import_preview.vault_to_compare(context)
    session, now_unix = context.environment.session, context.environment.now_unix()
    joined = await series_session.add(session, scanned.parts, now_unix)
    first = min(scanned.parts, key=lambda part: part.index)
    if joined is not None:
        return [*texts, joined], first.size
    if not texts:
        raise ScanPartOfSeries(f"{first.index + 1}/{first.size}")
    return texts, 0


@command("import.read", callers={PAGE})
async def read(args: ImportReadRequest, context: Context) -> ImportReadReply:
    """Returns the preview of a file. Does not change the vault.

    Raises FileError, ImportStopped. After PasswordNeeded or PasswordWrong the page sends the
    request again with a password.
    """
    data = base64_bytes(args["data_base64"], "args.data_base64")
    if formats.is_picture(data):
        draft = formats.read_codes((await _texts(data, context))[0])
    else:
        companions = {
            each["name"]: base64_bytes(each["data_base64"], f"args.beside[{index}]")
            for index, each in enumerate(args.get("beside", []))
        }
        work = formats.read(
            args["name"], data, args.get("password"), context.environment.crypto, companions
        )
        draft = await context.readings.run(args.get("reading"), work)
    draft = await import_pictures.with_small_pictures(draft, context.environment.pictures)
    vault = await import_preview.vault_to_compare(context)
    return await import_preview.preview(draft, vault, context, args.get("joins"))


@command("import.stop", callers={PAGE})
async def stop(args: ImportStopRequest, context: Context) -> Empty:
    """Cancel a reading. The vault does not change."""
    context.readings.stop(args["reading"])
    return {}


@command("scan.image", callers={PAGE})
async def read_picture(args: ScanImageRequest, context: Context) -> ScanImageReply:
    """Returns the accounts of a picture, and every text that was read in it."""
    data = base64_bytes(args["data_base64"], "args.data_base64")
    (texts, series), vault = await asyncio.gather(
        _texts(data, context), import_preview.vault_to_compare(context)
    )
    shown = await import_preview.preview(
        formats.read_codes(texts), vault, context, args.get("joins")
    )
    is_account = any(map(uri_schemes.is_account_or_transfer, texts))
    described = None if is_account or not texts else vendor_enrolment.describe(texts[0])
    return {
        **shown,
        "texts": texts,
        "completes_series_of": series,
        "non_account": scan_result.non_account_text(described),
    }


@command("import.leave", callers={PAGE})
async def leave(args: ImportLeaveRequest, context: Context) -> ImportLeaveReply:
    """Remove the transfer parts of a source, because the user removed it from the import.

    The source's accounts keep their indices, and the page does not confirm them. Raises
    ImportExpired.
    """
    session = context.environment.session
    before = await pending_import.load(session, args["id"])
    kept = tuple(s for s in before.sources if s.first_index != args["first_index"])
    after = replace(before, sources=kept)
    await pending_import.save(session, after)
    return {
        "changed": await import_preview.changed_previews(before, after, context),
        "transfers": [import_preview.transfer_parts(each) for each in joined_parts(kept)],
    }


def _completed(entries: Sequence[PendingEntry], args: ImportConfirmRequest) -> list[PendingEntry]:
    """Returns the entries with the PINs and the readings of their secrets that the user gave."""
    completed = list(entries)
    valid = range(len(completed))
    for each in args.get("pins", []):
        new_account = completed[each["index"]].new_account if each["index"] in valid else None
        if new_account is not None and new_account.key.needs_pin:
            with_pin = replace(new_account, key=replace(new_account.key, pin=each["pin"]))
            completed[each["index"]] = replace(completed[each["index"]], new_account=with_pin)
    for index in filter(valid.__contains__, args.get("hexadecimal", [])):
        other = in_hexadecimal(completed[index].new_account)
        if other is not None:
            completed[index] = replace(completed[index], new_account=other)
    return completed


def _taken(
    pending: PendingImport, repeated: Mapping[int, int], chosen: Sequence[int], vault: Vault
) -> list[tuple[int, PendingEntry]]:
    """Returns the chosen entries. One that repeats an entry has that one's key, because the user
    answered the questions there, and is left out if that one is not chosen. If its key is saved,
    the entry stands for itself.
    """
    index_of_saved = AccountIndex(vault.present)
    wanted = set(chosen)
    found: list[tuple[int, PendingEntry]] = []
    for index in chosen:
        entry = pending.entries[index]
        first = repeated.get(index)
        match, _ = index_of_saved.match(entry.new_account)
        if first is not None and match not in (Match.KNOWN, Match.AHEAD):
            answered = pending.entries[first].new_account
            if first not in wanted or answered.key.needs_pin:
                continue
            counter = max(answered.counter, entry.new_account.counter)
            entry = replace(entry, new_account=replace(answered, counter=counter))
        found.append((index, entry))
    return found


@command("import.confirm", callers={PAGE})
async def confirm(args: ImportConfirmRequest, context: Context) -> ImportConfirmReply:
    """Add all entries, or those in ``take``, in one save. The entries of a transfer are added in
    the order of its parts.

    Raises ImportExpired, PinInvalid, PolicyOverdue.
    """
    session, entropy = context.environment.session, context.environment.entropy
    rules = await policy_state.for_adding(context)
    pending = await pending_import.load(session, args["id"])
    original, entries = pending.entries, _completed(pending.entries, args)
    wanted = args.get("take", range(len(entries)))
    valid = [index for index in dict.fromkeys(wanted) if 0 <= index < len(entries)]
    chosen = in_transfer_order(valid, pending.sources)
    replacing, second = frozenset(args.get("replace", [])), frozenset(args.get("second", []))
    counted = frozenset(args.get("counters", []))

    def candidate(index: int, entry: PendingEntry) -> Candidate:
        return Candidate(
            id=entropy.token(),
            new_account=entry.new_account,
            details=with_preset(entry.details, policy.preset_of(rules, entry.new_account.issuer)),
            trashed=entry.trashed,
            replaces=index in replacing,
            second=index in second,
            sets_counter=index in counted,
            completes=True,
        )

    pending = replace(pending, entries=tuple(entries))
    taken = _taken(pending, repeats(original, pending.sources), chosen, await context.vault())
    candidates = [candidate(index, entry) for index, entry in taken]

    def step(before: Vault) -> tuple[Vault, BulkAddResult]:
        result = add_all(before, candidates, context.environment.now_unix())
        return result.vault, result

    result = await context.change(step)
    await pending_import.remove(session)
    sites = [_gained_sites(result.vault, id_, old.sites) for id_, old in result.completed]
    filled = [
        (id_, details_from_import.gained(old, result.vault.account(id_).details))
        for id_, old in result.completed
    ]
    counters = [(id_, old, result.vault.account(id_).counter) for id_, old in result.counters]
    changed = undo.Undo(
        added=result.added,
        replaced=result.replaced,
        counters=counters,
        sites=sites,
        filled=filled,
    )
    undo_id = await undo.save(context.environment, changed)
    trashed = {candidate.id for candidate in candidates if candidate.trashed}
    return {
        "added": len(result.added),
        "trashed": len(trashed.intersection(result.added)),
        "known": result.known,
        "replaced": len(result.replaced),
        "waiting": result.without_pin,
        "counted": len(result.counters),
        "completed": len(result.completed),
        "undo": undo_id,
    }


def _gained_sites(after: Vault, account_id: str, old: Sites) -> tuple[str, list[str]]:
    """Returns the account's id and the origins that it did not have before."""
    now = after.account(account_id).details.sites
    return account_id, [each.origin for each in now if each not in old]
