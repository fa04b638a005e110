"""Random histories of several machines that share one area.

``run(seed)`` plays one history and raises AssertionError if the machines differ in the end, if what
a user did last is gone, or if a code would be wrong. The area is a model of
``chrome.storage.sync``: each machine has its own copy; items travel one by one, late, twice, and in
any order.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kakomi.account import Account
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.otp_key import Key, Kind
from kakomi.sync import area as areas
from kakomi.sync import exchange, joining, packing
from kakomi.sync.exchange import AreaState
from kakomi.vault import account_order, field_stamps, key_wrapping, slots, sync_slots, trash, vault
from kakomi.vault.factors import RecoveryKey
from kakomi.vault.hybrid_clock import following
from kakomi.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from kakomi.sync.exchange import Found, Outgoing

CRYPTO = CPythonCrypto()
BEGINNING_MS = 1_790_000_000_000
DAY_MS = 86_400_000
FIELDS = ("name", "note", "groups")
PATIENCE = 3  # exchanges with an incomplete area before it is written over


class SeededEntropy:
    """Random bytes of a seed."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def token(self) -> str:
        return self._rng.randbytes(16).hex()

    def octets(self, count: int) -> bytes:
        return self._rng.randbytes(count)


@dataclass
class Machine:
    """A machine: its vault, its copy of the area, and what it has not sent yet."""

    vault: Vault
    skew_ms: int
    items: dict[str, str] = field(default_factory=dict)
    unsent: list[tuple[str, str | None]] = field(default_factory=list)
    online: bool = True
    impatience: int = 0
    counters: dict[bytes, int] = field(default_factory=dict)
    copy: Copy | None = None
    changed: set[bytes] = field(default_factory=set)  # the accounts changed here since the copy


@dataclass(frozen=True)
class Copy:
    """A copy of a machine's disk, such as a snapshot of a virtual machine."""

    vault: Vault
    items: dict[str, str]
    unsent: list[tuple[str, str | None]]
    counters: dict[bytes, int]
    now_ms: int


@dataclass
class Story:
    """What users did to one account, which is identified by its secret."""

    key: Key
    acts: list[tuple[int, str, str]] = field(default_factory=list)  # true time, field, value
    overwritten: set[tuple[str, str]] = field(default_factory=set)
    used: int = 0
    was_purged: bool = False
    is_uncertain: bool = False  # changed on a machine that was restored from an earlier copy
    was_sent: bool = False  # before that


