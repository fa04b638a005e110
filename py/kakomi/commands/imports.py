"""scan.image, import.read, .stop, .confirm, .undo: from a file to accounts, and back.

A file is read whole and shown; nothing changes before it is confirmed, all of it then in one save,
and one undo takes it back.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import formats, picture_header, scan
from kakomi.account import format_secret
from kakomi.commands import pending_import
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.errors import FileTooLarge, RequestMalformed, VaultDamaged, VaultLost
from kakomi.formats.support import limits
from kakomi.messages.common import Empty, failure
from kakomi.messages.import_ import (
    ImportConfirmReply,
    ImportConfirmRequest,
    ImportedAccount,
    ImportReadReply,
    ImportReadRequest,
    ImportStopRequest,
    ImportUndoRequest,
)
from kakomi.messages.scan import ScanImageReply, ScanImageRequest
from kakomi.vault import trash, vault
from kakomi.vault.bulk_add import AccountIndex, Candidate, add_all
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from kakomi.commands.pending_import import PendingEntry
    from kakomi.formats import ImportDraft
    from kakomi.vault.bulk_add import BulkAddResult


def _data(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        pass
    raise RequestMalformed(where)


async def _texts(data: bytes, context: Context) -> list[str]:
    """Every code in a picture. Raises ScanPictureUnreadable, ScanPictureTooLarge."""
    picture = await context.environment.pictures.unpack(
        data, picture_header.header(data).media_type
    )
    sight = await scan.read(picture, context.environment.clock)
    return [text.text for text in sight.texts]


@command("import.read", callers={PAGE})
async def read(args: ImportReadRequest, context: Context) -> ImportReadReply:
    """What the file holds. Raises FileError: PasswordNeeded to be asked again with one, …;
    ImportStopped.
    """
    data = _data(args["data_base64"], "args.data_base64")
    if formats.is_picture(data):
        draft = formats.read_codes(await _texts(data, context))
    else:
        beside = {
            each["name"]: _data(each["data_base64"], f"args.beside[{index}]")
            for index, each in enumerate(args.get("beside", []))
        }
        work = formats.read(
            args["name"], data, args.get("password"), context.environment.crypto, beside
        )
        draft = await context.readings.run(args.get("reading"), work)
    return await _shown(draft, await _compared(context), context, args.get("joins"))


@command("import.stop", callers={PAGE})
async def stop(args: ImportStopRequest, context: Context) -> Empty:
    """End a reading that lasts too long; nothing has changed by it."""
    context.readings.stop(args["reading"])
    return {}


@command("scan.image", callers={PAGE})
async def read_picture(args: ScanImageRequest, context: Context) -> ScanImageReply:
    """The accounts in a picture, and every text that was read in it, account or not."""
    data = _data(args["data_base64"], "args.data_base64")
    texts, vault = await asyncio.gather(_texts(data, context), _compared(context))
    shown = await _shown(formats.read_codes(texts), vault, context, args.get("joins"))
    return {**shown, "texts": texts}


async def _compared(context: Context) -> Vault:
    """The vault to compare with: an empty one where it is gone, so that a backup can be looked at
    before anything is begun anew.
    """
    try:
        return await context.vault()
    except (VaultLost, VaultDamaged):
        return Vault(vault_id="")


async def _shown(
    draft: ImportDraft, vault: Vault, context: Context, joins: str | None
) -> ImportReadReply:
    """The preview; its entries wait on the board, after those it joins. Raises ImportGone."""
    register = AccountIndex(vault.present)
    waiting = [pending_import.pending_entry(entry) for entry in draft.entries]
    held = [] if joins is None else await pending_import.load(context.environment.session, joins)
    if len(held) + len(waiting) > limits.MAX_ENTRIES:
        raise FileTooLarge(f"entries[{limits.MAX_ENTRIES - len(held)}]")
    draft_id = joins or context.environment.entropy.token()
    await pending_import.save(context.environment.session, draft_id, [*held, *waiting])
    return {
        "id": draft_id,
        "first_index": len(held),
        "format": draft.format,
        "encrypted": draft.encrypted,
        "accounts": [_imported(entry, register) for entry in waiting],
        "refused": [failure(error) for error in draft.refused],
        "left_out": [
            {"what": left.what, "where": left.where, "count": left.count} for left in draft.left_out
        ],
        "parts": [
            {
                "batch_id": parts.batch_id,
                "of": parts.size,
                "have": list(parts.present),
                "missing": list(parts.missing),
            }
            for parts in draft.parts
        ],
    }


def _imported(entry: PendingEntry, register: AccountIndex) -> ImportedAccount:
    new_account, key = entry.new_account, entry.new_account.key
    known, namesake = register.same(new_account), register.namesake(new_account)
    there = known or namesake
    return {
        "issuer": new_account.issuer,
        "name": new_account.name,
        "secret_base32": format_secret(key),
        "kind": key.kind.value,
        "algorithm": key.algorithm.value,
        "digits": key.digits,
        "period_s": key.period_s,
        "counter": new_account.counter,
        "waits_for_pin": key.needs_pin,
        "trashed": entry.trashed,
        "note": entry.beside.note,
        "groups": list(entry.beside.groups),
        "recovery_codes": len(entry.beside.recovery_codes),
        "state": "known" if known else "namesake" if namesake else "new",
        "account_id": there.id if there else None,
    }


def _with_pins(entries: list[PendingEntry], args: ImportConfirmRequest) -> list[PendingEntry]:
    pins = {each["index"]: each["pin"] for each in args.get("pins", [])}
    return [
        replace(
            e, new_account=replace(e.new_account, key=replace(e.new_account.key, pin=pins[index]))
        )
        if index in pins and e.new_account.key.needs_pin
        else e
        for index, e in enumerate(entries)
    ]


@command("import.confirm", callers={PAGE})
async def confirm(args: ImportConfirmRequest, context: Context) -> ImportConfirmReply:
    """Take them up: all, or those in ``take``; in one save. Raises ImportGone, PinInvalid."""
    session, entropy = context.environment.session, context.environment.entropy
    entries = _with_pins(await pending_import.load(session, args["id"]), args)
    wanted = args.get("take", range(len(entries)))
    chosen = [index for index in dict.fromkeys(wanted) if 0 <= index < len(entries)]
    replacing = frozenset(args.get("replace", []))
    candidates = [
        Candidate(
            id=entropy.token(),
            new_account=entries[index].new_account,
            beside=entries[index].beside,
            trashed=entries[index].trashed,
            replaces=index in replacing,
        )
        for index in chosen
    ]

    def step(before: Vault) -> tuple[Vault, BulkAddResult]:
        taken = add_all(before, candidates, context.environment.now_unix())
        return taken.vault, taken

    taken = await context.change(step)
    undo = entropy.token()
    await pending_import.finish(session, undo, taken.added, taken.aside)
    return {
        "added": len(taken.added),
        "known": taken.known,
        "replaced": len(taken.aside),
        "waiting": taken.waiting,
        "undo": undo,
    }


@command("import.undo", callers={PAGE})
async def undo(args: ImportUndoRequest, context: Context) -> Empty:
    """Take back what ``import.confirm``, ``account.add_all`` or a replacing ``account.add`` did, in
    one save. Raises ImportExpired.
    """
    undone = await pending_import.load_undo(context.environment.session, args["undo"])
    now_unix = context.environment.now_unix()

    def step(before: Vault) -> tuple[Vault, None]:
        after = before
        there = {account.id for account in before.accounts}
        for account_id in filter(there.__contains__, undone.added):
            after = vault.remove(after, account_id, now_unix)
            if not undone.keep_added:
                after = trash.purge(after, account_id)
        for account_id in filter(there.__contains__, undone.aside):
            after = vault.restore(after, account_id)
        return after, None

    await context.change(step)
    return {}
