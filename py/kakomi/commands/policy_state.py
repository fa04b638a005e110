"""Loads the policy that applies, and makes a vault comply with it.

``STATE_KEY`` in the primary store has the last values that could be read, the time at which each
missing duty was first seen, and whether the passphrase that unlocked the vault last was too short.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kakomi import policy_conformity, policy_reader
from kakomi.errors import (
    KakomiError,
    PolicyForbids,
    PolicyOverdue,
    PolicyPassphrase,
    VaultDamaged,
    VaultError,
    VaultFull,
    VaultNotSaved,
)
from kakomi.passphrase import length as passphrase_length
from kakomi.policy_conformity import DAY_S, VaultFacts
from kakomi.rules import LockRules, to_json
from kakomi.vault import backup, slots, vault
from kakomi.vault.slots import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.commands.context import Context
    from kakomi.environment import Environment
    from kakomi.messages.policy import PolicyDue
    from kakomi.policy import Policy
    from kakomi.policy_conformity import Due
    from kakomi.policy_reader import Reading
    from kakomi.vault.opening import Opened
    from kakomi.vault.vault import Vault

STATE_KEY = "policy.state"  # in the primary store


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyState:
    """``is_last_known``: the policy could not be read now."""

    reading: Reading
    is_last_known: bool = False
    seen_unix: Mapping[str, int] = field(default_factory=dict)
    has_weak_passphrase: bool = False

    @property
    def policy(self) -> Policy:
        """The rules that apply."""
        return self.reading.policy


async def load(environment: Environment) -> PolicyState:
    """Returns the policy that applies. Its values are stored if they have changed. Never raises."""
    values = await environment.managed.read()
    if values == {}:
        return PolicyState(reading=policy_reader.read({}))
    stored = await _stored(environment)
    known, seen = stored.get("known"), stored.get("seen")
    before = known if isinstance(known, dict) else {}
    state = PolicyState(
        reading=policy_reader.read(values, before),
        is_last_known=values is None,
        seen_unix={
            duty: at
            for duty, at in (seen if isinstance(seen, dict) else {}).items()
            if duty in policy_conformity.DUTIES and type(at) is int
        },
        has_weak_passphrase=stored.get("weak") is True,
    )
    if state.reading.known != before:
        await _save(environment, state)
    return state


async def _stored(environment: Environment) -> dict[str, Any]:
    with contextlib.suppress(VaultDamaged, ValueError, RecursionError):
        found = json.loads(await environment.primary.read(STATE_KEY) or "{}")
        if isinstance(found, dict):
            return found
    return {}


async def _save(environment: Environment, state: PolicyState) -> None:
    text = json.dumps(
        {
            "known": state.reading.known,
            "seen": state.seen_unix,
            "weak": state.has_weak_passphrase,
        }
    )
    with contextlib.suppress(VaultFull, VaultNotSaved):  # it is written at the next change
        await environment.primary.write(STATE_KEY, text)


def due(state: PolicyState, now_unix: int) -> tuple[Due, ...]:
    """Returns the missing duties, as they were last stored."""
    return policy_conformity.due(state.policy, state.seen_unix, now_unix)


def due_infos(state: PolicyState, now_unix: int) -> list[PolicyDue]:
    """Returns the missing duties in the form for the pages."""
    return [
        {
            "duty": each.duty,
            "deadline_unix": each.deadline_unix,
            "days_left": -(-max(0, each.deadline_unix - now_unix) // DAY_S),
            "is_overdue": each.is_overdue,
        }
        for each in due(state, now_unix)
    ]


def require(is_allowed: bool, name: str) -> None:
    """Raises PolicyForbids, with the policy's name, unless it is allowed."""
    if not is_allowed:
        raise PolicyForbids(name)


async def for_adding(context: Context) -> Policy:
    """Returns the policy, for its presets. Raises PolicyOverdue if a duty's deadline has passed."""
    state = await load(context.environment)
    if any(each.is_overdue for each in due(state, context.environment.now_unix())):
        raise PolicyOverdue("account")
    return state.policy


