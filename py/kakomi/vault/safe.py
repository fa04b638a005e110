"""Opens the vault, changes it and locks it.

Every change holds the vault's Web Lock, starts from the stored vault, and is read back before it
counts (``kakomi.vault.replicas``). An unlocked read can race a save. If the vault looks damaged,
lost or locked, it is read again under the lock before the error is reported. The key of an open
vault is in ``storage.session`` (``kakomi.vault.session_key``); what this module holds is a cache
and is dropped when the vault locks.

A vault without a passphrase or passkey has a device key and opens by itself. Beside a passphrase, a
device key means "stay open when the browser restarts", until the vault is locked by hand or by its
rules.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from kakomi.errors import (
    RequestForbidden,
    SlotMissing,
    VaultDamaged,
    VaultFull,
    VaultKeyWrong,
    VaultLocked,
    VaultLost,
    VaultNotSaved,
)
from kakomi.vault import (
    backup,
    device_key,
    locking,
    replicas,
    seal,
    session_key,
    slots,
    trash,
    unlock_attempts,
    vault_text,
)
from kakomi.vault.factors import KEY_BYTES, DeviceKey, Passphrase
from kakomi.vault.locking import Unlocked
from kakomi.vault.slots import Kind, Slot
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from kakomi.vault.copies import ValidCopy
    from kakomi.vault.factors import Factor
    from kakomi.vault.ports import VaultPorts
    from kakomi.vault.replicas import ReplicaState
    from kakomi.vault.seal import Sealed
    from kakomi.vault.slots import Cost

Value = TypeVar("Value")

# A use is noted no more often than this: it would be a write for each look.
ACTIVITY_WRITE_INTERVAL_MS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A vault and what it is sealed with; no key and no ways yet if it was never sealed.

    ``text`` is the copy it came from, empty if none.
    """

    vault: Vault
    master: bytes = field(default=b"", repr=False)
    slots: tuple[Slot, ...] = ()
    text: str = field(default="", repr=False)


