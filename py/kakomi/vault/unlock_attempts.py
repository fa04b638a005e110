"""The stored count of failed attempts to unlock with a passphrase. It survives a restart.

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


def dumps(attempts: Attempts) -> str:
    """Returns the text to store."""
    return canonical.dumps_with_checksum(
        {"format": FORMAT, "count": attempts.count, "last_unix_ms": attempts.last_unix_ms}
    )


def loads(text: str) -> Attempts:
    """Returns the attempts of a stored text. Raises VaultDamaged."""
    entry = canonical.fields(canonical.loads_checked(text, "tries"), _FIELDS, "tries")
    if entry["format"] != FORMAT:
        raise VaultDamaged("tries")
    return Attempts(
        count=canonical.integer(entry["count"], 0, _MOST, "tries.count"),
        last_unix_ms=canonical.integer(entry["last_unix_ms"], 0, _MOST, "tries.last_unix_ms"),
    )


async def _load(ports: VaultPorts) -> Attempts:
    try:
        text = await ports.primary.read(ATTEMPTS_KEY)
    except VaultDamaged:
        text = await _read_mirror(ports)
    try:
        return loads(text) if text is not None else Attempts()
    except VaultDamaged:
        return Attempts()


async def _read_mirror(ports: VaultPorts) -> str | None:
    """Returns the text that the mirror has if the primary store is dead
    (``kakomi.vault.replicas``).
    """
    try:
        return await ports.mirror.read(ATTEMPTS_KEY)
    except VaultDamaged:
        return None


async def _save(ports: VaultPorts, attempts: Attempts) -> None:
    # A full disk must not prevent an unlock.
    with contextlib.suppress(VaultFull, VaultNotSaved):
        try:
            await ports.primary.write(ATTEMPTS_KEY, dumps(attempts))
        except VaultNotSaved:
            await ports.mirror.write(ATTEMPTS_KEY, dumps(attempts))


async def wait_ms(ports: VaultPorts) -> int:
    """Returns the time until a passphrase may be tried again."""
    return locking.wait_ms(await _load(ports), ports.clock.now_unix_ms())


async def begin(ports: VaultPorts) -> None:
    """Counts an attempt as failed before it is made. Raises UnlockThrottled."""
    now_unix_ms = ports.clock.now_unix_ms()
    stored = await _load(ports)
    rebased = locking.rebased(stored, now_unix_ms)
    if locking.wait_ms(rebased, now_unix_ms) > 0:
        if rebased != stored:
            await _save(ports, rebased)
        raise UnlockThrottled
    await _save(ports, locking.with_failure(rebased, now_unix_ms))


async def clear(ports: VaultPorts) -> None:
    """Resets the count after an unlock."""
    await _save(ports, Attempts())
