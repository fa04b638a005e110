"""Protect, unlock, lock: who gets in when, and what stays behind on the disk."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.account import Account, Key, NewAccount
from kakomi.errors import (
    PassphraseTooWeak,
    SlotExists,
    SlotMissing,
    SlotNeeded,
    UnlockThrottled,
    VaultKeyWrong,
    VaultLocked,
)
from kakomi.rules import Rules
from kakomi.vault import canonical, locking, recovery, session_key, slots, vault
from kakomi.vault.factors import DeviceKey, Passkey, Passphrase, RecoveryKey
from kakomi.vault.protection import Protection, ProtectionChange
from kakomi.vault.replicas import MIRROR_KEY, PRIMARY_KEYS
from kakomi.vault.slots import Kind
from kakomi.vault.store import VaultStore
from support.fake_vault_ports import FakeVaultPorts, WorkerEnded
from support.seal_samples import CHEAP, PASSKEY, PASSPHRASE, RECOVERY, run

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from kakomi.vault.vault import Vault

MINUTE_MS = 60_000
OTHER = Passphrase("another passphrase")


def account(name: str) -> Account:
    return NewAccount(key=Key(secret=name.encode()), name=name).account(
        id=name, added_at_unix=1_800_000_000
    )


def store_of(grounds: FakeVaultPorts) -> VaultStore:
    """A worker that has just begun."""
    return VaultStore(grounds, cost=CHEAP)


def protection(store: VaultStore, grounds: FakeVaultPorts) -> Protection:
    return Protection(store=store, crypto=grounds.crypto, entropy=grounds.entropy)


def doing(grounds: FakeVaultPorts, verb: str, *args: Any, **named: Any) -> ProtectionChange:
    work: Coroutine[Any, Any, ProtectionChange] = getattr(
        protection(store_of(grounds), grounds), verb
    )(*args, **named)
    done: ProtectionChange = run(work)
    grounds.worker_restarts()
    return done


def add(grounds: FakeVaultPorts, name: str) -> None:
    run(store_of(grounds).change(lambda v: (vault.add(v, account(name)), None)))


def seen(grounds: FakeVaultPorts) -> list[str]:
    found: Vault = run(store_of(grounds).newest())
    return [a.name for a in found.present]


def unlock(grounds: FakeVaultPorts, factor: Any) -> list[str]:
    found: Vault = run(store_of(grounds).lock.unlock(factor))
    return [a.name for a in found.present]


def kinds(grounds: FakeVaultPorts) -> list[Kind]:
    header = run(store_of(grounds).header())
    return [slot.kind for slot in header.slots]


def key_ids(grounds: FakeVaultPorts) -> set[str]:
    """Of all copies of the vault."""
    texts = [grounds.primary.texts.get(key) for key in PRIMARY_KEYS]
    texts.append(grounds.mirror.texts.get(MIRROR_KEY))
    return {json.loads(text)["key_id"] for text in texts if text}


def open_vault() -> FakeVaultPorts:
    grounds = FakeVaultPorts()
    add(grounds, "a")
    add(grounds, "b")
    grounds.worker_restarts()
    return grounds


def locked_vault(*, recovery_key: bool = False) -> FakeVaultPorts:
    grounds = open_vault()
    doing(grounds, "renew", [PASSPHRASE, RECOVERY] if recovery_key else [PASSPHRASE])
    grounds.browser_restarts()
    return grounds


def test_a_passphrase_locks_it_from_the_next_start_of_the_browser_on() -> None:
    grounds = open_vault()
    assert doing(grounds, "set_passphrase", PASSPHRASE).revoked == ()
    assert seen(grounds) == ["a", "b"], "who sets it need not type it again"
    grounds.browser_restarts()
    with pytest.raises(VaultLocked):
        seen(grounds)
    with pytest.raises(VaultLocked):
        add(grounds, "c")
    assert unlock(grounds, PASSPHRASE) == ["a", "b"]
    grounds.worker_restarts()
    assert seen(grounds) == ["a", "b"], "the worker's end does not lock"


def test_the_key_is_never_on_the_disk() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)
    add(grounds, "c")
    master = grounds.session.values[session_key.KEY]["master"]
    assert len(master) == 44
    assert not any(master in text for text in grounds.on_disk())


def test_nothing_that_opened_it_before_stays_on_the_disk() -> None:
    grounds = open_vault()
    before = grounds.on_disk()
    assert any('"kind":"device"' in text for text in before)
    doing(grounds, "set_passphrase", PASSPHRASE)
    after = grounds.on_disk()
    assert not set(before) & set(after)
    assert not any("device" in text for text in after)
    assert not any(key.startswith("device.") for key in grounds.primary.texts)
    assert set(grounds.mirror.texts) == {MIRROR_KEY}
    assert {grounds.primary.texts[place] for place in PRIMARY_KEYS} == {
        grounds.mirror.texts[MIRROR_KEY]
    }


def test_what_else_the_store_held_stays() -> None:
    grounds = open_vault()
    grounds.primary.texts["settings"] = "of others"
    doing(grounds, "set_passphrase", PASSPHRASE)
    assert grounds.primary.texts["settings"] == "of others"


def test_a_wrong_one_does_not_open_it() -> None:
    grounds = locked_vault()
    for wrong in (OTHER, DeviceKey(bytes(32)), PASSKEY):
        with pytest.raises(VaultKeyWrong):
            unlock(grounds, wrong)
    assert session_key.KEY not in grounds.session.values


def test_wrong_passphrases_slow_down_over_every_restart() -> None:
    grounds = locked_vault()
    for _ in range(locking.FREE_TRIES):
        with pytest.raises(VaultKeyWrong):
            unlock(grounds, OTHER)
        grounds.browser_restarts()
    for wait_s in (1, 2, 4, 8):
        for factor in (OTHER, PASSPHRASE):
            with pytest.raises(UnlockThrottled):
                unlock(grounds, factor)
        assert run(store_of(grounds).lock.wait_ms()) == wait_s * 1000
        grounds.clock.pass_ms(wait_s * 1000)
        grounds.browser_restarts()
        with pytest.raises(VaultKeyWrong):
            unlock(grounds, OTHER)
    grounds.clock.pass_ms(16_000)
    assert unlock(grounds, PASSPHRASE) == ["a", "b"]
    assert run(store_of(grounds).lock.wait_ms()) == 0


def test_a_clock_set_back_neither_helps_nor_shuts_out_for_a_year() -> None:
    grounds = locked_vault()
    for _ in range(locking.FREE_TRIES):
        with pytest.raises(VaultKeyWrong):
            unlock(grounds, OTHER)
    grounds.clock.unix_ms -= 365 * 86_400_000
    with pytest.raises(UnlockThrottled):
        unlock(grounds, PASSPHRASE)
    grounds.clock.pass_ms(1_000)
    assert unlock(grounds, PASSPHRASE) == ["a", "b"]


def test_a_full_disk_keeps_nobody_out() -> None:
    grounds = locked_vault()
    grounds.primary.full = True
    assert unlock(grounds, PASSPHRASE) == ["a", "b"]


def test_what_can_be_no_passphrase_is_no_try() -> None:
    grounds = locked_vault()
    for typed in ("", "\ud800", "x" * 5000):
        with pytest.raises(PassphraseTooWeak):
            unlock(grounds, Passphrase(typed))
    assert "vault.tries" not in grounds.primary.texts


def test_lock_now_takes_the_key_and_the_sheet_away() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)
    grounds.session.values.update(sheet={"rows": [1]}, never_registered=1, kept=2)
    run(VaultStore(grounds, ["kept"], CHEAP).lock.lock())
    assert grounds.session.values == {"key": {"locked": True}, "lock.epoch": 1, "kept": 2}
    assert grounds.alarm.in_ms is None
    with pytest.raises(VaultLocked):
        seen(grounds)


def test_there_is_nothing_to_lock_without_a_lock() -> None:
    for grounds in (FakeVaultPorts(), open_vault()):
        with pytest.raises(SlotMissing):
            run(store_of(grounds).lock.lock())
    assert seen(open_vault()) == ["a", "b"]


def test_it_locks_by_itself() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)
    assert grounds.alarm.in_ms == 15 * MINUTE_MS
    grounds.session.values["sheet"] = 1
    grounds.clock.pass_ms(15 * MINUTE_MS - 1)
    run(store_of(grounds).lock.tick())
    assert grounds.alarm.in_ms == 1
    grounds.clock.pass_ms(1)
    run(store_of(grounds).lock.tick())
    assert "sheet" not in grounds.session.values
    with pytest.raises(VaultLocked):
        seen(grounds)


def test_a_missed_alarm_changes_nothing() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)
    grounds.session.values["sheet"] = 1
    grounds.clock.pass_ms(15 * MINUTE_MS)
    with pytest.raises(VaultLocked):
        seen(grounds)
    assert "sheet" not in grounds.session.values


def test_use_keeps_it_open_a_look_of_the_worker_does_not() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)
    for _ in range(5):
        grounds.clock.pass_ms(10 * MINUTE_MS)
        grounds.worker_restarts()
        assert seen(grounds) == ["a", "b"]
    grounds.clock.pass_ms(10 * MINUTE_MS)
    run(store_of(grounds).newest(use=False))
    grounds.clock.pass_ms(5 * MINUTE_MS)
    with pytest.raises(VaultLocked):
        seen(grounds)


def test_a_clock_set_back_locks() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)
    grounds.clock.unix_ms -= 3_000
    grounds.worker_restarts()
    with pytest.raises(VaultLocked):
        seen(grounds)


def test_rules_count_from_when_they_are_set() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)

    def rule(rules: Rules) -> None:
        run(store_of(grounds).change(lambda v: (vault.set_rules(v, rules), None)))

    rule(Rules(after_minutes=1))
    assert grounds.alarm.in_ms == MINUTE_MS
    rule(Rules(after_minutes=None, at_screen_lock=False))
    assert grounds.alarm.in_ms is None
    run(store_of(grounds).lock.screen_locked())
    grounds.clock.pass_ms(10**9)
    assert seen(grounds) == ["a", "b"]
    rule(Rules(after_minutes=None, at_screen_lock=True))
    run(store_of(grounds).lock.screen_locked())
    with pytest.raises(VaultLocked):
        seen(grounds)


def test_another_passphrase_and_the_first_opens_no_more() -> None:
    grounds = locked_vault(recovery_key=True)
    unlock(grounds, PASSPHRASE)
    old = set(grounds.on_disk())
    assert doing(grounds, "set_passphrase", OTHER).revoked == ()
    assert not old & {t for t in grounds.on_disk() if "ciphertext" in t}
    grounds.browser_restarts()
    with pytest.raises(VaultKeyWrong):
        unlock(grounds, PASSPHRASE)
    assert unlock(grounds, OTHER) == ["a", "b"]
    assert kinds(grounds) == [Kind.RECOVERY, Kind.PASSPHRASE]


def test_the_last_recovery_key_alone_opens() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)
    doing(grounds, "set_recovery_key", RECOVERY)
    second = RecoveryKey(bytes([9]) * 32)
    doing(grounds, "set_recovery_key", second)
    grounds.browser_restarts()
    with pytest.raises(VaultKeyWrong):
        unlock(grounds, RECOVERY)
    assert unlock(grounds, second) == ["a", "b"]
    printed = recovery.printed(second).replace("-", "")
    assert printed not in "".join(grounds.on_disk())


def test_a_first_passphrase_drops_the_recovery_key_and_says_so() -> None:
    grounds = open_vault()
    doing(grounds, "set_recovery_key", RECOVERY)
    assert seen(grounds) == ["a", "b"], "a recovery key alone is no lock"
    done = doing(grounds, "set_passphrase", PASSPHRASE)
    assert done.revoked == (Kind.RECOVERY,)
    assert kinds(grounds) == [Kind.PASSPHRASE], "no slot is made for a key that nobody has seen"
    grounds.browser_restarts()
    with pytest.raises(VaultKeyWrong):
        unlock(grounds, RECOVERY)


def test_another_passphrase_with_new_keys_is_one_save_wherever_the_worker_ends() -> None:
    call = 0
    while True:
        grounds = locked_vault(recovery_key=True)
        unlock(grounds, PASSPHRASE)
        before = key_ids(grounds)
        grounds.fate.calls, grounds.fate.at = 0, call
        ended = False
        try:
            doing(grounds, "set_passphrase", OTHER, renew=True)
        except WorkerEnded:
            ended = True
        grounds.fate.at = None
        grounds.browser_restarts()
        try:
            assert unlock(grounds, OTHER) == ["a", "b"]
        except VaultKeyWrong:
            assert ended, "what was answered is saved"
            assert unlock(grounds, PASSPHRASE) == ["a", "b"]
        else:
            assert not before & key_ids(grounds), "never the old key under the new passphrase"
        if not ended:
            break
        call += 1
    assert call > 20


def test_a_passkey_opens_and_is_never_alone() -> None:
    grounds = open_vault()
    with pytest.raises(SlotNeeded):
        doing(grounds, "add_passkey", PASSKEY)
    doing(grounds, "renew", [PASSKEY, RECOVERY])
    assert kinds(grounds) == [Kind.RECOVERY, Kind.PASSKEY]
    grounds.browser_restarts()
    assert unlock(grounds, PASSKEY) == ["a", "b"]
    with pytest.raises(SlotExists):
        doing(grounds, "add_passkey", PASSKEY)
    header = run(store_of(grounds).header())
    with pytest.raises(SlotNeeded):
        doing(grounds, "renew", [PASSKEY])
    # The recovery key goes: the passkey would be alone.
    with pytest.raises(SlotNeeded):
        doing(grounds, "remove_slot", header.slots[0].id)
    grounds.browser_restarts()
    assert unlock(grounds, RECOVERY) == ["a", "b"]


def test_renewing_says_what_falls_away() -> None:
    grounds = locked_vault(recovery_key=True)
    unlock(grounds, PASSPHRASE)
    doing(grounds, "add_passkey", PASSKEY)
    second = Passkey(credential=b"second", salt=bytes(32), output=bytes(32))
    doing(grounds, "add_passkey", second)
    done = doing(grounds, "renew", [PASSPHRASE, second])
    assert sorted(done.revoked) == [Kind.PASSKEY, Kind.RECOVERY]
    assert kinds(grounds) == [Kind.PASSPHRASE, Kind.PASSKEY]


def test_the_lock_can_be_taken_off_again() -> None:
    grounds = locked_vault(recovery_key=True)
    unlock(grounds, PASSPHRASE)
    passphrase = run(store_of(grounds).header()).slots[0]
    assert passphrase.kind is Kind.PASSPHRASE
    doing(grounds, "remove_slot", passphrase.id)
    assert sorted(kinds(grounds)) == [Kind.DEVICE, Kind.RECOVERY]
    grounds.browser_restarts()
    assert seen(grounds) == ["a", "b"]
    device = next(s for s in run(store_of(grounds).header()).slots if s.kind is Kind.DEVICE)
    with pytest.raises(SlotNeeded):
        doing(grounds, "remove_slot", device.id)
    with pytest.raises(SlotMissing):
        doing(grounds, "remove_slot", bytes(16))


def test_it_stays_open_over_the_browsers_end_where_that_is_wished() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)
    doing(grounds, "stay_open")
    grounds.browser_restarts()
    assert seen(grounds) == ["a", "b"]
    grounds.clock.pass_ms(15 * MINUTE_MS)
    with pytest.raises(VaultLocked):  # its other rules hold all the same
        seen(grounds)
    with pytest.raises(VaultLocked):  # and a device key does not undo them
        seen(grounds)
    assert unlock(grounds, PASSPHRASE) == ["a", "b"]
    doing(grounds, "renew", [PASSPHRASE])
    assert not any("device" in text for text in grounds.on_disk())
    grounds.browser_restarts()
    with pytest.raises(VaultLocked):
        seen(grounds)


def test_closing_with_the_browser_takes_the_device_key_away() -> None:
    grounds = locked_vault(recovery_key=True)
    unlock(grounds, PASSPHRASE)
    doing(grounds, "stay_open")
    doing(grounds, "close_with_browser")
    assert not any("device" in text for text in grounds.on_disk())
    grounds.browser_restarts()
    with pytest.raises(VaultLocked):
        seen(grounds)
    assert unlock(grounds, PASSPHRASE) == ["a", "b"]
    assert sorted(kinds(grounds)) == [Kind.PASSPHRASE, Kind.RECOVERY]


def test_what_nothing_else_opens_can_not_close() -> None:
    for with_recovery_key in (False, True):
        grounds = open_vault()
        if with_recovery_key:
            doing(grounds, "set_recovery_key", RECOVERY)
        with pytest.raises(SlotNeeded):
            doing(grounds, "close_with_browser")


def test_without_its_lock_a_vault_opens_by_itself() -> None:
    grounds = locked_vault(recovery_key=True)
    unlock(grounds, PASSPHRASE)
    doing(grounds, "add_passkey", PASSKEY)
    doing(grounds, "remove_protection")
    assert sorted(kinds(grounds)) == [Kind.DEVICE, Kind.RECOVERY]
    grounds.browser_restarts()
    assert seen(grounds) == ["a", "b"]
    assert not any("argon2id" in text for text in grounds.on_disk())
    doing(FakeVaultPorts(), "remove_protection")


def test_a_protected_vault_can_begin_empty() -> None:
    for verb, args in (("set_passphrase", [PASSPHRASE]), ("set_recovery_key", [RECOVERY])):
        grounds = FakeVaultPorts()
        doing(grounds, verb, *args)
        assert seen(grounds) == []
        add(grounds, "a")
        grounds.worker_restarts()
        assert seen(grounds) == ["a"]


def test_a_locked_vault_is_not_protected_anew_by_who_has_no_key() -> None:
    grounds = locked_vault()
    before = dict(grounds.primary.texts)
    for verb, args in (
        ("set_passphrase", [OTHER]),
        ("add_passkey", [PASSKEY]),
        ("set_recovery_key", [RECOVERY]),
        ("stay_open", []),
        ("remove_slot", [bytes(16)]),
    ):
        with pytest.raises(VaultLocked):
            doing(grounds, verb, *args)
    with pytest.raises(VaultLocked):
        doing(grounds, "renew", [OTHER])
    assert grounds.primary.texts == before


def test_who_asks_for_much_is_asked_first() -> None:
    grounds = locked_vault()
    lock = store_of(grounds).lock
    run(lock.confirm(PASSPHRASE))
    for wrong in (OTHER, PASSKEY):
        with pytest.raises(VaultKeyWrong):
            run(lock.confirm(wrong))
    with pytest.raises(VaultKeyWrong):
        run(store_of(FakeVaultPorts()).lock.confirm(PASSPHRASE))


@pytest.mark.parametrize("is_open", [False, True])
def test_confirmations_in_parallel_are_slowed_down_like_those_one_by_one(is_open: bool) -> None:
    grounds = locked_vault()
    if is_open:
        unlock(grounds, PASSPHRASE)
    lock = store_of(grounds).lock

    async def at_once() -> list[BaseException | None]:
        return await asyncio.gather(
            *(lock.confirm(OTHER) for _ in range(12)), return_exceptions=True
        )

    kinds = Counter(type(each) for each in run(at_once()))
    assert kinds == {VaultKeyWrong: locking.FREE_TRIES, UnlockThrottled: 12 - locking.FREE_TRIES}
    with pytest.raises(UnlockThrottled):
        unlock(grounds, PASSPHRASE)


def test_a_short_passphrase_changes_nothing() -> None:
    grounds = open_vault()
    before = dict(grounds.primary.texts)
    with pytest.raises(PassphraseTooWeak):
        doing(grounds, "set_passphrase", Passphrase("short"))
    assert grounds.primary.texts == before


def test_a_plain_copy_put_beside_a_sealed_one_is_not_opened() -> None:
    grounds = locked_vault()
    plain = {
        "format": "kakomi.vault",
        "version": 1,
        "vault_id": "theirs",
        "generation": 2**53 - 1,
        "accounts": [],
    }
    grounds.primary.texts[PRIMARY_KEYS[0]] = canonical.dumps_with_checksum(plain)
    with pytest.raises(VaultLocked):
        seen(grounds)
    assert unlock(grounds, PASSPHRASE) == ["a", "b"]
    assert not any("theirs" in text for text in grounds.on_disk()), "and it is swept away"


def test_an_altered_board_opens_nothing() -> None:
    grounds = locked_vault()
    unlock(grounds, PASSPHRASE)
    whole = grounds.session.values[session_key.KEY]
    for wrong in (
        {**whole, "master": "AAAA"},
        {**whole, "key_id": whole["master"]},
        {k: v for k, v in whole.items() if k != "used_life"},
        {},
        "open",
        7,
    ):
        grounds.session.values[session_key.KEY] = wrong
        with pytest.raises(VaultLocked):
            seen(grounds)


def ended_at(grounds: FakeVaultPorts, call: int, work: Callable[[FakeVaultPorts], Any]) -> bool:
    """Whether it was done before the worker ended."""
    grounds.fate.calls, grounds.fate.at = 0, call
    try:
        run(work(grounds))
    except WorkerEnded:
        return False
    else:
        return True
    finally:
        grounds.worker_restarts()


def test_the_worker_ends_anywhere_in_setting_a_passphrase() -> None:
    for call in range(300):
        grounds = open_vault()
        before = grounds.on_disk()
        done = ended_at(
            grounds,
            call,
            lambda g: protection(store_of(g), g).set_passphrase(PASSPHRASE),
        )
        grounds.browser_restarts()
        try:
            assert seen(grounds) == ["a", "b"]
            protected = False
        except VaultLocked:
            assert unlock(grounds, PASSPHRASE) == ["a", "b"]
            protected = True
            # Whoever looks next finishes the work.
            assert not set(before) & set(grounds.on_disk())
            assert not any("device" in text for text in grounds.on_disk())
        grounds.browser_restarts()
        if done:
            assert protected
            break
    assert call > 30


def test_the_worker_ends_anywhere_in_unlocking() -> None:
    for call in range(100):
        grounds = locked_vault()
        done = ended_at(grounds, call, lambda g: store_of(g).lock.unlock(PASSPHRASE))
        if done:
            assert seen(grounds) == ["a", "b"]
            break
        try:
            assert seen(grounds) == ["a", "b"]
        except VaultLocked:
            assert unlock(grounds, PASSPHRASE) == ["a", "b"]
    assert call > 8


def test_the_worker_ends_anywhere_in_locking() -> None:
    for call in range(100):
        grounds = locked_vault()
        unlock(grounds, PASSPHRASE)
        grounds.session.values["sheet"] = 1
        if ended_at(grounds, call, lambda g: store_of(g).lock.lock()):
            assert "sheet" not in grounds.session.values
            break
    assert call > 5


def test_no_error_tells_a_secret() -> None:
    grounds = locked_vault()
    for factor in (OTHER, PASSKEY):
        with pytest.raises(VaultKeyWrong) as caught:
            unlock(grounds, factor)
        assert str(caught.value) == VaultKeyWrong.text


def test_the_slots_of_a_protected_vault_are_lawful() -> None:
    header = run(store_of(locked_vault(recovery_key=True)).header())
    assert slots.is_valid(header.slots)
    assert slots.can_lock(header.slots)
    assert json.loads(locked_vault().mirror.texts[MIRROR_KEY])["slots"][0]["argon2id"] == {
        "memory_kib": CHEAP.memory_kib,
        "passes": CHEAP.passes,
        "lanes": CHEAP.lanes,
    }
