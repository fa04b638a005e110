"""diagnostics.read: what an error report may say about this vault."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from kakomi.commands import backup_reminder, sync_status
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.lock_status import status
from kakomi.messages.common import Empty
from kakomi.messages.diagnostics import DiagnosticsReadReply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.messages.sync import SyncStatus
    from kakomi.vault.vault import Vault


@command("diagnostics.read", callers={PAGE})
async def read(_args: Empty, context: Context) -> DiagnosticsReadReply:
    """Returns versions, counts and states. Raises VaultError."""
    vault = await context.vault(use=False)
    known = await status(context)
    failure = await context.environment.session.get(backup_reminder.LAST_FAILURE_KEY)
    facts: dict[str, object] = {
        "python": sys.version.partition(" ")[0],
        "vault_format": f"{known['format']} {known['version']}",
        "vault_state": known["state"],
        "generation": known["generation"],
        "slots": _counted(slot["kind"] for slot in known["slots"]),
        "mirror": "missing" if context.store.is_single_copy else "present",
        **_accounts(vault),
        "rules": " ".join(f"{name}={value}" for name, value in known["rules"].items()),
        "automatic_backup": vault.backup_status.automatic,
        "last_backup_unix": vault.backup_status.last_at_unix,
        "last_backup_error": failure["code"] if isinstance(failure, dict) else "",
        **_sync(await sync_status.status(context)),
    }
    return {"facts": {name: str(value) for name, value in facts.items()}}


def _accounts(vault: Vault) -> dict[str, object]:
    present = vault.present
    details = [each.details for each in present]
    return {
        "accounts": len(present),
        "trash": len(vault.accounts) - len(present),
        "kinds": _counted(each.kind.value for each in present),
        "algorithms": _counted(each.algorithm.value for each in present),
        "digits": _counted(str(each.digits) for each in present),
        "periods_s": _counted(str(each.period_s) for each in present),
        "groups": len({group for each in details for group in each.groups}),
        "pinned": sum(each.pinned for each in details),
        "pictures": sum(bool(each.picture) for each in details),
        "sites": sum(len(each.sites) for each in details),
        "recovery_codes": sum(len(each.recovery_codes) for each in details),
    }


def _sync(known: SyncStatus) -> dict[str, object]:
    """The computers have names of the user's choice, so only their number is returned."""
    room, problem = known["room"], known["problem"]
    return {
        "sync": known["state"],
        "sync_way": known["way"],
        "sync_area": known["area"],
        "sync_problem": problem["name"] if problem else "",
        "sync_last_exchange_unix": known["last_exchange_unix"],
        "sync_other_computers": len(known["others"]),
        "sync_used_percent": room["percent"] if room else "",
        "sync_local_accounts": len(known["local_accounts"]),
    }


def _counted(values: Iterable[str]) -> str:
    counts = Counter(values)
    return " ".join(f"{name}={counts[name]}" for name in sorted(counts))
