"""Stops the worker at every await of a save, an unlock, a change of the protection and an import:
before and after each call to the browser.

Afterwards the vault opens, has everything that was saved before, and has all or nothing of the
interrupted action.
"""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.commands.kept_on_lock import KEPT_ON_LOCK

from campaigns import await_hooks, expected_state
from campaigns.expected_state import Action, ExpectedState
from campaigns.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.browser import Browser

    from campaigns.context import CampaignContext

NAME = "awaits"
COUNTED = "stops of the worker, each at another await (a few hundred are all of them)"
LOCK = "lock"
PASSPHRASE = "nine calm words for a box"

IMPORTED = 5
POINTS_A_PROFILE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptedAction:
    """A request during which the worker is stopped. ``prepare`` makes the state of the vault
    before it, and returns the request and the accounts that it adds. ``anew``: it runs only in a
    new profile.
    """

    name: str
    prepare: Callable[[Browser, str], tuple[Action, set[str]]]
    anew: bool = False


def _open(browser: Browser) -> None:
    if browser.ask("vault.status")["state"] == "locked":
        browser.ask("vault.unlock", passphrase=PASSPHRASE)


def _bare(browser: Browser) -> None:
    """Removes the protection, so that the vault has only a device key."""
    _open(browser)
    if browser.ask("vault.status")["lockable"]:
        browser.ask("vault.unprotect")


def _covered(browser: Browser) -> None:
    """Sets a passphrase, so that the vault has only that slot."""
    _open(browser)
    if not browser.ask("vault.status")["lockable"]:
        browser.ask("vault.protect", passphrase=PASSPHRASE)


def _saving(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _open(browser)
    return expected_state.adding(name), {name}


def _unlocking(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _covered(browser)
    browser.ask("vault.lock")
    return Action(name=name, command="vault.unlock", args={"passphrase": PASSPHRASE}), set()


def _locking(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _covered(browser)
    return Action(name=name, command="vault.lock", args={}), set()


def _protecting(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _bare(browser)
    return Action(name=name, command="vault.protect", args={"passphrase": PASSPHRASE}), set()


def _unprotecting(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _covered(browser)
    return Action(name=name, command="vault.unprotect", args={}), set()


def _importing(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _open(browser)
    names = {f"{name}-{i}" for i in range(IMPORTED)}
    text = "\n".join(expected_state.adding(each).args["uri"] for each in sorted(names))
    data = base64.b64encode(text.encode()).decode()
    read = browser.ask("import.read", name="accounts.txt", data_base64=data)
    return Action(name=name, command="import.confirm", args={"id": read["id"]}), names


ACTIONS = (
    InterruptedAction(name="first save", prepare=_saving, anew=True),
    InterruptedAction(name="save", prepare=_saving),
    InterruptedAction(name="unlock", prepare=_unlocking),
    InterruptedAction(name=LOCK, prepare=_locking),
    InterruptedAction(name="protect", prepare=_protecting),
    InterruptedAction(name="unprotect", prepare=_unprotecting),
    InterruptedAction(name="import", prepare=_importing),
)


def run(context: CampaignContext, count: int, seed: int = 0) -> Summary:
    """Stops the worker ``count`` times. No await is repeated before all were used."""
    summary = Summary()
    with context.browser() as browser:
        points = _points(browser, summary)
    chance = random.Random(seed)  # noqa: S311  an order, not a secret
    turns: list[tuple[InterruptedAction, int]] = []
    while len(turns) < count:
        turns += chance.sample(points, len(points))
    shared = [turn for turn in turns[:count] if not turn[0].anew]
    for start in range(0, len(shared), POINTS_A_PROFILE):
        _together(context, shared[start : start + POINTS_A_PROFILE], summary)
    for turn in turns[:count]:
        if turn[0].anew:
            _together(context, [turn], summary)
    return summary


def _points(browser: Browser, summary: Summary) -> list[tuple[InterruptedAction, int]]:
    """Returns every await of every action, in the order of the actions."""
    found = []
    for action in ACTIONS:
        request, _ = action.prepare(browser, f"{action.name} once")
        worker = await_hooks.put_up(browser)
        browser.ask(request.command, **request.args)
        awaits = await_hooks.passed(worker)
        await_hooks.stop_for_good(browser)
        summary.count(f"awaits of {action.name}", awaits)
        found += [(action, at) for at in range(awaits)]
    return found


def _together(
    context: CampaignContext, turns: list[tuple[InterruptedAction, int]], summary: Summary
) -> None:
    """Stops at the given awaits one after the other in one profile."""
    with context.browser() as browser:
        kept: set[str] = set()
        for number, (action, at) in enumerate(turns):
            _stop_at(browser, action, at, f"{action.name} {number}", kept, summary)


def _stop_at(
    browser: Browser,
    action: InterruptedAction,
    at: int,
    name: str,
    kept: set[str],
    summary: Summary,
) -> None:
    request, adds = action.prepare(browser, name)
    worker = await_hooks.put_up(browser, at)
    expected = ExpectedState()
    expected.work(browser.extension_page, [[request]])
    while not (where := await_hooks.reached(worker)) and not expected.through:
        browser.extension_page.wait_for_timeout(10)  # between two checks
    await_hooks.stop_for_good(browser)
    summary.count("stops" if where else "ended before its await")
    summary.count("said to be kept", len(expected.kept))
    if name in expected.kept:
        kept |= adds
    what = f"{action.name} stopped {where} ({at})"
    state = browser.ask("vault.status")["state"]
    if not summary.check(state in ("open", "locked"), f"{what}: {state}"):
        return
    if action.name == LOCK:
        left = browser.session().keys() - KEPT_ON_LOCK if state == "locked" else set()
        summary.check(not left, f"{what}: left {sorted(left)}")
        summary.check(state == "locked" or name not in expected.kept, f"{what}: answered, and open")
    _open(browser)
    found = set(expected_state.accounts(browser))
    summary.check(kept <= found, f"{what}: lost {sorted(kept - found)[:3]}")
    summary.check(found & adds in (set(), adds), f"{what}: {len(found & adds)} of {len(adds)}")
    summary.check(found - kept <= adds, f"{what}: strange {sorted(found - kept - adds)[:3]}")
    kept |= found
