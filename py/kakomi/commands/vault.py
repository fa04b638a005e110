"""vault.*: what the vault says of itself, and the ways into it."""

from __future__ import annotations

import base64
import binascii
import contextlib
from typing import TYPE_CHECKING

from kakomi import messages, sheet
from kakomi.commands import lock_status, scan_result
from kakomi.commands.context import WORKER, Command, Context
from kakomi.errors import RequestMalformed, SlotMissing, VaultError
from kakomi.vault import recovery, slots, unlock_attempts, vault
from kakomi.vault.factors import Passkey, Passphrase
from kakomi.vault.locking import Rules as VaultRules
from kakomi.vault.slots import Kind
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from kakomi.messages import (
        AccountRef,
        Empty,
        PasskeyAssertion,
        PasskeyRegistration,
        ProtectionReply,
        Rules,
        VaultProtectRequest,
        VaultStatus,
        VaultUnlockRequest,
    )
    from kakomi.vault.factors import Factor
    from kakomi.vault.protection import Protected


async def status(_args: Empty, context: Context) -> VaultStatus:
    """Never an error: it is how pages find out."""
    return await lock_status.status(context)


def _octets(text: str, where: str) -> bytes:
    """Base64url, padded or not. Raises RequestMalformed."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        pass
    raise RequestMalformed(where)


async def _passkey(given: PasskeyAssertion, context: Context) -> Passkey:
    """With the salt of its slot. Raises SlotMissing."""
    credential = _octets(given["credential"], "args.passkey.credential")
    header = await context.safe.header()
    found = [
        slot
        for slot in slots.of_kind(header.slots if header else (), Kind.PASSKEY)
        if slot.credential == credential
    ]
    if not found:
        raise SlotMissing("args.passkey.credential")
    output = _octets(given["output"], "args.passkey.output")
    return Passkey(credential=credential, salt=found[0].salt, output=output)


async def factor(args: VaultUnlockRequest, context: Context) -> Factor:
    """What was given to open it by. Raises RecoveryKeyMistyped, SlotMissing, VaultKeyWrong."""
    match args:
        case {"passphrase": passphrase, **rest} if not rest:
            return Passphrase(passphrase)
        case {"recovery_key": typed, **rest} if not rest:
            return recovery.read(typed)
        case {"passkey": given, **rest} if not rest:
            return await _passkey(given, context)
    raise RequestMalformed("args")


async def unlock(args: VaultUnlockRequest, context: Context) -> VaultStatus:
    """Open it for this run of the browser. Raises VaultKeyWrong, VaultTooSoon, as ``factor``."""
    opened = await context.safe.unlock(await factor(args, context))
    await context.post_sheet(opened, first=sheet.HEAD_ROWS)
    await scan_result.resume_after_unlock(context)
    return await lock_status.publish_status(context)


async def lock_now(_args: Empty, context: Context) -> VaultStatus:
    """Take the key and all codes away. Raises SlotMissing if nothing but a device key opens it."""
    await context.safe.lock()
    return await lock_status.publish_status(context)


async def tick(_args: Empty, context: Context) -> Empty:
    """The alarm rang."""
    await context.safe.tick()
    await lock_status.publish_status(context)
    return {}


async def screen_locked(_args: Empty, context: Context) -> Empty:
    """The computer's screen was locked."""
    await context.safe.screen_locked()
    await lock_status.publish_status(context)
    return {}


async def _guarded(protected: Protected, context: Context) -> ProtectionReply:
    await context.post_sheet(protected.vault)
    return {
        **await lock_status.publish_status(context),
        "recovery_key": protected.recovery_key,
        "fallen": [kind.value for kind in protected.fallen],
    }


async def protect(args: VaultProtectRequest, context: Context) -> ProtectionReply:
    """Set the passphrase, or another. Raises PassphraseUnfit."""
    passphrase = Passphrase(args["passphrase"])
    return await _guarded(await context.protection.set_passphrase(passphrase), context)


async def unprotect(_args: Empty, context: Context) -> ProtectionReply:
    """Take the lock off: a device key opens it again."""
    return await _guarded(await context.protection.unprotect(), context)


async def add_passkey(args: PasskeyRegistration, context: Context) -> ProtectionReply:
    """Raises SlotTaken, and SlotNeeded without a passphrase or a recovery key beside it."""
    passkey = Passkey(
        credential=_octets(args["credential"], "args.credential"),
        salt=_octets(args["salt"], "args.salt"),
        output=_octets(args["output"], "args.output"),
    )
    return await _guarded(await context.protection.add_passkey(passkey), context)


