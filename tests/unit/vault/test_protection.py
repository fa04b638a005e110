"""Protect, unlock, lock: who gets in when, and what stays behind on the disk."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.account import Account, NewAccount
from kakomi.errors import (
    PassphraseSetMeanwhile,
    PassphraseTooWeak,
    SlotExists,
    SlotMissing,
    SlotNeeded,
    UnlockThrottled,
    VaultKeyWrong,
    VaultLocked,
)
from kakomi.otp_key import Key
from kakomi.rules import Rules
from kakomi.vault import canonical, locking, recovery, replicas, session_key, slots, vault
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


def store_of(ports: FakeVaultPorts) -> VaultStore:
    """A worker that has just begun."""
    return VaultStore(ports, cost=CHEAP)


def protection(store: VaultStore, ports: FakeVaultPorts) -> Protection:
    return Protection(store=store, crypto=ports.crypto, entropy=ports.entropy)


def doing(ports: FakeVaultPorts, verb: str, *args: Any, **named: Any) -> ProtectionChange:
    work: Coroutine[Any, Any, ProtectionChange] = getattr(protection(store_of(ports), ports), verb)(
        *args, **named
    )
    done: ProtectionChange = run(work)
    ports.worker_restarts()
    return done


def add(ports: FakeVaultPorts, name: str) -> None:
    run(store_of(ports).change(lambda v: (vault.add(v, account(name)), None)))


def seen(ports: FakeVaultPorts) -> list[str]:
    found: Vault = run(store_of(ports).newest())
    return [a.name for a in found.present]


def unlock(ports: FakeVaultPorts, factor: Any) -> list[str]:
    found: Vault = run(store_of(ports).lock.unlock(factor))
    return [a.name for a in found.present]


def kinds(ports: FakeVaultPorts) -> list[Kind]:
    header = run(store_of(ports).header())
    return [slot.kind for slot in header.slots]


def key_ids(ports: FakeVaultPorts) -> set[str]:
    """Of all copies of the vault."""
    texts = [ports.primary.texts.get(key) for key in PRIMARY_KEYS]
    texts.append(ports.mirror.texts.get(MIRROR_KEY))
    return {json.loads(text)["key_id"] for text in texts if text}


def open_vault() -> FakeVaultPorts:
    ports = FakeVaultPorts()
    add(ports, "a")
    add(ports, "b")
    ports.worker_restarts()
    return ports


def locked_vault(*, recovery_key: bool = False) -> FakeVaultPorts:
    ports = open_vault()
    doing(ports, "renew", [PASSPHRASE, RECOVERY] if recovery_key else [PASSPHRASE])
    ports.browser_restarts()
    return ports


def test_a_passphrase_locks_the_vault_from_the_next_browser_start() -> None:
    ports = open_vault()
    assert doing(ports, "set_passphrase", PASSPHRASE).revoked == ()
    assert seen(ports) == ["a", "b"], "who sets it need not type it again"
    ports.browser_restarts()
    with pytest.raises(VaultLocked):
        seen(ports)
    with pytest.raises(VaultLocked):
        add(ports, "c")
    assert unlock(ports, PASSPHRASE) == ["a", "b"]
    ports.worker_restarts()
    assert seen(ports) == ["a", "b"], "the worker's end does not lock"


def test_the_key_is_never_on_the_disk() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    add(ports, "c")
    master = ports.session.values[session_key.KEY]["master"]
    assert len(master) == 44
    assert not any(master in text for text in ports.on_disk())


def test_no_earlier_key_stays_on_the_disk() -> None:
    ports = open_vault()
    before = ports.on_disk()
    assert any('"kind":"device"' in text for text in before)
    doing(ports, "set_passphrase", PASSPHRASE)
    after = ports.on_disk()
    assert not set(before) & set(after)
    assert not any("device" in text for text in after)
    assert not any(key.startswith("device.") for key in ports.primary.texts)
    assert set(ports.mirror.texts) == {MIRROR_KEY}
    assert {ports.primary.texts[place] for place in PRIMARY_KEYS} == {
        ports.mirror.texts[MIRROR_KEY]
    }


def test_other_values_of_the_store_stay() -> None:
    ports = open_vault()
    ports.primary.texts["settings"] = "of others"
    doing(ports, "set_passphrase", PASSPHRASE)
    assert ports.primary.texts["settings"] == "of others"


def test_a_wrong_passphrase_does_not_unlock() -> None:
    ports = locked_vault()
    for wrong in (OTHER, DeviceKey(bytes(32)), PASSKEY):
        with pytest.raises(VaultKeyWrong):
            unlock(ports, wrong)
    assert session_key.KEY not in ports.session.values


def test_wrong_passphrases_delay_attempts_over_restarts() -> None:
    ports = locked_vault()
    for _ in range(locking.FREE_ATTEMPTS):
        with pytest.raises(VaultKeyWrong):
            unlock(ports, OTHER)
        ports.browser_restarts()
    for wait_s in (1, 2, 4, 8):
        for factor in (OTHER, PASSPHRASE):
            with pytest.raises(UnlockThrottled):
                unlock(ports, factor)
        assert run(store_of(ports).lock.wait_ms()) == wait_s * 1000
        ports.clock.pass_ms(wait_s * 1000)
        ports.browser_restarts()
        with pytest.raises(VaultKeyWrong):
            unlock(ports, OTHER)
    ports.clock.pass_ms(16_000)
    assert unlock(ports, PASSPHRASE) == ["a", "b"]
    assert run(store_of(ports).lock.wait_ms()) == 0


def test_a_clock_set_back_neither_shortens_the_wait_nor_prolongs_it_much() -> None:
    ports = locked_vault()
    for _ in range(locking.FREE_ATTEMPTS):
        with pytest.raises(VaultKeyWrong):
            unlock(ports, OTHER)
    ports.clock.unix_ms -= 365 * 86_400_000
    with pytest.raises(UnlockThrottled):
        unlock(ports, PASSPHRASE)
    ports.clock.pass_ms(1_000)
    assert unlock(ports, PASSPHRASE) == ["a", "b"]


def test_a_full_disk_does_not_prevent_unlocking() -> None:
    ports = locked_vault()
    ports.primary.full = True
    assert unlock(ports, PASSPHRASE) == ["a", "b"]


def test_an_impossible_passphrase_is_not_counted_as_an_attempt() -> None:
    ports = locked_vault()
    for typed in ("", "\ud800", "x" * 5000):
        with pytest.raises(PassphraseTooWeak):
            unlock(ports, Passphrase(typed))
    assert "vault.tries" not in ports.primary.texts


def test_a_lock_removes_the_key_and_the_sheet() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    ports.session.values.update(sheet={"rows": [1]}, never_registered=1, kept=2)
    run(VaultStore(ports, ["kept"], CHEAP).lock.lock())
    assert ports.session.values == {"key": {"locked": True}, "lock.epoch": 1, "kept": 2}
    assert ports.alarm.in_ms is None
    with pytest.raises(VaultLocked):
        seen(ports)


def test_an_unprotected_vault_cannot_be_locked() -> None:
    for ports in (FakeVaultPorts(), open_vault()):
        with pytest.raises(SlotMissing):
            run(store_of(ports).lock.lock())
    assert seen(open_vault()) == ["a", "b"]


def test_the_vault_locks_after_its_minutes() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    assert ports.alarm.in_ms == 15 * MINUTE_MS
    ports.session.values["sheet"] = 1
    ports.clock.pass_ms(15 * MINUTE_MS - 1)
    run(store_of(ports).lock.tick())
    assert ports.alarm.in_ms == 1
    ports.clock.pass_ms(1)
    run(store_of(ports).lock.tick())
    assert "sheet" not in ports.session.values
    with pytest.raises(VaultLocked):
        seen(ports)


def test_a_missed_alarm_changes_nothing() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    ports.session.values["sheet"] = 1
    ports.clock.pass_ms(15 * MINUTE_MS)
    with pytest.raises(VaultLocked):
        seen(ports)
    assert "sheet" not in ports.session.values


def test_use_delays_the_lock_and_an_observation_does_not() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    for _ in range(5):
        ports.clock.pass_ms(10 * MINUTE_MS)
        ports.worker_restarts()
        assert seen(ports) == ["a", "b"]
    ports.clock.pass_ms(10 * MINUTE_MS)
    run(store_of(ports).newest(use=False))
    ports.clock.pass_ms(5 * MINUTE_MS)
    with pytest.raises(VaultLocked):
        seen(ports)


@pytest.mark.parametrize("use", [True, False])
def test_the_times_of_a_busy_page_are_written_every_five_seconds(use: bool) -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    ports.clock.pass_ms(MINUTE_MS)
    run(store_of(ports).newest(use=use))
    written = ports.session.values
    ports.clock.pass_ms(4_999)
    run(store_of(ports).newest(use=use))
    assert ports.session.values is written
    ports.clock.pass_ms(1)
    run(store_of(ports).newest(use=use))
    assert ports.session.values is not written


def test_a_clock_set_back_locks_the_vault() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    ports.clock.unix_ms -= 3_000
    ports.worker_restarts()
    with pytest.raises(VaultLocked):
        seen(ports)


def test_rules_apply_from_the_time_they_are_set() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)

    def rule(rules: Rules) -> None:
        run(store_of(ports).change(lambda v: (vault.set_rules(v, rules), None)))

    rule(Rules(after_minutes=1))
    assert ports.alarm.in_ms == MINUTE_MS
    rule(Rules(after_minutes=None, at_screen_lock=False))
    assert ports.alarm.in_ms is None
    run(store_of(ports).lock.screen_locked())
    ports.clock.pass_ms(10**9)
    assert seen(ports) == ["a", "b"]
    rule(Rules(after_minutes=None, at_screen_lock=True))
    run(store_of(ports).lock.screen_locked())
    with pytest.raises(VaultLocked):
        seen(ports)


def test_a_changed_passphrase_replaces_the_previous_one() -> None:
    ports = locked_vault(recovery_key=True)
    unlock(ports, PASSPHRASE)
    old = set(ports.on_disk())
    assert doing(ports, "set_passphrase", OTHER).revoked == ()
    assert not old & {t for t in ports.on_disk() if "ciphertext" in t}
    ports.browser_restarts()
    with pytest.raises(VaultKeyWrong):
        unlock(ports, PASSPHRASE)
    assert unlock(ports, OTHER) == ["a", "b"]
    assert kinds(ports) == [Kind.RECOVERY, Kind.PASSPHRASE]


def test_only_the_latest_recovery_key_unlocks() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    doing(ports, "set_recovery_key", RECOVERY)
    second = RecoveryKey(bytes([9]) * 32)
    doing(ports, "set_recovery_key", second)
    ports.browser_restarts()
    with pytest.raises(VaultKeyWrong):
        unlock(ports, RECOVERY)
    assert unlock(ports, second) == ["a", "b"]
    printed = recovery.format_key(second).replace("-", "")
    assert printed not in "".join(ports.on_disk())


def test_a_first_passphrase_revokes_the_recovery_key_and_reports_it() -> None:
    ports = open_vault()
    doing(ports, "set_recovery_key", RECOVERY)
    assert seen(ports) == ["a", "b"], "a recovery key alone is no lock"
    done = doing(ports, "set_passphrase", PASSPHRASE)
    assert done.revoked == (Kind.RECOVERY,)
    assert kinds(ports) == [Kind.PASSPHRASE], "no slot is made for a key that nobody has seen"
    ports.browser_restarts()
    with pytest.raises(VaultKeyWrong):
        unlock(ports, RECOVERY)


def test_a_changed_passphrase_with_new_keys_is_one_save_wherever_the_worker_ends() -> None:
    call = 0
    while True:
        ports = locked_vault(recovery_key=True)
        unlock(ports, PASSPHRASE)
        before = key_ids(ports)
        ports.faults.calls, ports.faults.at = 0, call
        ended = False
        try:
            doing(ports, "set_passphrase", OTHER, renew=True)
        except WorkerEnded:
            ended = True
        ports.faults.at = None
        ports.browser_restarts()
        try:
            assert unlock(ports, OTHER) == ["a", "b"]
        except VaultKeyWrong:
            assert ended, "what was answered is saved"
            assert unlock(ports, PASSPHRASE) == ["a", "b"]
        else:
            assert not before & key_ids(ports), "never the old key under the new passphrase"
        if not ended:
            break
        call += 1
    assert call > 20


def test_a_passkey_unlocks_and_is_never_the_only_factor() -> None:
    ports = open_vault()
    with pytest.raises(SlotNeeded):
        doing(ports, "add_passkey", PASSKEY)
    doing(ports, "renew", [PASSKEY, RECOVERY])
    assert kinds(ports) == [Kind.RECOVERY, Kind.PASSKEY]
    ports.browser_restarts()
    assert unlock(ports, PASSKEY) == ["a", "b"]
    with pytest.raises(SlotExists):
        doing(ports, "add_passkey", PASSKEY)
    header = run(store_of(ports).header())
    with pytest.raises(SlotNeeded):
        doing(ports, "renew", [PASSKEY])
    # The recovery key goes: the passkey would be alone.
    with pytest.raises(SlotNeeded):
        doing(ports, "remove_slot", header.slots[0].id)
    ports.browser_restarts()
    assert unlock(ports, RECOVERY) == ["a", "b"]


def test_a_renewal_reports_the_revoked_factors() -> None:
    ports = locked_vault(recovery_key=True)
    unlock(ports, PASSPHRASE)
    doing(ports, "add_passkey", PASSKEY)
    second = Passkey(credential=b"second", salt=bytes(32), output=bytes(32))
    doing(ports, "add_passkey", second)
    done = doing(ports, "renew", [PASSPHRASE, second])
    assert sorted(done.revoked) == [Kind.PASSKEY, Kind.RECOVERY]
    assert kinds(ports) == [Kind.PASSPHRASE, Kind.PASSKEY]


def test_the_protection_can_be_removed_again() -> None:
    ports = locked_vault(recovery_key=True)
    unlock(ports, PASSPHRASE)
    passphrase = run(store_of(ports).header()).slots[0]
    assert passphrase.kind is Kind.PASSPHRASE
    doing(ports, "remove_slot", passphrase.id)
    assert sorted(kinds(ports)) == [Kind.DEVICE, Kind.RECOVERY]
    ports.browser_restarts()
    assert seen(ports) == ["a", "b"]
    device = next(s for s in run(store_of(ports).header()).slots if s.kind is Kind.DEVICE)
    with pytest.raises(SlotNeeded):
        doing(ports, "remove_slot", device.id)
    with pytest.raises(SlotMissing):
        doing(ports, "remove_slot", bytes(16))


def test_the_vault_stays_open_over_a_restart_if_the_rule_says_so() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    doing(ports, "stay_open")
    ports.browser_restarts()
    assert seen(ports) == ["a", "b"]
    ports.clock.pass_ms(15 * MINUTE_MS)
    with pytest.raises(VaultLocked):  # its other rules hold all the same
        seen(ports)
    with pytest.raises(VaultLocked):  # and a device key does not undo them
        seen(ports)
    assert unlock(ports, PASSPHRASE) == ["a", "b"]
    doing(ports, "renew", [PASSPHRASE])
    assert not any("device" in text for text in ports.on_disk())
    ports.browser_restarts()
    with pytest.raises(VaultLocked):
        seen(ports)


def test_closing_with_the_browser_removes_the_device_key() -> None:
    ports = locked_vault(recovery_key=True)
    unlock(ports, PASSPHRASE)
    doing(ports, "stay_open")
    doing(ports, "close_with_browser")
    assert not any("device" in text for text in ports.on_disk())
    ports.browser_restarts()
    with pytest.raises(VaultLocked):
        seen(ports)
    assert unlock(ports, PASSPHRASE) == ["a", "b"]
    assert sorted(kinds(ports)) == [Kind.PASSPHRASE, Kind.RECOVERY]


def test_a_vault_without_a_passphrase_cannot_close_with_the_browser() -> None:
    for with_recovery_key in (False, True):
        ports = open_vault()
        if with_recovery_key:
            doing(ports, "set_recovery_key", RECOVERY)
        with pytest.raises(SlotNeeded):
            doing(ports, "close_with_browser")


def test_a_vault_without_protection_opens_without_a_factor() -> None:
    ports = locked_vault(recovery_key=True)
    unlock(ports, PASSPHRASE)
    doing(ports, "add_passkey", PASSKEY)
    doing(ports, "remove_protection")
    assert sorted(kinds(ports)) == [Kind.DEVICE, Kind.RECOVERY]
    ports.browser_restarts()
    assert seen(ports) == ["a", "b"]
    assert not any("argon2id" in text for text in ports.on_disk())
    doing(FakeVaultPorts(), "remove_protection")


def test_an_empty_vault_can_be_protected() -> None:
    for verb, args in (("set_passphrase", [PASSPHRASE]), ("set_recovery_key", [RECOVERY])):
        ports = FakeVaultPorts()
        doing(ports, verb, *args)
        assert seen(ports) == []
        add(ports, "a")
        ports.worker_restarts()
        assert seen(ports) == ["a"]


def test_a_locked_vault_cannot_be_protected_without_a_factor() -> None:
    ports = locked_vault()
    before = dict(ports.primary.texts)
    for verb, args in (
        ("set_passphrase", [OTHER]),
        ("add_passkey", [PASSKEY]),
        ("set_recovery_key", [RECOVERY]),
        ("stay_open", []),
        ("remove_slot", [bytes(16)]),
    ):
        with pytest.raises(VaultLocked):
            doing(ports, verb, *args)
    with pytest.raises(VaultLocked):
        doing(ports, "renew", [OTHER])
    assert ports.primary.texts == before


def test_a_confirmation_needs_a_valid_factor() -> None:
    ports = locked_vault()
    lock = store_of(ports).lock
    run(lock.confirm(PASSPHRASE))
    for wrong in (OTHER, PASSKEY):
        with pytest.raises(VaultKeyWrong):
            run(lock.confirm(wrong))
    with pytest.raises(VaultKeyWrong):
        run(store_of(FakeVaultPorts()).lock.confirm(PASSPHRASE))


@pytest.mark.parametrize("is_open", [False, True])
def test_confirmations_in_parallel_are_slowed_down_like_those_one_by_one(is_open: bool) -> None:
    ports = locked_vault()
    if is_open:
        unlock(ports, PASSPHRASE)
    lock = store_of(ports).lock

    async def at_once() -> list[BaseException | None]:
        return await asyncio.gather(
            *(lock.confirm(OTHER) for _ in range(12)), return_exceptions=True
        )

    kinds = Counter(type(each) for each in run(at_once()))
    assert kinds == {
        VaultKeyWrong: locking.FREE_ATTEMPTS,
        UnlockThrottled: 12 - locking.FREE_ATTEMPTS,
    }
    with pytest.raises(UnlockThrottled):
        unlock(ports, PASSPHRASE)


def test_a_short_passphrase_changes_nothing() -> None:
    ports = open_vault()
    before = dict(ports.primary.texts)
    with pytest.raises(PassphraseTooWeak):
        doing(ports, "set_passphrase", Passphrase("short"))
    assert ports.primary.texts == before


def test_of_two_first_passphrases_the_second_is_refused() -> None:
    ports = open_vault()

    async def both() -> list[object]:
        pages = [protection(store_of(ports), ports) for _ in range(2)]
        return await asyncio.gather(
            *(
                page.set_passphrase(typed, first=True)
                for page, typed in zip(pages, (PASSPHRASE, OTHER), strict=True)
            ),
            return_exceptions=True,
        )

    answers = run(both())
    refused = [isinstance(each, PassphraseSetMeanwhile) for each in answers]
    assert sorted(refused) == [False, True], answers
    ports.browser_restarts()
    right, wrong = (PASSPHRASE, OTHER) if refused[1] else (OTHER, PASSPHRASE)
    with pytest.raises(VaultKeyWrong):
        unlock(ports, wrong)
    assert unlock(ports, right) == ["a", "b"]


def test_a_first_passphrase_replaces_no_other() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    with pytest.raises(PassphraseSetMeanwhile):
        doing(ports, "set_passphrase", OTHER, first=True)
    ports.browser_restarts()
    assert unlock(ports, PASSPHRASE) == ["a", "b"]


def test_a_plain_copy_beside_a_sealed_one_is_not_opened() -> None:
    ports = locked_vault()
    plain = {
        "format": "kakomi.vault",
        "version": 1,
        "vault_id": "theirs",
        "generation": 2**53 - 1,
        "accounts": [],
    }
    ports.primary.texts[PRIMARY_KEYS[0]] = canonical.dumps_with_checksum(plain)
    with pytest.raises(VaultLocked):
        seen(ports)
    assert unlock(ports, PASSPHRASE) == ["a", "b"]
    assert not any("theirs" in text for text in ports.on_disk()), "and it is swept away"


def test_a_changed_session_value_unlocks_nothing() -> None:
    ports = locked_vault()
    unlock(ports, PASSPHRASE)
    complete = ports.session.values[session_key.KEY]
    for wrong in (
        {**complete, "master": "AAAA"},
        {**complete, "key_id": complete["master"]},
        {k: v for k, v in complete.items() if k != "used_life"},
        {},
        "open",
        7,
    ):
        ports.session.values[session_key.KEY] = wrong
        with pytest.raises(VaultLocked):
            seen(ports)


def ended_at(ports: FakeVaultPorts, call: int, work: Callable[[FakeVaultPorts], Any]) -> bool:
    """Whether it was done before the worker ended."""
    ports.faults.calls, ports.faults.at = 0, call
    try:
        run(work(ports))
    except WorkerEnded:
        return False
    else:
        return True
    finally:
        ports.worker_restarts()


# Setting a passphrase clears the primary store, so it must restore what is not the vault's.
OTHERS_TEXTS = {f"{replicas.QUARANTINE_PREFIX}1.vault.0": "a damaged copy", "of.another": "text"}


def test_the_worker_may_end_anywhere_while_a_passphrase_is_set() -> None:
    for call in range(300):
        ports = open_vault()
        before = ports.on_disk()
        ports.primary.texts |= OTHERS_TEXTS
        done = ended_at(
            ports,
            call,
            lambda g: protection(store_of(g), g).set_passphrase(PASSPHRASE),
        )
        ports.browser_restarts()
        try:
            assert seen(ports) == ["a", "b"]
            protected = False
        except VaultLocked:
            assert unlock(ports, PASSPHRASE) == ["a", "b"]
            protected = True
            # Whoever looks next finishes the work.
            assert not set(before) & set(ports.on_disk())
            assert not any("device" in text for text in ports.on_disk())
        assert ports.primary.texts.items() >= OTHERS_TEXTS.items()
        ports.browser_restarts()
        if done:
            assert protected
            break
    assert call > 30


def test_the_worker_may_end_anywhere_in_an_unlock() -> None:
    for call in range(100):
        ports = locked_vault()
        done = ended_at(ports, call, lambda g: store_of(g).lock.unlock(PASSPHRASE))
        if done:
            assert seen(ports) == ["a", "b"]
            break
        try:
            assert seen(ports) == ["a", "b"]
        except VaultLocked:
            assert unlock(ports, PASSPHRASE) == ["a", "b"]
    assert call > 8


def test_the_worker_may_end_anywhere_in_a_lock() -> None:
    for call in range(100):
        ports = locked_vault()
        unlock(ports, PASSPHRASE)
        ports.session.values["sheet"] = 1
        if ended_at(ports, call, lambda g: store_of(g).lock.lock()):
            assert "sheet" not in ports.session.values
            break
    assert call > 5


def test_no_error_contains_a_secret() -> None:
    ports = locked_vault()
    for factor in (OTHER, PASSKEY):
        with pytest.raises(VaultKeyWrong) as caught:
            unlock(ports, factor)
        assert str(caught.value) == VaultKeyWrong.text


def test_the_slots_of_a_protected_vault_are_valid() -> None:
    header = run(store_of(locked_vault(recovery_key=True)).header())
    assert slots.is_valid(header.slots)
    assert slots.can_lock(header.slots)
    assert json.loads(locked_vault().mirror.texts[MIRROR_KEY])["slots"][0]["argon2id"] == {
        "memory_kib": CHEAP.memory_kib,
        "passes": CHEAP.passes,
        "lanes": CHEAP.lanes,
    }
