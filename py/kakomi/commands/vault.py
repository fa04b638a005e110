"""vault.*: the vault's status, its lock, its key slots and its rules."""

from __future__ import annotations

import base64
import binascii
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import sheet
from kakomi.commands import lock_status, policy_state, scan_result, sync_step, sync_unlock
from kakomi.commands.command import PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.errors import (
    RequestMalformed,
    SlotMissing,
    VaultConfirmationRequired,
    VaultDamaged,
    VaultError,
    VaultKeyWrong,
)
from kakomi.messages.common import Empty
from kakomi.messages.vault import (
    PasskeyAssertion,
    ProtectionResult,
    UnlockFactor,
    VaultAddPasskeyRequest,
    VaultProtectRequest,
    VaultRemoveSlotRequest,
    VaultSetCurtainRequest,
    VaultSetRulesRequest,
    VaultStatus,
    VaultUnlockRequest,
)
from kakomi.rules import LockRules
from kakomi.vault import recovery, slots, vault
from kakomi.vault.factors import Passkey, Passphrase
from kakomi.vault.slots import Kind
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from kakomi.vault.factors import Factor
    from kakomi.vault.protection import ProtectionChange


@command("vault.status", callers={PAGE})
async def status(_args: Empty, context: Context) -> VaultStatus:
    """Returns the status. Never raises VaultError; the status says what is wrong."""
    return await lock_status.status(context)


def _octets(text: str, where: str) -> bytes:
    """Returns the bytes of base64url, padded or not. Raises RequestMalformed."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        pass
    raise RequestMalformed(where)


async def _passkey(given: PasskeyAssertion, context: Context) -> Passkey:
    """Returns the passkey with the salt of its slot. Raises SlotMissing."""
    credential = _octets(given["credential"], "args.passkey.credential")
    header = await context.store.header()
    found = [
        slot
        for slot in slots.of_kind(header.slots if header else (), Kind.PASSKEY)
        if slot.credential == credential
    ]
    if not found:
        raise SlotMissing("args.passkey.credential")
    output = _octets(given["output"], "args.passkey.output")
    return Passkey(credential=credential, salt=found[0].salt, output=output)


async def factor(args: UnlockFactor, context: Context) -> Factor:
    """Returns the factor of the request. Raises RecoveryKeyMistyped, SlotMissing, VaultKeyWrong."""
    match args:
        case {"passphrase": passphrase, **rest} if not rest:
            return Passphrase(passphrase)
        case {"recovery_key": typed, **rest} if not rest:
            return recovery.parse(typed)
        case {"passkey": given, **rest} if not rest:
            return await _passkey(given, context)
    raise RequestMalformed("args")


@command("vault.unlock", callers={PAGE})
async def unlock(args: VaultUnlockRequest, context: Context) -> VaultStatus:
    """Unlock until a lock or the end of the browser. Raises VaultKeyWrong, VaultKeyOfOthers,
    UnlockThrottled, and what ``factor`` raises.
    """
    typed = await factor(args, context)
    try:
        opened = await context.store.lock.unlock(typed, context.progress.epoch)
    except VaultKeyWrong:
        await sync_unlock.check_other_computers(typed, context)
        raise
    if opened.sync is not None:  # what was typed is kept for sync only
        context.typed_factor.remember(typed, context.environment)
    if "passphrase" in args:
        await policy_state.note_passphrase(context, args["passphrase"])
    if (await policy_state.conform(context)).reading.given:
        opened = await context.vault()
    await context.publish_sheet(opened, first=sheet.HEAD_ROWS)
    await scan_result.resume_after_unlock(context)
    if opened.sync is not None:
        context.environment.sync_store.schedule(sync_step.BATCH_MS)
    return await lock_status.publish_status(context)


@command("vault.lock", callers={PAGE})
async def lock_now(_args: Empty, context: Context) -> VaultStatus:
    """Lock the vault and clear the session. Raises SlotMissing if only a device key opens it."""
    await context.store.lock.lock()
    return await lock_status.publish_status(context)


@command("vault.tick", callers={WORKER})
async def tick(_args: Empty, context: Context) -> Empty:
    """Lock the vault if it is due to lock. The alarm sends this command."""
    await context.store.lock.tick()
    await lock_status.publish_status(context)
    return {}


@command("vault.screen_locked", callers={WORKER})
async def screen_locked(_args: Empty, context: Context) -> Empty:
    """Lock the vault if the rules say so. Sent when the computer's screen is locked."""
    await context.store.lock.screen_locked()
    await lock_status.publish_status(context)
    return {}


async def protection_result(protected: ProtectionChange, context: Context) -> ProtectionResult:
    """Publish the sheet and the status after a change of the slots. Returns the reply."""
    await context.publish_sheet_after_save(protected.vault)
    return {
        **await lock_status.publish_status(context),
        "revoked": [kind.value for kind in protected.revoked],
    }


@command("vault.protect", callers={PAGE})
async def protect(args: VaultProtectRequest, context: Context) -> ProtectionResult:
    """Set or change the passphrase, in one save.

    With ``renew`` the vault is sealed under a new master key. The old passphrase, old copies of the
    vault and all other slots then don't open it. Raises PassphraseTooWeak, PolicyPassphrase,
    PassphraseSetMeanwhile.
    """
    Passphrase(args["passphrase"]).check_new()
    rules = (await policy_state.load(context.environment)).policy
    policy_state.check_passphrase(rules, args["passphrase"], args.get("strength"))
    changed = await context.protection.set_passphrase(
        Passphrase(args["passphrase"]),
        renew=args.get("renew", False),
        first=args.get("first", False),
    )
    await policy_state.note_passphrase(context, args["passphrase"])
    await policy_state.conform(context)
    return await protection_result(changed, context)


