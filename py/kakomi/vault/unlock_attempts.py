"""How often a passphrase was tried in vain, on disk: a restart forgets nothing.

{"count":4,"format":"kakomi.tries","last_unix_ms":1800000000000,"sha256":"…"}
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from kakomi.errors import UnlockThrottled, VaultDamaged, VaultFull, VaultNotSaved
from kakomi.vault import canonical, locking
from kakomi.vault.locking import Attempts
from kakomi.vault.replicas import ATTEMPTS_KEY

if TYPE_CHECKING:
    from kakomi.vault.ports import VaultPorts

FORMAT = "kakomi.tries"
_FIELDS = frozenset({"format", "count", "last_unix_ms"})
_MOST = 2**53 - 1


def written(tries: Attempts) -> str:
    """The text to keep."""
    return canonical.dumps_with_checksum(
        {"format": FORMAT, "count": tries.count, "last_unix_ms": tries.last_unix_ms}
    )


def read(text: str) -> Attempts:
    """Raises VaultDamaged."""
    entry = canonical.fields(canonical.loads_checked(text, "tries"), _FIELDS, "tries")
    if entry["format"] != FORMAT:
        raise VaultDamaged("tries")
    return Attempts(
        count=canonical.integer(entry["count"], 0, _MOST, "tries.count"),
        last_unix_ms=canonical.integer(entry["last_unix_ms"], 0, _MOST, "tries.last_unix_ms"),
    )


async def _known(ports: VaultPorts) -> Attempts:
    try:
        text = await ports.primary.read(ATTEMPTS_KEY)
    except VaultDamaged:
        text = await _second(ports)
    try:
        return read(text) if text is not None else Attempts()
    except VaultDamaged:
        return Attempts()


async def _second(ports: VaultPorts) -> str | None:
    """From where they are kept if the first store is dead (``kakomi.vault.replicas``)."""
    try:
        return await ports.mirror.read(ATTEMPTS_KEY)
    except VaultDamaged:
        return None


async def _note(ports: VaultPorts, tries: Attempts) -> None:
    # A full disk is no reason to keep somebody out.
    with contextlib.suppress(VaultFull, VaultNotSaved):
        try:
            await ports.primary.write(ATTEMPTS_KEY, written(tries))
        except VaultNotSaved:
            await ports.mirror.write(ATTEMPTS_KEY, written(tries))


async def wait_ms(ports: VaultPorts) -> int:
    """How long until a passphrase may be tried again."""
    return locking.wait_ms(await _known(ports), ports.clock.now_unix_ms())


async def begin(ports: VaultPorts) -> None:
    """Count a try before it is made. Raises UnlockThrottled."""
    now_unix_ms = ports.clock.now_unix_ms()
    known = await _known(ports)
    anchored = locking.rebased(known, now_unix_ms)
    if locking.wait_ms(anchored, now_unix_ms) > 0:
        if anchored != known:
            await _note(ports, anchored)
        raise UnlockThrottled
    await _note(ports, locking.with_failure(anchored, now_unix_ms))


async def forget(ports: VaultPorts) -> None:
    """It opened."""
    await _note(ports, Attempts())