class Safe:
    """One for each interpreter. ``shown`` are the board's keys that a locked vault takes down;
    ``cost`` is what a new passphrase is stretched by.
    """

    def __init__(
        self, ports: VaultPorts, shown: Sequence[str] = (), cost: Cost = slots.STANDARD
    ) -> None:
        self._ports = ports
        self._shown = tuple(shown)
        self._cost = cost
        self._cache: Opened | None = None
        self._cared_for = ""
        self._is_single_copy = False
        self._telling = asyncio.Lock()
        self.standing = asyncio.Lock()  # for who tells of its state: the last told is the last

    async def newest(self, *, use: bool = True) -> Vault:
        """The vault as last saved, an empty one where there never was one. ``use``: a person asked.

        Raises VaultLocked, VaultDamaged, VaultLost, VaultNewer.
        """
        return (await self.opened(use=use)).vault

    async def opened(self, *, use: bool) -> Opened:
        """The same with its ways in."""
        try:
            sight = await replicas.read_all(self._ports)
            if not self._needs_hands(sight):
                self._is_single_copy = sight.is_single_copy
                return await self._open(sight.vault, use=use)
        except (VaultDamaged, VaultLost):
            pass  # perhaps in the midst of a save
        except VaultLocked:  # the key of a lock that is just put on comes after its vault
            if isinstance(await session_key.load(self._ports.session), session_key.Locked):
                raise
        async with self._ports.primary.exclusive(replicas.LOCK_NAME):
            return await self._open_alone(use=use)

    async def change(self, step: Callable[[Vault], tuple[Vault, Value]]) -> tuple[Vault, Value]:
        """Take the vault one step on, alone and saved whole; no change is no save.

        Raises as ``newest`` does, and VaultFull, VaultNotSaved.
        """
        async with self._ports.primary.exclusive(replicas.LOCK_NAME):
            opened = await self._open_alone(use=True)
            now_unix = self._ports.clock.now_unix_ms() // 1000
            changed, value = step(trash.expire(opened.vault, now_unix))
            if changed is not opened.vault:
                saved = await self._save(replace(opened, vault=changed), grown_from=opened.vault)
                changed = saved.vault
            return changed, value

    async def reseal(self, rework: Callable[[Opened], Awaitable[Opened]]) -> Vault:
        """Save the vault with other ways in, or under another key; what opened the old text is then
        removed as far as the platform lets it go.

        Raises as ``change`` does, and what ``rework`` raises.
        """
        async with self._ports.primary.exclusive(replicas.LOCK_NAME):
            opened = await self._open_alone(use=True)
            saved = await self._save(await rework(opened))
            await self._hold(saved)
            return saved.vault

    async def unlock(self, factor: Factor) -> Vault:
        """Open it for this run of the browser; one without a lock is open.

        Raises VaultKeyWrong, VaultTooSoon, PassphraseUnfit.
        """
        if isinstance(factor, Passphrase):
            factor.octets()  # what can't be one is no try
        async with self._ports.primary.exclusive(replicas.LOCK_NAME):
            whole = (await self._cared_look()).vault
            if whole is None or whole.sealed is None or not slots.can_lock(whole.slots):
                return (await self._open(whole, use=True)).vault
            if isinstance(factor, Passphrase):
                await unlock_attempts.begin(self._ports)
            opened = await self._unseal(whole, await self._unwrapped(whole.sealed, factor))
            if isinstance(factor, Passphrase):
                await unlock_attempts.forget(self._ports)
            await self._hold(opened)
            return opened.vault

    async def _unwrapped(self, sealed: Sealed, factor: Factor) -> bytes:
        try:
            return await seal.unwrap(sealed.header, factor, self._ports.crypto)
        except SlotMissing:
            raise VaultKeyWrong from None

    async def begin_anew(self, vault: Vault) -> Vault:
        """Where a vault was lost, or nothing of it is whole: keep this one, with a device key. What
        lies there is laid aside, for whoever can still read it.

        Raises VaultNewer, and RequestForbidden where there is a vault: nothing is ever written over
        one that can be read.
        """
        async with self._ports.primary.exclusive(replicas.LOCK_NAME):
            try:
                sight = await replicas.read_all(self._ports)
            except (VaultDamaged, VaultLost):
                await replicas.quarantine(self._ports)
            else:
                if sight.vault is not None:
                    raise RequestForbidden("vault")
            return (await self._save(Opened(vault=vault))).vault

    async def lock(self) -> None:
        """Take the key away, and what a locked vault does not show. Raises SlotMissing if nothing
        but a device key opens it: then it would open again by itself.
        """
        header = await self.header()
        if header is None or not slots.can_lock(header.slots):
            raise SlotMissing("slots")
        await self._lock()

    async def tick(self) -> None:
        """The alarm rang: lock if it is time, else wait on."""
        state = await session_key.load(self._ports.session)
        if isinstance(state, Unlocked):
            now = self._ports.clock.reading()
            if locking.due(state, now):
                await self._lock()
            else:
                await self._note(locking.observed(state, now))

    async def screen_locked(self) -> None:
        """The computer's screen was locked."""
        state = await session_key.load(self._ports.session)
        if isinstance(state, Unlocked) and state.rules.at_screen_lock:
            await self._lock()

    async def copy_out(self, ids: frozenset[str] | None = None) -> str:
        """The vault (or those accounts of it) as a text that its own ways open elsewhere.

        Raises as ``newest`` does, and SlotNeeded if nothing but a device key opens it.
        """
        async with self._ports.primary.exclusive(replicas.LOCK_NAME):
            opened = await self._open_alone(use=True)
        return await backup.written(
            backup.of_accounts(opened.vault, ids),
            opened.master,
            opened.slots,
            self._ports.crypto,
            self._ports.entropy,
        )

    async def tell(self, vault: Vault, post: Callable[[], Awaitable[None]]) -> None:
        """Put up what shows something of that vault; not if it was locked meanwhile, or if a newer
        one is known: whoever made that puts up its own.
        """
        async with self._telling:
            state = await session_key.load(self._ports.session)
            known = self._cache.vault if self._cache else vault
            newer = known.vault_id == vault.vault_id and known.generation > vault.generation
            if not isinstance(state, session_key.Locked) and not newer:
                await post()

    async def header(self) -> seal.Header | None:
        """What the newest copy says without a key; None if there is no vault, or a plain one.

        Raises VaultDamaged, VaultLost, VaultNewer.
        """
        try:
            sight = await replicas.read_all(self._ports)
        except (VaultDamaged, VaultLost):  # perhaps in the midst of a save
            async with self._ports.primary.exclusive(replicas.LOCK_NAME):
                sight = await replicas.read_all(self._ports)
        whole = sight.vault
        return whole.sealed.header if whole and whole.sealed else None

    @property
    def is_single_copy(self) -> bool:
        """Whether, when it was last looked for, the vault lay in one of the two stores alone, and
        could not be brought into the other.
        """
        return self._is_single_copy

    async def locks_in_ms(self) -> int | None:
        """How long until it locks unused; None if it does not by itself, or is not open."""
        state = await session_key.load(self._ports.session)
        if not isinstance(state, Unlocked):
            return None
        return locking.remaining_ms(state, self._ports.clock.reading())

    async def wait_ms(self) -> int:
        """How long until a passphrase may be tried again."""
        return await unlock_attempts.wait_ms(self._ports)

    # Opening

    def _needs_hands(self, sight: ReplicaState) -> bool:
        """Whether something is to be put in order, and was not tried yet."""
        vault = sight.vault
        if vault is None or vault.text == self._cared_for:
            return False
        return vault.sealed is None or sight.needs_repair

    async def _cared_look(self) -> ReplicaState:
        """Only alone. What can't be put in order stays as it is: reading goes on."""
        sight = await replicas.read_all(self._ports)
        if self._needs_hands(sight) and sight.vault is not None:
            self._cared_for = sight.vault.text
            with contextlib.suppress(VaultFull, VaultNotSaved):
                if sight.vault.sealed is None:
                    await self._save(await self._open(sight.vault, use=False))
                else:
                    await replicas.repair(self._ports, sight)
            sight = await replicas.read_all(self._ports)
        self._is_single_copy = sight.is_single_copy
        return sight

    async def _open_alone(self, *, use: bool) -> Opened:
        return await self._open((await self._cared_look()).vault, use=use)

    async def _open(self, whole: ValidCopy | None, *, use: bool) -> Opened:
        if whole is None:
            return Opened(vault=Vault(vault_id=self._ports.entropy.token()))
        if whole.plain is not None:
            return Opened(vault=vault_text.read_plain(whole), text=whole.text)
        if self._cache and self._cache.text == whole.text and not slots.can_lock(whole.slots):
            return self._cache
        state = await session_key.load(self._ports.session)
        if isinstance(state, Unlocked) and state.key_id == whole.key_id:
            await self._check_due(state, use=use)
            return await self._unseal(whole, state.master)
        if state is not None and slots.can_lock(whole.slots):
            raise VaultLocked
        opened = await self._unseal(whole, await self._by_device_key(whole))
        if slots.can_lock(whole.slots):
            await self._hold(opened)
        return opened

    async def _unseal(self, whole: ValidCopy, master: bytes) -> Opened:
        if self._cache and self._cache.text == whole.text and self._cache.master == master:
            return self._cache
        vault = await vault_text.read(whole, master, self._ports.crypto)
        self._cache = Opened(vault=vault, master=master, slots=whole.slots, text=whole.text)
        return self._cache

    async def _by_device_key(self, whole: ValidCopy) -> bytes:
        """The master key, if a device key opens it. Raises VaultLocked, VaultDamaged."""
        found = slots.of_kind(whole.slots, Kind.DEVICE)
        if whole.sealed is None or not found:
            raise VaultLocked
        for key in await replicas.device_keys(self._ports, found[0].id):
            with contextlib.suppress(VaultKeyWrong):
                return await seal.unwrap(whole.sealed.header, key, self._ports.crypto)
        if len(whole.slots) > 1:
            raise VaultLocked
        raise VaultDamaged("device")

    async def _check_due(self, state: Unlocked, *, use: bool) -> None:
        """Lock what is due (raises VaultLocked), note what is used."""
        now = self._ports.clock.reading()
        if locking.due(state, now):
            await self._lock()
            raise VaultLocked
        if use and locking.idle_ms(state, now) >= ACTIVITY_WRITE_INTERVAL_MS:
            await self._note(locking.touched(state, now))
        elif now.unix_ms - state.seen_unix_ms >= ACTIVITY_WRITE_INTERVAL_MS:
            await self._note(locking.observed(state, now))

    # Saving

    async def _save(self, opened: Opened, grown_from: Vault | None = None) -> Opened:
        """Seal the vault as the next generation, prove that it opens again, and store it.

        ``grown_from`` is the vault before a change by the user. The caller must hold the vault
        lock. Raises VaultFull, VaultNotSaved; the stored vault is then what it was before.
        """
        if not opened.master:
            opened = await self.with_device_key(opened)
        if opened.vault.generation >= seal.MAX_GENERATION:
            raise VaultNotSaved("generation")
        following = replace(opened.vault, generation=opened.vault.generation + 1)
        text = await vault_text.write(
            following,
            master=opened.master,
            key_slots=opened.slots,
            crypto=self._ports.crypto,
            entropy=self._ports.entropy,
            grown_from=grown_from,
        )
        await replicas.save(self._ports, text, following.generation)
        saved = replace(opened, vault=following, text=text)
        before, self._cache = self._cache, saved
        if before is None or before.slots != saved.slots:
            await self._cared_look()
            await replicas.forget_device_keys(
                self._ports, before.slots if before else (), saved.slots
            )
        if before is None or before.vault.rules != following.rules:
            await self._hold(saved)
        return saved

    async def with_device_key(self, opened: Opened) -> Opened:
        """What a vault begins with: a key of its own, and a device key that opens it."""
        entropy = self._ports.entropy
        master, key = entropy.octets(KEY_BYTES), DeviceKey(entropy.octets(KEY_BYTES))
        slot = await self.way(key, master, opened.vault.vault_id)
        return replace(opened, master=master, slots=(slot,))

    async def way(self, factor: Factor, master: bytes, vault_id: str) -> Slot:
        """A new slot for that factor; a device key is put in its place first."""
        slot = await slots.wrap(
            master,
            factor,
            seal.slot_context(master, vault_id),
            now_unix=self._ports.clock.now_unix_ms() // 1000,
            crypto=self._ports.crypto,
            entropy=self._ports.entropy,
            cost=self._cost,
        )
        if isinstance(factor, DeviceKey):
            text = device_key.dumps(factor, slot.id)
            await replicas.save_device_key(self._ports, device_key.storage_key(slot.id), text)
        return slot

    # Locking

    async def _hold(self, opened: Opened) -> None:
        """The key on the board, if the vault can be locked at all."""
        if not slots.can_lock(opened.slots):
            await self._ports.session.remove([session_key.KEY])
            await self._ports.alarm.set(None)
            return
        key_id = seal.key_id(opened.master, opened.vault.vault_id)
        now = self._ports.clock.reading()
        await self._note(locking.unlocked(opened.master, key_id, opened.vault.rules, now))

    async def _note(self, state: Unlocked) -> None:
        await session_key.save(self._ports.session, state)
        await self._ports.alarm.set(locking.remaining_ms(state, self._ports.clock.reading()))

    async def _lock(self) -> None:
        async with self._telling:
            self._cache = None
            await session_key.save(self._ports.session, session_key.Locked())
            await self._ports.session.remove(self._shown)
            await self._ports.alarm.set(None)