@command("vault.unprotect", callers={PAGE})
async def unprotect(_args: Empty, context: Context) -> ProtectionResult:
    """Remove passphrase, passkeys and recovery key, and give the vault a device key. Raises
    PolicyForbids if the organization requires a passphrase or a passkey.
    """
    rules = (await policy_state.load(context.environment)).policy
    policy_state.require(not rules.passphrase_required, "PassphraseRequired")
    policy_state.require(rules.passkeys != "required", "Passkeys")
    return await protection_result(await context.protection.remove_protection(), context)


@command("vault.add_passkey", callers={PAGE})
async def add_passkey(args: VaultAddPasskeyRequest, context: Context) -> ProtectionResult:
    """Add a passkey. Raises SlotExists, PolicyForbids, and SlotNeeded without a passphrase or
    recovery key.
    """
    rules = (await policy_state.load(context.environment)).policy
    policy_state.require(rules.passkeys != "forbidden", "Passkeys")
    passkey = Passkey(
        credential=_octets(args["credential"], "args.credential"),
        salt=_octets(args["salt"], "args.salt"),
        output=_octets(args["output"], "args.output"),
    )
    changed = await context.protection.add_passkey(passkey)
    await policy_state.conform(context)
    return await protection_result(changed, context)


@command("vault.remove_slot", callers={PAGE})
async def remove_slot(args: VaultRemoveSlotRequest, context: Context) -> ProtectionResult:
    """Remove a key slot. Raises SlotMissing, SlotNeeded, PolicyForbids."""
    slot_id = _octets(args["id"], "args.id")
    await _check_removal(slot_id, context)
    changed = await context.protection.remove_slot(slot_id)
    await policy_state.conform(context)
    return await protection_result(changed, context)


async def _check_removal(slot_id: bytes, context: Context) -> None:
    """Raises PolicyForbids for a passphrase, or the last passkey, that the policy requires."""
    rules = (await policy_state.load(context.environment)).policy
    header = await context.store.header()
    key_slots = header.slots if header else ()
    kinds = [slot.kind for slot in key_slots if slot.id != slot_id]
    removed = {slot.kind for slot in key_slots if slot.id == slot_id}
    loses_passphrase = Kind.PASSPHRASE in removed and rules.passphrase_required
    policy_state.require(not loses_passphrase, "PassphraseRequired")
    loses_passkey = Kind.PASSKEY in removed and Kind.PASSKEY not in kinds
    policy_state.require(not (loses_passkey and rules.passkeys == "required"), "Passkeys")


@command("vault.set_rules", callers={PAGE})
async def set_rules(args: VaultSetRulesRequest, context: Context) -> VaultStatus:
    """Set the rules. An absent rule does not change. If ``at_browser_close`` is false, the vault
    gets a device key in addition to the passphrase. Raises PolicyForbids for a rule that is laxer
    than the policy.
    """
    await policy_state.conform(context)
    before = await lock_status.status(context)
    try:
        wanted = LockRules(**{**before["rules"], **args})
    except VaultDamaged as error:
        raise RequestMalformed(error.where.replace("rules", "args", 1)) from None
    await policy_state.check_lock_rules(wanted, context, is_lockable=before["lockable"])
    await context.change(lambda vault_before: (vault.set_rules(vault_before, wanted.stored), None))
    if before["lockable"] and wanted.at_browser_close != before["rules"]["at_browser_close"]:
        if wanted.at_browser_close:
            await context.protection.close_with_browser()
        else:
            await context.protection.stay_open()
    return await lock_status.publish_status(context)


@command("vault.set_curtain", callers={PAGE})
async def set_curtain(args: VaultSetCurtainRequest, context: Context) -> Empty:
    """Set the one rule that a key of the popup changes. No backup is made for it."""

    def step(before: Vault) -> tuple[Vault, None]:
        return vault.set_rules(before, replace(before.rules, curtain=args["curtain"])), None

    await context.change(step, backs_up=False)
    return {}


@command("vault.recover", callers={PAGE})
async def recover(_args: Empty, context: Context) -> VaultStatus:
    """Read every copy again, repair those that can be repaired, and publish the status."""
    with contextlib.suppress(VaultError):
        await context.publish_sheet(await context.vault())
    return await lock_status.publish_status(context)


@command("vault.reset", callers={PAGE})
async def reset(_args: Empty, context: Context) -> VaultStatus:
    """Start an empty vault if the old one is lost or unreadable. Quarantines the stored texts.

    Raises RequestForbidden if there is a readable vault, VaultNewer.
    """
    empty = Vault(vault_id=context.environment.entropy.token())
    await context.publish_sheet(await context.store.reset(empty))
    return await lock_status.publish_status(context)


async def confirm(args: UnlockFactor, context: Context) -> None:
    """Check a factor before a sensitive request. Failed attempts count like those to unlock.

    Raises VaultKeyWrong, UnlockThrottled, and what ``factor`` raises.
    """
    await context.store.lock.confirm(await factor(args, context))


async def confirm_again(again: UnlockFactor | None, context: Context) -> None:
    """Require the factor ``again`` if the vault can lock.

    Raises VaultConfirmationRequired, and what ``confirm`` raises.
    """
    header = await context.store.header()
    if header is None or not slots.can_lock(header.slots):
        return
    if again is None:
        raise VaultConfirmationRequired("args.again")
    await confirm(again, context)
