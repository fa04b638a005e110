"""How often a passphrase was tried in vain, on disk: a restart forgets nothing.

{"count":4,"format":"kakomi.tries","last_unix_ms":1800000000000,"sha256":"…"}
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from kakomi.errors import VaultDamaged, VaultFull, VaultNotSaved, VaultTooSoon
from kakomi.vault import canonical, locking
from kakomi.vault.keeping import TRIES
from kakomi.vault.locking import Tries

if TYPE_CHECKING:
    from kakomi.vault.premises import Premises

FORMAT = "kakomi.tries"
_FIELDS = frozenset({"format", "count", "last_unix_ms"})
_MOST = 2**53 - 1


def written(tries: Tries) -> str:
    """The text to keep."""
    return canonical.checked(
        {"format": FORMAT, "count": tries.count, "last_unix_ms": tries.last_unix_ms}
    )


def read(text: str) -> Tries:
    """Raises VaultDamaged."""
    entry = canonical.fields(canonical.read(text, "tries"), _FIELDS, "tries")
    if entry["format"] != FORMAT:
        raise VaultDamaged("tries")
    return Tries(
        count=canonical.whole(entry["count"], 0, _MOST, "tries.count"),
        last_unix_ms=canonical.whole(entry["last_unix_ms"], 0, _MOST, "tries.last_unix_ms"),
    )


async def _known(outside: Premises) -> Tries:
    try:
        text = await outside.store.read(TRIES)
    except VaultDamaged:
        text = await _second(outside)
    try:
        return read(text) if text is not None else Tries()
    except VaultDamaged:
        return Tries()


async def _second(outside: Premises) -> str | None:
    """From where they are kept if the first store is dead (``kakomi.vault.keeping``)."""
    try:
        return await outside.second.read(TRIES)
    except VaultDamaged:
        return None


async def _note(outside: Premises, tries: Tries) -> None:
    # A full disk is no reason to keep somebody out.
    with contextlib.suppress(VaultFull, VaultNotSaved):
        try:
            await outside.store.write(TRIES, written(tries))
        except VaultNotSaved:
            await outside.second.write(TRIES, written(tries))


async def wait_ms(outside: Premises) -> int:
    """How long until a passphrase may be tried again."""
    return locking.wait_ms(await _known(outside), outside.clock.now_unix_ms())


async def begin(outside: Premises) -> None:
    """Count a try before it is made. Raises VaultTooSoon."""
    now_unix_ms = outside.clock.now_unix_ms()
    known = await _known(outside)
    anchored = locking.anchored(known, now_unix_ms)
    if locking.wait_ms(anchored, now_unix_ms) > 0:
        if anchored != known:
            await _note(outside, anchored)
        raise VaultTooSoon
    await _note(outside, locking.tried(anchored, now_unix_ms))


async def forget(outside: Premises) -> None:
    """It opened."""
    await _note(outside, Tries())
