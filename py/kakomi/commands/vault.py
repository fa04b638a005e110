"""vault.*: what the vault says of itself, and the ways into it."""

from __future__ import annotations

import base64
import binascii
import contextlib
from typing import TYPE_CHECKING

from kakomi import messages, sheet
from kakomi.commands import lock, outcomes
from kakomi.commands.call import WORKER, Call, Command
from kakomi.errors import RequestMalformed, SlotMissing, VaultError
from kakomi.vault import recovery, slots, tries, vault
from kakomi.vault.factors import Passkey, Passphrase
from kakomi.vault.locking import Rules as VaultRules
from kakomi.vault.slots import Kind
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from kakomi.messages import (
        Assertion,
        Guarded,
        Nothing,
        Opening,
        Protecting,
        Registration,
        Rules,
        Status,
        Which,
    )
    from kakomi.vault.factors import Factor
    from kakomi.vault.protection import Protected


async def status(_args: Nothing, call: Call) -> Status:
    """Never an error: it is how pages find out."""
    return await lock.status(call)


def _octets(text: str, where: str) -> bytes:
    """Base64url, padded or not. Raises RequestMalformed."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        pass
    raise RequestMalformed(where)


async def _passkey(given: Assertion, call: Call) -> Passkey:
    """With the salt of its slot. Raises SlotMissing."""
    credential = _octets(given["credential"], "args.passkey.credential")
    header = await call.safe.header()
    found = [
        slot
        for slot in slots.of_kind(header.slots if header else (), Kind.PASSKEY)
        if slot.credential == credential
    ]
    if not found:
        raise SlotMissing("args.passkey.credential")
    output = _octets(given["output"], "args.passkey.output")
    return Passkey(credential=credential, salt=found[0].salt, output=output)


async def factor(args: Opening, call: Call) -> Factor:
    """What was given to open it by. Raises RecoveryKeyMistyped, SlotMissing, VaultKeyWrong."""
    match args:
        case {"passphrase": passphrase, **rest} if not rest:
            return Passphrase(passphrase)
        case {"recovery_key": typed, **rest} if not rest:
            return recovery.read(typed)
        case {"passkey": given, **rest} if not rest:
            return await _passkey(given, call)
    raise RequestMalformed("args")


async def unlock(args: Opening, call: Call) -> Status:
    """Open it for this run of the browser. Raises VaultKeyWrong, VaultTooSoon, as ``factor``."""
    opened = await call.safe.unlock(await factor(args, call))
    await call.post_sheet(opened, first=sheet.HEAD_ROWS)
    await outcomes.go_on(call)
    return await lock.post(call)


async def lock_now(_args: Nothing, call: Call) -> Status:
    """Take the key and all codes away. Raises SlotMissing if nothing but a device key opens it."""
    await call.safe.lock()
    return await lock.post(call)


async def tick(_args: Nothing, call: Call) -> Nothing:
    """The alarm rang."""
    await call.safe.tick()
    await lock.post(call)
    return {}


async def screen_locked(_args: Nothing, call: Call) -> Nothing:
    """The computer's screen was locked."""
    await call.safe.screen_locked()
    await lock.post(call)
    return {}


async def _guarded(protected: Protected, call: Call) -> Guarded:
    await call.post_sheet(protected.vault)
    return {
        **await lock.post(call),
        "recovery_key": protected.recovery_key,
        "fallen": [kind.value for kind in protected.fallen],
    }


async def protect(args: Protecting, call: Call) -> Guarded:
    """Set the passphrase, or another. Raises PassphraseUnfit."""
    passphrase = Passphrase(args["passphrase"])
    return await _guarded(await call.protection.set_passphrase(passphrase), call)


async def unprotect(_args: Nothing, call: Call) -> Guarded:
    """Take the lock off: a device key opens it again."""
    return await _guarded(await call.protection.unprotect(), call)


async def add_passkey(args: Registration, call: Call) -> Guarded:
    """Raises SlotTaken, and SlotNeeded without a passphrase or a recovery key beside it."""
    passkey = Passkey(
        credential=_octets(args["credential"], "args.credential"),
        salt=_octets(args["salt"], "args.salt"),
        output=_octets(args["output"], "args.output"),
    )
    return await _guarded(await call.protection.add_passkey(passkey), call)


