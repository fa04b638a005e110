"""Wraps the master key for a factor, and unwraps it.

32 bytes come from the factor (for a passphrase by Argon2id, RFC 9106), then HKDF-SHA256 with the
slot's salt, then AES-256-GCM. The additional data names the vault, its key and every other field of
the slot, so a slot can't be used in another vault or with other parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kakomi.errors import CryptoMismatch, SlotMissing, VaultKeyWrong
from kakomi.vault import canonical, hkdf
from kakomi.vault.factors import DeviceKey, Factor, Passkey, Passphrase, RecoveryKey
from kakomi.vault.slots import (
    ID_BYTES,
    NONCE_BYTES,
    SALT_BYTES,
    STANDARD,
    Cost,
    Kind,
    Slot,
    described,
    of_kind,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.ports import Crypto, Entropy


_INFO = b"kakomi.vault/2 slot "


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotContext:
    """The vault and the master key that a slot belongs to."""

    vault_id: str
    key_id: bytes


async def _wrapping_key(slot: Slot, factor: Factor, crypto: Crypto) -> bytes:
    if isinstance(factor, Passphrase):
        cost = slot.cost or STANDARD
        secret = await crypto.argon2(
            "id",
            factor.octets(),
            slot.salt,
            cost.passes,
            cost.memory_kib,
            cost.lanes,
            hkdf.KEY_BYTES,
        )
    elif isinstance(factor, Passkey):
        secret = factor.output
    else:
        secret = factor.octets
    return hkdf.derive(secret, slot.salt, _INFO + slot.kind.value.encode("ascii"))


def _authenticated(slot: Slot, context: SlotContext) -> bytes:
    return canonical.dumps(
        {
            "format": "kakomi.vault",
            "version": 2,
            "vault_id": context.vault_id,
            "key_id": canonical.base64_text(context.key_id),
            "slot": described(slot),
        }
    ).encode("ascii")


def opened_by(factor: Factor) -> Kind:
    """Returns the kind of slot that ``factor`` opens."""
    match factor:
        case Passphrase():
            return Kind.PASSPHRASE
        case Passkey():
            return Kind.PASSKEY
        case RecoveryKey():
            return Kind.RECOVERY
        case DeviceKey():
            return Kind.DEVICE


async def wrap(
    master: bytes,
    factor: Factor,
    context: SlotContext,
    *,
    now_unix: int,
    crypto: Crypto,
    entropy: Entropy,
    cost: Cost = STANDARD,
) -> Slot:
    """Returns a new slot that wraps ``master`` for ``factor``. Raises PassphraseTooWeak."""
    if isinstance(factor, Passphrase):
        factor.check_new()
    bare = Slot(
        id=entropy.octets(ID_BYTES),
        kind=opened_by(factor),
        added_at_unix=now_unix,
        salt=factor.salt if isinstance(factor, Passkey) else entropy.octets(SALT_BYTES),
        nonce=entropy.octets(NONCE_BYTES),
        wrapped=b"",
        cost=cost if isinstance(factor, Passphrase) else None,
        credential=factor.credential if isinstance(factor, Passkey) else b"",
    )
    key = await _wrapping_key(bare, factor, crypto)
    wrapped = await crypto.gcm_seal(key, bare.nonce, master, _authenticated(bare, context))
    return replace(bare, wrapped=wrapped)


async def unwrap(slot: Slot, factor: Factor, context: SlotContext, crypto: Crypto) -> bytes:
    """Returns the master key. Raises VaultKeyWrong for another factor or an altered slot."""
    if opened_by(factor) is not slot.kind:
        raise VaultKeyWrong
    key = await _wrapping_key(slot, factor, crypto)
    try:
        return await crypto.gcm_open(key, slot.nonce, slot.wrapped, _authenticated(slot, context))
    except CryptoMismatch:
        raise VaultKeyWrong from None


async def open_any(
    slots: Iterable[Slot], factor: Factor, context: SlotContext, crypto: Crypto
) -> bytes:
    """Returns the master key from the slot that ``factor`` opens. Raises VaultKeyWrong,
    SlotMissing.
    """
    fitting = [
        slot
        for slot in of_kind(slots, opened_by(factor))
        if not isinstance(factor, Passkey) or slot.credential == factor.credential
    ]
    if not fitting:
        raise SlotMissing("slots")
    return await unwrap(fitting[0], factor, context, crypto)
