"""vault.make_recovery_key, .confirm_recovery_key, .cancel_recovery_key.

A recovery key opens the vault only after the user typed a part of it. Until then it is in
``storage.session``, and the previous recovery key stays valid. So closing the page too early leaves
no slot with a key that the user does not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.vault import protection_result
from kakomi.errors import RecoveryKeyExpired, RecoveryKeyMistyped, VaultDamaged
from kakomi.messages.common import Empty
from kakomi.messages.vault import (
    ProtectionResult,
    VaultConfirmRecoveryKeyRequest,
    VaultMakeRecoveryKeyReply,
)
from kakomi.vault import canonical, recovery
from kakomi.vault.factors import KEY_BYTES, RecoveryKey

if TYPE_CHECKING:
    from kakomi.ports import SessionStore

PENDING_KEY = "recovery.pending"


@command("vault.make_recovery_key", callers={PAGE})
async def make_recovery_key(_args: Empty, context: Context) -> VaultMakeRecoveryKeyReply:
    """Prepare a recovery key and choose the group to be typed. The vault does not change.

    Raises VaultLocked.
    """
    await context.vault()
    entropy = context.environment.entropy
    key = RecoveryKey(entropy.octets(KEY_BYTES))
    # A user may remember the first and the last group without writing the key down.
    group = 1 + entropy.octets(1)[0] % (len(recovery.groups(key)) - 2)
    pending = {"key": canonical.base64_text(key.octets), "group": group}
    await context.environment.session.set({PENDING_KEY: pending})
    return {"recovery_key": recovery.format_key(key), "group": group}


@command("vault.confirm_recovery_key", callers={PAGE})
async def confirm_recovery_key(
    args: VaultConfirmRecoveryKeyRequest, context: Context
) -> ProtectionResult:
    """Replace the recovery key by the prepared one, in one save, if the user typed its group.

    Raises RecoveryKeyMistyped, RecoveryKeyExpired, VaultLocked, VaultFull, VaultNotSaved; the
    previous recovery key is then still valid.
    """
    key, group = await _pending(context.environment.session)
    if not recovery.matches_group(args["typed"], key, group):
        raise RecoveryKeyMistyped("args.typed")
    changed = await context.protection.set_recovery_key(key)
    await context.environment.session.remove([PENDING_KEY])
    return await protection_result(changed, context)


@command("vault.cancel_recovery_key", callers={PAGE})
async def cancel_recovery_key(_args: Empty, context: Context) -> Empty:
    """Remove the prepared recovery key."""
    await context.environment.session.remove([PENDING_KEY])
    return {}


async def _pending(session: SessionStore) -> tuple[RecoveryKey, int]:
    match await session.get(PENDING_KEY):
        case {"key": str(text), "group": int(group)}:
            try:
                key = canonical.b64_bytes(text, KEY_BYTES, KEY_BYTES, "key")
            except VaultDamaged:
                pass
            else:
                return RecoveryKey(key), group
    raise RecoveryKeyExpired("args.typed")
