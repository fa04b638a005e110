"""Bounds: whatever is acknowledged as saved can be read again, and a full vault says that it is.

Most tests shrink ``canonical.MAX_CHARACTERS``, the one constant that both sides read, so that
Hypothesis reaches the bound in milliseconds. The tests at the end use the real size.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kakomi.account import MAX_COUNTER, MAX_UNIX, Account, NewAccount
from kakomi.account_details import AccountDetails, RecoveryCode
from kakomi.account_sites import AccountSite, Source
from kakomi.bridge import Bridge
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.errors import VaultFull, VaultNotSaved
from kakomi.otp_key import Key, Kind
from kakomi.rules import MAX_MINUTES, Rules
from kakomi.vault import (
    backup,
    bulk_add,
    canonical,
    capacity,
    copies,
    payload,
    replicas,
    seal,
    slots,
    trash,
    vault,
    vault_text,
)
from kakomi.vault.backup_status import BackupStatus
from kakomi.vault.protection import Protection
from kakomi.vault.store import VaultStore
from kakomi.vault.vault import Vault
from support import shared_data
from support.fake_ports import FakePorts, ask, say
from support.fake_vault_ports import NOW_MS, FakeVaultPorts
from support.seal_samples import (
    CHEAP,
    CRYPTO,
    DEVICE,
    ENTROPY,
    FACTORS,
    MASTER,
    PASSPHRASE,
    run,
    slot,
    vaults,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SMALL = 40 * 1024
NOW_UNIX = NOW_MS // 1000
LONGEST_NOTE = "囲" * 10_000


@pytest.fixture(autouse=True)
def forget_validated() -> Iterator[None]:
    """``validate`` caches by text; a text judged under another bound must not stay."""
    copies.validate.cache_clear()
    yield
    copies.validate.cache_clear()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "MAX_CHARACTERS", SMALL)


def account(name: str, *, kind: Kind = Kind.TOTP, **details: Any) -> Account:
    new_account = NewAccount(key=Key(kind=kind, secret=name.encode()), name=name)
    return new_account.account(id=name, added_at_unix=NOW_UNIX, details=AccountDetails(**details))


def with_notes(characters: int) -> Vault:
    """A vault whose text grows with ``characters``, one byte of the payload for each."""
    accounts = [
        account(f"n{start}", note="x" * min(10_000, characters - start))
        for start in range(0, characters, 10_000)
    ]
    return Vault(vault_id="v", generation=1, accounts=tuple(accounts))


async def read_alone(ports: FakeVaultPorts, *, primary: bool) -> Vault:
    """The newest vault that one of the two stores gives, by a worker that has just begun."""
    copies.validate.cache_clear()
    other = FakeVaultPorts()
    other.session.values.update(ports.session.values)
    other.primary.texts.update(
        {k: t for k, t in ports.primary.texts.items() if primary or k not in replicas.PRIMARY_KEYS}
    )
    kept = ports.mirror.texts.items()
    other.mirror.texts.update({k: t for k, t in kept if not primary or k != replicas.MIRROR_KEY})
    return await VaultStore(other).newest()


# --- one definition of the bound ---


@pytest.mark.usefixtures("small")
def test_a_text_is_written_exactly_if_it_can_be_read() -> None:
    key_slots = (slot(DEVICE, vault_id="v"),)
    written = refused = 0
    edge = (SMALL - 700) // 4 * 3
    for characters in range(edge - 2_600, edge, 7):
        before = with_notes(characters)
        try:
            text = run(
                vault_text.write(
                    before, master=MASTER, key_slots=key_slots, crypto=CRYPTO, entropy=ENTROPY
                )
            )
        except VaultFull:
            refused += 1
            continue
        assert not refused, "a longer vault was written after a shorter one was refused"
        assert len(text) <= SMALL
        assert run(vault_text.read(copies.validate(text), MASTER, CRYPTO)) == before
        written += 1
    assert written > 20
    assert refused > 20


def test_the_longest_set_of_slots_leaves_the_room_that_is_promised() -> None:
    limit = capacity.max_payload_bytes()
    header = seal.max_header_characters()
    assert header + (limit + seal.MIN_CIPHERTEXT_BYTES + 2) // 3 * 4 <= canonical.MAX_CHARACTERS
    assert slots.is_valid(
        tuple(
            replace(s, id=bytes([i]) * 16, credential=bytes([i]) * len(s.credential))
            for i, s in enumerate(slots.longest_set())
        )
    )
    real = tuple(slot(factor) for factor in FACTORS)
    content = sum(len(canonical.dumps(slots.to_json(s))) for s in real)
    assert header > content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(vaults())
def test_the_needed_room_is_that_of_the_longest_vault_it_can_become(before: Vault) -> None:
    longest = Vault(
        vault_id=before.vault_id,
        generation=seal.MAX_GENERATION,
        rules=Rules(
            after_minutes=MAX_MINUTES, at_screen_lock=False, density="comfortable", order="added"
        ),
        backup_status=BackupStatus(last_at_unix=MAX_UNIX, automatic=False, keep=100),
        accounts=tuple(
            replace(
                each,
                removed_at_unix=MAX_UNIX,
                counter=MAX_COUNTER if each.kind is Kind.HOTP else 0,
            )
            for each in before.accounts
        ),
    )
    needed = capacity.needed_bytes(len(payload.dumps(before)), before)
    assert needed == len(payload.dumps(longest))


def test_what_does_not_read_back_the_same_is_not_saved() -> None:
    twice = Vault(vault_id="v", generation=1, accounts=(account("a"), account("a")))
    key_slots = (slot(DEVICE, vault_id="v"),)
    for broken in (twice, replace(twice, accounts=(), vault_id="no id!")):
        with pytest.raises(VaultNotSaved):
            run(
                vault_text.write(
                    broken, master=MASTER, key_slots=key_slots, crypto=CRYPTO, entropy=ENTROPY
                )
            )


def test_the_needed_room_has_the_longest_times_of_use() -> None:
    def of(used_at_unix: int) -> Vault:
        sites = (
            AccountSite("https://a.com", Source.SCANNED, used_at_unix),
            AccountSite("https://b.com", Source.COPIED_ONCE, used_at_unix),
        )
        details = AccountDetails(sites=sites, appends_code=True)
        return Vault(vault_id="v", accounts=(replace(account("a"), details=details),))

    never, longest = of(0), of(MAX_UNIX)
    needed = capacity.needed_bytes(len(payload.dumps(never)), never)
    assert needed == capacity.needed_bytes(len(payload.dumps(longest)), longest)


# --- any sequence of changes, in both stores ---

_LINES = st.lists(st.text("a囲", min_size=1, max_size=200), max_size=100).map(tuple)
_DETAILS = st.builds(
    AccountDetails,
    note=st.integers(0, 2_000).map("囲".__mul__),
    emergency_note=st.integers(0, 10_000).map("n".__mul__),
    groups=_LINES,
    recovery_codes=_LINES.map(lambda lines: tuple(map(RecoveryCode, lines))),
    emergency_link=st.integers(0, 1_900).map(lambda n: "https://" + "l" * n if n else ""),
    sites=st.lists(
        st.builds(AccountSite, shared_data.origins(), st.sampled_from(Source), st.integers(0, 9)),
        max_size=30,
    ).map(tuple),
)
_LABELS = st.integers(0, 512).map("名".__mul__)
Change = Any


@st.composite
def new_accounts(draw: st.DrawFn) -> Account:
    key = draw(shared_data.keys())
    counter = draw(st.sampled_from([0, 9, 10**17])) if key.kind is Kind.HOTP else 0
    new = NewAccount(key=key, issuer=draw(_LABELS), name=draw(_LABELS), counter=counter)
    return new.account(id=draw(st.uuids()).hex, added_at_unix=NOW_UNIX, details=draw(_DETAILS))


_GROWING = st.one_of(
    new_accounts().map(lambda new: ("add", new)),
    st.tuples(st.just("edit"), _DETAILS),
    st.lists(new_accounts(), max_size=3).map(lambda news: ("import", tuple(news))),
)
_OTHERS = st.sampled_from(
    [(name, None) for name in ("remove", "restore", "purge", "use", "rules", "backup", "protect")]
)


def change_of(name: str, value: Any) -> Callable[[Vault], tuple[Vault, None]]:
    return lambda before: (applied(before, name, value), None)


def applied(before: Vault, name: str, value: Any) -> Vault:
    first = before.accounts[0] if before.accounts else None
    if name == "add":
        return vault.add(before, value)
    if name == "put":
        return vault.put(before, value)
    if name == "import":
        candidates = [
            bulk_add.Candidate(
                id=each.id,
                new_account=NewAccount(
                    key=each.key, issuer=each.issuer, name=each.name, counter=each.counter
                ),
                details=each.details,
            )
            for each in value
        ]
        return bulk_add.add_all(before, candidates, NOW_UNIX).vault
    if name == "rules":
        return vault.set_rules(before, Rules(after_minutes=MAX_MINUTES, at_screen_lock=False))
    if name == "backup":
        return vault.set_backup_status(before, BackupStatus(last_at_unix=MAX_UNIX, keep=100))
    if first is None:
        return before
    if name == "edit":
        return vault.put(before, replace(first, details=value))
    if name == "remove":
        return vault.remove(before, first.id, NOW_UNIX)
    if name == "restore":
        return vault.restore(before, first.id)
    if name == "purge":
        return trash.purge(vault.remove(before, first.id, NOW_UNIX), first.id)
    counted = [a for a in before.present if a.kind is Kind.HOTP and a.counter < MAX_COUNTER]
    return vault.use(before, counted[0].id)[0] if counted else before


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("store", ["both", "primary dead", "mirror broken"])
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(_GROWING | _OTHERS, min_size=6, max_size=25))
def test_what_is_acknowledged_is_read_again_and_the_rest_changes_nothing(
    store: str, changes: list[Change]
) -> None:
    ports = FakeVaultPorts()
    vault_store = VaultStore(ports, cost=CHEAP)
    known, _ = run(vault_store.change(lambda v: (vault.add(v, account("first")), None)))
    ports.primary.dead = store == "primary dead"
    ports.mirror.broken = store == "mirror broken"
    for name, value in changes:
        try:
            if name == "protect":
                protection = Protection(store=vault_store, crypto=CRYPTO, entropy=ENTROPY)
                known = run(protection.set_passphrase(PASSPHRASE)).vault
            else:
                known, _ = run(vault_store.change(change_of(name, value)))
        except VaultFull:
            assert name in ("add", "edit", "import"), f"{name} must always have room"
        for primary in (True, False):
            if not (ports.primary.dead if primary else ports.mirror.broken):
                assert run(read_alone(ports, primary=primary)) == known
        assert run(vault_store.newest()).accounts == known.accounts


# --- the way through the commands ---


def bridge_on(ports: FakePorts) -> Bridge:
    return Bridge(ports.environment(), VaultStore(ports.environment(), KEPT_ON_LOCK, CHEAP))


def uri(name: str) -> str:
    return f"otpauth://totp/{name}?secret=GEZDGNBVGY3TQOJQ"


@pytest.mark.usefixtures("small")
def test_a_change_beyond_the_room_says_full_and_leaves_the_old_state() -> None:
    ports = FakePorts()
    bridge = bridge_on(ports)
    account_id = ask(bridge, "account.add", {"uri": uri("a")})["account_id"]
    ask(bridge, "account.edit", {"id": account_id, "note": "x" * 9_000})
    before = (dict(ports.primary.texts), dict(ports.mirror.texts))
    refused = say(bridge, "account.edit", {"id": account_id, "note": "囲" * 10_000})
    assert refused["error"]["code"] == "vault.full"
    assert (dict(ports.primary.texts), dict(ports.mirror.texts)) == before
    assert ask(bridge, "account.details", {"id": account_id})["note"] == "x" * 9_000
    ask(bridge, "account.remove", {"id": account_id})


@pytest.mark.usefixtures("small")
def test_a_full_vault_gives_codes_and_learns_nothing() -> None:
    ports = FakePorts()
    bridge = bridge_on(ports)
    account_id = ask(bridge, "account.add", {"uri": uri("a")})["account_id"]
    notes = 0
    for more in (4_096, 1_024, 256, 64, 16, 4, 1):
        while "ok" in say(bridge, "account.edit", {"id": account_id, **_notes(notes + more)}):
            notes += more
    for _ in range(3):
        used = ask(bridge, "account.use", {"id": account_id, "host": "https://site.com"})
        assert len(used["code"]) == 6
    assert ask(bridge, "account.details", {"id": account_id})["sites"] == []
    ask(bridge, "account.edit", {"id": account_id, **_notes(notes - 100)})
    ask(bridge, "account.use", {"id": account_id, "host": "https://site.com"})
    [site] = ask(bridge, "account.details", {"id": account_id})["sites"]
    assert site["source"] == "copied_once"


def _notes(characters: int) -> dict[str, str]:
    """Notes that take that many bytes of the payload; a full-width character takes six."""
    wide, narrow = divmod(characters, 6)
    return {"note": "囲" * wide, "emergency_note": "x" * narrow}


@pytest.mark.usefixtures("small")
def test_an_import_or_a_backup_beyond_the_room_adds_nothing() -> None:
    many = Vault(
        vault_id="v",
        generation=1,
        accounts=tuple(account(f"a{i}", note="x" * 4_500) for i in range(5)),
    )
    text = run(
        backup.dumps_for_factor(
            many, PASSPHRASE, now_unix=NOW_UNIX, crypto=CRYPTO, entropy=ENTROPY, cost=CHEAP
        )
    )
    bridge = bridge_on(FakePorts())
    preview: dict[str, Any] = {}
    for _ in range(2):
        ask(bridge, "account.add", {"uri": uri("first")})
        data = base64.b64encode(text.encode()).decode()
        read = {"name": "x.json", "data_base64": data, "password": PASSPHRASE.typed}
        preview = ask(bridge, "import.read", read)
        refused = say(bridge, "import.confirm", {"id": preview["id"]})
        assert refused["error"]["code"] == "vault.full"
        assert len(ask(bridge, "sheet.read")["rows"]) == 1
    taken = ask(bridge, "import.confirm", {"id": preview["id"], "take": [0, 1]})
    assert taken["added"] == 2, "a part of it fits"


def plain_text(of: Vault) -> str:
    content = payload.loads(payload.dumps(of))
    return canonical.dumps_with_checksum(
        {
            "format": "kakomi.vault",
            "version": 1,
            "vault_id": of.vault_id,
            "generation": of.generation,
            "accounts": content["accounts"],
        }
    )


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("characters", [20_000, 29_000, 32_000, 39_000])
def test_an_old_plain_vault_too_large_to_seal_stays_readable(characters: int) -> None:
    old = with_notes(characters)
    ports = FakeVaultPorts()
    ports.primary.texts["vault.1"] = plain_text(old)
    ports.sentinel.there = True
    vault_store = VaultStore(ports)
    assert run(vault_store.newest()).accounts == old.accounts
    is_sealed = "vault" in ports.mirror.texts and '"ciphertext"' in ports.mirror.texts["vault"]
    assert is_sealed == (characters <= 20_000 or characters == 29_000)
    if not is_sealed:
        with pytest.raises(VaultFull):
            run(vault_store.change(lambda v: (vault.add(v, account("more")), None)))
        assert run(VaultStore(ports).newest()).accounts == old.accounts
    for each in old.accounts[:2]:
        if is_sealed:
            break
        shorter = replace(each, details=AccountDetails())
        try:
            run(vault_store.change(change_of("put", shorter)))
        except VaultFull:
            continue
        is_sealed = True
    assert run(VaultStore(ports).newest()).present


@pytest.mark.parametrize("minutes", [0, -1, MAX_MINUTES + 1])
def test_rules_that_reading_refuses_are_refused_when_they_are_set(minutes: int) -> None:
    bridge = bridge_on(FakePorts())
    ask(bridge, "account.add", {"uri": uri("a")})
    rules = {"after_minutes": minutes, "at_screen_lock": True, "at_browser_close": True}
    assert say(bridge, "vault.set_rules", rules)["error"]["code"] == "request.malformed"
    automatic = {"on": False, "keep": 0}
    assert say(bridge, "backup.set_automatic", automatic)["error"]["code"] == "request.malformed"
    assert len(ask(bridge, "sheet.read")["rows"]) == 1


_EDGES: list[tuple[str, object, object]] = [
    ("note", LONGEST_NOTE, LONGEST_NOTE + "x"),
    ("emergency_note", LONGEST_NOTE, LONGEST_NOTE + "x"),
    ("groups", ["囲" * 200] * 100, ["g"] * 101),
    ("groups", ["g"], ["囲" * 201]),
    ("emergency_link", "https://" + "l" * 1_992, "https://" + "l" * 1_993),
    ("issuer", "名" * 512, "名" * 513),
    ("name", "名" * 512, "名" * 513),
    (
        "recovery_codes",
        [{"code": "囲" * 200, "used": True}] * 100,
        [{"code": "c", "used": True}] * 101,
    ),
]


@pytest.mark.parametrize(("field", "longest", "too_long"), _EDGES)
def test_each_field_is_kept_at_its_bound_and_refused_above(
    field: str, longest: object, too_long: object
) -> None:
    ports = FakePorts()
    bridge = bridge_on(ports)
    account_id = ask(bridge, "account.add", {"uri": uri("a")})["account_id"]
    ask(bridge, "account.edit", {"id": account_id, field: longest})
    assert say(bridge, "account.edit", {"id": account_id, field: too_long}).keys() == {"error"}
    ports.worker_restarts()
    copies.validate.cache_clear()
    assert ask(bridge_on(ports), "account.details", {"id": account_id})[field] == longest


def test_the_last_generation_is_kept_and_none_after_it() -> None:
    ports = FakeVaultPorts()
    run(VaultStore(ports).change(lambda v: (vault.add(v, account("a")), None)))
    opened = run(VaultStore(ports).opened(use=True))
    text = run(
        vault_text.write(
            replace(opened.vault, generation=seal.MAX_GENERATION - 1),
            master=opened.master,
            key_slots=opened.slots,
            crypto=CRYPTO,
            entropy=ENTROPY,
        )
    )
    ports.primary.texts["vault.0"] = text
    last, _ = run(VaultStore(ports).change(lambda v: (vault.add(v, account("b")), None)))
    assert last.generation == seal.MAX_GENERATION
    with pytest.raises(VaultNotSaved):
        run(VaultStore(ports).change(lambda v: (vault.add(v, account("c")), None)))
    assert run(VaultStore(ports).newest()) == last


# --- what uses the capacity ---


def test_the_usage_names_what_takes_the_most() -> None:
    notes = account("n", note="x" * 3_000)
    codes = account("c", recovery_codes=tuple(RecoveryCode(f"{i:0200}") for i in range(10)))
    gone = replace(account("t", note="x" * 2_500), removed_at_unix=NOW_UNIX)
    of = Vault(vault_id="v", accounts=(notes, codes, gone))
    found = capacity.usage(of)
    assert found.largest == "notes"
    assert 2_900 < found.bytes_of["notes"] < 3_200
    assert 2_000 < found.bytes_of["recovery_codes"] < 2_300
    assert 2_500 < found.bytes_of["trash"] < 3_100
    assert sum(found.bytes_of.values()) < len(payload.dumps(of))
    assert found.percent == 0
    assert capacity.usage(Vault(vault_id="v")).percent == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(new_accounts(), min_size=1, max_size=3, unique_by=lambda a: a.id))
def test_the_cheap_bound_is_never_below_the_real_size(accounts: list[Account]) -> None:
    bound = sum(capacity.bytes_at_most(each) for each in accounts)
    assert bound >= len(payload.dumps(Vault(vault_id="v", accounts=tuple(accounts))))


@pytest.mark.usefixtures("small")
def test_the_user_is_told_at_eighty_percent_and_may_put_it_off_for_a_week() -> None:
    ports = FakePorts()
    bridge = bridge_on(ports)
    account_id = ask(bridge, "account.add", {"uri": uri("a")})["account_id"]
    ask(bridge, "account.edit", {"id": account_id, "emergency_note": "x" * 10_000})

    def reported(characters: int) -> Any:
        ask(bridge, "account.edit", {"id": account_id, "note": "x" * characters})
        status = ask(bridge, "backup.status")
        reminder = ask(bridge, "sheet.read")["reminder"]
        assert (reminder is not None) == status["is_nearly_full"]
        assert status["is_nearly_full"] == (status["capacity"]["percent"] >= 80)
        if reminder is not None:
            assert reminder["kind"] == "capacity"
            assert reminder["capacity"] == status["capacity"]
        return reminder

    limit = capacity.max_payload_bytes()
    assert reported(limit * 70 // 100 - 10_000) is None
    assert reported(limit * 85 // 100 - 10_000)["capacity"]["largest"] == "notes"
    ask(bridge, "backup.snooze")
    assert ask(bridge, "sheet.read")["reminder"] is None
    assert ask(bridge, "backup.status")["is_nearly_full"], "the options page goes on saying it"
    ports.clock.pass_ms(7 * 86_400_000)
    assert ask(bridge, "sheet.read")["reminder"]["kind"] == "capacity"


# --- the real size ---


def test_a_vault_of_longest_notes_is_kept_up_to_its_room_and_not_beyond() -> None:
    ports = FakeVaultPorts()
    vault_store = VaultStore(ports)
    each = len(payload.dumps(Vault(vault_id="v", accounts=(account("n0", note=LONGEST_NOTE),))))
    fitting = capacity.max_payload_bytes() // each
    assert 100 < fitting < 110

    def fill(before: Vault) -> tuple[Vault, None]:
        more = tuple(account(f"n{i}", note=LONGEST_NOTE) for i in range(fitting - 1))
        return replace(before, accounts=more), None

    run(vault_store.change(fill))
    added = fitting - 1
    for _ in range(3):
        more = account(f"more{added}", note=LONGEST_NOTE)
        try:
            run(vault_store.change(change_of("add", more)))
        except VaultFull:
            break
        added += 1
    assert fitting - 1 <= added < fitting + 2
    for primary in (True, False):
        assert len(run(read_alone(ports, primary=primary)).accounts) == added
    assert capacity.usage(run(vault_store.newest())).percent >= 98
    removed, _ = run(vault_store.change(lambda v: (vault.remove(v, "n0", NOW_UNIX), None)))
    assert len(removed.present) == added - 1