class History:
    """One history."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311  a history can be played again
        self.now_ms = BEGINNING_MS
        self.server: dict[str, str] = {}
        self.stories: dict[bytes, Story] = {}
        self.entropy = SeededEntropy(self.rng)
        self.is_skewed = self.rng.random() < 0.5
        self.was_purged = False
        self.machines: list[Machine] = []
        self.numbers = 0
        self.keys: dict[bytes, bytes] = {}  # each key that the area ever had, by its id

    async def play(self) -> None:
        """Plays the history to its end and checks it."""
        await self.begin()
        for _ in range(self.rng.randint(10, 40)):
            self.pass_time()
            await self.happen()
        await self._settle()
        self._check()

    def pass_time(self) -> None:
        """Between a millisecond and forty days pass."""
        self.now_ms += self.rng.choice((1, 1_000, 60_000, 3_600_000, DAY_MS, 40 * DAY_MS))

    async def begin(self) -> None:
        """The machines meet, each with some accounts."""
        key = self.entropy.octets(32)
        slot = await self._slot(key)
        for number in range(self.rng.randint(2, 5)):
            skew = self.rng.randint(-5 * DAY_MS, 5 * DAY_MS) if self.is_skewed else 0
            machine = Machine(vault=Vault(vault_id=f"v{number}"), skew_ms=skew)
            self.machines.append(machine)
            for _ in range(self.rng.randint(0, 3)):
                self._add(machine)
            name = f"{number:08x}"
            if number == 0:
                machine.vault = joining.begun(
                    machine.vault,
                    area_id="area",
                    key=key,
                    slots=(slot,),
                    machine=name,
                    name=name,
                    now_unix_ms=self._clock(machine),
                )
            else:
                machine.items = dict(self.server)
                head = areas.head_of(machine.items)
                assert head is not None
                area = await areas.opened(machine.items, head, key, CRYPTO)
                machine.vault = joining.joined(
                    machine.vault,
                    area,
                    key=key,
                    machine=name,
                    name=name,
                    now_unix_ms=self._clock(machine),
                )
            await self._exchange(machine, fails=False)
            self._send(machine)
            self.now_ms += 1_000

    def _clock(self, machine: Machine) -> int:
        return self.now_ms + machine.skew_ms

    def _change(self, machine: Machine, step: Callable[[Vault], Vault]) -> None:
        """As ``VaultStore.change`` does it."""
        machine.vault, _ = field_stamps.changed(
            machine.vault, lambda before: (step(before), None), self._clock(machine)
        )

    async def happen(self) -> None:
        """One thing happens on one machine."""
        machine = self.rng.choice(self.machines)
        what = self.rng.random()
        if what < 0.45:
            self._edit(machine)
        elif what < 0.75:
            await self._exchange(machine, fails=True)
        elif what < 0.9:
            self._deliver(machine)
        elif what < 0.97:
            machine.online = not machine.online
        elif what < 0.98:
            self._wipe()
        elif what < 0.985:
            await self._renew(machine)
        elif what < 0.99:
            self._copy_or_restore(machine)
        else:
            self._corrupt()

    def _add(self, machine: Machine) -> None:
        self.numbers += 1
        secret = self.rng.randbytes(20)
        kind = Kind.HOTP if self.rng.random() < 0.3 else Kind.TOTP
        key = Key(secret=secret, kind=kind)
        account = Account(
            id=self.entropy.token(),
            key=key,
            issuer="Example",
            name=f"n{self.numbers}",
            added_at_unix=self.now_ms // 1000,
        )
        story = self.stories.setdefault(secret, Story(key))
        machine.changed.add(secret)
        story.acts.append((self.now_ms, "name", account.name))
        self._change(machine, lambda before: vault.add(before, account))

    def _edit(self, machine: Machine) -> None:
        accounts = machine.vault.accounts
        if not accounts or self.rng.random() < 0.15:
            self._add(machine)
            return
        account = self.rng.choice(accounts)
        story = self.stories[account.secret]
        machine.changed.add(account.secret)
        self.numbers += 1
        now_unix = self._clock(machine) // 1000
        if account.removed_at_unix is not None:
            self._change(machine, lambda before: before)
            if not trash.expire(machine.vault, now_unix).accounts.count(account):
                return  # its time in the trash is over
            if self.rng.random() < 0.5:
                story.acts.append((self.now_ms, "alive", "restored"))
                self._change(machine, lambda v: vault.restore(v, account.id))
            else:
                story.acts.append((self.now_ms, "alive", "purged"))
                story.was_purged = True
                self._change(machine, lambda v: trash.purge(v, account.id))
            return
        what = self.rng.choice((*FIELDS, "remove", "use", "move"))
        if what == "remove":
            story.acts.append((self.now_ms, "alive", "removed"))
            self._change(machine, lambda v: vault.remove(v, account.id, now_unix))
        elif what == "use" and account.kind is Kind.HOTP:
            story.used = max(story.used, account.counter + 1)
            self._change(machine, lambda v: vault.use(v, account.id)[0])
        elif what in FIELDS:
            value = f"v{self.numbers}"
            story.overwritten.add((what, _read(account, what)))
            story.acts.append((self.now_ms, what, value))
            self._change(machine, lambda v: vault.put(v, _written(account, what, value)))
        else:
            pinned = account.details.pinned
            self._change(machine, lambda v: account_order.move(v, account.id, None, pinned))

    async def _slot(self, key: bytes) -> slots.Slot:
        self.keys[sync_slots.key_id(key, "area")] = key
        return await key_wrapping.wrap(
            key,
            RecoveryKey(self.entropy.octets(32)),
            sync_slots.slot_context(key, "area"),
            now_unix=self.now_ms // 1000,
            crypto=CRYPTO,
            entropy=self.entropy,
        )

    async def _renew(self, machine: Machine) -> None:
        """The user renews the keys on that machine, while others may be offline."""
        state = machine.vault.sync
        assert state is not None
        key = self.entropy.octets(32)
        now = following(state.clock, self._clock(machine), state.machine)
        renewed = replace(
            state, key=key, slots=(await self._slot(key),), slots_stamp=now, clock=now
        )
        machine.vault = replace(machine.vault, sync=renewed)

    async def _found(self, machine: Machine, *, types_key: bool) -> Found:
        """What the machine finds. If the key was renewed elsewhere, the user may type the new one;
        before that, the machine writes nothing.
        """
        state = machine.vault.sync
        assert state is not None
        found = await exchange.found(dict(machine.items), state, CRYPTO)
        if found.state is not AreaState.RENEWED or not types_key:
            return found
        assert found.head is not None
        key = self.keys[found.head.key_id]
        machine.vault = joining.rekeyed(machine.vault, found.head, key)
        return await self._found(machine, types_key=False)

    async def _exchange(self, machine: Machine, *, fails: bool) -> None:
        types_key = not fails or self.rng.random() < 0.5
        found = await self._found(machine, types_key=types_key)
        before = dict(machine.items)
        if found.state is AreaState.RENEWED:
            return
        if found.state is AreaState.INCOMPLETE:
            machine.impatience += 1
            if machine.impatience < PATIENCE:
                return
        machine.impatience = 0
        assert found.state is not AreaState.FOREIGN
        outgoing: Outgoing | None = None

        def step(opened: Vault) -> Vault:
            nonlocal outgoing
            now_ms = self._clock(machine)
            changed, outgoing = exchange.step(opened, found.area, packing.BROWSER, now_ms)
            return changed

        self._change(machine, step)
        self._watch_counters(machine)
        assert outgoing is not None
        if not outgoing.writes or (
            fails and self.rng.random() < 0.1
        ):  # killed, or the quota refused it
            return
        items = await areas.written(
            outgoing.packed, found.area, outgoing.sync, CRYPTO, self.entropy
        )
        gone = {areas.item_key(n) for n in outgoing.packed.parts} | {"sync"}
        removed = [key for key in before if areas.is_item(key) and key not in gone]
        machine.items.update(items)
        machine.unsent += items.items()
        for key in removed:
            machine.items.pop(key, None)
            machine.unsent.append((key, None))

    def _watch_counters(self, machine: Machine) -> None:
        for account in machine.vault.accounts:
            before = machine.counters.get(account.secret, 0)
            if not self.stories[account.secret].was_purged:
                assert account.counter >= before, "a counter went back"
            machine.counters[account.secret] = account.counter

    def _deliver(self, machine: Machine) -> None:
        """Some items travel, in any order, some of them twice."""
        if not machine.online:
            return
        if self.rng.random() < 0.8:
            self._send(machine, self.rng.randint(0, len(machine.unsent)))
        pending = {key for key, _ in machine.unsent}
        for key in self.rng.sample(
            sorted({*self.server, *machine.items}),
            k=self.rng.randint(0, len({*self.server, *machine.items})),
        ):
            if key in pending:
                continue
            if key in self.server:
                machine.items[key] = self.server[key]
            else:
                machine.items.pop(key, None)

    def _send(self, machine: Machine, count: int | None = None) -> None:
        sent = machine.unsent[:count]
        self.rng.shuffle(sent)
        latest = dict(machine.unsent[:count])
        for key, _ in sent:
            value = latest[key]
            if value is None:
                self.server.pop(key, None)
            else:
                self.server[key] = value
        del machine.unsent[: len(sent)]

    def _copy_or_restore(self, machine: Machine) -> None:
        """Copies the machine's disk, or puts the copy back. What the user did there meanwhile may
        be gone, as far as it was not sent.
        """
        copy = machine.copy
        if copy is None or self.rng.random() < 0.3:
            machine.copy = Copy(
                machine.vault,
                dict(machine.items),
                list(machine.unsent),
                dict(machine.counters),
                self.now_ms,
            )
            machine.changed.clear()
            return
        machine.vault = copy.vault
        machine.items, machine.unsent = dict(copy.items), list(copy.unsent)
        machine.counters = dict(copy.counters)
        if self.rng.random() < 0.3:  # the clock is not set
            machine.skew_ms -= self.now_ms - copy.now_ms
            self.is_skewed = True
        others = [each.vault.accounts for each in self.machines if each is not machine]
        sent = {account.secret for accounts in others for account in accounts}
        for secret in machine.changed:
            self.stories[secret].is_uncertain = True
            self.stories[secret].was_sent |= secret in sent

    def _wipe(self) -> None:
        self.server.clear()
        for machine in self.machines:
            if machine.online:
                machine.items.clear()
                machine.unsent.clear()

    def _corrupt(self) -> None:
        if self.server:
            key = self.rng.choice(sorted(self.server))
            self.server[key] = self.server[key][:-3] + "xyz"

    async def _settle(self) -> None:
        """Everyone comes online; nothing new happens."""
        for _ in range(30):
            quiet = True
            for machine in self.machines:
                self._send(machine)
            for machine in self.machines:
                if machine.items != self.server:
                    quiet = False
                machine.items = dict(self.server)
                before = machine.vault
                await self._exchange(machine, fails=False)
                if machine.unsent or machine.impatience or machine.vault != before:
                    quiet = False
                self._send(machine)
            self.now_ms += 1_000
            if quiet and not any(m.unsent for m in self.machines):
                rows = [_visible(m.vault) for m in self.machines]
                if all(row == rows[0] for row in rows):
                    return
        rows = [_visible(m.vault) for m in self.machines]
        assert all(row == rows[0] for row in rows), "the machines differ"
        raise AssertionError("the machines do not come to rest")

    def _check(self) -> None:
        final = self.machines[0].vault
        there: dict[bytes, list[Account]] = {}
        for account in final.accounts:
            there.setdefault(account.secret, []).append(account)
        for secret, story in self.stories.items():
            self._check_account(story, there.get(secret, []))
        assert there.keys() <= self.stories.keys()

    def _check_account(self, story: Story, accounts: list[Account]) -> None:
        alive = [a for a in accounts if a.removed_at_unix is None]
        assert len(alive) <= 1, "an account is there twice"
        for account in accounts:
            assert account.key == story.key
        removals = [act for act in story.acts if act[1] == "alive"]
        if story.is_uncertain:
            assert alive or removals or not story.was_sent, "an account of before is gone"
            return
        if not removals:
            assert len(alive) == 1, "an account that nobody removed is gone"
            account = alive[0]
            assert account.counter == story.used
            for name in FIELDS:
                assert (name, _read(account, name)) not in story.overwritten or not _read(
                    account, name
                )
        if self.is_skewed:
            return
        _, what, value = story.acts[-1]
        if what == "alive" and value == "purged":
            assert not alive, "a deleted account is back"
        elif what == "alive" and value == "removed":
            assert not alive, "a removed account is back"
        else:
            assert len(alive) == 1, "the last act was an edit, and the account is gone"
            if what != "alive":
                assert _read(alive[0], what) == value, "the last edit is gone"
        if not removals:
            for name in FIELDS:
                written = [value for _, field_name, value in story.acts if field_name == name]
                assert _read(accounts[0], name) == (written[-1] if written else "")


def _read(account: Account, name: str) -> str:
    if name == "name":
        return account.name
    if name == "note":
        return account.details.note
    return ",".join(account.details.groups)


def _written(account: Account, name: str, value: str) -> Account:
    if name == "name":
        return replace(account, name=value)
    if name == "note":
        return replace(account, details=replace(account.details, note=value))
    return replace(account, details=replace(account.details, groups=(value,)))


def _visible(shown: Vault) -> list[tuple[object, ...]]:
    state = shown.sync
    assert state is not None
    return [
        (a.id, a.key, a.name, a.counter, a.removed_at_unix, a.details, dict(state.stamps[a.id]))
        for a in shown.accounts
    ]


async def run(seed: int) -> None:
    """Plays the history of that seed. Raises AssertionError."""
    await History(seed).play()