def check_passphrase(rules: Policy, passphrase: str, strength: int | None) -> None:
    """Raises PolicyPassphrase if the new passphrase is too short or too weak. ``strength`` is the
    page's estimate, from 0 to 4.
    """
    if is_short(rules, passphrase):
        raise PolicyPassphrase("PassphraseMinLength")
    if rules.passphrase_min_strength > (strength or 0):
        raise PolicyPassphrase("PassphraseMinStrength")


def is_short(rules: Policy, passphrase: str) -> bool:
    """Whether a passphrase has fewer characters than the policy demands."""
    return passphrase_length(passphrase) < rules.passphrase_min_length


async def check_lock_rules(wanted: LockRules, context: Context, *, is_lockable: bool) -> None:
    """Raises PolicyForbids, with the policy's name, if the rules are less strict than the policy.

    A vault that can't be locked can't be locked when the browser closes either, so that rule is not
    demanded of it.
    """
    rules = (await load(context.environment)).policy
    strict = policy_conformity.with_policy(wanted, rules)
    require(strict.after_minutes == wanted.after_minutes, "LockAfterMinutesMax")
    require(strict.at_screen_lock == wanted.at_screen_lock, "LockWithScreen")
    is_kept = strict.at_browser_close == wanted.at_browser_close or not is_lockable
    require(is_kept, "LockWithBrowser")


async def note_passphrase(context: Context, passphrase: str) -> None:
    """Store whether the passphrase that unlocks the vault is shorter than the policy permits."""
    state = await load(context.environment)
    is_weak = is_short(state.policy, passphrase)
    if is_weak != state.has_weak_passphrase and (state.reading.given or not is_weak):
        await _save(context.environment, replace(state, has_weak_passphrase=is_weak))


async def conform(context: Context) -> PolicyState:
    """Make an unlocked vault comply with the policy, and store the missing duties.

    Never raises. What failed is tried again at the next call.
    """
    state = await load(context.environment)
    if not state.reading.given:
        return state
    with contextlib.suppress(KakomiError):
        opened = await context.store.opened(use=False)
        await _set_rules(state.policy, opened, context)
        await _set_backups(state.policy, opened, context)
        state = await _with_duties(state, context)
    return state


def _lock_rules(opened: Opened) -> LockRules:
    has_device_key = bool(slots.of_kind(opened.slots, Kind.DEVICE))
    return LockRules(**to_json(opened.vault.rules), at_browser_close=not has_device_key)


async def _set_rules(rules: Policy, opened: Opened, context: Context) -> None:
    before = _lock_rules(opened)
    wanted = policy_conformity.with_policy(before, rules)
    if wanted.stored != before.stored:
        await context.change(lambda newest: (vault.set_rules(newest, wanted.stored), None))
    if wanted.at_browser_close and not before.at_browser_close and slots.can_lock(opened.slots):
        await context.protection.close_with_browser()


async def _set_backups(rules: Policy, opened: Opened, context: Context) -> None:
    """Turn automatic backups on if the vault has a slot that opens them on another computer."""
    status = opened.vault.backup_status
    if not rules.automatic_backup_required or status.automatic:
        return
    try:
        backup.portable_slots(opened.slots)
    except VaultError:
        return

    def step(newest: Vault) -> tuple[Vault, None]:
        return vault.set_backup_status(newest, replace(newest.backup_status, automatic=True)), None

    await context.change(step)


async def _with_duties(state: PolicyState, context: Context) -> PolicyState:
    opened = await context.store.opened(use=False)
    facts = VaultFacts(
        has_passphrase=bool(slots.of_kind(opened.slots, Kind.PASSPHRASE)),
        has_weak_passphrase=state.has_weak_passphrase,
        has_passkey=bool(slots.of_kind(opened.slots, Kind.PASSKEY)),
        has_automatic_backup=opened.vault.backup_status.automatic,
        has_sync=opened.vault.sync is not None,
    )
    missing = policy_conformity.duties(state.policy, facts)
    now_unix = context.environment.now_unix()
    seen = policy_conformity.with_seen(state.seen_unix, missing, now_unix)
    if seen != state.seen_unix:
        state = replace(state, seen_unix=seen)
        await _save(context.environment, state)
    return state