async def remove_slot(args: Which, call: Call) -> Guarded:
    """One way less. Raises SlotMissing, SlotNeeded."""
    slot_id = _octets(args["id"], "args.id")
    return await _guarded(await call.protection.take_away(slot_id), call)


async def make_recovery_key(_args: Nothing, call: Call) -> Guarded:
    """A new one, shown once; the one before opens no more."""
    return await _guarded(await call.protection.new_recovery_key(), call)


async def renew(args: Protecting, call: Call) -> Guarded:
    """Seal under a new key with this passphrase and, if there was one, a new recovery key; every
    other way falls, and so does whoever copied an old vault. Raises VaultKeyWrong, PassphraseUnfit.
    """
    passphrase = Passphrase(args["passphrase"])
    await confirm({"passphrase": args["passphrase"]}, call)
    header = await call.safe.header()
    had_one = bool(header and slots.of_kind(header.slots, Kind.RECOVERY))
    renewed = await call.protection.renew([passphrase], with_recovery_key=had_one)
    return await _guarded(renewed, call)


async def set_rules(args: Rules, call: Call) -> Status:
    """When it locks. Not with the browser: a device key stays beside the passphrase."""
    rules = VaultRules(after_minutes=args["after_minutes"], at_screen_lock=args["at_screen_lock"])
    await call.change(lambda before: (vault.rule(before, rules), None))
    before = await lock.status(call)
    if before["lockable"] and args["at_browser_close"] != before["rules"]["at_browser_close"]:
        if args["at_browser_close"]:
            await call.protection.close_with_browser()
        else:
            await call.protection.stay_open()
    return await lock.post(call)


async def recover(_args: Nothing, call: Call) -> Status:
    """Another look at every copy, and what is out of order put right; the pages follow."""
    with contextlib.suppress(VaultError):
        await call.post_sheet(await call.vault())
    return await lock.post(call)


async def begin_anew(_args: Nothing, call: Call) -> Status:
    """An empty vault where one was lost or is beyond reading; what is there is laid aside.

    Raises RequestForbidden where there is a vault, VaultNewer.
    """
    empty = Vault(vault_id=call.outside.entropy.token())
    await call.post_sheet(await call.safe.begin_anew(empty))
    return await lock.post(call)


async def confirm(args: Opening, call: Call) -> None:
    """Somebody asks for much: have them open it again. Wrong tries count as at the lock.

    Raises VaultKeyWrong, VaultTooSoon, and as ``factor``.
    """
    given = await factor(args, call)
    if isinstance(given, Passphrase):
        await tries.begin(call.outside)
    await call.protection.check(given)
    if isinstance(given, Passphrase):
        await tries.forget(call.outside)


_WORKER = frozenset({WORKER})

VERBS = {
    "status": Command(args=messages.Nothing, reply=messages.Status, run=status),
    "unlock": Command(args=messages.Opening, reply=messages.Status, run=unlock),
    "lock": Command(args=messages.Nothing, reply=messages.Status, run=lock_now),
    "protect": Command(args=messages.Protecting, reply=messages.Guarded, run=protect),
    "unprotect": Command(args=messages.Nothing, reply=messages.Guarded, run=unprotect),
    "renew": Command(args=messages.Protecting, reply=messages.Guarded, run=renew),
    "add_passkey": Command(args=messages.Registration, reply=messages.Guarded, run=add_passkey),
    "remove_slot": Command(args=messages.Which, reply=messages.Guarded, run=remove_slot),
    "make_recovery_key": Command(
        args=messages.Nothing, reply=messages.Guarded, run=make_recovery_key
    ),
    "set_rules": Command(args=messages.Rules, reply=messages.Status, run=set_rules),
    "recover": Command(args=messages.Nothing, reply=messages.Status, run=recover),
    "begin_anew": Command(args=messages.Nothing, reply=messages.Status, run=begin_anew),
    "tick": Command(args=messages.Nothing, reply=messages.Nothing, run=tick, callers=_WORKER),
    "screen_locked": Command(
        args=messages.Nothing, reply=messages.Nothing, run=screen_locked, callers=_WORKER
    ),
}
