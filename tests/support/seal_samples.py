"""Shared parts of the tests of the seal: ports, factors, a cheap cost, and random vaults."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.cpython.entropy import CPythonEntropy
from kakomi.rules import MAX_MINUTES, Rules
from kakomi.vault import canonical, key_wrapping, payload, seal, slots
from kakomi.vault.factors import DeviceKey, Passkey, Passphrase, RecoveryKey
from kakomi.vault.vault import Vault

from support import shared_data

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from kakomi.vault.factors import Factor
    from kakomi.vault.slots import Slot

CRYPTO = CPythonCrypto()
ENTROPY = CPythonEntropy()
CHEAP = slots.Cost(memory_kib=8 * 1024, passes=1, lanes=1)
MASTER = bytes(range(32))
PASSPHRASE = Passphrase("correct horse battery")
PASSKEY = Passkey(credential=b"credential 1", salt=bytes([1]) * 32, output=bytes([2]) * 32)
RECOVERY = RecoveryKey(bytes([3]) * 32)
DEVICE = DeviceKey(bytes([4]) * 32)
FACTORS: tuple[Factor, ...] = (PASSPHRASE, PASSKEY, RECOVERY, DEVICE)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def slot(
    factor: Factor, master: bytes = MASTER, vault_id: str = "vault-1", now_unix: int = 7
) -> Slot:
    made: Slot = run(
        key_wrapping.wrap(
            master,
            factor,
            seal.slot_context(master, vault_id),
            now_unix=now_unix,
            crypto=CRYPTO,
            entropy=ENTROPY,
            cost=CHEAP,
        )
    )
    return made


def sealed(vault: Vault, key_slots: tuple[Slot, ...], master: bytes = MASTER) -> str:
    text: str = run(
        seal.seal(
            payload.dumps(vault),
            vault_id=vault.vault_id,
            generation=vault.generation,
            key_slots=key_slots,
            master=master,
            crypto=CRYPTO,
            entropy=ENTROPY,
        )
    )
    return text


def opened(text: str, master: bytes = MASTER) -> Vault:
    taken = seal.inspect(canonical.loads_checked(text))
    inside = payload.loads(run(seal.open_(taken, master, CRYPTO)))
    return payload.vault(inside, taken.header.vault_id, taken.header.generation)


@st.composite
def vaults(draw: st.DrawFn, most: int = 4) -> Vault:
    accounts = draw(st.lists(shared_data.accounts(), max_size=most, unique_by=lambda a: a.id))
    return Vault(
        vault_id=draw(st.from_regex(r"[0-9A-Za-z_-]{1,64}", fullmatch=True)),
        generation=draw(st.integers(1, seal.MAX_GENERATION)),
        accounts=tuple(accounts),
        rules=Rules(
            after_minutes=draw(st.none() | st.integers(1, MAX_MINUTES)),
            at_screen_lock=draw(st.booleans()),
        ),
    )