async def remove_slot(args: AccountRef, context: Context) -> ProtectionReply:
    """One way less. Raises SlotMissing, SlotNeeded."""
    slot_id = _octets(args["id"], "args.id")
    return await _guarded(await context.protection.take_away(slot_id), context)


async def make_recovery_key(_args: Empty, context: Context) -> ProtectionReply:
    """A new one, shown once; the one before opens no more."""
    return await _guarded(await context.protection.new_recovery_key(), context)


async def renew(args: VaultProtectRequest, context: Context) -> ProtectionReply:
    """Seal under a new key with this passphrase and, if there was one, a new recovery key; every
    other way falls, and so does whoever copied an old vault. Raises VaultKeyWrong, PassphraseUnfit.
    """
    passphrase = Passphrase(args["passphrase"])
    await confirm({"passphrase": args["passphrase"]}, context)
    header = await context.safe.header()
    had_one = bool(header and slots.of_kind(header.slots, Kind.RECOVERY))
    renewed = await context.protection.renew([passphrase], with_recovery_key=had_one)
    return await _guarded(renewed, context)


async def set_rules(args: Rules, context: Context) -> VaultStatus:
    """When it locks. Not with the browser: a device key stays beside the passphrase."""
    rules = VaultRules(after_minutes=args["after_minutes"], at_screen_lock=args["at_screen_lock"])
    await context.change(lambda before: (vault.set_rules(before, rules), None))
    before = await lock_status.status(context)
    if before["lockable"] and args["at_browser_close"] != before["rules"]["at_browser_close"]:
        if args["at_browser_close"]:
            await context.protection.close_with_browser()
        else:
            await context.protection.stay_open()
    return await lock_status.publish_status(context)


async def recover(_args: Empty, context: Context) -> VaultStatus:
    """Another look at every copy, and what is out of order put right; the pages follow."""
    with contextlib.suppress(VaultError):
        await context.post_sheet(await context.vault())
    return await lock_status.publish_status(context)


async def reset(_args: Empty, context: Context) -> VaultStatus:
    """An empty vault where one was lost or is beyond reading; what is there is laid aside.

    Raises RequestForbidden where there is a vault, VaultNewer.
    """
    empty = Vault(vault_id=context.environment.entropy.token())
    await context.post_sheet(await context.safe.begin_anew(empty))
    return await lock_status.publish_status(context)


async def confirm(args: VaultUnlockRequest, context: Context) -> None:
    """Somebody asks for much: have them open it again. Wrong tries count as at the lock.

    Raises VaultKeyWrong, VaultTooSoon, and as ``factor``.
    """
    given = await factor(args, context)
    if isinstance(given, Passphrase):
        await unlock_attempts.begin(context.environment)
    await context.protection.check(given)
    if isinstance(given, Passphrase):
        await unlock_attempts.forget(context.environment)


_WORKER = frozenset({WORKER})

VERBS = {
    "status": Command(args=messages.Empty, reply=messages.VaultStatus, run=status),
    "unlock": Command(args=messages.VaultUnlockRequest, reply=messages.VaultStatus, run=unlock),
    "lock": Command(args=messages.Empty, reply=messages.VaultStatus, run=lock_now),
    "protect": Command(
        args=messages.VaultProtectRequest, reply=messages.ProtectionReply, run=protect
    ),
    "unprotect": Command(args=messages.Empty, reply=messages.ProtectionReply, run=unprotect),
    "renew": Command(args=messages.VaultProtectRequest, reply=messages.ProtectionReply, run=renew),
    "add_passkey": Command(
        args=messages.PasskeyRegistration, reply=messages.ProtectionReply, run=add_passkey
    ),
    "remove_slot": Command(
        args=messages.AccountRef, reply=messages.ProtectionReply, run=remove_slot
    ),
    "make_recovery_key": Command(
        args=messages.Empty, reply=messages.ProtectionReply, run=make_recovery_key
    ),
    "set_rules": Command(args=messages.Rules, reply=messages.VaultStatus, run=set_rules),
    "recover": Command(args=messages.Empty, reply=messages.VaultStatus, run=recover),
    "reset": Command(args=messages.Empty, reply=messages.VaultStatus, run=reset),
    "tick": Command(args=messages.Empty, reply=messages.Empty, run=tick, callers=_WORKER),
    "screen_locked": Command(
        args=messages.Empty, reply=messages.Empty, run=screen_locked, callers=_WORKER
    ),
}
