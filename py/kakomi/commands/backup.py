"""backup.*: out of the browser, sealed or for other apps, and when that was last done."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kakomi import formats, messages
from kakomi.account import Enrolment
from kakomi.commands import reminding
from kakomi.commands.call import Call, Command, iso_time
from kakomi.commands.vault import confirm
from kakomi.errors import VaultAskAgain
from kakomi.formats import Entry
from kakomi.messages import failure
from kakomi.vault import backup, backups, slots, vault
from kakomi.vault.factors import Passphrase

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.formats import Written
    from kakomi.messages import Automatic, BackupStatus, Exported, Exporting, Nothing
    from kakomi.vault.vault import Vault

SEALED = "kakomi"
PAPER = "paper"  # made by the page from account URIs


async def export(args: Exporting, call: Call) -> Exported:
    """The accounts in that format: all that are not removed, or those named.

    A sealed backup has the removed ones too, and opens by the passphrase given, else by the
    vault's own ways; SlotNeeded if those work here alone. Whoever wants them in the clear opens the
    lock once more: raises VaultAskAgain, and as ``confirm``.
    """
    ids = frozenset(args["ids"]) if "ids" in args else None
    if args["format"] == SEALED:
        return await _sealed(args.get("passphrase"), ids, call)
    await _asked_again(args, call)
    before = await call.vault()
    chosen = [a for a in before.present if ids is None or a.id in ids]
    name = "otpauth" if args["format"] == PAPER else args["format"]
    written = formats.write(name, [_entry(a) for a in chosen], call.outside.now_unix())
    if ids is None:
        await _note(call)
    return _exported(written, args["format"], call)


async def _asked_again(args: Exporting, call: Call) -> None:
    header = await call.safe.header()
    if header is None or not slots.lockable(header.slots):
        return
    if "again" not in args:
        raise VaultAskAgain("args.again")
    await confirm(args["again"], call)


def _entry(account: Account) -> Entry:
    beside = account.particulars
    return Entry(
        enrolment=Enrolment(
            key=account.key, issuer=account.issuer, name=account.name, counter=account.counter
        ),
        note=beside.note,
        groups=beside.groups,
        icon=beside.icon,
        address=beside.origin,
        recovery_codes=tuple(code.text for code in beside.recovery_codes if not code.used),
        pinned=beside.pinned,
    )


def _named(what: str, suffix: str, call: Call) -> str:
    day = iso_time(call.outside.now_unix())[:10]
    return f"kakomi-{day}.{suffix}" if what == SEALED else f"kakomi-{what}-{day}.{suffix}"


def _exported(written: Written, what: str, call: Call) -> Exported:
    file: messages.ExportedFile = {
        "name": _named(what, written.suffix, call),
        "type": written.media_type,
        "data_base64": base64.b64encode(written.content).decode("ascii"),
    }
    return {
        "files": [file],
        "texts": list(written.codes),
        "refused": [failure(error) for error in written.refused],
        "left_out": [
            {"what": left.what, "where": left.where, "count": left.count}
            for left in written.left_out
        ],
    }


async def _sealed(passphrase: str | None, ids: frozenset[str] | None, call: Call) -> Exported:
    if passphrase is None:
        text = await call.safe.copy_out(ids)
    else:
        text = await backup.written_for(
            backup.of_accounts(await call.vault(), ids),
            Passphrase(passphrase),
            now_unix=call.outside.now_unix(),
            crypto=call.outside.crypto,
            entropy=call.outside.entropy,
        )
    if ids is None:
        await _note(call)
    file: messages.ExportedFile = {
        "name": _named(SEALED, "json", call),
        "type": "application/json",
        "data_base64": base64.b64encode(text.encode("ascii")).decode("ascii"),
    }
    return {"files": [file], "texts": [], "refused": [], "left_out": []}


async def _note(call: Call) -> None:
    """All of it is out: no reminder until there is something new."""
    now_unix = call.outside.now_unix()

    def step(before: Vault) -> tuple[Vault, None]:
        noted = replace(before.backups, last_at_unix=now_unix)
        return vault.note_backups(before, noted), None

    await call.change(step)


async def status(_args: Nothing, call: Call) -> BackupStatus:
    """When it was last done, and how the places stand."""
    before = await call.vault()
    trouble: Any = await call.outside.board.read(reminding.TROUBLE)
    return {
        "last_at_unix": before.backups.last_at_unix,
        "accounts_since": backups.since(before.backups, before.present),
        "in_one_place": call.safe.in_one_place,
        "automatic": {"on": before.backups.automatic, "keep": before.backups.keep},
        "trouble": trouble,
    }


async def set_automatic(args: Automatic, call: Call) -> Nothing:
    """After each change, or no more. Raises SlotNeeded if nothing but a device key opens the vault:
    such a copy would be worth nothing elsewhere.
    """
    if args["on"]:
        header = await call.safe.header()
        backup.portable(header.slots if header else ())

    def step(before: Vault) -> tuple[Vault, None]:
        noted = replace(before.backups, automatic=args["on"], keep=args["keep"])
        return vault.note_backups(before, noted), None

    await call.change(step)
    return {}


async def put_off(_args: Nothing, call: Call) -> Nothing:
    """The popup's reminder was closed."""
    await reminding.put_off(call.outside)
    await call.post_sheet(await call.vault())
    return {}


VERBS = {
    "export": Command(args=messages.Exporting, reply=messages.Exported, run=export),
    "status": Command(args=messages.Nothing, reply=messages.BackupStatus, run=status),
    "put_off": Command(args=messages.Nothing, reply=messages.Nothing, run=put_off),
    "set_automatic": Command(args=messages.Automatic, reply=messages.Nothing, run=set_automatic),
}
