"""How a vault and its settings are made to comply with the rules of the organization.

Settings of the lock are changed at once. A duty is something that only the user can do: set a
passphrase, add a passkey, permit automatic backups. Its deadline is ``grace_days`` after Kakomi
first saw that it was missing. After the deadline no account can be added until the duty is done.
Codes can always be read: no rule of an organization locks a user out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.policy import Policy
    from kakomi.rules import LockRules

Duty: TypeAlias = Literal[
    "passphrase", "passphrase_weak", "passkey", "passkey_remove", "backup", "sync"
]
DUTIES: tuple[Duty, ...] = get_args(Duty)
DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultFacts:
    """The facts about a vault that the rules concern. The defaults are those of a new vault.
    ``has_weak_passphrase``: the passphrase that unlocked it last was shorter than the rule permits.
    """

    has_passphrase: bool = False
    has_weak_passphrase: bool = False
    has_passkey: bool = False
    has_automatic_backup: bool = False
    has_sync: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A duty that is missing. From ``deadline_unix`` on no account can be added."""

    duty: Duty
    deadline_unix: int
    is_overdue: bool


def duties(policy: Policy, facts: VaultFacts) -> tuple[Duty, ...]:
    """Returns the missing duties, in the order in which the user should do them."""
    is_weak = facts.has_weak_passphrase and facts.has_passphrase
    missing: dict[Duty, bool] = {
        "passphrase": policy.passphrase_required and not facts.has_passphrase,
        "passphrase_weak": is_weak,
        "passkey": policy.passkeys == "required" and not facts.has_passkey,
        "passkey_remove": policy.passkeys == "forbidden" and facts.has_passkey,
        "backup": policy.automatic_backup_required and not facts.has_automatic_backup,
        "sync": policy.sync == "required" and not facts.has_sync,
    }
    return tuple(duty for duty in DUTIES if missing[duty])


def with_seen(
    seen_unix: Mapping[str, int], missing: tuple[Duty, ...], now_unix: int
) -> dict[str, int]:
    """Returns when each missing duty was first seen. Duties that were done since are removed. A
    time in the future was stored before the clock was set back, and counts as now.
    """
    return {duty: min(seen_unix.get(duty, now_unix), now_unix) for duty in missing}


def due(policy: Policy, seen_unix: Mapping[str, int], now_unix: int) -> tuple[Due, ...]:
    """Returns the duties with their deadlines."""
    return tuple(
        Due(
            duty=duty,
            deadline_unix=seen_unix[duty] + policy.grace_days * DAY_S,
            is_overdue=now_unix >= seen_unix[duty] + policy.grace_days * DAY_S,
        )
        for duty in DUTIES
        if duty in seen_unix
    )


def with_policy(rules: LockRules, policy: Policy) -> LockRules:
    """Returns the rules of the lock, as strict as the policy demands."""
    most = policy.lock_after_minutes_max
    minutes = rules.after_minutes
    if most is not None and (minutes is None or minutes > most):
        minutes = most
    return replace(
        rules,
        after_minutes=minutes,
        at_screen_lock=rules.at_screen_lock or policy.lock_with_screen,
        at_browser_close=rules.at_browser_close or policy.lock_with_browser,
    )


def locked_rules(policy: Policy) -> tuple[str, ...]:
    """Returns the names of the lock's switches that the user can't turn off."""
    switches = {
        "at_screen_lock": policy.lock_with_screen,
        "at_browser_close": policy.lock_with_browser,
    }
    return tuple(name for name, is_set in switches.items() if is_set)
