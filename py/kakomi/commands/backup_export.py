"""backup.export: encrypted exports, and exports for other apps.

Imported late (``kakomi.commands``), because it needs the formats.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from kakomi import formats, paper_backup, service_icon
from kakomi.account import NewAccount
from kakomi.commands import policy_state
from kakomi.commands.backup import record_backup
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.vault import confirm_again
from kakomi.errors import PolicyPassphrase, RequestMalformed
from kakomi.formats import Entry
from kakomi.messages.backup import (
    BackupExportReply,
    BackupExportRequest,
    ExportedFile,
    PaperAccount,
)
from kakomi.messages.common import failure
from kakomi.vault import backup, backup_files
from kakomi.vault.factors import Passphrase

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.formats import ExportFile
    from kakomi.paper_backup import PaperCard

SEALED = "kakomi"
TRANSFER = "google"  # QR codes that hold several accounts
PAPER = "paper"  # account URIs, and the cards to print


@command("backup.export", callers={PAGE})
async def export(args: BackupExportRequest, context: Context) -> BackupExportReply:
    """Returns the accounts in that format: all that are not removed, or those in ``ids``.

    A "kakomi" backup is encrypted and holds the removed accounts too. The given passphrase opens
    it. Without a passphrase, the vault's own key slots open it; raises SlotNeeded if those work
    only on this device.

    If the vault can lock, every other format and a backup with its own passphrase need ``again``, a
    confirmation by a factor, because they open without the vault's key slots. Raises
    VaultConfirmationRequired, what ``confirm`` raises, and PolicyForbids.
    """
    await _check_policy(args, context)
    ids = frozenset(args["ids"]) if "ids" in args else None
    if args["format"] != SEALED or "passphrase" in args:
        await confirm_again(args.get("again"), context)
    if args["format"] == SEALED:
        return await _sealed_reply(args.get("passphrase"), ids, context)
    before = await context.vault()
    chosen = [a for a in before.present if ids is None or a.id in ids]
    name = "otpauth" if args["format"] == PAPER else args["format"]
    exported = formats.write(name, [_entry(a) for a in chosen], context.environment.now_unix())
    if ids is None:
        await record_backup(context)
    reply = _export_reply(exported, args["format"], context)
    if args["format"] == PAPER:
        reply["paper"] = [_paper_account(paper_backup.card(account)) for account in chosen]
    return reply


async def _check_policy(args: BackupExportRequest, context: Context) -> None:
    """Raises PolicyForbids if the organization forbids this way out. The encrypted backup is always
    allowed.
    """
    rules = (await policy_state.load(context.environment)).policy
    shows_qr = args.get("shows_qr", False)
    if shows_qr and len(args.get("ids", [])) != 1:
        raise RequestMalformed("args.ids")  # a code of one account is no way to export them all
    if args["format"] == SEALED:
        return
    if shows_qr:
        policy_state.require(not rules.qr_display_forbidden, "QrDisplayForbidden")
    elif args["format"] == PAPER:
        policy_state.require(not rules.paper_forbidden, "PaperForbidden")
    elif args["format"] == TRANSFER:
        policy_state.require(not rules.transfer_codes_forbidden, "TransferCodesForbidden")
    else:
        policy_state.require(not rules.plain_export_forbidden, "PlainExportForbidden")


def _paper_account(card: PaperCard) -> PaperAccount:
    return {
        "uri": card.uri,
        "issuer": card.issuer,
        "name": card.name,
        "secret": card.secret,
        "parameters": list(card.parameters),
    }


def _entry(account: Account) -> Entry:
    details = account.details
    return Entry(
        new_account=NewAccount(
            key=account.key, issuer=account.issuer, name=account.name, counter=account.counter
        ),
        note=details.note,
        groups=details.groups,
        icon="" if details.icon == service_icon.MONOGRAM else details.icon,
        address=details.address,
        recovery_codes=tuple(code.text for code in details.recovery_codes if not code.used),
        pinned=details.pinned,
    )


def _file_name(what: str, suffix: str, context: Context) -> str:
    day = backup_files.iso_time(context.environment.now_unix())[:10]
    return f"kakomi-{day}.{suffix}" if what == SEALED else f"kakomi-{what}-{day}.{suffix}"


def _export_reply(exported: ExportFile, what: str, context: Context) -> BackupExportReply:
    file: ExportedFile = {
        "name": _file_name(what, exported.suffix, context),
        "type": exported.media_type,
        "data_base64": base64.b64encode(exported.content).decode("ascii"),
    }
    return {
        "files": [file],
        "texts": list(exported.codes),
        "paper": [],
        "refused": [failure(error) for error in exported.refused],
        "left_out": [
            {"what": left.what, "where": left.where, "count": left.count}
            for left in exported.left_out
        ],
    }


async def _sealed_reply(
    passphrase: str | None, ids: frozenset[str] | None, context: Context
) -> BackupExportReply:
    if passphrase is None:
        text = await context.store.export(ids)
    else:
        rules = (await policy_state.load(context.environment)).policy
        if policy_state.is_short(rules, passphrase):
            raise PolicyPassphrase("PassphraseMinLength")
        text = await backup.dumps_for_factor(
            backup.only_accounts(await context.vault(), ids),
            Passphrase(passphrase),
            now_unix=context.environment.now_unix(),
            crypto=context.environment.crypto,
            entropy=context.environment.entropy,
        )
    if ids is None:
        await record_backup(context)
    file: ExportedFile = {
        "name": _file_name(SEALED, "json", context),
        "type": "application/json",
        "data_base64": base64.b64encode(text.encode("ascii")).decode("ascii"),
    }
    return {"files": [file], "texts": [], "paper": [], "refused": [], "left_out": []}
