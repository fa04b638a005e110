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

from kakomi import formats, image, messages, scan
from kakomi.account import spell_secret
from kakomi.commands import drafts
from kakomi.commands.call import Call, Command
from kakomi.errors import FileTooLarge, RequestMalformed, VaultDamaged, VaultLost
from kakomi.formats.ground import limits
from kakomi.messages import failure
from kakomi.vault import trash, vault
from kakomi.vault.taking import Newcomer, Register, take
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from kakomi.commands.drafts import Waiting
    from kakomi.formats import Draft
    from kakomi.messages import (
        Confirmed,
        Confirming,
        Imported,
        ImportRead,
        Nothing,
        PictureRead,
        ReadingFile,
        ReadingPicture,
        StoppingReading,
        Undoing,
    )
    from kakomi.vault.taking import Taken


def _data(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        pass
    raise RequestMalformed(where)


async def _texts(data: bytes, call: Call) -> list[str]:
    """Every code in a picture. Raises ScanPictureUnreadable, ScanPictureTooLarge."""
    picture = await call.outside.pictures.unpack(data, image.header(data).media_type)
    sight = await scan.read(picture, call.outside.clock)
    return [text.text for text in sight.texts]


async def read(args: ReadingFile, call: Call) -> ImportRead:
    """What the file holds. Raises FileError: PasswordNeeded to be asked again with one, …;
    ImportStopped.
    """
    data = _data(args["data_base64"], "args.data_base64")
    if formats.is_picture(data):
        draft = formats.read_codes(await _texts(data, call))
    else:
        beside = {
            each["name"]: _data(each["data_base64"], f"args.beside[{index}]")
            for index, each in enumerate(args.get("beside", []))
        }
        work = formats.read(args["name"], data, args.get("password"), call.outside.crypto, beside)
        draft = await call.readings.run(args.get("reading"), work)
    return await _shown(draft, await _compared(call), call, args.get("joins"))


async def stop(args: StoppingReading, call: Call) -> Nothing:
    """End a reading that lasts too long; nothing has changed by it."""
    call.readings.stop(args["reading"])
    return {}


async def read_picture(args: ReadingPicture, call: Call) -> PictureRead:
    """The accounts in a picture, and every text that was read in it, account or not."""
    data = _data(args["data_base64"], "args.data_base64")
    texts, vault = await asyncio.gather(_texts(data, call), _compared(call))
    shown = await _shown(formats.read_codes(texts), vault, call, args.get("joins"))
    return {**shown, "texts": texts}


async def _compared(call: Call) -> Vault:
    """The vault to compare with: an empty one where it is gone, so that a backup can be looked at
    before anything is begun anew.
    """
    try:
        return await call.vault()
    except (VaultLost, VaultDamaged):
        return Vault(vault_id="")


async def _shown(draft: Draft, vault: Vault, call: Call, joins: str | None) -> ImportRead:
    """The preview; its entries wait on the board, after those it joins. Raises ImportGone."""
    register = Register(vault.present)
    waiting = [drafts.waiting(entry) for entry in draft.entries]
    held = [] if joins is None else await drafts.held(call.outside.board, joins)
    if len(held) + len(waiting) > limits.MAX_ENTRIES:
        raise FileTooLarge(f"entries[{limits.MAX_ENTRIES - len(held)}]")
    draft_id = joins or call.outside.entropy.token()
    await drafts.hold(call.outside.board, draft_id, [*held, *waiting])
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


def _imported(entry: Waiting, register: Register) -> Imported:
    enrolment, key = entry.enrolment, entry.enrolment.key
    known, namesake = register.same(enrolment), register.namesake(enrolment)
    there = known or namesake
    return {
        "issuer": enrolment.issuer,
        "name": enrolment.name,
        "secret_base32": spell_secret(key),
        "kind": key.kind.value,
        "algorithm": key.algorithm.value,
        "digits": key.digits,
        "period_s": key.period_s,
        "counter": enrolment.counter,
        "waits_for_pin": key.waits_for_pin,
        "trashed": entry.trashed,
        "note": entry.beside.note,
        "groups": list(entry.beside.groups),
        "recovery_codes": len(entry.beside.recovery_codes),
        "state": "known" if known else "namesake" if namesake else "new",
        "account_id": there.id if there else None,
    }


def _with_pins(entries: list[Waiting], args: Confirming) -> list[Waiting]:
    pins = {each["index"]: each["pin"] for each in args.get("pins", [])}
    return [
        replace(e, enrolment=replace(e.enrolment, key=replace(e.enrolment.key, pin=pins[index])))
        if index in pins and e.enrolment.key.waits_for_pin
        else e
        for index, e in enumerate(entries)
    ]


async def confirm(args: Confirming, call: Call) -> Confirmed:
    """Take them up: all, or those in ``take``; in one save. Raises ImportGone, PinInvalid."""
    board, entropy = call.outside.board, call.outside.entropy
    entries = _with_pins(await drafts.held(board, args["id"]), args)
    wanted = args.get("take", range(len(entries)))
    chosen = [index for index in dict.fromkeys(wanted) if 0 <= index < len(entries)]
    replacing = frozenset(args.get("replace", []))
    newcomers = [
        Newcomer(
            id=entropy.token(),
            enrolment=entries[index].enrolment,
            beside=entries[index].beside,
            trashed=entries[index].trashed,
            replaces=index in replacing,
        )
        for index in chosen
    ]

    def step(before: Vault) -> tuple[Vault, Taken]:
        taken = take(before, newcomers, call.outside.now_unix())
        return taken.vault, taken

    taken = await call.change(step)
    undo = entropy.token()
    await drafts.settle(board, undo, taken.added, taken.aside)
    return {
        "added": len(taken.added),
        "known": taken.known,
        "replaced": len(taken.aside),
        "waiting": taken.waiting,
        "undo": undo,
    }


async def undo(args: Undoing, call: Call) -> Nothing:
    """As if it had not been confirmed, in one save. Raises ImportGone."""
    added, aside = await drafts.undoing(call.outside.board, args["undo"])
    now_unix = call.outside.now_unix()

    def step(before: Vault) -> tuple[Vault, None]:
        after = before
        there = {account.id for account in before.accounts}
        for account_id in filter(there.__contains__, added):
            after = trash.purge(vault.remove(after, account_id, now_unix), account_id)
        for account_id in filter(there.__contains__, aside):
            after = vault.restore(after, account_id)
        return after, None

    await call.change(step)
    return {}


VERBS = {
    "read": Command(args=messages.ReadingFile, reply=messages.ImportRead, run=read),
    "stop": Command(args=messages.StoppingReading, reply=messages.Nothing, run=stop),
    "confirm": Command(args=messages.Confirming, reply=messages.Confirmed, run=confirm),
    "undo": Command(args=messages.Undoing, reply=messages.Nothing, run=undo),
}
PICTURE = Command(args=messages.ReadingPicture, reply=messages.PictureRead, run=read_picture)
