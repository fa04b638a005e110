"""What fits into ``chrome.storage.sync``, and how much of it a small change rewrites."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

import pytest
from kakomi.account_details import RecoveryCode
from kakomi.sync import area as areas
from kakomi.sync import exchange, joining, merge, packing, sealed_items
from kakomi.sync.exchange import AreaState
from kakomi.sync.replica import of_vault
from kakomi.vault import field_stamps, key_wrapping, slots, sync_slots, vault
from kakomi.vault.vault import Vault
from support.ordinary_accounts import accounts
from support.seal_samples import CHEAP, CRYPTO, ENTROPY, PASSPHRASE, RECOVERY, run

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.sync.exchange import Outgoing

QUOTA_BYTES, QUOTA_BYTES_PER_ITEM, MAX_ITEMS = 102_400, 8_192, 512  # chrome.storage.sync
NOW_MS = 1_790_000_000_000
KEY, AREA_ID = bytes(range(32)), "0123456789abcdefghijkl"


@cache
def key_slots() -> tuple[slots.Slot, ...]:
    context = sync_slots.slot_context(KEY, AREA_ID)
    return tuple(
        run(
            key_wrapping.wrap(
                KEY, factor, context, now_unix=7, crypto=CRYPTO, entropy=ENTROPY, cost=CHEAP
            )
        )
        for factor in (PASSPHRASE, RECOVERY)
    )


def begun(*held: Account, at_ms: int = NOW_MS) -> Vault:
    """A vault whose accounts were there before it was synchronised."""
    return joining.begun(
        Vault(vault_id="vault-1", accounts=held),
        area_id=AREA_ID,
        key=KEY,
        slots=key_slots(),
        machine="0000000a",
        name="Work laptop",
        now_unix_ms=at_ms,
    )


def _added(account: Account, before: Vault) -> tuple[Vault, None]:
    return vault.add(before, account), None


def grown(held: tuple[Account, ...]) -> Vault:
    """The same accounts, each added by itself while the vault was synchronised."""
    grown_vault = begun(at_ms=1_590_000_000_000)
    for account in held:
        grown_vault, _ = field_stamps.changed(
            grown_vault,
            partial(_added, account),
            account.added_at_unix * 1_000 + 123,
        )
    return grown_vault


def exchanged(
    of: Vault, items: dict[str, str], at_ms: int
) -> tuple[Vault, Outgoing, dict[str, str]]:
    """The vault after an exchange, what it packed, and the items that were rewritten."""
    found = run(exchange.found(items, exchange.state_of(of), CRYPTO))
    after, outgoing = exchange.step(of, found.area, packing.BROWSER, at_ms)
    if not outgoing.writes:
        return after, outgoing, {}
    rewritten = run(areas.written(outgoing.packed, found.area, outgoing.sync, CRYPTO, ENTROPY))
    return after, outgoing, rewritten


def check_quota(items: dict[str, str]) -> None:
    sizes = [areas.used_characters({key: text}) for key, text in items.items()]
    assert max(sizes) <= QUOTA_BYTES_PER_ITEM
    assert sum(sizes) <= QUOTA_BYTES
    assert len(items) <= MAX_ITEMS


def test_a_thousand_ordinary_accounts_fit() -> None:
    after, outgoing, items = exchanged(grown(accounts(1_000)), {}, NOW_MS)
    check_quota(items)
    assert areas.used_characters(items) < 0.8 * QUOTA_BYTES
    assert outgoing.packed.local_codes == outgoing.packed.local_details == frozenset()
    found = run(exchange.found(items, exchange.state_of(after), CRYPTO))
    assert found.state is AreaState.READ
    assert found.area is not None
    assert found.area.replica.records == of_vault(after, exchange.state_of(after)).records


def test_a_small_change_rewrites_one_part_and_the_head() -> None:
    before, _, items = exchanged(begun(*accounts(1_000)), {}, NOW_MS)
    renamed = replace(before.accounts[500], name="another@example.com")
    changed, _ = field_stamps.changed(before, lambda v: (vault.put(v, renamed), None), NOW_MS + 1)
    _, _, rewritten = exchanged(changed, items, NOW_MS + 2)
    assert len(rewritten) == 2
    assert list(rewritten)[-1] == sealed_items.HEAD_KEY


def test_an_exchange_without_a_change_writes_nothing() -> None:
    before, _, items = exchanged(begun(*accounts(300)), {}, NOW_MS)
    after, _, rewritten = exchanged(before, items, NOW_MS + 60_000)
    assert after is before
    assert rewritten == {}


def test_details_that_have_no_room_stay_here_and_are_told() -> None:
    full = begun(*accounts(1_000, note_characters=100))
    after, outgoing, items = exchanged(full, {}, NOW_MS)
    check_quota(items)
    assert outgoing.packed.local_codes == frozenset()
    assert 0 < len(outgoing.packed.local_details) < 1_000
    assert after.accounts == full.accounts
    first = {account.id for account in full.accounts[:100]}
    assert not first & outgoing.packed.local_details
    # The next exchange finds its own choice and leaves it.
    assert exchanged(after, items, NOW_MS + 1_000)[2] == {}


def test_codes_that_have_no_room_stay_here_and_are_told() -> None:
    held = begun(*accounts(2_000), at_ms=NOW_MS - 2 * 1_000 * merge.KEPT_S)
    after, outgoing, items = exchanged(held, {}, NOW_MS)
    check_quota(items)
    left_out = len(outgoing.packed.local_codes)
    assert 0 < left_out < 1_000
    assert len(after.accounts) == 2_000
    other = replace(after, sync=replace(exchange.state_of(after), machine="0000000b"))
    assert len(exchanged(other, items, NOW_MS + 1_000)[0].accounts) == 2_000
    found = run(exchange.found(items, exchange.state_of(after), CRYPTO))
    assert found.area is not None
    assert found.area.manifest.left_out == left_out
    assert len(found.area.replica.records) == 2_000 - left_out


def test_two_full_machines_do_not_replace_each_others_choice() -> None:
    one, _, items = exchanged(begun(*accounts(400, note_characters=300)), {}, NOW_MS)
    found = run(exchange.found(items, exchange.state_of(one), CRYPTO))
    assert found.area is not None
    other = joining.joined(
        Vault(vault_id="vault-2"),
        found.area,
        key=KEY,
        machine="0000000b",
        name="Home",
        now_unix_ms=NOW_MS,
    )
    last = other.accounts[-1]
    noted = replace(last, details=replace(last.details, note="mine"))
    other, _ = field_stamps.changed(other, lambda v: (vault.put(v, noted), None), NOW_MS + 1)
    writes: list[int] = []
    for round_ in range(6):
        for name in ("one", "other"):
            before = one if name == "one" else other
            after, outgoing, rewritten = exchanged(before, items, NOW_MS + 1_000 * (round_ + 1))
            kept = {areas.item_key(part) for part in outgoing.packed.parts}
            items = {k: t for k, t in items.items() if k in kept or k == "sync"} | rewritten
            writes.append(len(rewritten))
            if name == "one":
                one = after
            else:
                other = after
    assert writes[-4:] == [0] * 4, f"the machines go on rewriting the area: {writes}"
    check_quota(items)
    assert [a.id for a in one.accounts] == [a.id for a in other.accounts]


@pytest.mark.parametrize("size", [200, 10_000])
def test_an_account_with_many_details_travels_or_is_told(size: int) -> None:
    (account,) = accounts(1)
    codes = tuple(RecoveryCode(ENTROPY.octets(8).hex()) for _ in range(10))
    details = replace(account.details, note=ENTROPY.octets(size // 2).hex(), recovery_codes=codes)
    _, outgoing, items = exchanged(begun(replace(account, details=details)), {}, NOW_MS)
    check_quota(items)
    assert outgoing.packed.local_codes == frozenset()
    assert ("sync.d0" in items) is not bool(outgoing.packed.local_details)


def test_merging_a_thousand_with_a_thousand_is_fast() -> None:
    """In Pyodide it takes twice as long as here: 61 ms of processor time, where 300 are allowed."""
    one = begun(*accounts(1_000))
    other = replace(one, sync=replace(exchange.state_of(one), machine="0000000b"))
    _, _, items = exchanged(_renamed(other, 1), {}, NOW_MS)
    found = run(exchange.found(items, exchange.state_of(one), CRYPTO))
    assert found.area is not None
    mine = _renamed(one, 0)
    took_s = []
    merged = mine
    for _ in range(3):
        began = time.process_time()
        merged = exchange.merged(mine, found.area, NOW_MS + 1)
        took_s.append(time.process_time() - began)
    assert all(account.name.endswith(".new") for account in merged.accounts)
    assert min(took_s) < 0.15


def _renamed(before: Vault, remainder: int) -> Vault:
    """Every second account has another name."""

    def step(held: Vault) -> tuple[Vault, None]:
        renamed = tuple(
            replace(each, name=f"{each.name}.new") if at % 2 == remainder else each
            for at, each in enumerate(held.accounts)
        )
        return replace(held, accounts=renamed), None

    return field_stamps.changed(before, step, NOW_MS)[0]
