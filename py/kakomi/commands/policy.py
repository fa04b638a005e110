"""policy.*: the organization's rules, for the pages, and the administrator's checker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import policy_check, policy_conformity
from kakomi.commands import policy_state
from kakomi.commands.command import PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.commands.policy_state import PolicyState
from kakomi.errors import VaultError
from kakomi.messages.common import Empty
from kakomi.messages.policy import (
    Forbidden,
    PolicyCheckReply,
    PolicyCheckRequest,
    PolicyProblem,
    PolicyReadReply,
)
from kakomi.policy_conformity import VaultFacts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.policy import Policy
    from kakomi.policy_reader import Problem


@command("policy.read", callers={PAGE})
async def read(_args: Empty, context: Context) -> PolicyReadReply:
    """Returns the rules that apply, after the vault was made to comply with them. Never raises."""
    return policy_info(await policy_state.conform(context), context.environment.now_unix())


@command("policy.refresh", callers={WORKER})
async def refresh(_args: Empty, context: Context) -> Empty:
    """Make the vault comply with the policy, and show the popup what the user has to do. Called
    when the browser starts and when the policy changes.
    """
    state = await policy_state.conform(context)
    if state.reading.given:
        try:
            await context.publish_sheet(await context.vault(use=False))
        except VaultError:
            return {}
    return {}


@command("policy.check", callers={PAGE})
async def check(args: PolicyCheckRequest, context: Context) -> PolicyCheckReply:
    """Returns what a pasted policy does, and what in it is mistyped."""
    checked = policy_check.check(args["text"])
    reading = checked.reading
    now_unix = context.environment.now_unix()
    missing = policy_conformity.duties(reading.policy, VaultFacts())
    state = PolicyState(reading=reading, seen_unix=dict.fromkeys(missing, now_unix))
    return {
        "form": checked.form,
        "line": checked.line,
        "policies": [{"name": name, "value": value} for name, value in reading.known.items()],
        "problems": _problems(reading.problems),
        "preview": policy_info(state, now_unix),
    }


def policy_info(state: PolicyState, now_unix: int) -> PolicyReadReply:
    """Returns the rules as the pages see them."""
    rules = state.policy
    return {
        "managed": bool(state.reading.given),
        "is_last_known": state.is_last_known and bool(state.reading.given),
        "organization": rules.organization,
        "contact": rules.contact,
        "help_url": rules.help_url,
        "first_step": rules.first_step,
        "first_step_url": rules.first_step_url,
        "given": sorted(state.reading.given),
        "forbidden": _forbidden(rules),
        "lock_after_minutes_max": rules.lock_after_minutes_max,
        "locked_rules": list(policy_conformity.locked_rules(rules)),
        "passphrase_min_length": rules.passphrase_min_length,
        "passphrase_min_strength": rules.passphrase_min_strength,
        "automatic_backup_required": rules.automatic_backup_required,
        "due": policy_state.due_infos(state, now_unix),
        "problems": _problems(state.reading.problems),
    }


def _forbidden(rules: Policy) -> list[Forbidden]:
    is_forbidden: dict[Forbidden, bool] = {
        "plain_export": rules.plain_export_forbidden,
        "paper": rules.paper_forbidden,
        "qr_display": rules.qr_display_forbidden,
        "transfer_codes": rules.transfer_codes_forbidden,
        "passkeys": rules.passkeys == "forbidden",
        "no_passphrase": rules.passphrase_required,
    }
    return [name for name, forbids in is_forbidden.items() if forbids]


def _problems(problems: Iterable[Problem]) -> list[PolicyProblem]:
    return [
        {
            "where": each.where,
            "fault": each.fault,
            "meant": policy_check.meant(each.where) if each.fault == "unknown" else "",
        }
        for each in problems
    ]
